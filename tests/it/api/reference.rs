//! The reference for people, at `/api/docs`: a page for browsers, and the files that it is made of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::Path,
};

use flate2::read::GzDecoder;
use reqwest::{Method, header::HeaderMap};

use super::errors::{HYDRA, PROBLEM, assert_error, hydra, problem};
use crate::support::TestApp;

const PAGE: &str = "/api/docs";
const BASE: &str = "http://myorganization.leah.care";
const LINK: &str = "<http://myorganization.leah.care/api/docs.jsonld>; rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

const ASSETS: [(&str, &str); 7] = [
    ("docs.css", STYLE),
    ("docs.js", SCRIPT),
    ("swagger-ui-bundle.js", SCRIPT),
    ("swagger-ui-bundle.js.LICENSE.txt", PLAIN),
    ("swagger-ui.LICENSE", PLAIN),
    ("swagger-ui.NOTICE", PLAIN),
    ("swagger-ui.css", STYLE),
];

/// An answer whose body is bytes.
struct Received {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A request without a key.
async fn ask(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Received {
    let url = format!("{}{path}", app.house.url());
    let mut request = app.client.request(method, url);
    for (name, value) in [("host", "myorganization.leah.care")].iter().chain(headers) {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    Received {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

fn asset(name: &str) -> String {
    format!("{PAGE}/assets/{name}")
}

/// A file of the page, as it stands in the repository.
fn source(name: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions/documentation/page");
    let folder = if name.starts_with("swagger-ui") {
        page.join("library")
    } else {
        page
    };
    fs::read_to_string(folder.join(name)).unwrap()
}

/// All headers but those that differ from answer to answer, which must be there.
fn lasting(headers: &HeaderMap) -> BTreeMap<&str, &str> {
    assert_eq!(headers["x-request-id"].len(), 36);
    let others = ["content-length", "date", "x-amzn-requestid", "x-request-id"];
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| !others.contains(name))
        .collect()
}

#[tokio::test]
async fn a_page_comes_to_whoever_names_html_and_to_nobody_else() {
    let app = TestApp::start().await;
    let page = source("index.html");
    for accept in [
        BROWSER,
        "text/html",
        "Text/HTML; charset=utf-8",
        "text/html;q=0.1",
        "*/*, text/html",
        "image/png, text/html;q=0.9",
        "application/ld+json;q=0.8, text/html",
    ] {
        let answer = app.get(PAGE).anonymous().accept(accept).send().await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-type"), Some(HTML), "{accept}");
        assert_eq!(answer.text, page, "{accept}");
    }
    let documentation = app.get("/api/docs.jsonld").send().await.expect(200).text;
    for accept in [
        "",
        "*/*",
        "application/*",
        "application/ld+json",
        "text/html;q=0, */*",
        "application/ld+json, text/html;q=0.9",
    ] {
        let answer = app.get(PAGE).anonymous().accept(accept).send().await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-type"), Some(HYDRA), "{accept}");
        assert_eq!(answer.text, documentation, "{accept}");
    }
    let answer = app.raw(app.head("GET", PAGE, &[]).as_bytes()).await;
    assert_eq!((answer.status, answer.text), (200, documentation));
    for accept in ["text/html;q=0", "text/*"] {
        app.get(PAGE).accept(accept).send().await.expect(406);
    }
}

#[tokio::test]
async fn its_other_name_is_the_page_whatever_is_accepted() {
    let app = TestApp::start().await;
    for accept in ["", "*/*", "application/json", "text/html;q=0"] {
        let path = format!("{PAGE}.html");
        let answer = app.get(&path).anonymous().accept(accept).send().await;
        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.text, source("index.html"), "{accept}");
    }
    // And nothing else has one.
    for path in ["/api.html", "/api/index.html", "/api/docs.jsonld.html"] {
        app.get(path).accept(BROWSER).send().await.expect(404);
    }
}

#[tokio::test]
async fn the_page_loads_from_its_own_origin_alone_and_is_asked_for_again() {
    let app = TestApp::start().await;
    let accept = ("accept", BROWSER);
    let page = ask(&app, Method::GET, PAGE, &[accept]).await;
    let tag = page.header("etag").unwrap().to_owned();
    let mut expected = BTreeMap::from([
        ("cache-control", "no-cache"),
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        ("content-type", HTML),
        ("etag", tag.as_str()),
        ("link", LINK),
        ("referrer-policy", "no-referrer"),
        ("vary", "Accept"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "deny"),
    ]);
    assert_eq!(lasting(&page.headers), expected);
    let head = ask(&app, Method::HEAD, PAGE, &[accept]).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(lasting(&head.headers), expected);
    let known = ("if-none-match", &*tag);
    let again = ask(&app, Method::GET, PAGE, &[accept, known]).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    expected.remove("content-type");
    assert_eq!(lasting(&again.headers), expected);
    // The other answers of this address have tags of their own.
    let other = ask(&app, Method::GET, PAGE, &[known]).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn each_file_comes_as_it_is_kept_compressed_for_whoever_reads_that() {
    let app = TestApp::start().await;
    for (name, media) in ASSETS {
        let path = asset(name);
        let text = source(name);
        let mut tags = BTreeSet::new();
        for (given, packed) in [
            (None, false),
            (Some("identity"), false),
            (Some("br, gzip;q=0"), false),
            (Some("gzip"), true),
            (Some("gzip, deflate, br, zstd"), true),
        ] {
            let row = format!("{name} {given:?}");
            let encoding = given.map(|given| ("accept-encoding", given));
            // Nothing is negotiated but this.
            let headers: Vec<_> = [("accept", "image/png")]
                .into_iter()
                .chain(encoding)
                .collect();
            let answer = ask(&app, Method::GET, &path, &headers).await;
            assert_eq!(answer.status, 200, "{row}");
            let tag = answer.header("etag").unwrap().to_owned();
            let mut expected = BTreeMap::from([
                ("cache-control", "public, max-age=3600"),
                ("content-type", media),
                ("etag", tag.as_str()),
                ("link", LINK),
                ("referrer-policy", "no-referrer"),
                ("vary", "Accept-Encoding"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "deny"),
            ]);
            expected.extend(packed.then_some(("content-encoding", "gzip")));
            assert_eq!(lasting(&answer.headers), expected, "{row}");
            let mut read = answer.bytes.clone();
            if packed {
                read.clear();
                let mut unpacked = GzDecoder::new(&answer.bytes[..]);
                unpacked.read_to_end(&mut read).unwrap();
            }
            assert!(read == text.as_bytes(), "{row}");
            let head = ask(&app, Method::HEAD, &path, &headers).await;
            assert_eq!((head.status, head.bytes.len()), (200, 0), "{row}");
            assert_eq!(lasting(&head.headers), expected, "{row}");
            let known = [&headers[..], &[("if-none-match", &*tag)]].concat();
            let again = ask(&app, Method::GET, &path, &known).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{row}");
            expected.retain(|name, _| !name.starts_with("content-"));
            assert_eq!(lasting(&again.headers), expected, "{row}");
            tags.insert(tag.clone());
        }
        assert_eq!(tags.len(), 2, "{name}: a tag for each of the two forms");
    }
}

#[tokio::test]
async fn the_page_can_be_had_compressed_within_half_a_megabyte() {
    let app = TestApp::start().await;
    let mut sum = source("index.html").len();
    for (name, media) in ASSETS {
        let gzip = [("accept-encoding", "gzip")];
        let answer = ask(&app, Method::GET, &asset(name), &gzip).await;
        sum += if media == PLAIN {
            0
        } else {
            answer.bytes.len()
        };
    }
    assert!(sum < 512 << 10, "{sum}");
}

#[tokio::test]
async fn no_other_file_is_served() {
    let app = TestApp::start().await;
    for name in [
        "nope",
        "nope.js",
        "DOCS.js",
        "docs",
        "docs.js.gz",
        "docs%2Ejs",
        "%2e%2e%2findex.html",
        "fetch.sh",
        "index.html",
        "swagger-ui",
        "swagger-ui.css.map",
        "library",
    ] {
        let path = asset(name);
        for (accept, media, body) in [
            (BROWSER, HYDRA, hydra("Not Found")),
            ("", HYDRA, hydra("Not Found")),
            ("application/json", PROBLEM, problem("Not Found")),
        ] {
            let answer = app.get(&path).accept(accept).send().await;
            assert_error(&answer, 404, media, &body, &path);
        }
    }
    for path in ["/api/docs/assets", "/api/docs/assets/library/docs.js"] {
        let answer = app.get(path).accept(BROWSER).send().await;
        let words = format!("No route found for \"GET {BASE}{path}\"");
        assert_error(&answer, 404, HYDRA, &hydra(&words), path);
    }
}

#[tokio::test]
async fn the_page_and_its_files_are_only_read() {
    let app = TestApp::start().await;
    for path in [PAGE.to_owned(), format!("{PAGE}.html"), asset("docs.js")] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let request = app.request(method.parse().unwrap(), &path);
            let answer = request.anonymous().accept(BROWSER).send().await;
            let words = format!(
                "No route found for \"{method} {BASE}{path}\": Method Not Allowed (Allow: GET)"
            );
            assert_error(&answer, 405, HYDRA, &hydra(&words), &words);
            assert_eq!(answer.header("allow"), Some("GET"), "{words}");
        }
    }
}

/// What stands in quotes behind each `before` in a text.
fn quoted<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
    let ends = text.split(before).skip(1);
    ends.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn everything_that_the_page_names_is_served() {
    let app = TestApp::start().await;
    let page = app.get(PAGE).accept(BROWSER).send().await.text;
    let mut named: BTreeSet<String> = [" src=\"", " href=\""]
        .into_iter()
        .flat_map(|attribute| quoted(&page, attribute))
        .filter_map(|address| address.strip_prefix("docs/assets/"))
        .map(str::to_owned)
        .collect();
    named.extend(
        quoted(&source("docs.css"), "url(\"")
            .into_iter()
            .map(str::to_owned),
    );
    let own = [
        "docs.css",
        "docs.js",
        "swagger-ui-bundle.js",
        "swagger-ui.css",
    ];
    assert!(named.iter().eq(own), "{named:?}");
    for name in named {
        let answer = ask(&app, Method::GET, &asset(&name), &[]).await;
        assert_eq!(answer.status, 200, "{name}");
    }
}

/// What the policy forbids would not be seen on a page that has none of it.
#[test]
fn the_page_names_no_other_host_and_has_nothing_inline() {
    let page = source("index.html");
    for inline in ["<style", "<script>", " style=", " onclick=", " onload="] {
        assert!(!page.contains(inline), "{inline}");
    }
    for name in ["index.html", "docs.js", "docs.css"] {
        let text = source(name);
        let hosts: BTreeSet<&str> = text
            .split("://")
            .skip(1)
            .filter_map(|rest| rest.split(['/', '\'', '"', '`', ' ', ')']).next())
            .collect();
        // The host that the documentation's examples name, which the page replaces by its own.
        let examples = (name == "docs.js").then_some("myorganization.leah.care");
        let examples: BTreeSet<&str> = examples.into_iter().collect();
        assert_eq!(hosts, examples, "{name}");
        for other in ["\"//", "'//", "(//", "=//"] {
            assert!(!text.contains(other), "{name}: {other}");
        }
    }
}
