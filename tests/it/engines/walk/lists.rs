//! What is there from the beginning, and what is not.

use super::Walk;
use crate::support::demo;

impl Walk<'_> {
    pub(super) async fn lists(&mut self) {
        for (name, path) in [
            ("the organization", demo::ORGANIZATION),
            ("a feature", demo::FEATURE),
            ("a healthcare worker", demo::WORKER),
            ("an office", demo::OFFICE),
            ("an appointment of the past", demo::APPOINTMENT),
            ("healthcare workers", "/api/healthcare_workers"),
            (
                "healthcare workers, beyond the end",
                "/api/healthcare_workers?page=2",
            ),
            (
                "healthcare workers by e-mail",
                "/api/healthcare_workers?email=john.doe@gmail.com",
            ),
            (
                "healthcare workers by an e-mail that none has",
                "/api/healthcare_workers?email=a@b.fr",
            ),
            ("offices", "/api/offices"),
            (
                "offices of a worker",
                "/api/offices?healthcareWorker=/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
            ),
            (
                "offices of nobody",
                "/api/offices?healthcareWorker=00000000-0000-4000-8000-000000000000",
            ),
            ("appointments at the beginning", "/api/appointments"),
            ("no transfer yet", "/api/transfers"),
            ("no webhook endpoint yet", "/api/webhook_endpoints"),
            ("no delivery yet", "/api/webhook_deliveries"),
            ("a page that is none", "/api/offices?page=0"),
            ("a cursor that is none", "/api/appointments?cursor=x"),
            (
                "a filter that is none",
                "/api/appointments?startTime[after]=yesterday",
            ),
            (
                "an office that is none",
                "/api/offices/00000000-0000-4000-8000-000000000000",
            ),
            (
                "an appointment that is none",
                "/api/appointments/00000000-0000-4000-8000-000000000000",
            ),
            ("a path that is none", "/api/nothing"),
            ("the entrypoint", "/api"),
        ] {
            self.get(name, path).await;
        }
        for (name, path, media) in [
            ("offices as JSON", "/api/offices", "application/json"),
            (
                "appointments as JSON",
                "/api/appointments",
                "application/json",
            ),
            (
                "offices in a format that is none",
                "/api/offices",
                "text/csv",
            ),
        ] {
            let call = self.world.app.get(path).accept(media);
            self.http(name, call).await;
        }
        let call = self.world.app.get("/api/offices").anonymous();
        self.http("no key", call).await;
        let call = self.world.app.get("/api/offices").key("leah_0000");
        self.http("a key that is none", call).await;
    }
}
