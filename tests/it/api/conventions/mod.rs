//! What holds for every answer: its headers, its tag, its format, and how paths are read.

mod caching;
mod formats;
mod headers;
mod paths;
