//! How an answer may be compressed (RFC 9110, section 12.5.3).

/// Whether an `Accept-Encoding` header takes gzip. Without one anything would be taken, by the letter; but whoever does not speak of
/// it may not know how to read it.
pub(crate) fn takes_gzip(accept_encoding: Option<&str>) -> bool {
    let given = accept_encoding.unwrap_or_default().to_ascii_lowercase();
    let taken = |wanted: &[&str]| {
        given.split(',').find_map(|element| {
            let (coding, parameters) = element.split_once(';').unwrap_or((element, ""));
            wanted
                .contains(&coding.trim())
                .then(|| has_weight(parameters))
        })
    };
    taken(&["gzip", "x-gzip"])
        .or_else(|| taken(&["*"]))
        .unwrap_or_default()
}

/// Whether a coding's parameters leave it a weight above zero.
fn has_weight(parameters: &str) -> bool {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.trim().strip_prefix("q="))
        .all(|weight| weight.trim().parse::<f32>().is_ok_and(|it| it > 0.0))
}

#[cfg(test)]
mod tests {
    use super::takes_gzip;

    #[test]
    fn gzip_is_taken_by_its_names_and_by_the_wildcard_unless_it_weighs_nothing() {
        for (given, expected) in [
            ("gzip", true),
            ("GZIP", true),
            ("x-gzip", true),
            ("gzip, deflate, br, zstd", true),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
            ("br , gzip ; q=0.001", true),
            ("*", true),
            ("identity;q=0.5, *", true),
            ("", false),
            ("identity", false),
            ("br, deflate", false),
            ("gzip;q=0", false),
            ("gzip;q=0.000, *", false),
            ("*;q=0", false),
            ("gzip;q=much", false),
            ("gzipped", false),
        ] {
            assert_eq!(takes_gzip(Some(given)), expected, "{given}");
        }
        assert!(!takes_gzip(None));
    }
}
