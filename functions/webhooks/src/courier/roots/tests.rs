use super::*;

/// A self-signed certificate of `CN=A root of our own`; nobody keeps its key.
const ROOT: &str = "\
-----BEGIN CERTIFICATE-----
MIIBjzCCATWgAwIBAgIUM3oSEVFEQ5cHGvMzvIbORQK7a9gwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRQSByb290IG9mIG91ciBvd24wIBcNMjYxMTIyMTU1OTA1WhgP
MjEyNjEwMjkxNTU5MDVaMBwxGjAYBgNVBAMMEUEgcm9vdCBvZiBvdXIgb3duMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEDzmmEMeZnrHUShGMqt5x9PXOgOmW6OFp
rWU7MQ8GTVzUcszdi18nDsXAtQY2v5L1i1vln79dHkjZm/hG8t8+a6NTMFEwHQYD
VR0OBBYEFM7f6IWiIMcZoSmVvdO28JGXvRaxMB8GA1UdIwQYMBaAFM7f6IWiIMcZ
oSmVvdO28JGXvRaxMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIg
WovM/PTkWoi+nJjQ8eBPTkuEW08mhmHdbOi2v9Fmio4CIQDROIzQHt0EcitW0x/C
iw1b2yAxQJP6KNzCRuK3OlgMTQ==
-----END CERTIFICATE-----
";

fn trusted(roots: &RootCertStore) -> bool {
    let name = b"A root of our own";
    roots
        .roots
        .iter()
        .any(|root| root.subject.windows(name.len()).any(|part| part == name))
}

#[test]
fn an_operator_s_own_root_is_trusted_beside_the_system_s() {
    assert!(trusted(&roots(Some(ROOT)).unwrap()));
    let twice = format!("Our root, explained.\n{ROOT}\n{ROOT}");
    assert_eq!(read(&twice).unwrap().len(), 2);
}

#[test]
fn what_is_no_certificate_is_refused_not_left_out() {
    let cut = &ROOT[..ROOT.len() / 2];
    assert!(matches!(roots(Some(cut)), Err(RootsError::Pem(_))));
    for nothing in [
        "",
        "no certificate",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        assert!(
            matches!(roots(Some(nothing)), Err(RootsError::NoCertificate)),
            "{nothing}"
        );
    }
    let other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(
        roots(Some(other)),
        Err(RootsError::Certificate(_))
    ));
    let second = format!("{ROOT}{other}");
    assert!(matches!(
        roots(Some(&second)),
        Err(RootsError::Certificate(_))
    ));
}
