//! What a start tells: people on the terminal, programs in the ready file.

use std::{io, path::Path};

use serde_json::json;

use crate::{demo, house::House, house::write_secret};

/// The address, the key, and three requests to try.
pub fn welcome(house: &House) -> String {
    let (port, key) = (house.port(), house.key());
    let base = format!("http://{}.localhost:{port}", demo::SLUG);
    let office = demo::OFFICE.iri();
    format!(
        r#"Leah answers at {base}
API key of the demo organization: {key}
Mails, SMS, schedules and a clock to move: http://localhost:{port}/_local

Try:

curl --location --request GET '{base}/api/offices' \
--header 'LEAH-AUTH-TOKEN: {key}'

curl --location --request POST '{base}/api/appointments' \
--header 'LEAH-AUTH-TOKEN: {key}' \
--header 'Content-Type: application/json' \
--data-raw '{{"phoneNumber": "+33612345678", "email": "john.doe@gmail.com", "office": "{office}", "startTime": "2035-04-25T13:15:00"}}'

curl 'http://localhost:{port}/_local/messages?to=john.doe@gmail.com'

Ctrl-C ends it.
"#
    )
}

/// Writes the address, the key and the organization's identifier for a program that waits for them. The address is one
/// that every machine can resolve; the file holds a key, so only its owner can read it.
///
/// # Errors
/// What the file system says.
pub fn ready(house: &House, file: &Path) -> io::Result<()> {
    let content = json!({
        "url": house.url(),
        "key": house.key(),
        "organization": demo::ORGANIZATION.to_string(),
    });
    write_secret(file, &content.to_string())
}
