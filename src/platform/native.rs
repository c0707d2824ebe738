//! Desktop and mobile.

use super::{OnProgress, Wake, files};
use crate::{
    model::{ClientKind, Failure, Job, Seq, Timestamp, Uuid},
    net::Http,
    store::{Redb, Store},
};
#[cfg(feature = "desktop")]
use dioxus::desktop as window;
use dioxus::html::FileData;
#[cfg(not(feature = "desktop"))]
use dioxus::mobile as window;
use futures::{StreamExt, TryStreamExt, stream::LocalBoxStream};
use std::{
    hash::{BuildHasher, RandomState},
    rc::Rc,
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;
use window::{Config, LogicalSize, WindowBuilder};

/// How the session travels.
pub const CLIENT: ClientKind = ClientKind::App;

/// Opens the window.
pub fn start(app: fn() -> dioxus::prelude::Element) {
    // Only fails if another provider was installed first, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A phone's window on a desk; on a phone it fills the screen anyway.
    let (width, height) = if cfg!(feature = "desktop") {
        (1280.0, 832.0)
    } else {
        (390.0, 844.0)
    };
    let window = WindowBuilder::new()
        .with_title("Leadwire")
        .with_inner_size(LogicalSize::new(width, height));
    let config = Config::new().with_window(window).with_menu(None);
    // A phone's launcher has the icon already. `assets/icon.svg`, at 128 pixels.
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    let config = match window::icon_from_memory(include_bytes!("../../platforms/desktop/icon.png"))
    {
        Ok(icon) => config.with_icon(icon),
        Err(_) => config,
    };
    dioxus::LaunchBuilder::new().with_cfg(config).launch(app);
}

/// How far local time is ahead of UTC at a time, in milliseconds.
pub fn utc_offset(at: Timestamp) -> i64 {
    static HERE: LazyLock<jiff::tz::TimeZone> = LazyLock::new(jiff::tz::TimeZone::system);
    jiff::Timestamp::from_millisecond(at)
        .map_or(0, |at| i64::from(HERE.to_offset(at).seconds()) * 1_000)
}

/// The styles, inside the binary.
pub const fn stylesheet() -> Option<&'static str> {
    Some(concat!(
        include_str!("../../assets/tokens.css"),
        include_str!("../../assets/base.css"),
        include_str!("../../assets/components.css"),
        include_str!("../../assets/views/shell.css"),
        include_str!("../../assets/views/dashboard.css"),
        include_str!("../../assets/views/leads.css"),
        include_str!("../../assets/views/lead.css"),
        include_str!("../../assets/views/duplicates.css"),
        include_str!("../../assets/views/import.css"),
        include_str!("../../assets/views/over.css"),
    ))
}

/// Unix milliseconds.
pub fn now() -> Timestamp {
    let age = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::try_from(age.as_millis()).unwrap_or(Timestamp::MAX)
}

/// 0 to 1. Good enough to spread retries.
pub fn random() -> f64 {
    (RandomState::new().hash_one(now()) >> 11) as f64 / (1u64 << 53) as f64
}

/// Waits.
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

/// What this device keeps.
pub fn open_store() -> Rc<dyn Store> {
    Rc::new(Redb::at(files::path("leadwire.redb")))
}

/// Where this device keeps what can be had again: a file of its own, so that what
/// is changed never waits for it.
pub fn open_cache() -> Rc<dyn Store> {
    Rc::new(Redb::at(files::path("cache.redb")))
}

/// The server chosen at first start.
pub fn saved_server() -> Option<String> {
    files::read("server")
}

/// Keeps the server's address.
pub fn save_server(address: &str) {
    files::write("server", Some(address));
}

/// The session's token, from the keychain or, where there is none, a private file.
pub async fn saved_token() -> Option<String> {
    #[cfg(feature = "desktop")]
    if let Some(token) = keychain(|entry| entry.get_password().ok()).await {
        return Some(token);
    }
    files::read("token")
}

/// Keeps the session's token.
pub async fn save_token(token: &str) {
    #[cfg(feature = "desktop")]
    {
        let kept = token.to_owned();
        if keychain(move |entry| entry.set_password(&kept).ok())
            .await
            .is_some()
        {
            files::write("token", None);
            return;
        }
    }
    files::write("token", Some(token));
}

