//! A tab of a guest's browser: what is pressed in it, and everything that it asks for or complains of.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc, time::Duration};

use chromiumoxide::{
    Element, Page,
    cdp::{
        IntoEventKind,
        browser_protocol::{
            audits::{self, EventIssueAdded, InspectorIssueCode},
            dom::ScrollIntoViewIfNeededParams,
            emulation::{
                MediaFeature, SetDeviceMetricsOverrideParams, SetScriptExecutionDisabledParams,
            },
            log::EventEntryAdded,
            network::{
                EmulateNetworkConditionsByRuleParams, EventRequestWillBeSent,
                EventResponseReceived, NetworkConditions, ResourceType,
            },
            page::EventLoadEventFired,
        },
        js_protocol::runtime::{EvaluateParams, EventConsoleApiCalled, EventExceptionThrown},
    },
    listeners::EventStream,
    page::ScreenshotParams,
};
use futures_util::{FutureExt, StreamExt};
use reqwest::Url;
use serde::de::DeserializeOwned;

/// What a guest has who says nothing else.
const DESK: (i64, i64, bool) = (1280, 800, false);
/// How long anything may take; a slow machine needs a second or two.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

pub(super) struct Tab {
    pub(super) page: Page,
    screen: (i64, i64, bool),
    requests: EventStream<EventRequestWillBeSent>,
    redirects: EventStream<EventRequestWillBeSent>,
    answers: EventStream<EventResponseReceived>,
    /// When the page's script has asked for something, in seconds.
    asked: Vec<f64>,
    entries: EventStream<EventEntryAdded>,
    issues: EventStream<EventIssueAdded>,
    said: EventStream<EventConsoleApiCalled>,
    thrown: EventStream<EventExceptionThrown>,
}

impl Tab {
    pub(super) async fn new(page: Page) -> Self {
        page.enable_log().await.unwrap();
        page.execute(audits::EnableParams::default()).await.unwrap();
        let mut tab = Self {
            requests: page.event_listener().await.unwrap(),
            redirects: page.event_listener().await.unwrap(),
            answers: page.event_listener().await.unwrap(),
            asked: Vec::new(),
            entries: page.event_listener().await.unwrap(),
            issues: page.event_listener().await.unwrap(),
            said: page.event_listener().await.unwrap(),
            thrown: page.event_listener().await.unwrap(),
            page,
            screen: DESK,
        };
        tab.hold(DESK).await;
        tab
    }

    pub(super) async fn open(&mut self, address: &str) {
        in_time(self.page.goto(address)).await.unwrap();
    }

    /// Presses what a selector finds, with the mouse.
    pub(super) async fn click(&self, selector: &str) {
        let element = self.page.find_element(selector).await.unwrap();
        self.show_element(&element).await;
        let point = element.clickable_point().await.unwrap();
        self.page.click(point).await.unwrap();
    }

    /// Presses what leads to another page, and waits for that.
    pub(super) async fn click_through(&self, selector: &str) {
        self.through(self.click(selector)).await;
    }

    /// Does what leads to another page, and waits for that.
    pub(super) async fn through(&self, doing: impl Future<Output = ()>) {
        let loads = self.page.event_listener::<EventLoadEventFired>();
        let mut loads = loads.await.unwrap();
        doing.await;
        in_time(loads.next()).await.unwrap();
    }

    async fn show_element(&self, element: &Element) {
        let scroll = ScrollIntoViewIfNeededParams::builder();
        let scroll = scroll.backend_node_id(element.backend_node_id);
        self.page.execute(scroll.build()).await.unwrap();
    }

    /// Presses a key, wherever the focus is.
    pub(super) async fn key(&self, key: &str) {
        let body = self.page.find_element("body").await.unwrap();
        body.press_key(key).await.unwrap();
    }

    /// What a script in the page finds. It is the test's, not the page's, and runs even where pages may run none.
    pub(super) async fn ask<T: DeserializeOwned>(&self, script: &str) -> T {
        let script = EvaluateParams::builder()
            .expression(script)
            .await_promise(true)
            .return_by_value(true)
            .build()
            .unwrap();
        let found = self.page.evaluate(script).await.unwrap();
        found.into_value().unwrap()
    }

    /// The words of the page that are seen, with plain spaces.
    pub(super) async fn words(&self) -> String {
        let words: String = self.ask("document.body.innerText").await;
        let words: Vec<&str> = words.split_whitespace().collect();
        words.join(" ")
    }

    /// What was asked for so far.
    pub(super) async fn requests(&mut self) -> Vec<Arc<EventRequestWillBeSent>> {
        self.settle().await;
        so_far(&mut self.requests)
    }

    /// The origins that were asked for anything so far.
    pub(super) async fn origins(&mut self) -> Vec<String> {
        origins(&self.requests().await)
    }

    /// The status of the next answer that the page's script gets, with a redirection as it came.
    pub(super) async fn answered(&mut self) -> i64 {
        in_time(async {
            loop {
                let status = tokio::select! {
                    sent = self.redirects.next() => self.redirected(&sent.unwrap()),
                    answer = self.answers.next() => fetched(&answer.unwrap()),
                };
                if let Some(status) = status {
                    return status;
                }
            }
        })
        .await
    }

