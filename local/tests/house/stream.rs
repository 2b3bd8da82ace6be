//! What is taken of the stream.

use leah_domain::{HealthcareWorker, Id};
use leah_local::demo::ORGANIZATION;

use super::{book, house};

/// One reading of the stream holds a thousand records. Of healthcare workers nobody is told.
#[tokio::test]
async fn what_nobody_wants_is_not_its_end() {
    let house = house().await;
    let (table, ids) = (house.app().table(), house.app().ids());
    for _ in 0..12 {
        let workers = [(); 90].map(|()| HealthcareWorker {
            id: Id::new(ids.uuid()),
            firstname: "Ada".to_owned(),
            lastname: "Lovelace".to_owned(),
            email: "ada@example.org".to_owned(),
            current_organization: None,
        });
        table.add_workers(ORGANIZATION, &workers).await.unwrap();
    }
    book(&house, "2026-02-02T10:00:00").await;
    assert_ne!(house.take_stream().await.unwrap().len(), 0);
    assert_eq!(house.take_stream().await.unwrap().len(), 0);
}
