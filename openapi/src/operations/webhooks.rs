//! Webhooks as resources.

use leah_domain::{Resource, WebhookDelivery, WebhookEndpoint};

use super::{Answer, Operation};
use crate::info::WEBHOOKS;

pub(super) const OPERATIONS: [Operation; 5] = [
    Operation::reads(
        "listWebhookEndpoints",
        (WebhookEndpoint::PATH, ""),
        WEBHOOKS,
        Answer::List(WebhookEndpoint::NAME),
        (
            "List webhook endpoints",
            "Where your systems are told of events. The operator sets them up.",
        ),
    )
    .paged(),
    Operation::reads(
        "getWebhookEndpoint",
        (WebhookEndpoint::PATH, "/{id}"),
        WEBHOOKS,
        Answer::Item(WebhookEndpoint::NAME),
        ("Read a webhook endpoint", "What it signs with is shown to nobody."),
    ),
    Operation::reads(
        "listWebhookDeliveries",
        (WebhookDelivery::PATH, ""),
        WEBHOOKS,
        Answer::List(WebhookDelivery::NAME),
        (
            "List webhook deliveries",
            "What became of each event on its way to each endpoint, for thirty days. The list has no total and no last page: follow `hydra:next`.",
        ),
    )
    .paged(),
    Operation::reads(
        "getWebhookDelivery",
        (WebhookDelivery::PATH, "/{id}"),
        WEBHOOKS,
        Answer::Item(WebhookDelivery::NAME),
        ("Read a webhook delivery", "How far it has come, and when it is tried again."),
    ),
    Operation::reads(
        "replayWebhookDelivery",
        (WebhookDelivery::PATH, "/{id}/replay"),
        WEBHOOKS,
        Answer::Changed(WebhookDelivery::NAME),
        (
            "Replay a webhook delivery",
            "Begins a dead delivery anew, with all its attempts. One that is still being tried, or has reached its endpoint, is 409.",
        ),
    )
    .by("POST"),
];
