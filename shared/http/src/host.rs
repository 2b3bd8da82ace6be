//! The host that a request came to, and whose it is (contract, section 1).

/// The label by which a host names an organization, if it is under a base domain.
///
/// `myorganization.leah.care` names `myorganization`; a host elsewhere, or a base domain itself, names none.
pub(crate) fn label<'a>(host: &'a str, base_domains: &[String]) -> Option<&'a str> {
    let name = without_port(host);
    base_domains.iter().find_map(|domain| {
        let end = name.len().checked_sub(domain.len())?;
        let under = name.get(end..)?.eq_ignore_ascii_case(domain);
        let label = name.get(..end)?.strip_suffix('.')?;
        under.then_some(label)
    })
}

fn without_port(host: &str) -> &str {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    // A name may be written with its root.
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn only_a_name_under_a_base_domain_names_an_organization() {
        let domains = ["leah.care".to_owned(), "localhost".to_owned()];
        for (host, expected) in [
            ("acme.leah.care", Some("acme")),
            ("Acme.LEAH.care:443", Some("Acme")),
            ("acme.localhost:3000", Some("acme")),
            ("acme.leah.care.", Some("acme")),
            ("a.b.leah.care", Some("a.b")),
            ("leah.care", None),
            ("localhost:3000", None),
            ("127.0.0.1:3000", None),
            ("notleah.care", None),
            ("acme.leah.care.evil.example", None),
            ("[::1]:3000", None),
            ("", None),
        ] {
            assert_eq!(label(host, &domains), expected, "{host}");
        }
    }
}
