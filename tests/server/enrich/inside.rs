//! What the server is not to be talked into: asking around in its own network. Whatever
//! is refused, nothing was sent.

use super::{
    web::{Reply, Stub, Web},
    world::{HOME, World},
};
use leadwire::{
    model::JobStatus,
    server::{
        Outside, Websites,
        enrich::{Answer, Class, FetchError, Fetcher, Names, Validators},
    },
};
use serde_json::json;

/// Says which address something inside listens at: every test its own, at a usual port.
fn inside(n: u8) -> std::net::SocketAddr {
    ([127, 77, 0, n], 8080).into()
}

fn fetcher(names: Stub, allowed: &[&str]) -> Fetcher {
    let outside = Outside {
        websites: Websites {
            allow_networks: allowed.iter().map(|net| net.parse().unwrap()).collect(),
            host_pause_ms: 0,
            names: Names::by(names),
            ..Websites::default()
        },
        ..Outside::default()
    };
    Fetcher::new(&outside).unwrap()
}

async fn ask(fetcher: &Fetcher, url: &str) -> Result<Answer, FetchError> {
    fetcher
        .ask(url.parse().unwrap(), &Validators::default())
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn however_an_address_inside_is_written_it_is_refused() {
    let secret = Web::start_at(inside(1), |_| Reply::html("secret")).await;
    let asker = fetcher(Stub::here(), &[]);
    // 127.77.0.1 in every way that the system's own parsers take.
    for host in [
        "127.77.0.1",
        "127.77.1",
        "2135752705",
        "0x7f4d0001",
        "0177.0115.0.1",
        "0x7f.0x4d.0.1",
        "127.0x4d.1",
        "127.77.0.1.",
        "%31%32%37.77.0.1",
        "①②⑦.77.0.1",
        "[::ffff:127.77.0.1]",
        "[::ffff:7f4d:1]",
        "[::127.77.0.1]",
        "[64:ff9b::127.77.0.1]",
        "[64:ff9b:1::7f4d:1]",
        "[2002:7f4d:1::]",
        "[2001:0:7f4d:1::80b2:fffe]",
    ] {
        let error = ask(&asker, &format!("http://{host}:8080/"))
            .await
            .unwrap_err();
        assert!(matches!(error, FetchError::Refused(_)), "{host}: {error:?}");
    }
    for (url, error) in [
        ("http://a@127.77.0.1:8080/", FetchError::UserInfo),
        ("http://firma.fi:80@127.77.0.1:8080/", FetchError::UserInfo),
        (
            "http://127.77.0.1:22/",
            FetchError::Refused(Class::Loopback),
        ),
        ("http://firma.fi:25/", FetchError::Port(25)),
        ("ftp://127.77.0.1:8080/", FetchError::NotWeb),
        ("file:///etc/passwd", FetchError::NotWeb),
    ] {
        assert_eq!(ask(&asker, url).await.unwrap_err(), error, "{url}");
    }
    assert_eq!(secret.connections(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_inside_is_refused_whatever_else_it_leads_to() {
    let secret = Web::start_at(inside(2), |_| Reply::html("secret")).await;
    use Class as C;
    for (addresses, class) in [
        (&["127.77.0.2"][..], C::Loopback),
        (&["::1"], C::Loopback),
        (&["10.0.0.1"], C::Private),
        (&["172.16.9.9"], C::Private),
        (&["192.168.0.1"], C::Private),
        (&["169.254.0.7"], C::LinkLocal),
        (&["fe80::1"], C::LinkLocal),
        (&["100.64.0.1"], C::CarrierGrade),
        (&["224.0.0.251"], C::Multicast),
        (&["ff02::fb"], C::Multicast),
        (&["0.0.0.0"], C::Unspecified),
        (&["::"], C::Unspecified),
        (&["255.255.255.255"], C::Broadcast),
        (&["192.0.2.7"], C::Documentation),
        (&["2001:db8::7"], C::Documentation),
        (&["::ffff:127.77.0.2"], C::Mapped),
        (&["64:ff9b::7f4d:2"], C::Mapped),
        (&["2002:7f4d:2::"], C::Tunnel),
        (&["fd00::1"], C::UniqueLocal),
        (&["169.254.169.254"], C::Metadata),
        (&["fd00:ec2::254"], C::Metadata),
        (&["240.0.0.1"], C::Reserved),
        // One outside does not make up for one inside.
        (&["192.0.0.8", "93.184.216.34"], C::Reserved),
        (&["93.184.216.34", "127.77.0.2"], C::Loopback),
    ] {
        let asker = fetcher(Stub::default().leads("firma.fi", addresses), &[]);
        let error = ask(&asker, "http://firma.fi:8080/").await.unwrap_err();
        assert_eq!(error, FetchError::Refused(class), "{addresses:?}");
    }
    let unknown = ask(&fetcher(Stub::default(), &[]), "http://firma.fi/").await;
    assert_eq!(unknown.unwrap_err(), FetchError::UnknownName);
    assert_eq!(secret.connections(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_elsewhere_the_second_time_is_looked_at_the_second_time() {
    let secret = Web::start_at(inside(3), |_| Reply::html("secret")).await;
    let open = Web::start_at(inside(4), |_| Reply::html("x").with("connection", "close")).await;
    let names = Stub::default()
        .leads("firma.fi", &["127.77.0.4"])
        .leads("firma.fi", &["127.77.0.4"])
        .leads("firma.fi", &["127.77.0.3"]);
    let asker = fetcher(names, &["127.77.0.4/32"]);
    // The first two questions are for robots.txt and the page.
    assert!(matches!(
        ask(&asker, "http://firma.fi:8080/").await,
        Ok(Answer::Page(_))
    ));
    let mut outcomes = Vec::new();
    for _ in 0..3 {
        outcomes.push(ask(&asker, "http://firma.fi:8080/").await.map(drop));
    }
    let refused = Err(FetchError::Refused(Class::Loopback));
    assert!(outcomes.contains(&refused), "{outcomes:?}");
    assert_eq!(outcomes.last(), Some(&refused));
    assert!(open.connections() >= 2);
    assert_eq!(secret.connections(), 0, "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_inside_is_refused_and_the_look_up_says_why() {
    let secret = Web::start_at(inside(5), |_| Reply::html("secret")).await;
    let targets = [
        "http://127.77.0.5:8080/",
        "http://2135752709:8080/",
        "http://[::ffff:127.77.0.5]:8080/",
        "http://a@127.77.0.5:8080/",
        "//127.77.0.5:8080/",
        "http://rebound.fi:8080/",
        "http://127.77.0.5:22/",
        "file:///etc/passwd",
        "gopher://127.77.0.5:8080/",
    ];
    let world = World::set(
        move |asked| match asked.path.strip_prefix('/').map(str::parse::<usize>) {
            Some(Ok(n)) => Reply::moved(targets[n]),
            _ if asked.path == "/robots.txt" => Reply::new(404, ""),
            // A site that is all right but for one page.
            _ if asked.path == "/" => Reply::html(
                HOME.replace("</footer>", "<a href=\"/yhteys\">Yhteystiedot</a></footer>"),
            ),
            _ => Reply::moved("http://127.77.0.5:8080/"),
        },
        |config| {
            let websites = &mut config.outside.websites;
            websites.allow_networks = vec!["127.0.0.1/32".parse().unwrap()];
            let names = Stub::here().leads("rebound.fi", &["127.77.0.5"]);
            websites.names = Names::by(names);
        },
    )
    .await;
    for (n, target) in targets.iter().enumerate() {
        let website = world.web.url("firma.fi", &format!("/{n}"));
        let lead = world
            .user
            .create(json!({"name": "A", "website": website}))
            .await;
        let job = world.look_up(&lead).await;
        assert_eq!(job.status, JobStatus::Failed, "{}", target);
        let error = job.error.unwrap();
        assert!(
            [
                "which is not asked",
                "a user name",
                "no address of a web page"
            ]
            .iter()
            .any(|text| error.contains(text)),
            "{}: {error}",
            target
        );
        assert!(
            !error.contains("127."),
            "no addresses of the inside: {error}"
        );
    }
    let lead = world.lead("helmi.fi").await;
    assert_eq!(world.look_up(&lead).await.status, JobStatus::Completed);
    assert!(world.web.paths("helmi.fi").contains(&"/yhteys".to_owned()));
    assert_eq!(secret.connections(), 0, "nothing was sent");
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_in_circles_end() {
    let world = World::with(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/" => Reply::moved("/a"),
        "/a" => Reply::moved("/b"),
        "/b" => Reply::moved("/a"),
        // Another one each time.
        path => Reply::moved(&format!("{path}x")),
    })
    .await;
    for path in ["/", "/x"] {
        let website = world.web.url("firma.fi", path);
        let lead = world
            .user
            .create(json!({"name": "A", "website": website}))
            .await;
        let error = world.look_up(&lead).await.error.unwrap();
        assert_eq!(error, "The website redirects in a circle, or too often.");
    }
    assert!(world.web.asked().len() < 20);
    world.app.stop().await;
}

/// Says to this test binary, run again, where the proxy is.
const PROXY: &str = "LEADWIRE_TEST_PROXY";

#[tokio::test(flavor = "multi_thread")]
async fn proxies_of_the_environment_are_not_asked() {
    if std::env::var_os(PROXY).is_some() {
        let web = Web::start(|_| Reply::html("x")).await;
        let asker = fetcher(Stub::here(), &["127.0.0.0/8"]);
        assert!(matches!(
            ask(&asker, &web.url("firma.fi", "/")).await,
            Ok(Answer::Page(_))
        ));
        return;
    }
    let proxy = Web::start(|_| Reply::html("I am the proxy")).await;
    let address = format!("http://{}", proxy.addr);
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        "enrich::inside::proxies_of_the_environment_are_not_asked",
    ]);
    again.env(PROXY, &address);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        again.env(name, &address);
    }
    let output = tokio::task::block_in_place(|| again.output().unwrap());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
    assert_eq!(proxy.connections(), 0);
}
