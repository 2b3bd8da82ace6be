//! Where programs are measured: the engines of one Leah behind TLS and a meter, and what the events speak of.

use std::{collections::BTreeMap, sync::Arc};

use jiff::SignedDuration;
use leah_domain::{Ids, TransferToken, transfer::create};
use leah_local::{
    House, Options, VirtualClock,
    demo::{HEALTHCARE_WORKER, ORGANIZATION},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    certificates::Certificates,
    error::BenchError,
    events,
    meter::{Meter, Metered},
};

/// The transfer of the events, and the secret that opens it.
pub(crate) const TRANSFER: &str = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";
const SECRET: &str = "Y_gIfXTO0sOPE9VdFaX5Ozkag-TpjLJglAApKdsIF5c";

/// The services as AWS's tools name them in `AWS_ENDPOINT_URL_…`.
const SERVICES: [(&str, &str); 6] = [
    ("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB"),
    ("s3", "AWS_ENDPOINT_URL_S3"),
    ("ses", "AWS_ENDPOINT_URL_SESV2"),
    ("sms", "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"),
    ("scheduler", "AWS_ENDPOINT_URL_SCHEDULER"),
    ("lambda", "AWS_ENDPOINT_URL_LAMBDA"),
];

/// A Leah whose engines are reached as AWS's services are.
pub struct World {
    /// It does nothing by itself: what is owed waits until it is taken.
    pub house: House,
    /// What goes to and fro.
    pub meter: Arc<Meter>,
    environment: BTreeMap<String, String>,
    _services: Vec<Metered>,
    _folder: TempDir,
}

impl World {
    /// Starts the engines on files (in memory they slow down with many items), and puts into the table what the events
    /// speak of.
    ///
    /// # Errors
    /// [`BenchError`] where something does not start.
    pub async fn start(ids: Arc<dyn Ids>) -> Result<Self, BenchError> {
        let folder = tempfile::tempdir().map_err(BenchError::at("a temporary folder"))?;
        let options = Options {
            data: Some(folder.path().join("data")),
            ..Options::ephemeral(VirtualClock::running(SignedDuration::ZERO), ids)
        };
        let house = House::start(options).await?;
        let certificates = Certificates::make()?;
        let [bundle, amazon, authority] =
            ["bundle.pem", "amazon.pem", "authority.pem"].map(|name| folder.path().join(name));
        for (path, content) in [
            (&bundle, &certificates.bundle),
            (&amazon, &certificates.amazon),
            (&authority, &certificates.authority),
        ] {
            std::fs::write(path, content).map_err(BenchError::at(path))?;
        }
        let meter = Arc::new(Meter::default());
        let mut environment = house.environment();
        let mut services = Vec::new();
        for (service, variable) in SERVICES {
            let Some(url) = environment.get_mut(variable) else {
                continue;
            };
            let server = Arc::clone(&certificates.server);
            let metered = Metered::start(service, url, server, Arc::clone(&meter)).await?;
            url.clone_from(&metered.url);
            services.push(metered);
        }
        let trusted = [
            // Leah's functions have Amazon's authorities built in, Node's have those of a system, and Python's read them.
            ("SSL_CERT_FILE", &amazon),
            ("NODE_EXTRA_CA_CERTS", &authority),
            ("AWS_CA_BUNDLE", &bundle),
        ];
        environment
            .extend(trusted.map(|(name, path)| (name.to_owned(), path.display().to_string())));
        let world = Self {
            house,
            meter,
            environment,
            _services: services,
            _folder: folder,
        };
        world.load().await?;
        Ok(world)
    }

    /// The environment of a function.
    pub const fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    /// An event of `events/`, with the key of the demo organization.
    ///
    /// # Errors
    /// [`BenchError::File`] where there is none of that name.
    pub fn event(&self, name: &str) -> Result<Value, BenchError> {
        events::event(name, self.house.key())
    }

    /// The transfer of the events, with its file, shared.
    async fn load(&self) -> Result<(), BenchError> {
        let app = self.house.app();
        let mut created = create(HEALTHCARE_WORKER, ORGANIZATION, app.now(), app.ids());
        let constant = || BenchError::Command("the transfer of the events".to_owned());
        created.transfer.id = TRANSFER.parse().map_err(|_| constant())?;
        created.transfer.secret = TransferToken::parse(SECRET).ok_or_else(constant)?;
        // Its end is years away; nothing of it is looked at.
        created.owed.clear();
        app.table()
            .insert_transfer(ORGANIZATION, &created, None)
            .await?;
        for name in ["transfers-files-multipart", "transfers-share"] {
            let answer = self.house.invoke("transfers", self.event(name)?).await?;
            if answer["statusCode"] != 200 {
                return Err(BenchError::Answer {
                    case: name.to_owned(),
                    program: "local".to_owned(),
                    what: answer.to_string(),
                });
            }
        }
        Ok(())
    }
}
