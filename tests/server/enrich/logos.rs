//! The pictures of logos: read once, kept, and served from here alone.

use super::{
    web::Reply,
    world::{HOME, World},
};
use leadwire::{
    model::{JobStatus, Uuid},
    server::db::{Origin, logos},
};
use reqwest::Method;

/// The head of a PNG, and something behind it.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes.extend([7; 2_000]);
    bytes
}

/// A company's only page, with icons.
pub fn with_logo(touch: &str) -> String {
    let links = format!(
        "<link rel=\"apple-touch-icon\" href=\"{touch}\"><link rel=\"icon\" href=\"/icon.png\"></head>"
    );
    HOME.replace("</head>", &links)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_that_fits_is_kept_and_served_and_nobody_is_asked_twice() {
    let world = World::with(|asked| match asked.path.as_str() {
        "/" => Reply::html(with_logo("/stripe.png")),
        "/stripe.png" => Reply::new(200, picture(600, 60)),
        // What it is called does not matter.
        "/icon.png" => Reply::moved("/real"),
        "/real" => Reply::new(200, picture(64, 64)).with("content-type", "application/x-thing"),
        _ => Reply::new(404, ""),
    })
    .await;
    let lead = world.lead("helmi.fi").await;
    world.look_up(&lead).await;
    let id = world.now(&lead).await.logo.unwrap();
    let path = format!("/logos/{id}");
    let served = world.user.request(Method::GET, &path).send().await.unwrap();
    let header = |name: &str| served.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(
        header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(served.bytes().await.unwrap(), picture(64, 64));
    world
        .app
        .stranger()
        .get(&path)
        .await
        .refused(401, "UNAUTHENTICATED");
    let other = format!("/logos/{}", Uuid::new_v4());
    world.user.get(&other).await.refused(404, "NOT_FOUND");

    // Another of the chain, and the same one again: neither asks for pictures.
    let branch = world.lead("helmi.fi").await;
    world.look_up(&branch).await;
    world.look_up(&lead).await;
    assert_eq!(world.now(&branch).await.logo, Some(id));
    assert_eq!(world.now(&lead).await.logo, Some(id));
    let paths = world.web.paths("helmi.fi");
    for once in ["/stripe.png", "/icon.png", "/real"] {
        assert_eq!(
            paths.iter().filter(|path| *path == once).count(),
            1,
            "{paths:?}"
        );
    }
    // What is shown is kept, however old; what is not is forgotten.
    let mut tx = world.app.state.db.write(Origin::default()).await.unwrap();
    let later = tx.at() + 30 * 86_400_000;
    assert_eq!(logos::trim(tx.conn(), later).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(world.user.get(&path).await.status, 200);
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_small_picture_is_no_logo_and_no_reason_to_fail() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let endings: [(&str, Reply); 6] = [
        (
            "svg.fi",
            Reply::new(200, svg).with("content-type", "image/png"),
        ),
        ("page.fi", Reply::html("<p>Not found")),
        (
            "large.fi",
            Reply::new(200, [picture(64, 64), vec![0; 70_000]].concat()),
        ),
        ("cut.fi", Reply::new(200, &picture(64, 64)[..14])),
        ("gone.fi", Reply::new(410, "")),
        ("inside.fi", Reply::moved("http://10.0.0.1/logo.png")),
    ];
    let hosts = endings.each_ref().map(|(host, _)| *host);
    let world = World::with(move |asked| match asked.path.as_str() {
        "/" => Reply::html(with_logo("/touch.png")),
        "/touch.png" => {
            let mut all = endings.iter();
            all.find(|(host, _)| *host == asked.host).unwrap().1.clone()
        }
        _ => Reply::new(404, ""),
    })
    .await;
    for host in hosts {
        let lead = world.lead(host).await;
        let job = world.look_up(&lead).await;
        assert_eq!(job.status, JobStatus::Completed, "{host}: {job:?}");
        let now = world.now(&lead).await;
        assert_eq!(now.logo, None, "{host}");
        assert_eq!(now.email.as_deref(), Some("info@helmi.fi"), "{host}");
    }
    world.app.stop().await;
}
