//! Prints the OpenAPI document; with `--write`, writes it to where it is served from.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let text = leah_openapi::text();
    if std::env::args().any(|argument| argument == "--write") {
        std::fs::write(leah_openapi::file(), text)
    } else {
        io::stdout().write_all(text.as_bytes())
    }
}
