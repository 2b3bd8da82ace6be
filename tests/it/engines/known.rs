//! The table of what is known to differ. An entry that shows no more fails the walk, as does a difference that is not here.

use super::{differences::Difference, outside::Engine};

const POLICY: &str =
    "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html";
const QUERY: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html";
const ERRORS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html";
const POST: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html";
const SIGNATURE: &str = "https://github.com/localstack/localstack, tests/aws/services/s3/test_s3.py, `test_post_request_missing_signature`, recorded on AWS";

/// A form that storage takes.
const TAKEN: &[(&str, &str)] = &[
    ("/status", "204"),
    ("/code", "null"),
    ("/bytes", "0"),
    ("/calls/0", "S3 PostObject: 204"),
];
/// An object that anybody reads.
const READ: &[(&str, &str)] = &[
    ("/status", "200"),
    ("/code", "null"),
    ("/bytes", "…"),
    ("/type", "…"),
    ("/calls/0", "S3 GetObject: 200"),
];
/// A list that anybody reads.
const LISTED: &[(&str, &str)] = &[
    ("/status", "200"),
    ("/code", "null"),
    ("/bytes", "…"),
    ("/type", "application/xml"),
    ("/calls/0", "S3 ListObjectsV2: 200"),
];
/// An object that anybody writes.
const WRITTEN: &[(&str, &str)] = &[
    ("/status", "200"),
    ("/code", "null"),
    ("/bytes", "0"),
    ("/calls/0", "S3 PutObject: 200"),
];

/// All that is known.
pub(super) const KNOWN: &[Difference] = &[
    Difference {
        engine: Engine::Moto,
        steps: &[
            "a form that is too short",
            "a form that is too long",
            "a form without a byte",
        ],
        shows: TAKEN,
        what: "a form's length is not held against the policy's `content-length-range`: 204",
        whose: "moto's",
        aws: "400 `EntityTooSmall`, `EntityTooLarge`",
        source: ERRORS,
    },
    Difference {
        engine: Engine::Moto,
        steps: &[
            "a form of another type",
            "a form for another key",
            "a form with a field that nobody signed",
        ],
        shows: TAKEN,
        what: "the conditions of a form's policy are not looked at: 204",
        whose: "moto's",
        aws: "403 `AccessDenied`, \"Invalid according to Policy\"",
        source: POLICY,
    },
    Difference {
        engine: Engine::Moto,
        steps: &["objects as the engine lists them", "objects that are left"],
        shows: &[("/objects/strangers", "1")],
        what: "what the form for another key has brought stands in the bucket",
        whose: "moto's",
        aws: "nothing stands there",
        source: POLICY,
    },
    Difference {
        engine: Engine::Moto,
        steps: &[
            "a form without a policy",
            "a form without a signature",
            "a form with another's signature",
        ],
        shows: TAKEN,
        what: "a form needs neither a policy nor a signature, and a wrong signature is taken: 204",
        whose: "moto's",
        aws: "403 `AccessDenied` (anonymous), 400 `InvalidArgument`, 403 `SignatureDoesNotMatch`",
        source: POST,
    },
    Difference {
        engine: Engine::Moto,
        steps: &[
            "an object, unsigned",
            "an object put, unsigned",
            "a document by an address without its signature",
        ],
        shows: &[("/code", "null")],
        what: "403 as on AWS, without the error's document",
        whose: "moto's",
        aws: "403 with the code `AccessDenied` in XML",
        source: ERRORS,
    },
    Difference {
        engine: Engine::Moto,
        steps: &["the bucket, unsigned"],
        shows: LISTED,
        what: "anybody lists a private bucket: 200",
        whose: "moto's",
        aws: "403 `AccessDenied`",
        source: ERRORS,
    },
    Difference {
        engine: Engine::Moto,
        steps: &["a document by an address that was prolonged"],
        shows: &[
            ("/status", "200"),
            ("/code", "null"),
            ("/bytes", "67"),
            ("/type", "image/png"),
            ("/disposition", "attachment; filename=…"),
            ("/calls/0", "S3 GetObject: 200"),
        ],
        what: "the signature of an address is not verified: whoever has one can prolong it",
        whose: "moto's",
        aws: "403 `SignatureDoesNotMatch`",
        source: QUERY,
    },
    Difference {
        engine: Engine::Moto,
        steps: &["a document written by its address"],
        shows: WRITTEN,
        what: "an address that was signed for GET writes, too",
        whose: "moto's",
        aws: "403 `SignatureDoesNotMatch`: the method is part of what is signed",
        source: QUERY,
    },
    Difference {
        engine: Engine::Ministack,
        steps: &["a form with another's signature"],
        shows: TAKEN,
        what: "the signature of a form's policy is not verified: 204",
        whose: "ministack's",
        aws: "403 `SignatureDoesNotMatch`",
        source: POLICY,
    },
    Difference {
        engine: Engine::Ministack,
        steps: &["a form without a policy"],
        shows: &[
            ("/status", "400"),
            ("/code", "InvalidArgument"),
            ("/calls/0", "S3 PostObject: 400"),
        ],
        what: "a form without a policy, but with the other fields: 400 `InvalidArgument`",
        whose: "ministack's, if the words of AWS are taken as they stand",
        aws: "such a request is anonymous: 403 `AccessDenied`",
        source: POST,
    },
    Difference {
        engine: Engine::Ministack,
        steps: &[
            "an object, unsigned",
            "a document by an address without its signature",
        ],
        shows: READ,
        what: "anybody reads an object of a private bucket: 200",
        whose: "ministack's: by itself it authorizes nothing",
        aws: "403 `AccessDenied`",
        source: ERRORS,
    },
    Difference {
        engine: Engine::Ministack,
        steps: &["the bucket, unsigned"],
        shows: LISTED,
        what: "anybody lists a private bucket: 200",
        whose: "ministack's: by itself it authorizes nothing",
        aws: "403 `AccessDenied`",
        source: ERRORS,
    },
    Difference {
        engine: Engine::Ministack,
        steps: &["an object put, unsigned"],
        shows: WRITTEN,
        what: "anybody writes into a private bucket: 200",
        whose: "ministack's: by itself it authorizes nothing",
        aws: "403 `AccessDenied`",
        source: ERRORS,
    },
    Difference {
        engine: Engine::SeaweedFs,
        steps: &["a form without a policy"],
        shows: &[("/code", "SignatureDoesNotMatch")],
        what: "a form without a policy, but with the other fields: 403 `SignatureDoesNotMatch`",
        whose: "SeaweedFS', if the words of AWS are taken as they stand",
        aws: "such a request is anonymous: 403 `AccessDenied`",
        source: POST,
    },
    Difference {
        engine: Engine::SeaweedFs,
        steps: &["a form without a signature"],
        shows: &[
            ("/status", "403"),
            ("/code", "SignatureDoesNotMatch"),
            ("/calls/0", "S3 PostObject: 403"),
        ],
        what: "a form with a policy and without its signature: 403 `SignatureDoesNotMatch`",
        whose: "SeaweedFS'",
        aws: "400 `InvalidArgument`",
        source: SIGNATURE,
    },
];
