//! Forms as `multipart/form-data` (RFC 7578), well made or not.

use super::Call;

/// A form in the making.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    boundary: String,
    body: Vec<u8>,
}

impl Form {
    pub(crate) fn new() -> Self {
        Self::bounded("------------------------d74496d66958873e")
    }

    /// With a boundary of its own: clients choose another one each time.
    pub(crate) fn bounded(boundary: &str) -> Self {
        Self {
            boundary: boundary.to_owned(),
            body: Vec::new(),
        }
    }

    /// With a file as curl writes `file[]=@name`.
    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        self.file_as("file[]", name, "application/octet-stream", content)
    }

    /// With a file in a field, declared to be of a type.
    pub(crate) fn file_as(self, field: &str, name: &str, media: &str, content: &[u8]) -> Self {
        let disposition = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
        let head = format!("Content-Disposition: {disposition}\r\nContent-Type: {media}\r\n");
        self.part(head.as_bytes(), content)
    }

    /// With a field of text.
    pub(crate) fn field(self, name: &str, value: &str) -> Self {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"\r\n");
        self.part(head.as_bytes(), value.as_bytes())
    }

    /// With a part; `head` is its header lines, each with its end.
    pub(crate) fn part(mut self, head: &[u8], content: &[u8]) -> Self {
        self.body.reserve(content.len() + 512);
        for piece in [
            b"--",
            self.boundary.as_bytes(),
            b"\r\n",
            head,
            b"\r\n",
            content,
            b"\r\n",
        ] {
            self.body.extend(piece);
        }
        self
    }

    /// Its media type.
    pub(crate) fn media(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The whole body.
    pub(crate) fn body(&self) -> Vec<u8> {
        let end = format!("--{}--\r\n", self.boundary);
        [&self.body, end.as_bytes()].concat()
    }
}

impl Call {
    /// With a form as its body.
    pub(crate) fn form(self, form: &Form) -> Self {
        self.body(&form.media(), form.body())
    }
}
