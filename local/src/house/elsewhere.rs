//! Services that stand elsewhere, in place of the embedded engines: the functions are then seen on engines that are not ours.

use aws_credential_types::Credentials;
use leah_aws::Endpoints;

use crate::engines::Urls;

/// Which services stand elsewhere, and as whom they are called. Nothing, by default.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    /// Where; a service without an address is the embedded engine.
    pub endpoints: Endpoints,
    /// Access key and secret key, for engines that know neither the roles of functions nor sessions.
    pub keys: Option<(String, String)>,
}

impl Elsewhere {
    /// Where the services are, with the embedded engines at `embedded`.
    pub(super) fn urls(&self, embedded: &Urls) -> Urls {
        let of = |elsewhere: &Option<String>, embedded: &String| {
            elsewhere.as_ref().unwrap_or(embedded).clone()
        };
        Urls {
            dynamodb: of(&self.endpoints.dynamodb, &embedded.dynamodb),
            s3: of(&self.endpoints.s3, &embedded.s3),
            ses: of(&self.endpoints.ses, &embedded.ses),
            sms: of(&self.endpoints.sms, &embedded.sms),
            scheduler: of(&self.endpoints.scheduler, &embedded.scheduler),
            lambda: of(&self.endpoints.lambda, &embedded.lambda),
        }
    }

    /// As whom they are called, if not as the roles of functions.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        let (access, secret) = self.keys.as_ref()?;
        Some(Credentials::new(access, secret, None, None, "elsewhere"))
    }
}
