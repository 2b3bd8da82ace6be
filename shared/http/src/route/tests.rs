use super::*;

/// A resource with parts, one without a list, one with a list alone.
static ROUTES: [Route; 3] = [
    Route {
        path: "/api/transfers",
        collection: &[Method::POST],
        item: &[Method::GET],
        parts: &[
            Part {
                name: "files",
                methods: &[Method::POST],
                member: &[],
            },
            Part {
                name: "tickets",
                methods: &[Method::GET],
                member: &[Method::GET, Method::DELETE],
            },
        ],
    },
    Route {
        path: "/api/transfer_files",
        collection: &[],
        item: &[Method::GET],
        parts: &[],
    },
    Route {
        path: "/api",
        collection: &[Method::GET],
        item: &[],
        parts: &[],
    },
];

/// What a path names, with its suffix and methods.
fn found(path: &str) -> Option<(Target, Option<String>, Vec<&'static str>)> {
    let found = find(&ROUTES, path)?;
    let methods = found.methods.iter().map(Method::as_str).collect();
    Some((found.target, found.suffix, methods))
}

fn item(id: &str) -> Target {
    Target::Item(id.into())
}

#[test]
fn a_path_names_a_list_an_item_or_what_stands_under_it() {
    for (path, target, methods) in [
        ("/api", Target::Collection, &["GET"][..]),
        ("/api/transfers", Target::Collection, &["POST"]),
        ("/api/transfers/1", item("1"), &["GET"]),
        ("/api/transfer_files/1", item("1"), &["GET"]),
        (
            "/api/transfers/1/files",
            Target::Part("1".into(), "files"),
            &["POST"],
        ),
        (
            "/api/transfers/1/tickets",
            Target::Part("1".into(), "tickets"),
            &["GET"],
        ),
        (
            "/api/transfers/1/tickets/2",
            Target::Member("1".into(), "tickets", "2".into()),
            &["GET", "DELETE"],
        ),
        // Nothing is read into a segment here: an identifier is judged by who knows what it identifies.
        ("/api/transfers/%2e%2e", item("%2e%2e"), &["GET"]),
        ("/api/transfers/files", item("files"), &["GET"]),
    ] {
        let methods = methods.to_vec();
        assert_eq!(found(path), Some((target, None, methods)), "{path}");
    }
}

#[test]
fn the_last_segment_may_have_a_suffix() {
    let json = || Some("json".to_owned());
    for (path, target, suffix) in [
        ("/api.json", Target::Collection, json()),
        ("/api/transfers.json", Target::Collection, json()),
        ("/api/transfers/1.json", item("1"), json()),
        (
            "/api/transfers/1/tickets.json",
            Target::Part("1".into(), "tickets"),
            json(),
        ),
        (
            "/api/transfers/1/tickets/2.json",
            Target::Member("1".into(), "tickets", "2".into()),
            json(),
        ),
        // The last dot parts it, and a dot with nothing behind it is none.
        (
            "/api/transfers/1.2.xml",
            item("1.2"),
            Some("xml".to_owned()),
        ),
        ("/api/transfers/1.", item("1."), None),
        // No suffix of what is not last.
        (
            "/api/transfers/1.json/tickets",
            Target::Part("1.json".into(), "tickets"),
            None,
        ),
    ] {
        let found = found(path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!((found.0, found.1), (target, suffix), "{path}");
    }
}

#[test]
fn all_else_has_no_route() {
    for path in [
        "",
        "/",
        "/ap",
        "/apis",
        "/API",
        "/api/",
        "/api//transfers",
        "/api/1",
        "/api/transfersx",
        "/api/Transfers",
        "/api/transfers/",
        "/api/transfers//files",
        "/api/transfers/1/",
        "/api/transfers/1//files",
        "/api/transfers/1/Files",
        "/api/transfers/1/nope",
        "/api/transfers/1/files/",
        // A part whose members have no methods, and a resource without a list.
        "/api/transfers/1/files/2",
        "/api/transfers/1/tickets/2/3",
        "/api/transfer_files",
        "/api/transfer_files/1/files",
        "/api/transfers/.json",
        "xx/api/transfers",
    ] {
        assert_eq!(found(path), None, "{path}");
    }
}

#[test]
fn a_method_is_allowed_where_it_is_named_and_head_where_get_is() {
    let methods = [Method::GET, Method::DELETE];
    let url = || "https://a.leah.care/api/x".to_owned();
    for method in [Method::GET, Method::HEAD, Method::DELETE] {
        assert!(allow(&methods, &method, url).is_ok(), "{method}");
    }
    for (methods, method, names) in [
        (&methods[..], Method::POST, "GET, DELETE"),
        (&methods, Method::OPTIONS, "GET, DELETE"),
        (&[Method::POST], Method::HEAD, "POST"),
        (&[Method::POST], Method::GET, "POST"),
    ] {
        let refused = allow(methods, &method, url).unwrap_err();
        let Problem::MethodNotAllowed {
            method: named,
            url,
            allow,
        } = refused
        else {
            panic!("{refused}")
        };
        assert_eq!(named, method.as_str());
        assert_eq!(
            (url.as_str(), allow.as_str()),
            ("https://a.leah.care/api/x", names)
        );
    }
}
