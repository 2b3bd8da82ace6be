//! What an operator changes of an organization.

use super::{Locale, Organization, Zone};
use crate::input::Field;

/// A change of name and settings; what is absent stays. Each value was read by the rules.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The name that guests read.
    pub name: Option<String>,
    /// The time zone.
    pub zone: Option<Zone>,
    /// The language of guests.
    pub locale: Option<Locale>,
    /// The first reminder, in days before.
    pub reminder_days: Field<u16>,
    /// The second reminder, in minutes before.
    pub reminder_minutes: Field<u32>,
    /// The name that mails come from.
    pub sender_name: Option<String>,
    /// Where answers to mails go.
    pub reply_to: Field<String>,
    /// The sender of SMS.
    pub sms_sender: Field<String>,
    /// The countries that SMS may go to; `Null`: all.
    pub sms_countries: Field<Vec<String>>,
    /// The colour of buttons.
    pub brand_colour: Field<String>,
    /// The logo.
    pub logo_url: Field<String>,
    /// After how many days past appointments are erased.
    pub retention_days: Option<u16>,
}

impl Changes {
    /// The organization once they are made. What was booked before stays as it was (contract, section 1).
    #[must_use]
    pub fn made(self, before: &Organization) -> Organization {
        let mut after = before.clone();
        let settings = &mut after.settings;
        set(&mut after.name, self.name);
        set(&mut settings.zone, self.zone);
        set(&mut settings.locale, self.locale);
        set(&mut settings.sender_name, self.sender_name);
        set(&mut settings.retention_days, self.retention_days);
        put(&mut settings.reminder_days, self.reminder_days);
        put(&mut settings.reminder_minutes, self.reminder_minutes);
        put(&mut settings.reply_to, self.reply_to);
        put(&mut settings.sms_sender, self.sms_sender);
        put(&mut settings.brand_colour, self.brand_colour);
        put(&mut settings.logo_url, self.logo_url);
        match self.sms_countries {
            Field::Absent => {}
            Field::Null => settings.sms_countries.clear(),
            Field::Value(mut countries) => {
                countries.sort();
                countries.dedup();
                settings.sms_countries = countries;
            }
        }
        after
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn put<T>(place: &mut Option<T>, field: Field<T>) {
    match field {
        Field::Absent => {}
        Field::Null => *place = None,
        Field::Value(value) => *place = Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Id, IndexKey, Settings, testing::Counting};

    fn organization() -> Organization {
        let zone = Zone::named("Europe/Paris").unwrap();
        Organization {
            id: Id::new(uuid::Uuid::nil()),
            slug: "nord".into(),
            name: "Nord".into(),
            settings: Settings {
                reply_to: Some("desk@nord.example".into()),
                ..Settings::new("Nord", zone, Locale::Fr)
            },
            index_key: IndexKey::generate(&Counting::default()),
            version: 3,
        }
    }

    #[test]
    fn what_is_absent_stays() {
        let before = organization();
        let after = Changes::default().made(&before);
        assert_eq!(format!("{after:?}"), format!("{before:?}"));
    }

    #[test]
    fn values_replace_and_none_removes() {
        let changes = Changes {
            name: Some("Sud".into()),
            locale: Some(Locale::En),
            reminder_days: Field::Null,
            reminder_minutes: Field::Value(15),
            reply_to: Field::Null,
            sms_countries: Field::Value(vec!["FR".into(), "BE".into(), "FR".into()]),
            ..Changes::default()
        };
        let after = changes.made(&organization());
        assert_eq!(after.name, "Sud");
        assert_eq!(after.settings.locale, Locale::En);
        assert_eq!(after.settings.reminder_days, None);
        assert_eq!(after.settings.reminder_minutes, Some(15));
        assert_eq!(after.settings.reply_to, None);
        assert_eq!(after.settings.sms_countries, ["BE", "FR"]);
        let all = Changes {
            sms_countries: Field::Null,
            ..Changes::default()
        };
        assert!(all.made(&after).settings.sms_countries.is_empty());
    }
}
