//! Other organizations, and what belongs to them.

use jiff::Timestamp;
use leah_aws::table::keys::StoredKey;
use leah_domain::{
    ApiKey, HealthcareWorker, Id, IndexKey, Locale, Office, Organization, Settings, Zone,
};
use serde_json::{Value, json};

use super::{Call, Seeded, TestApp, demo};

/// An organization of a test's own.
pub(crate) struct Tenant {
    pub(crate) organization: Organization,
    pub(crate) key: String,
    pub(crate) worker: HealthcareWorker,
    pub(crate) office: Office,
    ids: Seeded,
}

impl Tenant {
    /// An organization with a key, a worker and an office; English, in London.
    pub(crate) async fn create(app: &TestApp, slug: &str) -> Self {
        Self::with(app, slug, |_| {}).await
    }

    pub(crate) async fn with(
        app: &TestApp,
        slug: &str,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        use leah_domain::Ids;
        let ids = Seeded::starting_at(slug);
        let zone = Zone::named("Europe/London").unwrap();
        let mut settings = Settings::new(slug, zone, Locale::En);
        change(&mut settings);
        let organization = Organization {
            id: Id::new(ids.uuid()),
            slug: slug.to_owned(),
            name: format!("Practice {slug}"),
            settings,
            index_key: IndexKey::generate(&ids),
            version: 0,
        };
        let table = app.house.app().table();
        table.put_organization(&organization).await.unwrap();
        let key = ApiKey::generate(organization.id, &ids);
        let stored = StoredKey {
            label: "test".into(),
            expires: None,
            revoked: None,
        };
        table
            .put_key(organization.id, &key.digest(), &stored)
            .await
            .unwrap();
        let mut tenant = Self {
            worker: worker(&ids, "ann@example.org"),
            office: office(&ids, Id::new(ids.uuid())),
            key: key.reveal().to_owned(),
            organization,
            ids,
        };
        tenant.office.healthcare_worker = tenant.worker.id;
        table
            .put_worker(tenant.organization.id, &tenant.worker)
            .await
            .unwrap();
        table
            .put_office(tenant.organization.id, &tenant.office)
            .await
            .unwrap();
        tenant
    }

    /// One more healthcare worker.
    pub(crate) async fn add_worker(&self, app: &TestApp, email: &str) -> HealthcareWorker {
        let worker = worker(&self.ids, email);
        let table = app.house.app().table();
        table
            .put_worker(self.organization.id, &worker)
            .await
            .unwrap();
        worker
    }

    /// One more office.
    pub(crate) async fn add_office(&self, app: &TestApp, of: &HealthcareWorker) -> Office {
        let office = office(&self.ids, of.id);
        let table = app.house.app().table();
        table
            .put_office(self.organization.id, &office)
            .await
            .unwrap();
        office
    }

    /// The same request as this organization, at its own host.
    pub(crate) fn sign(&self, call: Call) -> Call {
        call.key(&self.key).host(&self.host())
    }

    /// The host under the base domain.
    pub(crate) fn host(&self) -> String {
        format!("{}.leah.care", self.organization.slug)
    }
}

fn worker(ids: &Seeded, email: &str) -> HealthcareWorker {
    use leah_domain::Ids;
    HealthcareWorker {
        id: Id::new(ids.uuid()),
        firstname: "Ann".into(),
        lastname: "Other".into(),
        email: email.to_owned(),
        current_organization: None,
    }
}

fn office(ids: &Seeded, worker: Id<HealthcareWorker>) -> Office {
    use leah_domain::Ids;
    let created_at: Timestamp = "2021-01-22T14:20:48Z".parse().unwrap();
    Office {
        id: Id::new(ids.uuid()),
        slug: "surgery".into(),
        healthcare_worker: worker,
        features: Vec::new(),
        created_at,
    }
}

/// A booking at the demo organization's office, as the API's documentation has it.
pub(crate) fn booking() -> Value {
    json!({
        "phoneNumber": "+33612345678",
        "email": "john.doe@gmail.com",
        "office": demo::OFFICE,
        "startTime": "2021-04-25T13:15:00",
        "externalId": "000001",
    })
}