    /// The answers to the page's script so far that nobody has waited for.
    pub(super) async fn unnoticed(&mut self) -> Vec<i64> {
        self.settle().await;
        let (redirects, answers) = (so_far(&mut self.redirects), so_far(&mut self.answers));
        let redirects = redirects.iter().filter_map(|sent| self.redirected(sent));
        let answers = answers.iter().filter_map(|answer| fetched(answer));
        redirects.chain(answers).collect()
    }

    /// The seconds between the requests of the page's script whose answers were waited for.
    pub(super) fn pauses(&self) -> Vec<f64> {
        let pairs = self.asked.windows(2);
        pairs.map(|two| two[1] - two[0]).collect()
    }

    /// The status of an answer that leads a script elsewhere; the browser tells of it with what would be asked for next.
    fn redirected(&mut self, sent: &EventRequestWillBeSent) -> Option<i64> {
        if sent.r#type != Some(ResourceType::Fetch) {
            return None;
        }
        let answer = sent.redirect_response.as_ref();
        if answer.is_none() {
            self.asked.push(*sent.timestamp.inner());
        }
        answer.map(|answer| answer.status)
    }

    /// What the browser had to say of the page so far: errors, warnings, what a policy has stopped.
    pub(super) async fn complaints(&mut self) -> Vec<String> {
        self.settle().await;
        let mut complaints = Vec::new();
        let entries = so_far(&mut self.entries);
        complaints.extend(entries.iter().map(|entry| entry.entry.text.clone()));
        // It remarks on every button that leads to another host: that is what these buttons are for.
        let issues = so_far(&mut self.issues).into_iter();
        let issues = issues.map(|issue| issue.issue.code.clone());
        let issues = issues.filter(|code| *code != InspectorIssueCode::BounceTrackingIssue);
        complaints.extend(issues.map(|code| format!("{code:?}")));
        let said = so_far(&mut self.said);
        complaints.extend(said.iter().map(|said| format!("{:?}", said.args)));
        let thrown = so_far(&mut self.thrown);
        complaints.extend(
            thrown
                .iter()
                .map(|thrown| thrown.exception_details.text.clone()),
        );
        complaints
    }

    /// Waits until the browser says something with these words.
    pub(super) async fn hears(&mut self, words: &str) {
        in_time(async {
            while !self
                .entries
                .next()
                .await
                .unwrap()
                .entry
                .text
                .contains(words)
            {}
        })
        .await;
    }

    /// Everything that was told before this is known after it: the browser tells things in their order.
    async fn settle(&self) {
        self.page.layout_metrics().await.unwrap();
    }

    /// Looks at the page on another screen: its size in CSS pixels, and whether it is held in a hand.
    pub(super) async fn hold(&mut self, screen: (i64, i64, bool)) {
        self.screen = screen;
        self.show(screen).await;
    }

    async fn show(&self, (width, height, mobile): (i64, i64, bool)) {
        let scale = if mobile { 2.0 } else { 1.0 };
        let screen = SetDeviceMetricsOverrideParams::new(width, height, scale, mobile);
        self.page.execute(screen).await.unwrap();
    }

    /// Looks at the page by day (`light`) or by night (`dark`).
    pub(super) async fn light(&self, scheme: &str) {
        let feature = MediaFeature::new("prefers-color-scheme", scheme);
        let page = &self.page;
        page.emulate_media_features(vec![feature]).await.unwrap();
    }

    /// Whether pages may run scripts.
    pub(super) async fn scripts(&self, allowed: bool) {
        let disabled = SetScriptExecutionDisabledParams::new(!allowed);
        self.page.execute(disabled).await.unwrap();
    }

    /// Whether there is a network.
    pub(super) async fn network(&self, connected: bool) {
        let everything = NetworkConditions::new("", 0.0, -1.0, -1.0);
        let network = EmulateNetworkConditionsByRuleParams::new(!connected, vec![everything]);
        self.page.execute(network).await.unwrap();
    }

    /// A picture of the whole page, kept where people find it.
    pub(super) async fn picture(&self, name: &str) {
        let (width, height, mobile) = self.screen;
        let whole: i64 = self.ask("document.documentElement.scrollHeight").await;
        self.show((width, whole.max(height), mobile)).await;
        let shot = ScreenshotParams::builder().build();
        let folder = folder();
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        self.page.save_screenshot(shot, path).await.unwrap();
        self.show(self.screen).await;
    }

    pub(super) async fn close(self) {
        self.page.close().await.unwrap();
    }
}

/// The origins that these requests were made to.
pub(super) fn origins(requests: &[Arc<EventRequestWillBeSent>]) -> Vec<String> {
    let origin = |url: &str| Url::parse(url).unwrap().origin().ascii_serialization();
    let origins = requests.iter().map(|sent| origin(&sent.request.url));
    let origins: BTreeSet<String> = origins.collect();
    origins.into_iter().collect()
}

/// The status of any other answer to a script.
fn fetched(answer: &EventResponseReceived) -> Option<i64> {
    (answer.r#type == ResourceType::Fetch).then_some(answer.response.status)
}

/// Where pictures are kept.
fn folder() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.parent().unwrap().join("target/screenshots")
}

pub(super) async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}

/// The events that have come and were not taken yet.
pub(super) fn so_far<T: IntoEventKind + Unpin>(stream: &mut EventStream<T>) -> Vec<Arc<T>> {
    std::iter::from_fn(|| stream.next().now_or_never().flatten()).collect()
}
