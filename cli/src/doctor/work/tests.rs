//! What is said of owed work and of organizations.

use leah_aws::system::SystemIds;
use leah_domain::{
    Id, IndexKey, Locale, Settings, Zone,
    webhook::{Disabled, Form, Network, Reason, Url},
};

use super::{super::check::State, *};

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn gone() -> TableError {
    TableError::NoTable { operation: "Query" }
}

#[test]
fn what_was_given_up_is_counted() {
    assert_eq!(given_up(Ok((0, false))).state, State::Ok);
    let some = given_up(Ok((3, false)));
    assert_eq!((some.state, some.found.as_str()), (State::Failed, "3"));
    assert_eq!(given_up(Ok((100, true))).found, "more than 100");
    assert_eq!(given_up(Err(gone())).state, State::Failed);
}

#[test]
fn what_is_overdue_says_since_when() {
    assert_eq!(overdue(Ok(Overdue::default()), now()).state, State::Ok);
    let oldest = Some(now() - SignedDuration::from_mins(90));
    let late = Overdue {
        count: 2,
        more: false,
        oldest,
    };
    let check = overdue(Ok(late), now());
    assert_eq!(
        (check.state, check.found.as_str()),
        (State::Failed, "2 since 90 minutes")
    );
    let many = Overdue { more: true, ..late };
    assert_eq!(
        overdue(Ok(many), now()).found,
        "more than 2 since 90 minutes"
    );
    assert_eq!(overdue(Err(gone()), now()).state, State::Failed);
}

#[test]
fn what_waits_says_why_and_what_to_do() {
    let waiting_for = |effect, cause: &str| Waiting {
        effect,
        cause: cause.into(),
        count: 3,
        more: false,
        since: now(),
    };
    let none = waiting(Ok(Vec::new()));
    assert_eq!((none.len(), none[0].state), (1, State::Ok));
    let checks = waiting(Ok(vec![
        waiting_for("reminder-mail", "MessageRejected"),
        waiting_for("reminder-sms", "ServiceUnavailable"),
    ]));
    assert_eq!(checks[0].name, "owed: waiting: reminder-mail");
    assert_eq!(
        (checks[0].state, checks[1].state),
        (State::Failed, State::Warning)
    );
    assert_eq!(
        checks[0].found,
        "MessageRejected: 3, the oldest owed since 2026-03-01T08:00:00Z"
    );
    assert_eq!(waiting(Err(gone()))[0].state, State::Failed);
}

fn organization() -> Organization {
    let zone = Zone::named("Europe/Paris").unwrap();
    let mut settings = Settings::new("Nord", zone, Locale::Fr);
    settings.sms_sender = Some("NORD".into());
    Organization {
        id: Id::new(uuid::Uuid::nil()),
        slug: "nord".into(),
        name: "Nord".into(),
        settings,
        index_key: IndexKey::generate(&SystemIds),
        version: 0,
    }
}

fn endpoint() -> WebhookEndpoint {
    let url = Url::parse("https://hooks.example.org/", &Network::Public, false).unwrap();
    WebhookEndpoint::new(
        url,
        Network::Public,
        &[],
        Form::default(),
        now(),
        &SystemIds,
    )
}

#[test]
fn an_organization_lacks_a_sender_only_while_it_reminds() {
    let mut organization = organization();
    assert_eq!(organization_checks(&organization, &[endpoint()]), []);
    organization.settings.sms_sender = None;
    let checks = organization_checks(&organization, &[]);
    assert_eq!((checks.len(), checks[0].state), (1, State::Warning));
    assert_eq!(
        checks[0].todo.as_deref(),
        Some("leah org set nord --sms-sender SENDER")
    );
    organization.settings.reminder_days = None;
    assert_eq!(organization_checks(&organization, &[]).len(), 1);
    organization.settings.reminder_minutes = None;
    assert_eq!(organization_checks(&organization, &[]), []);
}

#[test]
fn endpoints_that_fail_or_are_not_served_are_said() {
    let failing = WebhookEndpoint {
        failing: Some(now()),
        ..endpoint()
    };
    let disabled = Some(Disabled {
        at: now(),
        reason: Reason::Gone,
    });
    // Both at once are one row.
    let disabled = WebhookEndpoint {
        disabled,
        failing: Some(now()),
        ..endpoint()
    };
    let checks = organization_checks(&organization(), &[failing, endpoint(), disabled]);
    let found: Vec<_> = checks.iter().map(|check| check.found.as_str()).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("fails since 2026-03-01T08:00:00Z"),
        "{found:?}"
    );
    assert!(found[1].contains("(gone)"), "{found:?}");
    assert!(checks.iter().all(|check| check.state == State::Warning));
}
