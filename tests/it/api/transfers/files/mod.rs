//! `POST /api/transfers/{id}/files` with a form.

mod accepted;
mod broken;
mod forms;
mod names;
mod race;
mod refused;
mod repeated;
