//! Whose certificates the services may show.

use std::collections::BTreeMap;

use aws_smithy_http_client::tls::{TlsContext, TrustStore};

/// The roots that AWS asks its clients to trust (Amazon Trust Services, "Root CAs"; AWS Security Blog, "How to prepare for AWS's
/// move to its own certificate authority"). They end between 2037 and 2040.
const AMAZON: &[u8] = include_bytes!("amazon-roots.pem");
/// By these, all tools of a system are told to trust others.
const OTHERS: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
/// Regions of partitions whose endpoints have, or will have, certificates of other authorities: China's, and the European Sovereign
/// Cloud's, which has roots of its own. Today those are also signed by Amazon's roots 1, 3 and 4 (Amazon Trust Services, "Repository",
/// "Trust store and pinning recommendations"); a function must outlive the day on which they are not, so it trusts whom Lambda's system
/// trusts. The partition of the US government has Amazon's own.
const ELSEWHERE: [&str; 2] = ["cn-", "eusc-"];

/// Whom the clients of the services trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Amazon's own authority alone: a function speaks to AWS and to nobody else, and reading the 140 authorities that a
    /// system trusts is a sixth of a cold start (ADR 12).
    Amazon,
    /// Whom the system trusts.
    System,
}

impl Trust {
    /// What is right for a function with this environment.
    pub(crate) fn of_function(variables: &BTreeMap<String, String>, region: &str) -> Self {
        let told = OTHERS.iter().any(|name| variables.contains_key(*name));
        if told || ELSEWHERE.iter().any(|begin| region.starts_with(begin)) {
            Self::System
        } else {
            Self::Amazon
        }
    }

    /// What TLS is set up with.
    pub(crate) fn context(self) -> TlsContext {
        let store = match self {
            Self::Amazon => TrustStore::empty().with_pem_certificate(AMAZON),
            Self::System => TrustStore::default(),
        };
        let built = TlsContext::builder().with_trust_store(store).build();
        // Building takes what it was given and cannot fail; its type leaves that open.
        built.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;
    use data_encoding::{BASE64, HEXLOWER};
    use sha2::{Digest, Sha256};

    use super::*;

    /// As Amazon Trust Services publishes them.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    #[test]
    fn the_roots_are_amazons() {
        let text = std::str::from_utf8(AMAZON).unwrap();
        let parts = text.split("-----BEGIN CERTIFICATE-----").skip(1);
        let found: Vec<String> = parts
            .map(|part| {
                let (encoded, _) = part.split_once("-----END CERTIFICATE-----").unwrap();
                let encoded: String = encoded.split_whitespace().collect();
                let der = BASE64.decode(encoded.as_bytes()).unwrap();
                HEXLOWER.encode(&Sha256::digest(der))
            })
            .collect();
        assert_eq!(found, FINGERPRINTS);
    }

    /// The library reads them when a client is built, and panics at what it cannot read.
    #[test]
    fn a_client_can_be_built_with_the_roots() {
        let credentials = Credentials::new("key", "secret", None, None, "test");
        let shared = crate::client::shared(credentials, "eu-west-3", Trust::Amazon);
        let _ = aws_sdk_dynamodb::Client::new(&shared);
    }

    #[test]
    fn a_function_trusts_others_where_it_is_told_to() {
        let none = BTreeMap::new();
        let told = BTreeMap::from([("SSL_CERT_FILE".to_owned(), "bundle.pem".to_owned())]);
        for (variables, region, expected) in [
            (&none, "eu-west-3", Trust::Amazon),
            (&none, "us-gov-west-1", Trust::Amazon),
            (&none, "cn-north-1", Trust::System),
            (&none, "eusc-de-east-1", Trust::System),
            (&told, "eu-west-3", Trust::System),
        ] {
            assert_eq!(Trust::of_function(variables, region), expected, "{region}");
        }
    }
}
