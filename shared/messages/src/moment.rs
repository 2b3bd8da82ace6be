//! Dates and times in words.

use jiff::{Timestamp, Zoned};

use crate::{
    Brand, Language, Lead, place,
    wording::{Phrase, say},
};

/// A moment as an organization's guests are told it.
pub(crate) struct Moment {
    language: Language,
    zoned: Zoned,
}

impl Moment {
    pub(crate) fn new(brand: &Brand, instant: Timestamp) -> Self {
        Self {
            language: brand.language,
            zoned: instant.to_zoned(brand.zone.clone()),
        }
    }

    /// "mardi 18 mai 2021 à 11 h 00".
    pub(crate) fn in_full(&self) -> String {
        let year = self.zoned.year().to_string();
        say(
            self.language,
            Phrase::Moment,
            [
                ("day", self.day().into()),
                ("year", year.into()),
                ("time", self.time().into()),
            ],
        )
    }

    /// "mardi 18 mai".
    fn day(&self) -> String {
        let weekday = say(
            self.language,
            Phrase::Weekday,
            [("n", self.zoned.weekday().to_monday_one_offset().into())],
        );
        let month = say(
            self.language,
            Phrase::Month,
            [("n", self.zoned.month().into())],
        );
        say(
            self.language,
            Phrase::Day,
            [
                ("weekday", weekday.into()),
                ("day", self.zoned.day().into()),
                ("month", month.into()),
            ],
        )
    }

    /// "11 h 00", "9 h 05"; "11:00", "09:05".
    pub(crate) fn time(&self) -> String {
        let hour = match self.language {
            Language::French => self.zoned.hour().to_string(),
            Language::English => format!("{:02}", self.zoned.hour()),
        };
        let minutes = format!("{:02}", self.zoned.minute());
        say(
            self.language,
            Phrase::Time,
            [("hour", hour.into()), ("minutes", minutes.into())],
        )
    }

    /// "heure de Paris".
    pub(crate) fn zone(&self) -> String {
        place::zone(self.language, &self.zoned)
    }

    /// Where a reader at another moment stands: `past`, `today` or `later`, as the wording's selectors call them.
    pub(crate) fn seen_from(&self, now: &Self) -> &'static str {
        if self.zoned <= now.zoned {
            "past"
        } else if self.is_on_the_day_of(now) {
            "today"
        } else {
            "later"
        }
    }

    /// Whether both have the same date where the organization is.
    pub(crate) fn is_on_the_day_of(&self, other: &Self) -> bool {
        self.zoned.date() == other.zoned.date()
    }

    /// "demain, mardi 18 mai, à 11 h 00", "dans 30 minutes, à 11 h 00". What is said holds at the moment of writing, even if the
    /// reminder is late: the days and minutes are counted from there.
    pub(crate) fn ahead_of(&self, now: &Self, lead: Lead) -> String {
        if self.zoned <= now.zoned {
            return say(
                self.language,
                Phrase::ReminderDate,
                [("day", self.day().into()), ("time", self.time().into())],
            );
        }
        let days = self
            .zoned
            .date()
            .duration_since(now.zoned.date())
            .as_hours()
            / 24;
        let ahead = match lead {
            Lead::Days(_) => say(self.language, Phrase::LeadDays, [("days", days.into())]),
            Lead::Minutes(planned) => self.in_minutes(now, planned.into()),
        };
        if days == 0 && matches!(lead, Lead::Minutes(_)) {
            let values = [("lead", ahead.into()), ("time", self.time().into())];
            return say(self.language, Phrase::ReminderHour, values);
        }
        let values = [
            ("lead", ahead.into()),
            ("day", self.day().into()),
            ("time", self.time().into()),
        ];
        say(self.language, Phrase::ReminderDay, values)
    }

    /// "dans 30 minutes", "dans 2 heures", "dans 1 h 30".
    fn in_minutes(&self, now: &Self, planned: i64) -> String {
        let seconds = self
            .zoned
            .timestamp()
            .duration_since(now.zoned.timestamp())
            .as_secs();
        let left = (seconds + 59) / 60;
        // A schedule fires up to a minute late; the round number still holds.
        let minutes = if planned > 0 && (left - planned).abs() <= 1 {
            planned
        } else {
            left
        };
        match (minutes / 60, minutes % 60) {
            (0, minutes) => say(
                self.language,
                Phrase::LeadMinutes,
                [("minutes", minutes.into())],
            ),
            (hours, 0) => say(self.language, Phrase::LeadHours, [("hours", hours.into())]),
            (hours, minutes) => say(
                self.language,
                Phrase::LeadHoursMinutes,
                [
                    ("hours", hours.into()),
                    ("minutes", format!("{minutes:02}").into()),
                ],
            ),
        }
    }
}

#[cfg(test)]
mod tests;
