//! The functions of `functions/`, mounted under the names of their binaries.

use std::sync::Arc;

use leah_aws::App;
use webhooks::courier::Courier;

use super::{Elsewhere, StartError, environment::role};
use crate::{attempts::Attempts, functions::Functions, template::Template};

/// Every function that the template names.
pub(super) fn functions(
    app: &App,
    courier: Courier,
    attempts: &Arc<Attempts>,
    template: &Arc<Template>,
    elsewhere: &Elsewhere,
) -> Result<Functions, StartError> {
    // Each with its own role, as on AWS.
    let of = |function: &str| {
        app.with_credentials(elsewhere.credentials().unwrap_or_else(|| role(function)))
    };
    let (to_webhooks, attempts) = (of("webhooks"), Arc::clone(attempts));
    let (to_outbox, to_reminders, to_uploads) = (of("outbox"), of("reminders"), of("uploads"));
    let timeouts = Arc::clone(template);
    let functions = Functions::new(move |name| timeouts.timeout(name))
        .with_http("appointments", appointments::service(of("appointments")))
        .with_http("documentation", documentation::service(of("documentation")))
        .with_http("guests", guests::service(of("guests")))
        .with_http(
            "healthcare_workers",
            healthcare_workers::service(of("healthcare_workers")),
        )
        .with_http("offices", offices::service(of("offices")))
        .with_http("organizations", organizations::service(of("organizations")))
        .with_http("transfers", transfers::service(of("transfers")))
        .with_http(
            "webhook_endpoints",
            webhook_endpoints::service(of("webhook_endpoints")),
        )
        .with_events("webhooks", move |event| {
            let (app, courier) = (to_webhooks.clone(), courier.clone());
            let attempts = Arc::clone(&attempts);
            async move { webhooks::handle(&app, &courier, &attempts, event).await }
        })
        .with_events("outbox", move |event| {
            let app = to_outbox.clone();
            async move { outbox::handle(&app, event).await }
        })
        .with_events("reminders", move |event| {
            let app = to_reminders.clone();
            async move { reminders::handle(&app, event).await }
        })
        .with_events("uploads", move |event| {
            let app = to_uploads.clone();
            async move { uploads::handle(&app, event).await }
        });
    let routed = template.routes().iter().map(|route| &route.function);
    let woken = [&template.stream().function, &template.sweep().function];
    let told = template.bucket().triggers.iter();
    let told = told.map(|trigger| &trigger.function);
    let called = template.functions().iter().map(|function| &function.binary);
    match routed
        .chain(woken)
        .chain(told)
        .chain(called)
        .find(|name| !functions.has(name))
    {
        Some(missing) => Err(StartError::Function(missing.clone())),
        None => Ok(functions),
    }
}
