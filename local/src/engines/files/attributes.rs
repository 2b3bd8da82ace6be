//! What is kept with an object, and how requests and answers say it.

use http::HeaderMap;
use s3s::dto;

use crate::engines::store::Attributes;

/// What an object has whose maker named no type.
pub(super) const DEFAULT_TYPE: &str = "binary/octet-stream";

impl Attributes {
    /// As named by the headers of a request.
    pub(super) fn of_headers(headers: &HeaderMap) -> Self {
        let named = headers.iter();
        Self::of(named.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))))
    }

    /// As named by pairs of a name in lower case and a value; others are passed over.
    pub(super) fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut attributes = Self {
            content_type: Some(DEFAULT_TYPE.to_owned()),
            ..Self::default()
        };
        for (name, value) in pairs {
            let value = value.to_owned();
            match name {
                "content-type" => attributes.content_type = Some(value),
                "cache-control" => attributes.cache_control = Some(value),
                "content-disposition" => attributes.content_disposition = Some(value),
                "content-language" => attributes.content_language = Some(value),
                "content-encoding" => attributes.content_encoding = encoding(&value),
                _ => {
                    if let Some(name) = name.strip_prefix("x-amz-meta-") {
                        attributes.metadata.insert(name.to_owned(), value);
                    }
                }
            }
        }
        attributes
    }

    pub(super) fn metadata(&self) -> Option<dto::Metadata> {
        let pairs = self.metadata.iter();
        (!self.metadata.is_empty()).then(|| {
            pairs
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        })
    }
}

/// Without `aws-chunked`, which is about the request alone.
fn encoding(value: &str) -> Option<String> {
    let encodings = value.split(',').map(str::trim);
    let rest: Vec<&str> = encodings.filter(|one| *one != "aws-chunked").collect();
    (!rest.is_empty()).then(|| rest.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_of_the_request_is_not_the_objects() {
        assert_eq!(encoding("aws-chunked"), None);
        assert_eq!(encoding("gzip, aws-chunked").as_deref(), Some("gzip"));
    }
}
