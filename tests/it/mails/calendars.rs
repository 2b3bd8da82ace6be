//! What a guest's calendar shows after the mails of an appointment, in whatever order they arrive.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    FIRST, LOCALES, Life, SECOND,
    invitation::{Invitation, READERS, Reader},
    life,
};

/// A calendar as RFC 5546 (section 2.1.5) has it: the highest SEQUENCE counts, and of equals the latest DTSTAMP.
#[derive(Debug, Default)]
struct Calendar(BTreeMap<String, Invitation>);

impl Calendar {
    fn take(&mut self, invitation: &Invitation) {
        let newer = self.0.get(&invitation.uid).is_none_or(|known| {
            (invitation.sequence, &invitation.stamp) > (known.sequence, &known.stamp)
        });
        if newer {
            self.0.insert(invitation.uid.clone(), invitation.clone());
        }
    }

    /// The starts of the events that it shows.
    fn shown(&self) -> Vec<&str> {
        let events = self.0.values().filter(|event| event.method == "REQUEST");
        events.map(|event| event.start.as_str()).collect()
    }
}

/// The invitations that came to an address, in the order in which they were sent.
async fn inbox(life: &Life, address: &str, reader: Reader) -> Vec<Invitation> {
    let messages = life.app.messages().await;
    let to_address = messages.iter().filter(|message| message["to"] == address);
    let calendar = |message: &Value| {
        let parts = message["attachments"].as_array().unwrap();
        let part = parts
            .iter()
            .find(|part| part["contentType"] == "text/calendar")?;
        let read = reader(part["content"].as_str().unwrap());
        assert_eq!(
            part["method"],
            read.method.as_str(),
            "mail and calendar say the same"
        );
        Some(read)
    };
    to_address.filter_map(calendar).collect()
}

/// Every order of some things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for place in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(place);
        all.extend(
            orders(&rest)
                .into_iter()
                .map(|order| [vec![first.clone()], order].concat()),
        );
    }
    all
}

fn shown(invitations: &[Invitation]) -> Vec<String> {
    let mut calendar = Calendar::default();
    for invitation in invitations {
        calendar.take(invitation);
    }
    calendar.shown().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn calendars_follow_an_appointment_in_whatever_order_its_mails_come() {
    for locale in LOCALES {
        let life = life(locale).await;
        for reader in READERS {
            let (first, second) = (
                inbox(&life, FIRST, reader).await,
                inbox(&life, SECOND, reader).await,
            );
            let steps = |inbox: &[Invitation]| {
                let step =
                    |one: &Invitation| (one.method.clone(), one.sequence, one.status.clone());
                inbox.iter().map(step).collect::<Vec<_>>()
            };
            let step = |method: &str, sequence, status: Option<&str>| {
                (method.to_owned(), sequence, status.map(str::to_owned))
            };
            assert_eq!(
                steps(&first),
                [
                    step("REQUEST", 0, Some("CONFIRMED")),
                    step("REQUEST", 1, Some("CONFIRMED")),
                    // The first address is uninvited; the appointment itself stands.
                    step("CANCEL", 2, None),
                ]
            );
            assert_eq!(
                steps(&second),
                [
                    step("REQUEST", 2, Some("CONFIRMED")),
                    step("CANCEL", 3, Some("CANCELLED"))
                ]
            );

            let shows = |start: &str| vec![start.to_owned()];
            assert_eq!(shown(&first[..1]), shows("20210518T090000Z"));
            assert_eq!(shown(&second[..1]), shows("20210520T143000Z"));
            for order in orders(&first[..2]) {
                assert_eq!(shown(&order), shows("20210520T143000Z"), "{order:?}");
            }
            for order in orders(&first).into_iter().chain(orders(&second)) {
                assert_eq!(shown(&order), Vec::<String>::new(), "{order:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_readers_agree_and_each_invitation_is_for_its_recipient() {
    for locale in LOCALES {
        let life = life(locale).await;
        let mut uids = Vec::new();
        for address in [FIRST, SECOND] {
            let [one, other] = READERS;
            let (one, other) = (
                inbox(&life, address, one).await,
                inbox(&life, address, other).await,
            );
            assert_eq!(one, other);
            for invitation in one {
                assert_eq!(invitation.attendee, format!("mailto:{address}"));
                uids.push(invitation.uid);
            }
        }
        uids.dedup();
        assert_eq!(uids.len(), 1, "one event all along: {uids:?}");
    }
}
