//! The settings of an organization as words of the command line.

use std::str::FromStr;

use clap::Args;
use leah_domain::{
    Settings,
    input::Field,
    organization::{Changes, rules},
};
use leah_messages::Rgb;

/// The settings that an organization may have or not. `none` (`off` for reminders) takes one away.
#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct SettingsArguments {
    /// How many calendar days before the start the first reminder goes, or off [default: 1].
    #[arg(long, value_name = "DAYS", value_parser = or_none(rules::reminder_days))]
    reminder_days: Option<Field<u16>>,
    /// How many minutes before the start the second reminder goes, or off [default: 30].
    #[arg(long, value_name = "MINUTES", value_parser = or_none(rules::reminder_minutes))]
    reminder_minutes: Option<Field<u32>>,
    /// The name that mails come from [default: the organization's].
    #[arg(long, value_name = "NAME", value_parser = rules::display_name)]
    sender_name: Option<String>,
    /// The address that answers to mails go to, or none.
    #[arg(long, value_name = "EMAIL", value_parser = or_none(rules::reply_to))]
    reply_to: Option<Field<String>>,
    /// The sender of SMS, up to 11 letters and digits, or none.
    #[arg(long, value_name = "SENDER", value_parser = or_none(rules::sms_sender))]
    sms_sender: Option<Field<String>>,
    /// The countries that SMS may go to, such as FR,BE, or none for all.
    #[arg(long, value_name = "COUNTRIES", value_parser = or_none(countries))]
    sms_countries: Option<Field<Vec<String>>>,
    /// The colour of buttons, #rrggbb, or none for ours.
    #[arg(long, value_name = "COLOUR", value_parser = or_none(colour))]
    brand_colour: Option<Field<String>>,
    /// The https address of a logo, or none.
    #[arg(long, value_name = "URL", value_parser = or_none(rules::logo_url))]
    logo_url: Option<Field<String>>,
    /// After how many days past appointments are erased [default: 90].
    #[arg(long, value_name = "DAYS", value_parser = rules::retention_days)]
    retention_days: Option<u16>,
}

impl SettingsArguments {
    /// What they change.
    pub(super) fn changes(self) -> Changes {
        Changes {
            reminder_days: self.reminder_days.unwrap_or_default(),
            reminder_minutes: self.reminder_minutes.unwrap_or_default(),
            sender_name: self.sender_name,
            reply_to: self.reply_to.unwrap_or_default(),
            sms_sender: self.sms_sender.unwrap_or_default(),
            sms_countries: self.sms_countries.unwrap_or_default(),
            brand_colour: self.brand_colour.unwrap_or_default(),
            logo_url: self.logo_url.unwrap_or_default(),
            retention_days: self.retention_days,
            ..Changes::default()
        }
    }
}

fn or_none<T, E>(
    read: impl Fn(&str) -> Result<T, E> + Clone + Send + Sync + 'static,
) -> impl Fn(&str) -> Result<Field<T>, E> + Clone + Send + Sync + 'static {
    move |text| match text {
        "none" | "off" => Ok(Field::Null),
        text => read(text).map(Field::Value),
    }
}

fn countries(text: &str) -> Result<Vec<String>, rules::InvalidSetting> {
    text.split(',')
        .map(|one| rules::country(one.trim()))
        .collect()
}

fn colour(text: &str) -> Result<String, String> {
    let colour = Rgb::from_str(text).map_err(|error| error.to_string())?;
    Ok(colour.to_string())
}

/// What an operator should know of settings that are taken and will not do what they seem to.
pub(crate) fn advice(settings: &Settings) -> Option<String> {
    let reminders = settings.reminder_days.is_some() || settings.reminder_minutes.is_some();
    (reminders && settings.sms_sender.is_none()).then(|| {
        "No SMS sender is set: in countries that want one, such as France, reminders by SMS do not go. Set --sms-sender."
            .to_owned()
    })
}
