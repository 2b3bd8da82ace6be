//! The functions of `functions/`, mounted under the names of their binaries.

use leah_aws::App;

use super::StartError;
use crate::{functions::Functions, template::Template};

/// Every function that the template names.
pub(super) fn functions(app: &App, template: &Template) -> Result<Functions, StartError> {
    let (to_outbox, to_reminders) = (app.clone(), app.clone());
    let functions = Functions::new(template.timeout())
        .with_http("appointments", appointments::service(app.clone()))
        .with_http("documentation", documentation::service(app.clone()))
        .with_http(
            "healthcare_workers",
            healthcare_workers::service(app.clone()),
        )
        .with_http("offices", offices::service(app.clone()))
        .with_http("organizations", organizations::service(app.clone()))
        .with_events("outbox", move |event| {
            let app = to_outbox.clone();
            async move { outbox::handle(&app, event).await }
        })
        .with_events("reminders", move |event| {
            let app = to_reminders.clone();
            async move { reminders::handle(&app, event).await }
        });
    let routed = template.routes().iter().map(|route| &route.function);
    let woken = [&template.stream().function, &template.sweep().function];
    match routed.chain(woken).find(|name| !functions.has(name)) {
        Some(missing) => Err(StartError::Function(missing.clone())),
        None => Ok(functions),
    }
}
