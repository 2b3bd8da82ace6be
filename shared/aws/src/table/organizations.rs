//! Organizations, and whose a slug is.

use leah_domain::{Id, Organization};
use serde::{Deserialize, Serialize};

use super::{
    Table, TableError,
    item::{Item, number, read},
    names,
    people::Place,
    transaction::{Condition, Transaction},
};

/// An organization as the list of all names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The label of its host.
    pub slug: String,
    /// Its identifier.
    pub organization: Id<Organization>,
}

impl Table {
    /// An organization.
    pub async fn organization(
        &self,
        id: Id<Organization>,
    ) -> Result<Option<Organization>, TableError> {
        let found = self.get(&names::organization(id)).await?;
        found.map(|item| read("Organization", item)).transpose()
    }

    /// Whose a slug is.
    pub async fn slug(&self, slug: &str) -> Result<Option<Id<Organization>>, TableError> {
        let found = self.get(&names::slug(slug)).await?;
        let found: Option<Registered> = found.map(|item| read("Slug", item)).transpose()?;
        Ok(found.map(|registered| registered.organization))
    }

    /// All organizations, by slug.
    pub async fn registered(&self) -> Result<Vec<Registered>, TableError> {
        let items = self.first(&Place::table(names::SLUGS), None).await?;
        items.into_iter().map(|item| read("Slug", item)).collect()
    }

    /// Stores a new organization. False where its slug is another's, or it is there already.
    pub async fn create_organization(
        &self,
        organization: &Organization,
    ) -> Result<bool, TableError> {
        let new = || Condition::new("attribute_not_exists(PK)");
        let mut transaction = Transaction::default();
        transaction.put_if(item(organization)?, new());
        transaction.put_if(slug(organization)?, new());
        Ok(self.commit(transaction).await?.is_ok())
    }

    /// Stores a changed organization, if it is still as it was read. Its slug stays: guests have links that begin with it.
    pub async fn change_organization(
        &self,
        before: &Organization,
        after: Organization,
    ) -> Result<bool, TableError> {
        let after = Organization {
            id: before.id,
            slug: before.slug.clone(),
            version: before.version + 1,
            ..after
        };
        let mut transaction = Transaction::default();
        transaction.put_if(item(&after)?, as_read(before));
        Ok(self.commit(transaction).await?.is_ok())
    }

    /// Stores an organization with its settings, whatever stood there.
    pub async fn put_organization(&self, organization: &Organization) -> Result<(), TableError> {
        let mut transaction = Transaction::default();
        transaction.put(item(organization)?);
        transaction.put(slug(organization)?);
        // Nothing in it has a condition.
        self.commit(transaction).await.map(|_| ())
    }
}

/// That an organization's record is still as it was read.
pub(super) fn as_read(before: &Organization) -> Condition {
    let condition = match before.version {
        // Stored before there were versions, perhaps.
        0 => Condition::new(
            "attribute_exists(PK) AND (attribute_not_exists(#version) OR #version = :version)",
        ),
        _ => Condition::new("#version = :version"),
    };
    condition
        .name("#version", "version")
        .value(":version", number(before.version))
}

fn item(organization: &Organization) -> Result<Item, TableError> {
    let key = names::organization(organization.id);
    Item::new("Organization", &key, organization)
}

fn slug(organization: &Organization) -> Result<Item, TableError> {
    let registered = Registered {
        slug: organization.slug.clone(),
        organization: organization.id,
    };
    Item::new("Slug", &names::slug(&organization.slug), &registered)
}
