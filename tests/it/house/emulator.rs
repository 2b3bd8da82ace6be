//! Every function's own program under AWS's runtime interface emulator, with every event: `tests/runtime/emulator.sh` runs this.
//!
//! The emulator speaks Lambda's runtime API, so what is tested is what is deployed: the program, its `main`, its environment, the
//! JSON that goes in and comes out. It works on the engines of a house, by the environment that `--engines-only` prints.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use reqwest::Client;
use serde_json::Value;

use super::{
    events::{answered, events, function},
    sample,
};
use crate::support::TestApp;

/// AWS's emulator.
const EMULATOR: &str = "LEAH_EMULATOR";
/// The folder of the functions' programs.
const PROGRAMS: &str = "LEAH_PROGRAMS";

/// A function under the emulator, in a process of its own that ends with this.
struct Emulated {
    emulator: Child,
    invocations: String,
}

impl Drop for Emulated {
    fn drop(&mut self) {
        // The program ends with its emulator, whose pipe it waits on.
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

/// An address that was free a moment ago.
fn free() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap()
}

impl Emulated {
    async fn start(emulator: &Path, program: &Path, app: &TestApp) -> Self {
        assert!(program.is_file(), "{} is built", program.display());
        let (address, runtime) = (free(), free());
        let child = Command::new(emulator)
            .args(["--runtime-interface-emulator-address", &address.to_string()])
            .args(["--runtime-api-address", &runtime.to_string()])
            .args(["--log-level", "error"])
            .arg(program)
            .env_clear()
            .envs(app.house.environment())
            .env("AWS_LAMBDA_FUNCTION_TIMEOUT", "29")
            .env("AWS_LAMBDA_FUNCTION_NAME", program.file_name().unwrap())
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let emulated = Self {
            emulator: child,
            invocations: format!("http://{address}/2015-03-31/functions/function/invocations"),
        };
        // It listens within a moment, or has ended.
        while tokio::net::TcpStream::connect(address).await.is_err() {
            tokio::task::yield_now().await;
        }
        emulated
    }

    /// What the function answers. Failures come with 200, too.
    async fn invoke(&self, client: &Client, name: &str, event: &Value) -> Value {
        let answer = client.post(&self.invocations).json(event).send().await;
        let text = answer.unwrap().text().await.unwrap();
        let answer: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{name}: {text}"));
        assert_eq!(answer.get("errorType"), None, "{name}: {answer}");
        answer
    }
}

/// When the sample's delivery is due: the call that the event makes names it.
fn due(app: &TestApp, delivery: &str) -> Value {
    let items = app.house.items().unwrap();
    let item = items
        .iter()
        .find(|item| item["SK"]["S"] == "DELIVERY" && item["id"]["S"] == delivery);
    item.unwrap()["DUESK"]["S"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs AWS's runtime interface emulator: tests/runtime/emulator.sh"]
async fn each_program_answers_each_event_under_the_real_runtime() {
    let place = |name: &str| {
        let value = std::env::var_os(name);
        PathBuf::from(value.unwrap_or_else(|| panic!("{name}: tests/runtime/emulator.sh sets it")))
    };
    let (emulator, programs) = (place(EMULATOR), place(PROGRAMS));
    for (name, text) in events() {
        let app = sample::present().await;
        let text = text.replace("$your_api_key", app.house.key());
        let mut event: Value = serde_json::from_str(&text).unwrap();
        if let Some(delivery) = event["delivery"].as_str() {
            event["due"] = due(&app, delivery);
        }
        let program = programs.join(function(&name));
        let emulated = Emulated::start(&emulator, &program, &app).await;
        let answer = emulated.invoke(&app.client, &name, &event).await;
        answered(&name, &answer);
        drop(emulated);
        app.drain().await;
    }
}
