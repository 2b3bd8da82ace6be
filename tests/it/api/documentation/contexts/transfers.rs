//! Transfers, their files and the tickets for these.

use super::context;
use crate::support::TestApp;

#[tokio::test]
async fn the_context_of_transfers() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "Transfer").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "hash": "Transfer/hash",
        "expiresAt": {
          "@id": "Transfer/expiresAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "healthcareWorker": {
          "@id": "Transfer/healthcareWorker",
          "@type": "@id"
        },
        "status": "Transfer/status",
        "files": {
          "@id": "Transfer/files",
          "@type": "@id"
        },
        "type": "Transfer/type",
        "email": "http://schema.org/email",
        "firstname": "Transfer/firstname",
        "lastname": "Transfer/lastname"
      }
    }
    "#);
}

#[tokio::test]
async fn the_context_of_their_files() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "TransferFile").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "name": "TransferFile/name",
        "type": "TransferFile/type",
        "size": "TransferFile/size",
        "transfer": {
          "@id": "TransferFile/transfer",
          "@type": "@id"
        },
        "createdAt": {
          "@id": "TransferFile/createdAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        }
      }
    }
    "#);
}

#[tokio::test]
async fn the_context_of_upload_tickets() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "UploadTicket").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "name": "UploadTicket/name",
        "type": "UploadTicket/type",
        "size": "UploadTicket/size",
        "status": "UploadTicket/status",
        "expiresAt": {
          "@id": "UploadTicket/expiresAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "transferFile": {
          "@id": "UploadTicket/transferFile",
          "@type": "@id"
        },
        "violations": "UploadTicket/violations",
        "upload": {
          "@id": "UploadTicket/upload",
          "@type": "@json"
        }
      }
    }
    "#);
}
