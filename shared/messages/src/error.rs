/// Why a message could not be written. None of the variants repeats what it refused: addresses and links are personal.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// An address that a mail header could not carry.
    #[error("the {role} is no address that a mail header can carry")]
    Address {
        /// Which of the addresses: `sender`, `reply-to` or `recipient`.
        role: &'static str,
    },
    /// A message id that is not of the form `left@right` (RFC 5322 section 3.6.4).
    #[error("the message id is not of the form left@right")]
    MessageId,
    /// A link for the guest that is not an address of the web.
    #[error("the link for the guest is no http or https address")]
    Link,
    /// A template that did not render.
    #[error("a template did not render")]
    Template(#[from] askama::Error),
}
