//! The machine's own clock and randomness. Only a program's `main` names them.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use jiff::Timestamp;
use leah_domain::{Clock, Ids};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the real clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::expect_used,
        reason = "a machine without randomness must not go on"
    )]
    #[expect(clippy::disallowed_methods, reason = "this is the real randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system's randomness");
    }
}

/// What Lambda puts into a function's environment: its role's credentials and its region.
///
/// # Errors
/// Names the first variable that is missing.
pub fn lambda_credentials(
    variables: &BTreeMap<String, String>,
) -> Result<(Credentials, String), crate::ConfigError> {
    let get = |name| variables.get(name).cloned().ok_or(crate::ConfigError(name));
    let credentials = Credentials::new(
        get("AWS_ACCESS_KEY_ID")?,
        get("AWS_SECRET_ACCESS_KEY")?,
        variables.get("AWS_SESSION_TOKEN").cloned(),
        None,
        "lambda",
    );
    Ok((credentials, get("AWS_REGION")?))
}
