//! What the operator sets up for an organization: healthcare workers, their offices, features.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Id, Organization, id::Resource};

/// Someone who sees guests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HealthcareWorker {
    /// Its identifier.
    pub id: Id<HealthcareWorker>,
    /// Given name.
    pub firstname: String,
    /// Family name.
    pub lastname: String,
    /// Work address.
    pub email: String,
    /// The organization that they now work in, where one is set.
    pub current_organization: Option<Id<Organization>>,
}

impl Resource for HealthcareWorker {
    const NAME: &'static str = "HealthcareWorker";
    const PATH: &'static str = "/api/healthcare_workers";
}

/// The place, on line, where a healthcare worker sees guests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Office {
    /// Its identifier.
    pub id: Id<Office>,
    /// Its label in addresses.
    pub slug: String,
    /// Whose office it is.
    pub healthcare_worker: Id<HealthcareWorker>,
    /// What it can do.
    pub features: Vec<Id<Feature>>,
    /// When it was set up.
    pub created_at: Timestamp,
}

impl Resource for Office {
    const NAME: &'static str = "Office";
    const PATH: &'static str = "/api/offices";
}

/// Something that an office can do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Feature {
    /// Its identifier.
    pub id: Id<Feature>,
    /// What it is called.
    pub name: String,
}

impl Resource for Feature {
    const NAME: &'static str = "Feature";
    const PATH: &'static str = "/api/features";
}
