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

/// The same as a parameter of the stack has it: what stands between the lines of PEM.
fn parameter() -> String {
    ROOT.lines().filter(|line| !line.starts_with('-')).collect()
}

#[test]
fn an_operator_s_own_root_is_trusted_beside_the_system_s() {
    let own = parameter();
    assert!(trusted(&roots(Some(&own)).unwrap()));
    let of_system = roots(None).unwrap().len();
    let two = roots(Some(&format!("{own},{own}"))).unwrap();
    assert_eq!(two.len(), of_system + 2);
}

#[test]
fn what_is_no_certificate_is_refused_not_left_out() {
    let own = parameter();
    for no_base64 in [
        "-----BEGIN",
        ROOT,
        &own[..own.len() - 1],
        &format!("{own},?"),
    ] {
        assert!(
            matches!(roots(Some(no_base64)), Err(RootsError::Base64(_))),
            "{no_base64}"
        );
    }
    // A part of one, another text, and nothing behind a comma.
    for none in [&own[..own.len() / 2 / 4 * 4], "AAAA", &format!("{own},")] {
        assert!(
            matches!(roots(Some(none)), Err(RootsError::Certificate(_))),
            "{none}"
        );
    }
}

#[test]
fn a_file_s_certificates_are_read_and_nothing_else() {
    let twice = format!("Our root, explained.\n{ROOT}\n{ROOT}");
    assert_eq!(only(&twice).unwrap().len(), 2);
    let cut = &ROOT[..ROOT.len() / 2];
    assert!(matches!(only(cut), Err(RootsError::Pem(_))));
    for nothing in [
        "",
        "no certificate",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        assert!(
            matches!(only(nothing), Err(RootsError::NoCertificate)),
            "{nothing}"
        );
    }
    let other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let second = format!("{ROOT}{other}");
    for none in [other, &second] {
        assert!(matches!(only(none), Err(RootsError::Certificate(_))));
    }
}
