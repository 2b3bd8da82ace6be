//! The words, from one Fluent file a language.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

use crate::Language;

type Bundle = FluentBundle<FluentResource>;

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));

/// Declares the phrases and the names they have in the files.
macro_rules! phrases {
    ($($phrase:ident = $id:literal,)*) => {
        /// A phrase that exists in every language.
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum Phrase { $($phrase,)* }

        impl Phrase {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$phrase,)*];

            const fn id(self) -> &'static str {
                match self { $(Self::$phrase => $id,)* }
            }
        }
    };
}

phrases! {
    Weekday = "weekday",
    Month = "month",
    Day = "day",
    Time = "time",
    Moment = "moment",
    Zone = "zone",
    ZoneOffset = "zone-offset",
    ConfirmationSubject = "confirmation-subject",
    Confirmation = "confirmation",
    ConfirmationCalendar = "confirmation-calendar",
    RescheduleSubject = "reschedule-subject",
    Reschedule = "reschedule",
    RescheduleEarlier = "reschedule-earlier",
    RescheduleCalendar = "reschedule-calendar",
    UpdateSubject = "update-subject",
    Update = "update",
    CancellationSubject = "cancellation-subject",
    Cancellation = "cancellation",
    CancellationNext = "cancellation-next",
    CancellationCalendar = "cancellation-calendar",
    WithdrawalSubject = "withdrawal-subject",
    Withdrawal = "withdrawal",
    WithdrawalCalendar = "withdrawal-calendar",
    ReminderSubject = "reminder-subject",
    Reminder = "reminder",
    ReminderDay = "reminder-day",
    ReminderHour = "reminder-hour",
    ReminderDate = "reminder-date",
    LeadDays = "lead-days",
    LeadMinutes = "lead-minutes",
    LeadHours = "lead-hours",
    LeadHoursMinutes = "lead-hours-minutes",
    Enter = "enter",
    EnterButton = "enter-button",
    ButtonInstead = "button-instead",
    AppointmentFooter = "appointment-footer",
    DocumentsSubject = "documents-subject",
    Documents = "documents",
    DocumentsButton = "documents-button",
    DocumentsUnexpected = "documents-unexpected",
    DocumentsFooter = "documents-footer",
    PageTitle = "page-title",
    PageHeading = "page-heading",
    PageUntil = "page-until",
    PageFile = "page-file",
    PageUnnamed = "page-unnamed",
    PageDownload = "page-download",
    PageDownloadAll = "page-download-all",
    WaitingHeading = "waiting-heading",
    WaitingStart = "waiting-start",
    WaitingTold = "waiting-told",
    WaitingLost = "waiting-lost",
    WaitingUnaided = "waiting-unaided",
    WaitingButton = "waiting-button",
    NoticeHeading = "notice-heading",
    NoticeNext = "notice-next",
    SizeBytes = "size-bytes",
    Size = "size",
    Decimal = "decimal",
    CalendarSummary = "calendar-summary",
    CalendarDescription = "calendar-description",
    SmsWeekday = "sms-weekday",
    SmsReminder = "sms-reminder",
}

/// The phrase with its values filled in.
#[expect(
    clippy::expect_used,
    reason = "the test `every_phrase_exists_in_every_language` holds it"
)]
pub(crate) fn say<const N: usize>(
    language: Language,
    phrase: Phrase,
    values: [(&'static str, FluentValue<'_>); N],
) -> String {
    let bundle = words(language);
    let pattern = bundle
        .get_message(phrase.id())
        .and_then(|message| message.value())
        .expect("a phrase of the language");
    let arguments: FluentArgs<'_> = values.into_iter().collect();
    let mut errors = Vec::new();
    let said = bundle
        .format_pattern(pattern, Some(&arguments), &mut errors)
        .into_owned();
    debug_assert!(errors.is_empty(), "{phrase:?}: {errors:?}");
    said
}

/// The language's own name for the place of a time zone, where it differs from the one in the zone's IANA name.
pub(crate) fn place(language: Language, iana: &str) -> Option<String> {
    let bundle = words(language);
    let pattern = bundle
        .get_message(&format!("place-{}", iana.replace('/', "-")))?
        .value()?;
    Some(
        bundle
            .format_pattern(pattern, None, &mut Vec::new())
            .into_owned(),
    )
}

fn words(language: Language) -> &'static Bundle {
    match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    }
}

#[expect(
    clippy::expect_used,
    reason = "the files are part of the binary; the test `every_phrase_exists_in_every_language` parses them"
)]
fn bundle(language: Language) -> Bundle {
    let (locale, source) = match language {
        Language::French => (langid!("fr"), include_str!("../wording/fr.ftl")),
        Language::English => (langid!("en"), include_str!("../wording/en.ftl")),
    };
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("a Fluent file without errors");
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks that isolate directions would end up in subjects and SMS; both languages run from left to right.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .expect("a Fluent file that names each phrase once");
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 2] = [Language::French, Language::English];

    #[test]
    fn every_phrase_exists_in_every_language() {
        for language in LANGUAGES {
            for phrase in Phrase::ALL {
                let message = words(language).get_message(phrase.id());
                assert!(
                    message.is_some_and(|message| message.value().is_some()),
                    "{language:?} lacks {phrase:?}"
                );
            }
        }
    }

    #[test]
    fn the_files_hold_nothing_that_is_never_said() {
        for source in [
            include_str!("../wording/fr.ftl"),
            include_str!("../wording/en.ftl"),
        ] {
            let names = source
                .lines()
                .filter_map(|line| line.split_once(" = "))
                .map(|(name, _)| name);
            for name in names
                .filter(|name| !name.starts_with(['-', '#', ' ']) && !name.starts_with("place-"))
            {
                assert!(
                    Phrase::ALL.iter().any(|phrase| phrase.id() == name),
                    "{name} is never said"
                );
            }
        }
    }

    #[test]
    fn every_place_is_that_of_a_zone() {
        let source = include_str!("../wording/fr.ftl");
        let places = source
            .lines()
            .filter_map(|line| line.strip_prefix("place-"))
            .filter_map(|line| line.split_once(" = "));
        for (zone, place) in places {
            let iana = zone.replacen('-', "/", 1);
            assert!(jiff::tz::TimeZone::get(&iana).is_ok(), "{iana}");
            assert_eq!(
                super::place(Language::French, &iana).as_deref(),
                Some(place)
            );
            assert_eq!(super::place(Language::English, &iana), None);
        }
    }
}
