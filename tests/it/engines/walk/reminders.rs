//! Reminders, as the scheduler has the function invoked.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Walk;
impl Walk<'_> {
    pub(super) async fn reminders(&mut self) {
        let inputs: Vec<Value> = self
            .world
            .take_schedules()
            .iter()
            .map(|schedule| {
                serde_json::from_str(schedule["Target"]["Input"].as_str().unwrap()).unwrap()
            })
            .collect();
        let mut inputs = self.in_order(inputs);
        inputs.sort_by_key(|input| input["fireAt"].as_str().unwrap().to_owned());
        self.begin_step();
        self.note("what schedules hand over", json!({ "inputs": inputs }));
        let first = inputs[0].clone();
        let of_first = |input: &Value| input["appointment"] == first["appointment"];
        let of_first: Vec<Value> = inputs
            .iter()
            .filter(|input| of_first(input))
            .cloned()
            .collect();
        for input in of_first {
            let kind = input["kind"].as_str().unwrap().to_owned();
            let at: Timestamp = input["fireAt"].as_str().unwrap().parse().unwrap();
            self.clock(at);
            self.invoke(
                &format!("the reminder of {kind}"),
                "reminders",
                input.clone(),
            )
            .await;
            self.invoke(
                &format!("the reminder of {kind}, again"),
                "reminders",
                input.clone(),
            )
            .await;
            let mut stale = input;
            stale["sequence"] = json!(7);
            self.invoke(
                &format!("a reminder of {kind} that is stale"),
                "reminders",
                stale,
            )
            .await;
            self.pass(SignedDuration::from_secs(121));
            self.sweeps(&format!("sweeps after {kind}")).await;
        }
        let none = json!({
            "organization": first["organization"],
            "appointment": "00000000-0000-4000-8000-000000000000",
            "kind": "days", "sequence": 0, "fireAt": first["fireAt"],
        });
        self.invoke("a reminder of no appointment", "reminders", none)
            .await;
    }
}
