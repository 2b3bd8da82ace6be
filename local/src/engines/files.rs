//! S3, embedded: files in a folder, signatures checked.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tempfile::TempDir;

use super::{ACCESS_KEY, EngineError, SECRET_KEY};

/// The one bucket.
pub const BUCKET: &str = "leah-local";

/// The folder of the files, with the bucket in it, and its guard if it is to go away at the end.
pub(crate) fn folder(data: Option<&Path>) -> Result<(PathBuf, Option<TempDir>), EngineError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| EngineError::Data { path, source }
    };
    let (folder, guard) = if let Some(data) = data {
        (data.join("s3"), None)
    } else {
        let guard = TempDir::with_prefix("leah-s3-").map_err(failed(&std::env::temp_dir()))?;
        (guard.path().to_owned(), Some(guard))
    };
    std::fs::create_dir_all(folder.join(BUCKET)).map_err(failed(&folder))?;
    Ok((folder, guard))
}

/// The S3 API on `folder`.
pub(crate) fn router(folder: &Path) -> Result<Router, EngineError> {
    let files = s3s_fs::FileSystem::new(folder).map_err(|error| EngineError::Files {
        path: folder.to_owned(),
        reason: format!("{error:?}"),
    })?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = builder.build();
    Ok(Router::new().fallback(move |request| answer(service.clone(), request)))
}

async fn answer(service: S3Service, request: Request) -> Response {
    // The engine resolves such a key outside its bucket; S3 itself keeps keys apart by their bytes.
    if climbs(request.uri().path()) {
        return (
            StatusCode::BAD_REQUEST,
            "A key of this engine may not contain the segment '..'.",
        )
            .into_response();
    }
    match service.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(response) => response.map(axum::body::Body::new),
        Err(error) => {
            tracing::error!(?error, "the embedded S3 failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Whether a path, percent-encoded or not, has a segment `..`.
fn climbs(path: &str) -> bool {
    path.to_ascii_lowercase()
        .replace("%2e", ".")
        .replace("%2f", "/")
        .split('/')
        .any(|segment| segment == "..")
}

#[cfg(test)]
mod tests {
    use super::climbs;

    #[test]
    fn keys_that_climb_out_of_the_bucket_are_seen() {
        for path in [
            "/leah-local/../x",
            "/leah-local/%2E%2e/x",
            "/leah-local/a%2F..%2fx",
            "/leah-local/.%2e",
        ] {
            assert!(climbs(path), "{path}");
        }
        for path in [
            "/leah-local/a..b",
            "/leah-local/...",
            "/leah-local/a/b",
            "/",
        ] {
            assert!(!climbs(path), "{path}");
        }
    }
}
