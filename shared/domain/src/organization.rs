//! Organizations (the tenants) and their settings.

mod changes;
pub mod rules;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{Id, id::Resource, webhook::Event};

/// A hospital or practice: everything belongs to one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier.
    pub id: Id<Organization>,
    /// The label of its own host: `{slug}.leah.care`.
    pub slug: String,
    /// Its display name, which guests read.
    pub name: String,
    /// What the operator has set for it.
    pub settings: Settings,
    /// The key of its guest index, in hex: e-mail addresses stand there only as HMACs.
    pub index_key: IndexKey,
    /// Moves with every change: what an operator has read must still hold when it is written.
    #[serde(default)]
    pub version: u64,
}

impl Resource for Organization {
    const NAME: &'static str = "Organization";
    const PATH: &'static str = "/api/organizations";
}

/// What the operator sets for an organization; the API cannot change it (contract, section 1).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    /// The IANA name of its time zone.
    pub zone: Zone,
    /// The language of its guests.
    pub locale: Locale,
    /// How many calendar days before the start the first reminder goes; off where absent.
    pub reminder_days: Option<u16>,
    /// How many minutes before the start the second reminder goes; off where absent.
    pub reminder_minutes: Option<u32>,
    /// The name that mails come from.
    pub sender_name: String,
    /// Where answers to mails go.
    pub reply_to: Option<String>,
    /// The alphanumeric SMS sender, up to 11 characters.
    pub sms_sender: Option<String>,
    /// The ISO 3166 codes of the countries that SMS may go to; empty: all.
    #[serde(default)]
    pub sms_countries: Vec<String>,
    /// The colour of its buttons, `#rrggbb`.
    pub brand_colour: Option<String>,
    /// The https address of its logo.
    pub logo_url: Option<String>,
    /// After how many days past appointments are erased.
    pub retention_days: u16,
    /// The events that some webhook endpoint wants: nothing is owed for the others.
    #[serde(default)]
    pub events: Vec<Event>,
}

impl Settings {
    /// The usual settings: a day and thirty minutes before, erased after ninety days.
    pub fn new(sender_name: &str, zone: Zone, locale: Locale) -> Self {
        Self {
            zone,
            locale,
            reminder_days: Some(1),
            reminder_minutes: Some(30),
            sender_name: sender_name.to_owned(),
            reply_to: None,
            sms_sender: None,
            sms_countries: Vec::new(),
            brand_colour: None,
            logo_url: None,
            retention_days: 90,
            events: Vec::new(),
        }
    }
}

/// The language that guests are written to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// French.
    Fr,
    /// English.
    En,
}

/// A time zone of the IANA database, by its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone, String);

impl Zone {
    /// The zone of this name.
    ///
    /// # Errors
    /// [`UnknownZone`] where the database has none.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name)
            .map(|zone| Self(zone, name.to_owned()))
            .map_err(|_| UnknownZone(name.to_owned()))
    }

    /// The zone's rules.
    pub const fn rules(&self) -> &TimeZone {
        &self.0
    }

    /// The zone's IANA name.
    pub fn name(&self) -> &str {
        &self.1
    }
}

/// A name that the time-zone database does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone \"{0}\": use an IANA name such as Europe/Paris")]
pub struct UnknownZone(pub String);

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::named(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.1
    }
}

pub use changes::Changes;
pub use index_key::IndexKey;

mod index_key {
    use std::fmt;

    use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
    use hmac::{Hmac, KeyInit, Mac};
    use serde::{Deserialize, Serialize};
    use sha2::Sha256;

    use crate::{Ids, email::fold};

    /// The key under which an organization's guests are indexed.
    #[derive(Clone, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct IndexKey(String);

    impl IndexKey {
        /// A new key of 256 random bits.
        pub fn generate(ids: &dyn Ids) -> Self {
            let mut bytes = [0; 32];
            ids.fill(&mut bytes);
            Self(HEXLOWER.encode(&bytes))
        }

        /// The index entry of an address, whatever its case: without the key it tells nothing about the address.
        pub fn guest(&self, address: &str) -> String {
            // The key is what it says in hex; one that says less is padded, as HMAC has it.
            let mut key = hmac::digest::Key::<Hmac<Sha256>>::default();
            for (place, byte) in key.iter_mut().zip(self.0.bytes()) {
                *place = byte;
            }
            let mut mac = Hmac::<Sha256>::new(&key);
            mac.update(fold(address).as_bytes());
            BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()[..16])
        }
    }

    impl fmt::Debug for IndexKey {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("IndexKey(…)")
        }
    }
}
