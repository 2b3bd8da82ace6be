//! An authority of this run's own, whose one certificate is for loopback.

use std::{path::Path, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::{
    CipherSuite, ServerConfig, SupportedCipherSuite,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::error::BenchError;

/// Where Linux systems keep whom they trust.
const SYSTEM: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// Whom Leah's functions trust.
const AMAZON: &str = include_str!("../../shared/aws/src/amazon-roots.pem");

/// The certificate of the services, and a file that tells clients to trust it.
pub(crate) struct Certificates {
    /// How services present themselves.
    pub(crate) server: Arc<ServerConfig>,
    /// This run's authority beside the ones that the system trusts, in PEM: Python's client reads as many wherever it runs.
    pub(crate) bundle: String,
    /// This run's authority beside Amazon's: what Leah's functions read on Lambda.
    pub(crate) amazon: String,
    /// This run's authority alone.
    pub(crate) authority: String,
}

impl Certificates {
    /// Makes them.
    ///
    /// # Errors
    /// [`BenchError`] where a certificate cannot be made.
    pub(crate) fn make() -> Result<Self, BenchError> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        // A name of its own: OpenSSL takes a certificate whose issuer has its subject's name for one that signed itself.
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "Authority of leah-bench");
        let key = KeyPair::generate()?;
        let authority = params.self_signed(&key)?;
        let issuer = Issuer::new(params, key);

        let own = KeyPair::generate()?;
        let names = ["localhost", "127.0.0.1"].map(str::to_owned);
        let certificate = CertificateParams::new(names)?.signed_by(&own, &issuer)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.serialize_der()));
        let mut provider = rustls::crypto::ring::default_provider();
        // AWS's endpoints choose the cipher suite, and prefer the smaller key (s2n-tls user guide, "Security policies").
        let smaller =
            |suite: &SupportedCipherSuite| suite.suite() != CipherSuite::TLS13_AES_128_GCM_SHA256;
        provider.cipher_suites.sort_by_key(smaller);
        let mut server = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)?;
        server.ignore_client_order = true;
        let system = SYSTEM
            .iter()
            .map(Path::new)
            .find_map(|path| std::fs::read_to_string(path).ok());
        let authority = authority.pem();
        Ok(Self {
            server: Arc::new(server),
            amazon: format!("{AMAZON}{authority}"),
            bundle: format!("{}{authority}", system.unwrap_or_default()),
            authority,
        })
    }
}
