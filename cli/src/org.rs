//! `leah org`: organizations and their settings.

mod delete;
mod settings;

use clap::Subcommand;
use leah_domain::{
    Id, IndexKey, Locale, Organization, Settings, Zone,
    organization::{Changes, rules},
};
use serde::Serialize;

use crate::{CliError, Leah, Printed, Terminal, leah::TRIES};
use settings::SettingsArguments;

pub(crate) use settings::advice;

/// What can be done with organizations.
#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Create an organization. Its slug is the label of its own host and stays for good.
    Create {
        /// The label of its host: SLUG.your-domain.
        #[arg(value_parser = rules::slug)]
        slug: String,
        /// The name that guests read.
        #[arg(long, value_parser = rules::display_name)]
        name: String,
        /// The IANA name of its time zone, such as Europe/Paris.
        #[arg(long, value_parser = Zone::named)]
        zone: Zone,
        /// The language of its guests: fr or en.
        #[arg(long, value_parser = rules::locale)]
        locale: Locale,
        #[command(flatten)]
        settings: SettingsArguments,
    },
    /// List all organizations.
    List,
    /// Show an organization with its settings.
    Show {
        /// Its slug or identifier.
        organization: String,
    },
    /// Change an organization's settings. Later bookings and edits follow them.
    Set {
        /// Its slug or identifier.
        organization: String,
        /// The name that guests read.
        #[arg(long, value_parser = rules::display_name)]
        name: Option<String>,
        /// The IANA name of its time zone.
        #[arg(long, value_parser = Zone::named)]
        zone: Option<Zone>,
        /// The language of its guests: fr or en.
        #[arg(long, value_parser = rules::locale)]
        locale: Option<Locale>,
        #[command(flatten)]
        settings: SettingsArguments,
    },
    /// Delete an organization with all that it has. Its keys are revoked at once; its record goes once no mail is owed any
    /// more: run it again then, as it says.
    Delete {
        /// Its slug or identifier.
        organization: String,
        /// Cancel appointments that are still to come: the guests are told by mail. Without it there must be none.
        #[arg(long)]
        cancel_appointments: bool,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// An organization, as it is shown. The key of its guest index is not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    id: Id<Organization>,
    slug: &'a str,
    name: &'a str,
    zone: &'a str,
    locale: Locale,
    reminder_days: Option<u16>,
    reminder_minutes: Option<u32>,
    sender_name: &'a str,
    reply_to: Option<&'a str>,
    sms_sender: Option<&'a str>,
    sms_countries: &'a [String],
    brand_colour: Option<&'a str>,
    logo_url: Option<&'a str>,
    retention_days: u16,
}

impl<'a> From<&'a Organization> for Shown<'a> {
    fn from(organization: &'a Organization) -> Self {
        let settings = &organization.settings;
        Self {
            id: organization.id,
            slug: &organization.slug,
            name: &organization.name,
            zone: settings.zone.name(),
            locale: settings.locale,
            reminder_days: settings.reminder_days,
            reminder_minutes: settings.reminder_minutes,
            sender_name: &settings.sender_name,
            reply_to: settings.reply_to.as_deref(),
            sms_sender: settings.sms_sender.as_deref(),
            sms_countries: &settings.sms_countries,
            brand_colour: settings.brand_colour.as_deref(),
            logo_url: settings.logo_url.as_deref(),
            retention_days: settings.retention_days,
        }
    }
}

impl OrgCommand {
    pub(crate) async fn run(
        self,
        leah: &Leah,
        terminal: &mut Terminal,
    ) -> Result<Printed, CliError> {
        match self {
            Self::Create {
                slug,
                name,
                zone,
                locale,
                settings,
            } => {
                let new = Organization {
                    id: Id::new(leah.app().ids().uuid()),
                    slug,
                    settings: Settings::new(&name, zone, locale),
                    name,
                    index_key: IndexKey::generate(leah.app().ids()),
                    version: 0,
                };
                create(leah, settings.changes().made(&new)).await
            }
            Self::List => {
                let all = leah.table().registered().await?;
                Printed::list(&all, "no organizations yet: `leah org create`")
            }
            Self::Show { organization } => {
                let organization = leah.organization(&organization).await?;
                shown(&organization)
            }
            Self::Set {
                organization,
                name,
                zone,
                locale,
                settings,
            } => {
                let changes = Changes {
                    name,
                    zone,
                    locale,
                    ..settings.changes()
                };
                set(leah, &organization, &changes).await
            }
            Self::Delete {
                organization,
                cancel_appointments,
                yes,
            } => {
                let organization = leah.organization(&organization).await?;
                let how = delete::How {
                    cancel_appointments,
                    yes,
                };
                delete::delete(leah, &organization, how, terminal).await
            }
        }
    }
}

async fn create(leah: &Leah, organization: Organization) -> Result<Printed, CliError> {
    if !leah.table().create_organization(&organization).await? {
        let slug = &organization.slug;
        return Err(CliError::Refused(format!(
            "the slug {slug} is another organization's: `leah org show {slug}`"
        )));
    }
    shown(&organization)
}

async fn set(leah: &Leah, named: &str, changes: &Changes) -> Result<Printed, CliError> {
    for _ in 0..TRIES {
        let before = leah.organization(named).await?;
        let after = changes.clone().made(&before);
        if leah
            .table()
            .change_organization(&before, after.clone())
            .await?
        {
            return shown(&after);
        }
    }
    Err(CliError::Contended)
}

/// An organization, with what an operator should know of its settings.
fn shown(organization: &Organization) -> Result<Printed, CliError> {
    let printed = Printed::record(&Shown::from(organization))?;
    Ok(match advice(&organization.settings) {
        Some(advice) => printed.note(&advice),
        None => printed,
    })
}
