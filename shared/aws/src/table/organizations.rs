//! Organizations.

use leah_domain::{Id, Organization};

use super::{
    Table, TableError,
    item::{Item, read},
    names::{self, Index},
};

impl Table {
    /// An organization.
    pub async fn organization(
        &self,
        id: Id<Organization>,
    ) -> Result<Option<Organization>, TableError> {
        let found = self.get(&names::organization(id)).await?;
        found.map(|item| read("Organization", item)).transpose()
    }

    /// Stores an organization with its settings.
    pub async fn put_organization(&self, organization: &Organization) -> Result<(), TableError> {
        let key = names::organization(organization.id);
        let item = Item::new("Organization", &key, organization)?;
        let slug = names::slug(&organization.slug);
        self.put(item.index(Index::Gsi2, slug.clone(), slug)).await
    }
}
