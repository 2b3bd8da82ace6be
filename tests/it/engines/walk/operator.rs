//! The operator's command line: the program itself, which finds the engines by a stack's outputs or by a Leah on this machine.

use jiff::{SignedDuration, Timestamp};
use leah_aws::system::SystemClock;
use leah_domain::Clock;
use serde_json::{Value, json};
use tokio::process::Command;

use super::{Walk, text, transfers::Shared};
use crate::engines::outside::Outside;

/// How far from the beginning of the walk an instant may be to be one of the program's own clock.
const NOW: SignedDuration = SignedDuration::from_hours(1);

impl Walk<'_> {
    pub(super) async fn operator(&mut self, shared: &Shared) {
        // The program that finds a stack has the machine's time.
        self.clock(SystemClock.now());
        self.organization().await;
        self.hooks().await;
        self.of_demo(&shared.iri).await;
        self.end().await;
    }

    async fn organization(&mut self) {
        let words = [
            "org",
            "create",
            "surgery",
            "--name",
            "The surgery",
            "--zone",
            "Europe/London",
            "--locale",
            "en",
        ];
        self.leah("leah org create", &words).await;
        self.leah("leah org create, again", &words).await;
        self.leah(
            "leah org set",
            &[
                "org",
                "set",
                "surgery",
                "--name",
                "Our surgery",
                "--sms-sender",
                "Surgery",
            ],
        )
        .await;
        self.leah("leah org show", &["org", "show", "surgery"])
            .await;
        self.leah("leah org show, no such", &["org", "show", "nobody"])
            .await;
        self.leah("leah org list", &["org", "list"]).await;
        self.leah(
            "leah feature add",
            &["feature", "add", "surgery", "--name", "Video"],
        )
        .await;
        self.leah("leah feature list", &["feature", "list", "surgery"])
            .await;
        let worker = [
            "worker",
            "add",
            "surgery",
            "--firstname",
            "Ann",
            "--lastname",
            "Lee",
            "--email",
            "ann@example.org",
        ];
        self.leah("leah worker add", &worker).await;
        self.leah("leah worker add, again", &worker).await;
        self.leah("leah worker list", &["worker", "list", "surgery"])
            .await;
        self.leah(
            "leah worker list, by address",
            &["worker", "list", "surgery", "--email", "ann@example.org"],
        )
        .await;
        let office = [
            "office",
            "add",
            "surgery",
            "--worker",
            "ann@example.org",
            "--slug",
            "room-1",
            "--feature",
            "Video",
        ];
        self.leah("leah office add", &office).await;
        self.leah("leah office add, again", &office).await;
        self.leah("leah office list", &["office", "list", "surgery"])
            .await;
        let made = self
            .leah(
                "leah key create",
                &["key", "create", "surgery", "--label", "system"],
            )
            .await;
        self.leah("leah key list", &["key", "list", "surgery"])
            .await;
        let call = self.world.app.get("/api/offices").key(text(&made["key"]));
        self.begin_step();
        let offices = call.host("surgery.leah.care").send().await;
        let seen = json!({"status": offices.status, "body": self.own(&offices.json())});
        self.note("offices by that key", seen);
        self.leah(
            "leah key revoke",
            &["key", "revoke", "surgery", "--label", "system"],
        )
        .await;
        self.leah("leah key list, revoked", &["key", "list", "surgery"])
            .await;
    }

    async fn hooks(&mut self) {
        let add = [
            "webhook",
            "add",
            "surgery",
            "https://hooks.example.org/leah",
            "--event",
            "appointment.created",
        ];
        let added = self.leah("leah webhook add", &add).await;
        self.leah("leah webhook list", &["webhook", "list", "surgery"])
            .await;
        let hook = text(&added["id"]).to_owned();
        for verb in ["rotate", "disable", "enable", "remove"] {
            self.leah(
                &format!("leah webhook {verb}"),
                &["webhook", verb, "surgery", &hook],
            )
            .await;
        }
        self.leah("leah webhook list, none", &["webhook", "list", "surgery"])
            .await;
    }

    /// What the walk has left at the demo organization.
    async fn of_demo(&mut self, transfer: &str) {
        let demo = "myorganization";
        self.leah("leah webhook deliveries", &["webhook", "deliveries", demo])
            .await;
        self.leah(
            "leah webhook deliveries, dead",
            &["webhook", "deliveries", demo, "--status", "dead"],
        )
        .await;
        self.leah("leah owed list", &["owed", "list"]).await;
        self.leah(
            "leah guest export",
            &["guest", "export", demo, "other@example.org"],
        )
        .await;
        self.leah(
            "leah guest export, nobody",
            &["guest", "export", demo, "nobody@example.org"],
        )
        .await;
        self.leah(
            "leah guest erase, upcoming",
            &["guest", "erase", demo, "other@example.org", "--yes"],
        )
        .await;
        let erase = [
            "guest",
            "erase",
            demo,
            "other@example.org",
            "--yes",
            "--cancel-upcoming",
        ];
        self.leah("leah guest erase", &erase).await;
        self.leah(
            "leah guest export, erased",
            &["guest", "export", demo, "other@example.org"],
        )
        .await;
        self.leah(
            "leah transfer list",
            &["transfer", "list", demo, "benjamin@leah.care"],
        )
        .await;
        self.leah(
            "leah transfer revoke",
            &["transfer", "revoke", demo, transfer],
        )
        .await;
        self.begin_step();
        let revoked = self.world.app.get(transfer).send().await;
        let seen = json!({"status": revoked.status, "body": self.own(&revoked.json())});
        self.note("the transfer, revoked", seen);
    }

    async fn end(&mut self) {
        let delete = ["org", "delete", "surgery", "--yes"];
        for number in 1..=3 {
            self.leah(&format!("leah org delete, {number}"), &delete)
                .await;
        }
        self.leah("leah org show, deleted", &["org", "show", "surgery"])
            .await;
    }

    /// Runs the program, and has it print JSON; what it printed.
    async fn leah(&mut self, name: &str, words: &[&str]) -> Value {
        let program = std::env::var_os("LEAH_CLI")
            .unwrap_or_else(|| panic!("LEAH_CLI names the program `leah`: run tests/engines.sh"));
        let mut command = Command::new(program);
        command.env_clear().arg("--json");
        let outside = self.world.outside.as_ref();
        let stack = outside.map(Outside::environment).unwrap_or_default();
        if stack.is_empty() {
            command.args(["--endpoint", &self.world.app.house.url()]);
        } else {
            command.envs(self.world.app.house.environment()).envs(stack);
        }
        self.begin_step();
        let output = command.args(words).output().await.unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let printed: Value = serde_json::from_str(&out).unwrap_or(json!(out));
        let seen = json!({
            "code": output.status.code(),
            "out": self.own(&printed),
            "err": String::from_utf8(output.stderr).unwrap(),
        });
        self.note(name, seen);
        printed
    }

    /// What the program has drawn itself or read off its own clock, named: secrets are shown once.
    fn own(&self, printed: &Value) -> Value {
        match printed {
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| {
                    let value = match (name.as_str(), value) {
                        ("key" | "secret", Value::String(_)) => json!("<secret>"),
                        // A key's: the first digits of its digest.
                        ("id", Value::String(id)) if id.len() == 12 => json!("<key>"),
                        _ => self.own(value),
                    };
                    (name.clone(), value)
                });
                Value::Object(fields.collect())
            }
            Value::Array(items) => items.iter().map(|item| self.own(item)).collect(),
            Value::String(text) => match text.parse::<Timestamp>() {
                Ok(at) if at.duration_since(self.begin).abs() < NOW => json!("<now>"),
                _ => printed.clone(),
            },
            other => other.clone(),
        }
    }
}
