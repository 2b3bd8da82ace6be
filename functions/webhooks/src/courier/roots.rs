//! Who vouches for receivers.

use data_encoding::{BASE64, DecodeError};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};

/// Why nobody can vouch for receivers.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The extra certificates cannot be read.
    #[error("the extra certificates are not base64 with commas between them")]
    Base64(#[source] DecodeError),
    /// The certificates cannot be read.
    #[error("the certificates are not PEM (RFC 7468)")]
    Pem(#[source] pem::Error),
    /// There is none among them.
    #[error("the PEM holds no certificate")]
    NoCertificate,
    /// One of them is no certificate.
    #[error("an extra certificate is none")]
    Certificate(#[source] rustls::Error),
    /// The system trusts nobody, and there are no extra certificates.
    #[error("the system has no root certificates")]
    Nobody,
}

/// Whom the system trusts, and with them the certificates in `extra`, an operator's own authorities: each DER in base64, with
/// commas between them. That is a parameter of the stack, and line ends and spaces of PEM would not reach it.
///
/// # Errors
/// Where the extra certificates are not all certificates, or nobody would be trusted.
pub fn roots(extra: Option<&str>) -> Result<RootCertStore, RootsError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::warn!(%error, "some of the system's root certificates are left out");
    }
    // Systems trust a few certificates of forms that nobody accepts any longer: these are no reason to trust none.
    roots.add_parsable_certificates(system.certs);
    for text in extra.into_iter().flat_map(|extra| extra.split(',')) {
        let der = BASE64.decode(text.as_bytes()).map_err(RootsError::Base64)?;
        roots.add(der.into()).map_err(RootsError::Certificate)?;
    }
    if roots.is_empty() {
        return Err(RootsError::Nobody);
    }
    Ok(roots)
}

/// The certificates in `pem`, and nobody else.
///
/// # Errors
/// Where they are not all certificates.
pub fn only(pem: &str) -> Result<RootCertStore, RootsError> {
    let mut roots = RootCertStore::empty();
    for certificate in read(pem)? {
        roots.add(certificate).map_err(RootsError::Certificate)?;
    }
    Ok(roots)
}

fn read(pem: &str) -> Result<Vec<CertificateDer<'static>>, RootsError> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(RootsError::Pem)?;
    if certificates.is_empty() {
        return Err(RootsError::NoCertificate);
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests;
