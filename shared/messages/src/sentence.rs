//! Phrases with one part that stands out.

/// Stands in a phrase where its time will be. Names are cleaned of control characters, so none can contain it.
pub(crate) const MARK: char = '\0';

/// A phrase whose time stands out, if it has one.
pub(crate) struct Sentence {
    pub(crate) before: String,
    pub(crate) time: String,
    pub(crate) after: String,
}

impl Sentence {
    /// The phrase `said`, with the time in the place of its [`MARK`].
    pub(crate) fn new(said: &str, time: String) -> Self {
        match said.split_once(MARK) {
            Some((before, after)) => Self {
                before: before.to_owned(),
                time,
                after: after.to_owned(),
            },
            None => Self {
                before: said.to_owned(),
                time: String::new(),
                after: String::new(),
            },
        }
    }
}
