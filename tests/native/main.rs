//! The desktop app as it is started: a window on a display of its own, against a
//! real server, and what is to be seen in it.
#![cfg(target_os = "linux")]

use serde_json::json;
use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const ADMIN: &str = "ada@leadwire.test";
const PASSWORD: &str = "correct horse battery staple";
const MISSING: &str = "platforms/setup.sh test installs it";

/// A program that ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program that tells something, and waits for the first line that `read` takes.
fn start_telling<T>(command: &mut Command, read: impl Fn(&str) -> Option<T>) -> (Program, T) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; {MISSING}"));
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines.map_while(Result::ok).find_map(|line| read(&line));
    (Program(child), told.expect("told before it ended"))
}

fn start_server(folder: &Path) -> (Program, String) {
    let database = format!("sqlite://{}", folder.join("test.db").display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadwire-server"));
    command
        .arg("serve")
        .current_dir(folder)
        .env("LEADWIRE_ADDR", "127.0.0.1:0")
        .env("LEADWIRE_DATABASE_URL", database)
        .env("LEADWIRE_UPLOADS", folder.join("uploads"))
        .env("LEADWIRE_ADMIN_EMAIL", ADMIN)
        .env("LEADWIRE_ADMIN_PASSWORD", PASSWORD);
    start_telling(&mut command, |line| {
        line.strip_prefix("Leadwire is at ").map(str::to_owned)
    })
}

/// A display that nobody sees.
fn start_display() -> (Program, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x832x24"]);
    start_telling(&mut command, |line| Some(format!(":{line}")))
}

/// The app with the settings in `home`, started from another folder than the code's.
fn start_app(home: &Path, display: &str) -> Program {
    let child = Command::new(env!("CARGO_BIN_EXE_leadwire"))
        .current_dir(home)
        .env("HOME", home)
        .env("LEADWIRE_HOME", home)
        .env("DISPLAY", display)
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stderr(Stdio::null())
        .spawn();
    Program(child.unwrap())
}

/// The pixels of the display, three bytes each.
fn picture(display: &str) -> Vec<u8> {
    let taken = Command::new("import")
        .args([
            "-display", display, "-window", "root", "-depth", "8", "rgb:-",
        ])
        .output();
    taken
        .unwrap_or_else(|error| panic!("imagemagick: {error}; {MISSING}"))
        .stdout
}

/// How many colours there are: text and lines are drawn in many shades.
fn colours(picture: &[u8]) -> usize {
    picture.chunks(3).collect::<HashSet<_>>().len()
}

/// Asks until there is an answer.
async fn wait_for<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "no {what}");
        tokio::task::yield_now().await;
    }
}

/// How many sockets the server has.
async fn sockets(http: &reqwest::Client, base: &str) -> Option<u32> {
    let metrics = http.get(format!("{base}/metrics")).send().await.ok()?;
    let text = metrics.text().await.ok()?;
    let mut lines = text.lines();
    lines.find_map(|line| line.strip_prefix("leadwire_sockets ")?.parse().ok())
}

#[tokio::test]
async fn the_window_shows_what_others_do() {
    // Only fails if there is a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let (_server, base) = start_server(folder.path());
    let (_screen, display) = start_display();
    let http = reqwest::Client::new();

    let sign_in = json!({"email": ADMIN, "password": PASSWORD, "client": "app"});
    let session = http.post(format!("{base}/api/v1/session")).json(&sign_in);
    let session: serde_json::Value = session.send().await.unwrap().json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    fs::write(home.path().join("server"), &base).unwrap();
    fs::write(home.path().join("token"), token).unwrap();

    let _app = start_app(home.path(), &display);
    wait_for("socket of the app", async || {
        sockets(&http, &base).await.filter(|count| *count == 1)
    })
    .await;
    let mut last = Vec::new();
    let before = wait_for("screen that rests", async || {
        let now = picture(&display);
        let rests = now == last && colours(&now) > 50;
        last.clone_from(&now);
        rests.then_some(now)
    })
    .await;

    let created = http
        .post(format!("{base}/api/v1/businesses"))
        .bearer_auth(token)
        .json(&json!({"name": "Kahvila", "category": "cafe"}))
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), 201);
    wait_for("change to be seen", async || {
        (picture(&display) != before).then_some(())
    })
    .await;

    for entry in fs::read_dir(home.path()).unwrap().flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "redb")
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&entry.metadata().unwrap().permissions());
            assert_eq!(mode & 0o077, 0, "{:?} is for its owner alone", entry.path());
        }
    }
}
