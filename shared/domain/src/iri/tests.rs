use proptest::prelude::*;

use super::*;
use crate::testing::id;

const HOST: &str = "myorganization.leah.care";
const OFFICE: &str = "6e229d04-1880-4b6b-a520-36f757f4a531";

fn office(text: &str) -> Result<Id<Office>, Malformed> {
    parse(text, HOST, Appointment::NAME, "office")
}

#[test]
fn a_path_or_a_url_of_the_same_host_names_an_office() {
    let rows = [
        format!("/api/offices/{OFFICE}"),
        format!("/api/offices/{}", OFFICE.to_uppercase()),
        format!("https://{HOST}/api/offices/{OFFICE}"),
        format!("https://{HOST}:443/api/offices/{OFFICE}"),
        format!("http://{HOST}/api/offices/{OFFICE}"),
        format!("https://MyOrganization.Leah.care/api/offices/{OFFICE}"),
    ];
    for text in rows {
        assert_eq!(office(&text), Ok(OFFICE.parse().unwrap()), "{text}");
    }
}

#[test]
fn a_port_belongs_to_the_host() {
    let text = format!("http://localhost:3000/api/offices/{OFFICE}");
    let read = |host| parse::<Office>(&text, host, Appointment::NAME, "office");
    assert_eq!(read("localhost:3000"), Ok(OFFICE.parse().unwrap()));
    assert_eq!(read("localhost"), Err(Malformed::InvalidIri(text.clone())));
}

#[test]
fn what_no_resource_has_is_invalid() {
    let rows = [
        String::new(),
        "/".into(),
        OFFICE.into(),
        format!("offices/{OFFICE}"),
        "/api/offices/zzz".into(),
        "/api/offices/".into(),
        "/api/offices".into(),
        "/api/nope/1".into(),
        format!("/api/offices/{OFFICE}/"),
        format!("/api/offices/{OFFICE}.jsonld"),
        format!("/api/offices/{{{OFFICE}}}"),
        format!("/api/offices/{}", OFFICE.replace('-', "")),
        format!("/api//offices/{OFFICE}"),
        format!("/API/offices/{OFFICE}"),
        format!("//{HOST}/api/offices/{OFFICE}"),
        format!("https://other.leah.care/api/offices/{OFFICE}"),
        format!("https://{HOST}:8443/api/offices/{OFFICE}"),
        format!("ftp://{HOST}/api/offices/{OFFICE}"),
        format!("https://user@{HOST}/api/offices/{OFFICE}"),
        format!("https://{HOST}/api/offices/{OFFICE}?x=1"),
        format!("https://{HOST}/api/offices/{OFFICE}#x"),
    ];
    for text in rows {
        assert_eq!(
            office(&text),
            Err(Malformed::InvalidIri(text.clone())),
            "{text}"
        );
    }
}

#[test]
fn another_kind_is_named_by_its_short_name() {
    let refused = office(&format!("/api/healthcare_workers/{OFFICE}"));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Failed to denormalize attribute \"office\" value for class \"Appointment\": Expected argument of type \"Office\", \"HealthcareWorker\" given at property path \"office\"."
    );
}

proptest! {
    #[test]
    fn every_iri_is_read_again(number: u128) {
        let iri = id::<Office>(number).iri();
        prop_assert_eq!(office(&iri), Ok(id(number)));
        let url = format!("https://{HOST}{iri}");
        prop_assert_eq!(office(&url), Ok(id(number)));
    }

    #[test]
    fn no_text_panics(text in r".*|(https?:)?//\PC{0,20}|/api/[a-z_]{0,12}/\PC{0,40}") {
        let _ = office(&text);
    }
}
