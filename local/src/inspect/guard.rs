//! Keeps other web sites out: a page open in the same browser must neither read what is here nor move the clock.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Refused;

/// Lets a request pass if it was meant for this machine and does not come from a foreign page.
pub(super) async fn own_pages_only(request: Request, next: Next) -> Response {
    match check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

fn check(method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    // A foreign name that resolves to this machine (DNS rebinding) is not ours.
    if !is_this_machine(host) {
        return Err(Refused::new(
            StatusCode::MISDIRECTED_REQUEST,
            "these pages answer under 127.0.0.1, [::1], localhost and *.localhost only",
        ));
    }
    let foreign = match text(header::ORIGIN) {
        Some(origin) => origin != format!("http://{host}"),
        None => text(header::HeaderName::from_static("sec-fetch-site")) == Some("cross-site"),
    };
    if foreign && !method.is_safe() {
        return Err(Refused::new(
            StatusCode::FORBIDDEN,
            "another web site may not do this: use the page at /_local, or a client without an Origin header",
        ));
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().to_ascii_lowercase();
    matches!(name.as_str(), "127.0.0.1" | "[::1]" | "localhost") || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &Method, headers: &[(&'static str, &'static str)]) -> u16 {
        let pairs = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        check(method, &pairs.collect()).map_or_else(|refused| refused.status.as_u16(), |()| 200)
    }

    #[test]
    fn only_this_machines_names_are_answered() {
        for host in [
            "127.0.0.1:3000",
            "[::1]:3000",
            "localhost",
            "LOCALHOST:1",
            "myorganization.localhost:3000",
        ] {
            assert_eq!(status(&Method::GET, &[("host", host)]), 200, "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "",
            "10.0.0.1",
        ] {
            assert_eq!(status(&Method::GET, &[("host", host)]), 421, "{host}");
        }
    }

    #[test]
    fn other_sites_may_not_change_anything() {
        let host = ("host", "localhost:3000");
        for (headers, expected) in [
            (vec![host], 200),
            (vec![host, ("origin", "http://localhost:3000")], 200),
            (vec![host, ("origin", "http://localhost:4000")], 403),
            (vec![host, ("origin", "https://example.com")], 403),
            (vec![host, ("origin", "null")], 403),
            (vec![host, ("sec-fetch-site", "cross-site")], 403),
            (vec![host, ("sec-fetch-site", "same-origin")], 200),
        ] {
            assert_eq!(status(&Method::POST, &headers), expected, "{headers:?}");
        }
    }
}
