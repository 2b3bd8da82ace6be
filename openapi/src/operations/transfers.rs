//! Transfers.

use leah_domain::{Resource, Transfer, TransferFile};
use transfers::TICKET;

use super::{Answer, Body, Operation};
use crate::info::TRANSFERS;

const KIND: &str = Transfer::NAME;

pub(super) const OPERATIONS: [Operation; 8] = [
    Operation::reads(
        "listTransfers",
        (Transfer::PATH, ""),
        TRANSFERS,
        Answer::List(KIND),
        (
            "List transfers",
            "Those of your organization that have not ended, the earliest first. The list has no total and no last page: follow `hydra:next`.",
        ),
    )
    .paged(),
    Operation::reads(
        "createTransfer",
        (Transfer::PATH, ""),
        TRANSFERS,
        Answer::Changed(KIND),
        (
            "Create a transfer",
            "It has no file yet, and ends after seven days.",
        ),
    )
    .by("POST")
    .sent(Body::Transfer),
    Operation::reads(
        "getTransfer",
        (Transfer::PATH, "/{id}"),
        TRANSFERS,
        Answer::Item(KIND),
        ("Read a transfer", "After its end it is not there any more."),
    ),
    Operation::reads(
        "sendFiles",
        (Transfer::PATH, "/{id}/files"),
        TRANSFERS,
        Answer::Files,
        (
            "Send files, or ask for upload tickets",
            "As a form, files are attached at once: all of them, or none. What is too large for one call goes to storage directly: as JSON, say what is to be sent, and each ticket of the answer has a form (`upload`) that storage takes, by POST as `multipart/form-data` with the fields in their order and the file last. What became of it, its ticket says.",
        ),
    )
    .by("POST")
    .sent(Body::Files),
    Operation::reads(
        "shareTransfer",
        (Transfer::PATH, "/{id}/share"),
        TRANSFERS,
        Answer::Changed(KIND),
        (
            "Share a transfer",
            "The guest gets a mail with a secret link to the files. It can be shared again, with the same or another address.",
        ),
    )
    .by("POST")
    .sent(Body::Sharing),
    Operation::reads(
        "listUploadTickets",
        (Transfer::PATH, "/{id}/tickets"),
        TRANSFERS,
        Answer::List(TICKET),
        (
            "List a transfer's upload tickets",
            "All of them, in the order in which they were issued, and what became of each.",
        ),
    ),
    Operation::reads(
        "getUploadTicket",
        (Transfer::PATH, "/{id}/tickets/{ticket}"),
        TRANSFERS,
        Answer::Item(TICKET),
        (
            "Read an upload ticket",
            "What became of it: nothing yet, a file, or why what was uploaded was refused.",
        ),
    ),
    Operation::reads(
        "getTransferFile",
        (TransferFile::PATH, "/{id}"),
        TRANSFERS,
        Answer::Item(TransferFile::NAME),
        ("Read a transfer's file", "What is known of it; its content is for the guest alone."),
    ),
];
