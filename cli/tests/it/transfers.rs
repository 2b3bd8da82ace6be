//! Transfers: listed without whom they are for, and taken back.

use serde_json::json;

use crate::{
    desk::{ORG, id},
    support::Shell,
};

#[tokio::test]
async fn a_transfer_is_taken_back_with_its_documents() {
    let shell = Shell::start().await;
    let (first, second) = (shell.transfer("a.pdf").await, shell.transfer("b.pdf").await);
    shell.share(&first, "guest@example.org").await;
    shell.share(&second, "other@example.org").await;
    let listed = shell.json(&["transfer", "list", ORG]).await;
    let shown = json!({
        "iri": first,
        "status": "shared",
        "files": 1,
        "created": "2026-03-01T08:00:00Z",
        "expires": "2026-03-08T08:00:00Z",
    });
    assert!(listed.as_array().unwrap().contains(&shown), "{listed}");
    assert!(!listed.to_string().contains("example.org"), "{listed}");

    // By its IRI and by its identifier.
    for (left, named) in [(1, first.as_str()), (0, id(&second))] {
        let revoke = ["transfer", "revoke", ORG, named];
        let revoked = shell.run(&revoke).await.expect(0);
        assert!(revoked.out.contains(named), "{}", revoked.out);
        shell.settle().await;
        let listed = shell.json(&["transfer", "list", ORG]).await;
        assert_eq!(listed.as_array().unwrap().len(), left);
        assert_eq!(shell.house.engines().files().len(), left);
        // It does not exist any more, erased or not.
        let again = shell.run(&revoke).await.expect(3);
        assert!(
            again.err.contains("see `leah transfer list`"),
            "{}",
            again.err
        );
    }
    assert_eq!(
        shell.holding(&["example.org", "a.pdf", "b.pdf"]),
        ["Answer"; 0]
    );
}

#[tokio::test]
async fn what_is_no_transfer_is_not_taken_back() {
    let shell = Shell::start().await;
    let iri = shell.transfer("a.pdf").await;
    let create = [
        "org", "create", "nord", "--name", "N", "--zone", "UTC", "--locale", "en",
    ];
    shell.run(&create).await.expect(0);
    for (org, named) in [
        (ORG, "a"),
        (ORG, "00000000-0000-4000-8000-000000000000"),
        // Another organization's.
        ("nord", iri.as_str()),
    ] {
        shell
            .run(&["transfer", "revoke", org, named])
            .await
            .expect(3);
    }
    shell.drain().await;
    assert_eq!(shell.api(&iri).await["status"], "ready");
}
