//! Webhook endpoints: set up by an operator, marked by deliveries.

use aws_sdk_dynamodb::types::AttributeValue;
use leah_domain::{
    Id, Organization, WebhookEndpoint,
    webhook::{Disabled, Event, Health, MAX_ENDPOINTS, Secrets},
};

use super::{
    Table, TableError,
    item::{Attributes, Item, number, primary, read, text},
    names,
    outbox::settled,
    query::Range,
    transaction::{Condition, Transaction},
};

impl Table {
    /// An organization's endpoints: [`MAX_ENDPOINTS`] at the most.
    pub async fn webhook_endpoints(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<WebhookEndpoint>, TableError> {
        let partition = names::organization_partition(organization);
        let query = self.query(None, &partition, Range::prefix(names::ENDPOINTS));
        let items = query.latest().all().await?.into_iter();
        items.map(|item| read("WebhookEndpoint", item)).collect()
    }

    /// An endpoint.
    pub async fn webhook_endpoint(
        &self,
        organization: Id<Organization>,
        id: Id<WebhookEndpoint>,
    ) -> Result<Option<WebhookEndpoint>, TableError> {
        let found = self.get(&names::webhook_endpoint(organization, id)).await?;
        found.map(|item| read("WebhookEndpoint", item)).transpose()
    }

    /// Stores an endpoint, whatever stood there, and has its organization's events told from now on. False where the
    /// organization has as many as it may have.
    pub async fn put_webhook_endpoint(
        &self,
        organization: Id<Organization>,
        endpoint: &WebhookEndpoint,
    ) -> Result<bool, TableError> {
        let mut all = self.webhook_endpoints(organization).await?;
        all.retain(|other| other.id != endpoint.id);
        if all.len() >= MAX_ENDPOINTS {
            return Ok(false);
        }
        all.push(endpoint.clone());
        let key = names::webhook_endpoint(organization, endpoint.id);
        let mut transaction = Transaction::default();
        transaction.put(Item::new("WebhookEndpoint", &key, endpoint)?);
        want(&mut transaction, organization, &all);
        match self.commit(transaction).await? {
            Ok(()) => Ok(true),
            Err(_) => Err(TableError::Refused {
                operation: "TransactWriteItems",
                cause: "there is no such organization".into(),
            }),
        }
    }

    /// Removes an endpoint. What is still owed to it is given up at its next turn. False where there is none.
    pub async fn remove_webhook_endpoint(
        &self,
        organization: Id<Organization>,
        id: Id<WebhookEndpoint>,
    ) -> Result<bool, TableError> {
        let mut all = self.webhook_endpoints(organization).await?;
        all.retain(|other| other.id != id);
        let key = names::webhook_endpoint(organization, id);
        let mut transaction = Transaction::default();
        transaction.delete_if(&key, Condition::new("attribute_exists(PK)"));
        want(&mut transaction, organization, &all);
        Ok(self.commit(transaction).await?.is_ok())
    }

    /// Replaces an endpoint's secrets, if they are still as they were read.
    pub async fn rotate_webhook_secret(
        &self,
        organization: Id<Organization>,
        before: &WebhookEndpoint,
        after: &Secrets,
    ) -> Result<bool, TableError> {
        let written = |secrets: &Secrets| {
            serde_dynamo::to_attribute_value(secrets).map_err(|source| TableError::Item {
                kind: "WebhookEndpoint",
                source,
            })
        };
        let (before_secrets, after) = (written(&before.secrets)?, written(after)?);
        let mut transaction = Transaction::default();
        let key = names::webhook_endpoint(organization, before.id);
        transaction.update(&key, |update| {
            update
                .update_expression("SET #secrets = :after")
                .condition_expression("#secrets = :before")
                .expression_attribute_names("#secrets", "secrets")
                .expression_attribute_values(":before", before_secrets)
                .expression_attribute_values(":after", after)
        });
        Ok(self.commit(transaction).await?.is_ok())
    }

    /// Has an endpoint served again that was not, or was failing. False where there is none.
    pub async fn enable_webhook_endpoint(
        &self,
        organization: Id<Organization>,
        id: Id<WebhookEndpoint>,
    ) -> Result<bool, TableError> {
        let mut transaction = Transaction::default();
        let key = names::webhook_endpoint(organization, id);
        transaction.update(&key, |update| {
            update
                .update_expression("REMOVE #disabled, #failing")
                .condition_expression("attribute_exists(PK)")
                .expression_attribute_names("#disabled", "disabled")
                .expression_attribute_names("#failing", "failing")
        });
        Ok(self.commit(transaction).await?.is_ok())
    }

    /// Notes how an endpoint is. What another attempt has noted before stays.
    pub async fn note_health(
        &self,
        organization: Id<Organization>,
        endpoint: Id<WebhookEndpoint>,
        health: Health,
    ) -> Result<(), TableError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary(&names::webhook_endpoint(
                organization,
                endpoint,
            ))));
        let update = match health {
            Health::Same => return Ok(()),
            Health::Recovered => update
                .update_expression("REMOVE #failing")
                .condition_expression("attribute_exists(PK)")
                .expression_attribute_names("#failing", "failing"),
            Health::Failing(since) => update
                .update_expression("SET #failing = :since")
                .condition_expression("attribute_exists(PK) AND attribute_not_exists(#failing)")
                .expression_attribute_names("#failing", "failing")
                .expression_attribute_values(":since", text(since.to_string())),
            Health::Disabled(Disabled { at, reason }) => update
                .update_expression("SET #disabled = :disabled")
                .condition_expression("attribute_exists(PK) AND attribute_not_exists(#disabled)")
                .expression_attribute_names("#disabled", "disabled")
                .expression_attribute_values(
                    ":disabled",
                    AttributeValue::M(Attributes::from([
                        ("at".to_owned(), text(at.to_string())),
                        ("reason".to_owned(), text(reason.name())),
                    ])),
                ),
        };
        settled(update.send().await)
    }
}

/// Has the events told that some endpoint wants. Whoever has read the organization before finds it changed.
fn want(
    transaction: &mut Transaction,
    organization: Id<Organization>,
    endpoints: &[WebhookEndpoint],
) {
    let events = endpoints.iter().flat_map(|endpoint| &endpoint.events);
    let mut wanted: Vec<Event> = events.copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let names_of = wanted.iter().map(|event| text(event.name())).collect();
    transaction.update(&names::organization(organization), |update| {
        update
            .update_expression("SET #settings.#events = :events ADD #version :one")
            .condition_expression("attribute_exists(PK)")
            .expression_attribute_names("#settings", "settings")
            .expression_attribute_names("#events", "events")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":one", number(1_u8))
            .expression_attribute_values(":events", AttributeValue::L(names_of))
    });
}
