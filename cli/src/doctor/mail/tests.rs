//! What is said of each account and identity.

use super::{
    super::check::State::{self, Failed, Ok as Well, Warning},
    *,
};

const FROM: &str = "no-reply@mail.example.org";
const TOLD: Told<'static> = Told {
    configuration: Some("leah-mail"),
    records: Some(
        "a._domainkey.example.org=a.dkim.amazonses.com b._domainkey.example.org=b.dkim.amazonses.com",
    ),
};

fn well() -> MailAccount {
    MailAccount {
        production: true,
        sending: true,
        standing: "HEALTHY".into(),
        most: 1000.0,
        sent: 10.0,
    }
}

fn identity() -> MailIdentity {
    MailIdentity {
        verified: true,
        signing: true,
        dkim: "SUCCESS".into(),
        tokens: vec!["t1".into(), "t2".into()],
        zone: "dkim.amazonses.com".into(),
        configuration: Some("leah-mail".into()),
    }
}

fn states(checks: &[Check]) -> Vec<State> {
    checks.iter().map(|check| check.state).collect()
}

fn of(identity: MailIdentity) -> Vec<Check> {
    sender(FROM, Ok(Some(("example.org", identity))), TOLD)
}

#[test]
fn an_account_may_send_is_out_of_the_sandbox_and_has_room() {
    assert_eq!(states(&account(Ok(well()))), [Well, Well, Well]);
    for (changed, expected) in [
        (
            MailAccount {
                sending: false,
                ..well()
            },
            [Failed, Well, Well],
        ),
        (
            MailAccount {
                standing: "SHUTDOWN".into(),
                ..well()
            },
            [Failed, Well, Well],
        ),
        (
            MailAccount {
                standing: "PROBATION".into(),
                ..well()
            },
            [Warning, Well, Well],
        ),
        (
            MailAccount {
                production: false,
                ..well()
            },
            [Well, Failed, Well],
        ),
        (
            MailAccount {
                sent: 799.0,
                ..well()
            },
            [Well, Well, Well],
        ),
        (
            MailAccount {
                sent: 800.0,
                ..well()
            },
            [Well, Well, Warning],
        ),
        (
            MailAccount {
                sent: 1000.0,
                ..well()
            },
            [Well, Well, Failed],
        ),
        (
            MailAccount {
                most: -1.0,
                sent: 9e9,
                ..well()
            },
            [Well, Well, Well],
        ),
        (
            MailAccount {
                most: 0.0,
                sent: 0.0,
                ..well()
            },
            [Well, Well, Failed],
        ),
    ] {
        assert_eq!(
            states(&account(Ok(changed.clone()))),
            expected,
            "{changed:?}"
        );
    }
    let unmade = account(Err(Unanswered::Forbidden("no".into())));
    assert_eq!(states(&unmade), [Failed]);
    assert_eq!(
        unmade[0].todo.as_deref(),
        Some("allow these credentials ses:GetAccount")
    );
}

#[test]
fn the_identities_of_an_address_are_itself_its_domain_and_those_above() {
    assert_eq!(identities(FROM), [FROM, "mail.example.org", "example.org"]);
    assert_eq!(identities("a@leah.care"), ["a@leah.care", "leah.care"]);
}

#[test]
fn a_sender_is_verified_signs_and_has_the_configuration_set() {
    assert_eq!(states(&of(identity())), [Well, Well, Well]);
    for (changed, expected) in [
        (
            MailIdentity {
                verified: false,
                dkim: "PENDING".into(),
                ..identity()
            },
            [Failed, Failed, Well],
        ),
        (
            MailIdentity {
                dkim: "TEMPORARY_FAILURE".into(),
                ..identity()
            },
            [Well, Warning, Well],
        ),
        (
            MailIdentity {
                signing: false,
                ..identity()
            },
            [Well, Warning, Well],
        ),
        (
            MailIdentity {
                configuration: None,
                ..identity()
            },
            [Well, Well, Warning],
        ),
        (
            MailIdentity {
                configuration: Some("other".into()),
                ..identity()
            },
            [Well, Well, Warning],
        ),
    ] {
        assert_eq!(states(&of(changed.clone())), expected, "{changed:?}");
    }
    let none = Told {
        configuration: None,
        records: None,
    };
    let checks = sender(FROM, Ok(Some(("example.org", identity()))), none);
    assert_eq!(states(&checks), [Well, Well, Warning]);
    assert_eq!(
        states(&sender(FROM, Err(Unanswered::Refused("?".into())), TOLD)),
        [Failed]
    );
}

#[test]
fn who_is_not_verified_is_told_the_records_to_make() {
    let pending = MailIdentity {
        verified: false,
        dkim: "PENDING".into(),
        ..identity()
    };
    let checks = of(pending.clone());
    assert_eq!(
        checks[0].todo.as_deref(),
        Some(
            "make these DNS records: t1._domainkey.example.org CNAME t1.dkim.amazonses.com, t2._domainkey.example.org CNAME t2.dkim.amazonses.com"
        ),
    );
    // Without tokens, what CloudFormation has said.
    let bare = MailIdentity {
        tokens: Vec::new(),
        ..pending.clone()
    };
    assert_eq!(
        of(bare)[0].todo.as_deref(),
        Some(
            "make these DNS records: a._domainkey.example.org CNAME a.dkim.amazonses.com, b._domainkey.example.org CNAME b.dkim.amazonses.com"
        ),
    );
    // An address is proved by a mail.
    let none = Told {
        records: None,
        ..TOLD
    };
    let checks = sender(FROM, Ok(Some((FROM, pending))), none);
    assert!(
        checks[0]
            .todo
            .as_deref()
            .unwrap()
            .contains("answer the mail")
    );
}

#[test]
fn whom_ses_does_not_know_is_told_the_records_or_how_to_begin() {
    let told = sender(FROM, Ok(None), TOLD);
    assert_eq!(states(&told), [Failed]);
    assert!(
        told[0]
            .todo
            .as_deref()
            .unwrap()
            .contains("a._domainkey.example.org CNAME")
    );
    let none = Told {
        records: None,
        ..TOLD
    };
    assert_eq!(
        sender(FROM, Ok(None), none)[0].todo.as_deref(),
        Some("aws sesv2 create-email-identity --email-identity mail.example.org"),
    );
}
