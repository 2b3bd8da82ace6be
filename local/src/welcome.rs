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

/// The environment of functions that run elsewhere, as `sam local --env-vars` reads it. Credentials and region are not part
/// of it: SAM passes those of the shell.
pub fn environment(house: &House) -> String {
    let mut environment = house.environment();
    environment.retain(|name, _| !SHELL.contains(&name.as_str()));
    format!("{:#}\n", json!({ "Parameters": environment }))
}

/// Writes that environment to a file that only its owner can read.
///
/// # Errors
/// What the file system says.
pub fn write_environment(house: &House, file: &Path) -> io::Result<()> {
    write_secret(file, environment(house).trim_end())
}

/// What SAM takes from the shell.
const SHELL: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
];
