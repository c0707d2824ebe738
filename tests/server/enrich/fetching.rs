//! How websites are asked: one request at a time, as their robots.txt says, and never for
//! more than is good for either.

use super::web::{Asked, Gate, Reply, Stub, Web};
use async_compression::tokio::write::{BrotliEncoder, GzipEncoder};
use leadwire::server::{
    Outside, Websites,
    enrich::{Answer, FetchError, Fetcher, Limits, Names, Page, Validators},
};
use std::{sync::Arc, time::Duration};
use tokio::io::AsyncWriteExt;

/// One that may ask the loopback interface, where every name leads.
fn fetcher(change: impl FnOnce(&mut Outside)) -> Fetcher {
    let mut outside = Outside {
        contact: Some("https://leadwire.test/bot".into()),
        websites: Websites {
            allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
            host_pause_ms: 0,
            names: Names::by(Stub::here()),
            ..Websites::default()
        },
        ..Outside::default()
    };
    change(&mut outside);
    Fetcher::new(&outside).unwrap()
}

async fn ask(fetcher: &Fetcher, url: &str) -> Result<Answer, FetchError> {
    fetcher
        .ask(url.parse().unwrap(), &Validators::default())
        .await
}

async fn page(fetcher: &Fetcher, url: &str) -> Page {
    match ask(fetcher, url).await {
        Ok(Answer::Page(page)) => page,
        other => panic!("{url}: {other:?}"),
    }
}

