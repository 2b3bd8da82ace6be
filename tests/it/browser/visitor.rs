//! A guest's browser, with what it saves.

use std::ops::{Deref, DerefMut};

use chromiumoxide::{
    Browser, BrowserConfig,
    cdp::browser_protocol::{
        browser::{
            DownloadProgressState, EventDownloadProgress, EventDownloadWillBegin,
            SetDownloadBehaviorBehavior, SetDownloadBehaviorParams,
        },
        target::CreateTargetParams,
    },
    listeners::EventStream,
};
use futures_util::StreamExt;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::tab::{PATIENCE, Tab, in_time};

/// A browser, and the tab that it begins with.
pub(super) struct Visitor {
    tab: Tab,
    browser: Browser,
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
        Self {
            tab: Tab::new(page).await,
            begun: browser.event_listener().await.unwrap(),
            progress: browser.event_listener().await.unwrap(),
            browser,
            downloads,
            _profile: profile,
            handler,
        }
    }

    /// One more tab, in a window of its own, where it is seen beside the others.
    pub(super) async fn window(&self) -> Tab {
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .new_window(true);
        let page = self.browser.new_page(target.build().unwrap()).await;
        Tab::new(page.unwrap()).await
    }

    /// One more tab, before the first one: nobody sees that any more.
    pub(super) async fn cover(&self) -> Tab {
        let page = self.browser.new_page("about:blank").await.unwrap();
        page.bring_to_front().await.unwrap();
        Tab::new(page).await
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

    pub(super) async fn leave(mut self) {
        self.browser.close().await.unwrap();
        in_time(self.browser.wait()).await.unwrap();
        self.handler.abort();
    }
}

impl Deref for Visitor {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.tab
    }
}

impl DerefMut for Visitor {
    fn deref_mut(&mut self) -> &mut Tab {
        &mut self.tab
    }
}
