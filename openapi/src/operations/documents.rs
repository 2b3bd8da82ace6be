//! What the API says of itself.

use documentation::{CONTEXTS, DOCUMENTATION as DOCS, ENTRYPOINT, INDEX};

use super::{Answer, Operation};
use crate::info::DOCUMENTATION;

pub(super) const OPERATIONS: [Operation; 4] = [
    Operation::reads(
        "getEntrypoint",
        (ENTRYPOINT, ""),
        DOCUMENTATION,
        Answer::Entrypoint,
        (
            "Read the entrypoint",
            "The address of every list: where a client that knows nothing else begins.",
        ),
    ),
    Operation::reads(
        "getIndex",
        (INDEX, ""),
        DOCUMENTATION,
        Answer::Entrypoint,
        (
            "Read the entrypoint by its other name",
            "The same as at `/api`.",
        ),
    ),
    Operation::reads(
        "getDocumentation",
        (DOCS, ""),
        DOCUMENTATION,
        Answer::Documentation,
        (
            "Read the documentation",
            "As JSON-LD (`/api/docs.jsonld`) the Hydra documentation, as plain JSON (`/api/docs.json`) this document.",
        ),
    ),
    Operation::reads(
        "getContext",
        (CONTEXTS, "/{name}"),
        DOCUMENTATION,
        Answer::Context,
        (
            "Read a JSON-LD context",
            "What the keys of an answer mean; each answer names its own in `@context`.",
        ),
    ),
];
