//! Organizations and their settings.

use serde_json::json;

use crate::support::Shell;

const NORD: [&str; 9] = [
    "org",
    "create",
    "nord",
    "--name",
    "Hôpital Nord",
    "--zone",
    "Europe/Paris",
    "--locale",
    "fr",
];

#[tokio::test]
async fn one_is_created_shown_listed_and_changed() {
    let shell = Shell::start().await;
    let created = shell.json(&NORD).await;
    assert_eq!(
        created,
        json!({
            "id": created["id"],
            "slug": "nord",
            "name": "Hôpital Nord",
            "zone": "Europe/Paris",
            "locale": "fr",
            "reminderDays": 1,
            "reminderMinutes": 30,
            "senderName": "Hôpital Nord",
            "replyTo": null,
            "smsSender": null,
            "smsCountries": [],
            "brandColour": null,
            "logoUrl": null,
            "retentionDays": 90,
        })
    );
    assert_eq!(shell.json(&["org", "show", "nord"]).await, created);
    let id = created["id"].as_str().unwrap();
    assert_eq!(shell.json(&["org", "show", id]).await, created);
    let listed = shell.json(&["org", "list"]).await;
    assert_eq!(listed.as_array().unwrap().len(), 2, "the demo's, too");
    assert_eq!(listed[1], json!({ "slug": "nord", "organization": id }));
    let changed = shell
        .json(&[
            "org",
            "set",
            "nord",
            "--reminder-days",
            "off",
            "--sms-sender",
            "NORD",
            "--sms-countries",
            "fr,be",
            "--brand-colour",
            "#1D5F99",
        ])
        .await;
    assert_eq!(changed["reminderDays"], json!(null));
    assert_eq!(changed["smsCountries"], json!(["BE", "FR"]));
    assert_eq!(changed["brandColour"], "#1d5f99");
    assert_eq!(changed["name"], "Hôpital Nord", "what is not named stays");
    let back = shell
        .json(&["org", "set", "nord", "--sms-countries", "none"])
        .await;
    assert_eq!(back["smsCountries"], json!([]));
    assert_eq!(shell.json(&["org", "show", "nord"]).await, back);
}

#[tokio::test]
async fn a_slug_is_one_organizations() {
    let shell = Shell::start().await;
    shell.run(&NORD).await.expect(0);
    let again = shell.run(&NORD).await.expect(4);
    assert_eq!(
        again.err,
        "leah: the slug nord is another organization's: `leah org show nord`\n"
    );
    assert_eq!(again.out, "");
    let unknown = shell.run(&["org", "show", "sud"]).await.expect(3);
    assert_eq!(
        unknown.err,
        "leah: there is no organization \"sud\": see `leah org list`\n"
    );
}

#[tokio::test]
async fn people_read_a_table_and_what_they_should_know() {
    let shell = Shell::start().await;
    let shown = shell.run(&NORD).await.expect(0).out;
    assert!(shown.contains("reminder days     1\n"), "{shown}");
    assert!(shown.contains("No SMS sender is set"), "{shown}");
    let listed = shell.run(&["org", "list"]).await.expect(0).out;
    assert!(listed.starts_with(" SLUG "), "{listed}");
}

#[tokio::test]
async fn what_cannot_be_is_said_before_anything_is_done() {
    let shell = Shell::start().await;
    for (words, said) in [
        (
            vec![
                "org", "create", "Nord!", "--name", "N", "--zone", "UTC", "--locale", "fr",
            ],
            "a slug is 1 to 63",
        ),
        (
            vec![
                "org", "create", "nord", "--name", "N", "--zone", "Paris", "--locale", "fr",
            ],
            "use an IANA name such as Europe/Paris",
        ),
        (
            vec![
                "org", "create", "nord", "--name", "N", "--zone", "UTC", "--locale", "de",
            ],
            "a locale is fr or en",
        ),
        (
            vec![
                "org",
                "set",
                "myorganization",
                "--sms-sender",
                "far too long",
            ],
            "an SMS sender is 1 to 11",
        ),
        (
            vec!["org", "set", "myorganization", "--brand-colour", "blue"],
            "#rrggbb",
        ),
        (
            vec![
                "org",
                "set",
                "myorganization",
                "--logo-url",
                "http://x.example/y",
            ],
            "https",
        ),
        (
            vec!["org", "set", "myorganization", "--retention-days", "0"],
            "1 to 3650",
        ),
        (vec!["org", "frobnicate"], "unrecognized subcommand"),
    ] {
        let ran = shell.run(&words).await.expect(2);
        assert!(ran.err.contains(said), "{words:?}: {}", ran.err);
    }
    assert_eq!(
        shell.json(&["org", "list"]).await.as_array().unwrap().len(),
        1
    );
}
