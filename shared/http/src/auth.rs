//! Who is calling.

use std::sync::Arc;

use leah_aws::App;
use leah_domain::{ApiKey, Organization};

use crate::{Problem, host::label};

/// An organization that has shown a valid key. To hold one is the permission to act for it.
#[derive(Debug, Clone)]
pub struct Caller {
    organization: Arc<Organization>,
}

impl Caller {
    /// Checks a key: its form and checksum, then the table, then the host that it was shown at.
    pub(crate) async fn identify(
        app: &App,
        token: Option<&str>,
        host: &str,
    ) -> Result<Self, Problem> {
        let token = token.ok_or(Problem::Unauthorized)?;
        let key = ApiKey::parse(token).map_err(|_| Problem::Unauthorized)?;
        let found = app.key(key.organization(), &key.digest()).await?;
        let (stored, organization) = found.ok_or(Problem::Unauthorized)?;
        let home = label(host, &app.config().base_domains);
        let at_home = home.is_none_or(|label| label.eq_ignore_ascii_case(&organization.slug));
        if stored.valid_at(app.now()) && at_home {
            Ok(Self { organization })
        } else {
            Err(Problem::Unauthorized)
        }
    }

    /// The organization that the caller acts for.
    pub fn organization(&self) -> &Organization {
        &self.organization
    }
}