/// A web without rules for robots.
async fn web(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Web {
    Web::start(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ => answer(asked),
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_gets_one_request_at_a_time_with_its_pause_and_knows_who_asks() {
    let gate = Gate::default();
    let held = gate.clone();
    let web = web(move |_| Reply::html("x").behind(&held)).await;
    let asker = fetcher(|outside| outside.websites.host_pause_ms = 60);
    let asker = Arc::new(asker);
    let asking: Vec<_> = (0..6)
        .map(|n| {
            let url = web.url(if n % 2 == 0 { "a.fi" } else { "b.fi" }, &format!("/{n}"));
            let asker = asker.clone();
            tokio::spawn(async move { page(&asker, &url).await })
        })
        .collect();
    // Nobody is answered: of each host one page is asked for, and of both at a time.
    let pages = |host: &str| web.paths(host).len();
    while pages("a.fi") + pages("b.fi") < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        (pages("a.fi"), pages("b.fi")),
        (1, 1),
        "hosts do not wait for each other"
    );
    gate.open();
    for one in asking {
        one.await.unwrap();
    }
    let asked = web.asked();
    for host in ["a.fi", "b.fi"] {
        let ours: Vec<_> = asked.iter().filter(|asked| asked.host == host).collect();
        assert_eq!(ours.len(), 4, "robots.txt and three pages");
        for two in ours.windows(2) {
            let pause = two[1].at - two[0].answered.unwrap();
            assert!(pause >= Duration::from_millis(58), "{host}: {pause:?}");
        }
        let agent = &ours[0].headers["user-agent"];
        assert!(agent.starts_with("Leadwire/") && agent.ends_with("(+https://leadwire.test/bot)"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_robots_txt_forbids_is_not_asked_for_and_its_delay_is_kept_up_to_a_limit() {
    let web = Web::start(|asked| match (asked.host.as_str(), asked.path.as_str()) {
        ("shy.fi", "/robots.txt") => Reply::new(200, "User-agent: *\nDisallow: /tiimi\n"),
        ("slow.fi", "/robots.txt") => Reply::new(200, "User-agent: leadwire\nCrawl-delay: 0.2\n"),
        ("never.fi", "/robots.txt") => Reply::new(200, "User-agent: *\nCrawl-delay: 86400\n"),
        ("ill.fi", "/robots.txt") => Reply::new(503, ""),
        ("moved.fi", "/robots.txt") => Reply::moved("/rules"),
        ("moved.fi", "/rules") => Reply::new(200, "User-agent: *\nDisallow: /\n"),
        (_, "/robots.txt") => Reply::new(404, ""),
        _ => Reply::html("x"),
    })
    .await;
    let asker = fetcher(|outside| outside.websites.limits.pause = Duration::from_millis(300));
    page(&asker, &web.url("shy.fi", "/")).await;
    let refused = ask(&asker, &web.url("shy.fi", "/tiimi/anna")).await;
    assert_eq!(refused.unwrap_err(), FetchError::Robots);
    assert_eq!(web.paths("shy.fi"), ["/"]);
    let refused = ask(&asker, &web.url("ill.fi", "/")).await;
    assert_eq!(refused.unwrap_err(), FetchError::RobotsUnknown);
    assert_eq!(web.paths("ill.fi"), [""; 0]);
    let refused = ask(&asker, &web.url("moved.fi", "/")).await;
    assert_eq!(refused.unwrap_err(), FetchError::Robots);
    for (host, least) in [("slow.fi", 195), ("never.fi", 295)] {
        for path in ["/1", "/2"] {
            page(&asker, &web.url(host, path)).await;
        }
        let asked = web.asked();
        let ours: Vec<_> = asked.iter().filter(|asked| asked.host == host).collect();
        let pause = ours[2].at - ours[1].answered.unwrap();
        assert!(pause >= Duration::from_millis(least), "{host}: {pause:?}");
    }
}

async fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzipEncoder::new(Vec::new());
    packer.write_all(bytes).await.unwrap();
    packer.shutdown().await.unwrap();
    packer.into_inner()
}

async fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packer = BrotliEncoder::new(Vec::new());
    packer.write_all(bytes).await.unwrap();
    packer.shutdown().await.unwrap();
    packer.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_unpacked_and_bombs_stop_at_the_limit() {
    let text = "<p>Helmi</p>".repeat(100);
    // 256 MiB of zeros in a quarter of a megabyte.
    let bomb = {
        let mut packer = GzipEncoder::new(Vec::new());
        let zeros = vec![0; 1 << 20];
        for _ in 0..256 {
            packer.write_all(&zeros).await.unwrap();
        }
        packer.shutdown().await.unwrap();
        packer.into_inner()
    };
    assert!(bomb.len() < 400_000);
    let twice = gzip(&bomb).await;
    let bodies = [
        ("/gzip", "gzip", gzip(text.as_bytes()).await),
        ("/br", "br", brotli(text.as_bytes()).await),
        ("/plain", "identity", text.clone().into_bytes()),
        ("/bomb", "gzip", bomb),
        ("/brbomb", "br", brotli(&vec![0; 64 << 20]).await),
        ("/twice", "gzip, gzip", twice),
        ("/zstd", "zstd", text.clone().into_bytes()),
        ("/junk", "gzip", b"not packed at all".to_vec()),
        ("/endless", "identity", vec![b'x'; 9 << 20]),
    ];
    let web = web(move |asked| {
        let found = bodies.iter().find(|(path, ..)| *path == asked.path);
        let (_, encoding, body) = found.unwrap();
        Reply::html(body.clone()).with("content-encoding", encoding)
    })
    .await;
    let asker = fetcher(|_| {});
    for path in ["/gzip", "/br", "/plain"] {
        assert_eq!(
            page(&asker, &web.url("a.fi", path)).await.body,
            text.as_bytes(),
            "{path}"
        );
    }
    for path in ["/bomb", "/brbomb", "/endless"] {
        let body = page(&asker, &web.url("a.fi", path)).await.body;
        assert_eq!(body.len(), Limits::default().body, "{path}");
    }
    for (path, error) in [
        ("/twice", FetchError::Packed),
        ("/zstd", FetchError::Packed),
        ("/junk", FetchError::Broken),
    ] {
        assert_eq!(
            ask(&asker, &web.url("a.fi", path)).await.unwrap_err(),
            error,
            "{path}"
        );
    }
    assert_eq!(web.asked()[1].headers["accept-encoding"], "gzip, br");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_a_look_up_waiting_for_ever() {
    /// Bytes that are taken of a page, and that do not come one by one in time.
    const LONG: usize = 1_900_000;
    let web = web(|asked| match asked.path.as_str() {
        // A byte at a time: there is always something to wait for.
        "/loris" => Reply {
            drips: true,
            ..Reply::html("x".repeat(LONG))
        },
        // Nobody lets it through.
        _ => Reply::html("x").behind(&Gate::default()),
    })
    .await;
    let limit = Duration::from_millis(400);
    let asker = fetcher(|outside| outside.websites.limits.request = limit);
    let start = std::time::Instant::now();
    let silent = ask(&asker, &web.url("a.fi", "/silent")).await;
    assert_eq!(silent.unwrap_err(), FetchError::TimedOut);
    let half = page(&asker, &web.url("b.fi", "/loris")).await;
    assert!(
        (1..LONG).contains(&half.body.len()),
        "what came in time counts"
    );
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_are_read_and_errors_say_what_they_are() {
    let web = web(|asked| match asked.path.as_str() {
        "/pdf" => Reply::new(200, "%PDF").with("content-type", "application/pdf"),
        "/bare" => Reply::new(200, "<p>x"),
        "/gone" => Reply::new(410, ""),
        "/nowhere" => Reply::new(302, ""),
        "/mail" => Reply::moved("mailto:a@b.fi"),
        _ => Reply::new(404, ""),
    })
    .await;
    let asker = fetcher(|_| {});
    page(&asker, &web.url("a.fi", "/bare")).await;
    for (path, error) in [
        ("/pdf", FetchError::NotHtml),
        ("/gone", FetchError::Status(410)),
        ("/x", FetchError::Status(404)),
        ("/nowhere", FetchError::Broken),
    ] {
        assert_eq!(
            ask(&asker, &web.url("a.fi", path)).await.unwrap_err(),
            error,
            "{path}"
        );
    }
    let Ok(Answer::Moved(to)) = ask(&asker, &web.url("a.fi", "/mail")).await else {
        panic!("no redirect");
    };
    assert_eq!(
        ask(&asker, to.as_str()).await.unwrap_err(),
        FetchError::NotWeb
    );
}
