//! A form as its ticket says, sent to S3 itself. What storage refuses of other forms and addresses is asked of the embedded engine
//! alone (`local/tests/engines/files`): the others do not promise to guard anything.

use serde_json::json;

use super::{BETWEEN_EVENTS, Walk, text};
use crate::support::pdf;

impl Walk<'_> {
    pub(super) async fn storage(&mut self) {
        // Lists are by the time.
        self.pass(BETWEEN_EVENTS);
        let created = self.transfer("a transfer for forms").await;
        let letter = pdf("a form");
        let path = format!("{}/files", text(&created["@id"]));
        let announced = json!({"files": [
            {"name": "a.pdf", "type": "application/pdf", "size": letter.len()},
        ]});
        let call = self.world.app.post(&path).json(&announced);
        let ticket = self.issued("a ticket for forms", call).await.remove(0);
        let request = self.form(&ticket, |_| {}, &letter);
        self.ask_storage("the form as it was issued", request).await;
    }
}