/// Forgets the session's token.
pub async fn forget_token() {
    #[cfg(feature = "desktop")]
    keychain(|entry| entry.delete_credential().ok()).await;
    files::write("token", None);
}

/// Asks the system's keychain, away from the window's thread: it may ask the user.
/// Nothing, if everything is kept in a folder of the user's choice.
#[cfg(feature = "desktop")]
async fn keychain<T: Send + 'static>(
    ask: impl FnOnce(keyring::Entry) -> Option<T> + Send + 'static,
) -> Option<T> {
    if files::is_portable() {
        return None;
    }
    let asked = tokio::task::spawn_blocking(|| {
        keyring::Entry::new("leadwire", "session")
            .ok()
            .and_then(ask)
    });
    tokio::time::timeout(Duration::from_secs(5), asked)
        .await
        .ok()?
        .ok()?
}

/// A small setting, by name.
pub fn saved(name: &str) -> Option<String> {
    files::read(name)
}

/// Keeps a small setting, or forgets it.
pub fn save(name: &str, value: Option<&str>) {
    files::write(name, value);
}

/// `light`, `dark`, or nothing for the system's choice.
pub fn saved_theme() -> Option<String> {
    files::read("theme")
}

/// Keeps the choice, and shows it at once.
pub fn save_theme(theme: Option<&str>) {
    files::write("theme", theme);
    let script = match theme {
        Some("dark") => "document.documentElement.dataset.theme = 'dark'",
        Some(_) => "document.documentElement.dataset.theme = 'light'",
        None => "delete document.documentElement.dataset.theme",
    };
    dioxus::document::eval(script);
}

/// Goes to the log: there is no page to read it off.
pub fn mark_progress(position: Seq, applied: u64, repeated: u64) {
    tracing::debug!(position, applied, repeated, "events");
}

/// A window opens with the app in it: there is nothing to show before.
pub fn renew_picture() {}

/// A window opens with the app in it: there is nothing to show before.
pub fn forget_picture() {}

/// The end of what is being drawn: a sixtieth of a second.
pub async fn frame(is_seen: bool) -> Duration {
    if is_seen {
        sleep(Duration::from_millis(16)).await;
    }
    Duration::ZERO
}

/// The time since the app was first asked for it.
pub fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// The system does not tell; retries find out.
pub fn wake_ups() -> LocalBoxStream<'static, Wake> {
    futures::stream::pending().boxed_local()
}

/// An app has its settings to itself.
pub fn settings_changes() -> LocalBoxStream<'static, ()> {
    futures::stream::pending().boxed_local()
}

/// How a file begins: at most so many bytes.
///
/// # Errors
/// When it cannot be read.
pub async fn read_head(file: &FileData, most: usize) -> Result<Vec<u8>, Failure> {
    let mut head = Vec::new();
    let read = async {
        let opened = tokio::fs::File::open(file.path()).await?;
        AsyncReadExt::take(opened, most as u64)
            .read_to_end(&mut head)
            .await
    };
    match read.await {
        Ok(_) => Ok(head),
        Err(error) => Err(Failure::Unreadable(format!(
            "the file could not be read: {error}"
        ))),
    }
}

/// Sends a file, telling how far it is.
///
/// # Errors
/// When the file cannot be read, or the server cannot be reached or refuses it.
pub async fn upload(
    http: &Http,
    url: String,
    key: Uuid,
    file: &FileData,
    on_progress: OnProgress,
) -> Result<Job, Failure> {
    let unreadable =
        |error: std::io::Error| Failure::Unreadable(format!("the file could not be read: {error}"));
    let opened = tokio::fs::File::open(file.path())
        .await
        .map_err(unreadable)?;
    let total = opened.metadata().await.map_err(unreadable)?.len();
    let (sender, mut sent) = futures::channel::mpsc::unbounded();
    let body = ReaderStream::with_capacity(opened, 256 * 1024).inspect_ok(move |chunk| {
        let _ = sender.unbounded_send(chunk.len() as u64);
    });
    let telling = async {
        let mut done = 0;
        while let Some(bytes) = sent.next().await {
            done += bytes;
            on_progress(done, total);
        }
        futures::future::pending().await
    };
    tokio::select! {
        answer = http.upload(url, key, total, reqwest::Body::wrap_stream(body)) => answer,
        never = telling => never,
    }
}
