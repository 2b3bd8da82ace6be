//! The reference as a page for people, and the files that it is made of (ADR 13). It draws `/api/docs.json` in the browser, and calls
//! the API of its own origin alone.

use std::io::Read;

use flate2::read::GzDecoder;
use leah_http::{Exchange, Problem, Reply};

use crate::routes;

const PAGE: &str = include_str!("../page/index.html");

/// Nothing comes from elsewhere, nothing goes elsewhere, nothing stands within the page, and the page stands within nothing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file of the page.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    /// Its text, compressed by gzip when the function was built.
    packed: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $media_type:ident) => {
        Asset {
            name: $name,
            media_type: $media_type,
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")),
        }
    };
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// The files: ours, the library's, and the terms that the library is under.
static ASSETS: [Asset; 7] = [
    asset!("docs.js", SCRIPT),
    asset!("docs.css", STYLE),
    asset!("swagger-ui-bundle.js", SCRIPT),
    asset!("swagger-ui.css", STYLE),
    asset!("swagger-ui-bundle.js.LICENSE.txt", PLAIN),
    asset!("swagger-ui.LICENSE", PLAIN),
    asset!("swagger-ui.NOTICE", PLAIN),
];

/// The page itself.
pub(crate) fn page() -> Reply {
    Reply::text("text/html; charset=utf-8", PAGE)
        .with("cache-control", "no-cache")
        .with("content-security-policy", POLICY)
        .with("referrer-policy", "no-referrer")
}

/// The file that the path names, in the one form that it has whatever is accepted; compressed for those who can read that.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such file.
pub(crate) fn asset(exchange: &Exchange) -> Result<Reply, Problem> {
    let asset = named(&exchange.path).ok_or(Problem::NotFound)?;
    let reply = if exchange.takes_gzip() {
        Reply::bytes(asset.media_type, asset.packed).with("content-encoding", "gzip")
    } else {
        Reply::text(asset.media_type, &asset.text()?)
    };
    Ok(reply
        .with("cache-control", "public, max-age=3600")
        .with("referrer-policy", "no-referrer")
        .with("vary", "Accept-Encoding"))
}

fn named(path: &str) -> Option<&'static Asset> {
    let name = path.strip_prefix(routes::ASSETS)?.strip_prefix('/')?;
    ASSETS.iter().find(|asset| asset.name == name)
}

impl Asset {
    fn text(&self) -> Result<String, Problem> {
        let mut text = String::new();
        GzDecoder::new(self.packed)
            .read_to_string(&mut text)
            .map_err(|error| Problem::Internal(error.into()))?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::ASSETS;

    #[test]
    fn every_file_is_there_and_can_be_inflated() {
        for asset in &ASSETS {
            let text = asset.text().unwrap();
            assert!(!text.is_empty(), "{}", asset.name);
            // A text of one line grows by the frame around it.
            let frame = 30;
            let packed = asset.packed.len();
            assert!(packed < text.len() + frame, "{}: {packed}", asset.name);
        }
    }
}
