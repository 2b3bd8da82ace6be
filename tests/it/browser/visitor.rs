//! A guest's browser: what is pressed in it, what it saves, and everything that it asks for or complains of.

use std::{path::PathBuf, sync::Arc, time::Duration};

use chromiumoxide::{
    Browser, BrowserConfig, Element, Page,
    cdp::{
        IntoEventKind,
        browser_protocol::{
            audits::{self, EventIssueAdded, InspectorIssueCode},
            browser::{
                DownloadProgressState, EventDownloadProgress, EventDownloadWillBegin,
                SetDownloadBehaviorBehavior, SetDownloadBehaviorParams,
            },
            dom::ScrollIntoViewIfNeededParams,
            emulation::SetDeviceMetricsOverrideParams,
            log::EventEntryAdded,
            network::EventRequestWillBeSent,
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
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// What a guest has who says nothing else.
const DESK: (i64, i64, bool) = (1280, 800, false);
/// How long anything may take; a slow machine needs a second or two.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) struct Visitor {
    pub(super) page: Page,
    browser: Browser,
    screen: (i64, i64, bool),
    requests: EventStream<EventRequestWillBeSent>,
    entries: EventStream<EventEntryAdded>,
    issues: EventStream<EventIssueAdded>,
    said: EventStream<EventConsoleApiCalled>,
    thrown: EventStream<EventExceptionThrown>,
    begun: EventStream<EventDownloadWillBegin>,
    progress: EventStream<EventDownloadProgress>,
    downloads: TempDir,
    _profile: TempDir,
    handler: JoinHandle<()>,
}

/// A file that the browser has saved.
pub(super) struct Saved {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Visitor {
    /// A browser that was never used before.
    pub(super) async fn arrive() -> Self {
        let (downloads, profile) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let config = BrowserConfig::builder()
            .new_headless_mode()
            // The sandbox cannot be had by root; the pages are our own.
            .no_sandbox()
            .user_data_dir(profile.path())
            .viewport(None)
            .launch_timeout(PATIENCE)
            .build()
            .unwrap();
        let (browser, mut handler) = Browser::launch(config).await.unwrap();
        let handler = tokio::spawn(async move { while handler.next().await.is_some() {} });
        let behavior = SetDownloadBehaviorParams::builder()
            .behavior(SetDownloadBehaviorBehavior::Allow)
            .download_path(downloads.path().to_str().unwrap())
            .events_enabled(true);
        browser.execute(behavior.build().unwrap()).await.unwrap();
        let page = browser.new_page("about:blank").await.unwrap();
        page.enable_log().await.unwrap();
        page.execute(audits::EnableParams::default()).await.unwrap();
        let mut visitor = Self {
            requests: page.event_listener().await.unwrap(),
            entries: page.event_listener().await.unwrap(),
            issues: page.event_listener().await.unwrap(),
            said: page.event_listener().await.unwrap(),
            thrown: page.event_listener().await.unwrap(),
            begun: browser.event_listener().await.unwrap(),
            progress: browser.event_listener().await.unwrap(),
            page,
            browser,
            screen: DESK,
            downloads,
            _profile: profile,
            handler,
        };
        visitor.hold(DESK).await;
        visitor
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
        let loads = self.page.event_listener::<EventLoadEventFired>();
        let mut loads = loads.await.unwrap();
        self.click(selector).await;
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

    /// The file whose download begins next, once it is saved.
    pub(super) async fn saved(&mut self) -> Saved {
        in_time(async {
            let begun = self.begun.next().await.unwrap();
            loop {
                let progress = self.progress.next().await.unwrap();
                if progress.guid != begun.guid {
                    continue;
                }
                match progress.state {
                    DownloadProgressState::InProgress => {}
                    DownloadProgressState::Canceled => panic!("{} is given up", begun.url),
                    DownloadProgressState::Completed => break,
                }
            }
            let path = self.downloads.path().join(&begun.suggested_filename);
            let content = std::fs::read(&path).unwrap();
            // The next file of this name gets it unchanged.
            std::fs::remove_file(path).unwrap();
            Saved {
                name: begun.suggested_filename.clone(),
                content,
            }
        })
        .await
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

    /// The origins that were asked for anything so far.
    pub(super) async fn origins(&mut self) -> Vec<String> {
        self.settle().await;
        let requests = so_far(&mut self.requests);
        let origin = |url: &str| Url::parse(url).unwrap().origin().ascii_serialization();
        let mut origins: Vec<String> = requests
            .iter()
            .map(|sent| origin(&sent.request.url))
            .collect();
        origins.sort();
        origins.dedup();
        origins
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

    pub(super) async fn leave(mut self) {
        self.browser.close().await.unwrap();
        in_time(self.browser.wait()).await.unwrap();
        self.handler.abort();
    }
}

/// Where pictures are kept.
fn folder() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.parent().unwrap().join("target/screenshots")
}

async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}

/// The events that have come and were not taken yet.
fn so_far<T: IntoEventKind + Unpin>(stream: &mut EventStream<T>) -> Vec<Arc<T>> {
    std::iter::from_fn(|| stream.next().now_or_never().flatten()).collect()
}
