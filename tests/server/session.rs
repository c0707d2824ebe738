//! Sign in, who am I, sign out.

use crate::support::{ADMIN, Answer, PASSWORD, TestApp, socket::Socket};
use leadwire::{
    model::Role,
    server::{auth::users, db::Origin},
};
use reqwest::Method;
use serde_json::{Value, json};

fn sign_in(email: &str, password: &str, client: &str) -> serde_json::Value {
    json!({"email": email, "password": password, "client": client})
}

#[tokio::test]
async fn a_browser_gets_a_cookie_that_no_script_reads_and_an_app_a_token() {
    let app = TestApp::start_with(tempfile::tempdir().unwrap(), |config| {
        config.behind_proxy = true
    })
    .await;
    let anyone = app.stranger();
    let browser = anyone
        .post("/session", sign_in(ADMIN, PASSWORD, "browser"))
        .await;
    assert_eq!(browser.json["token"], json!(null));
    assert_eq!(browser.json["user"]["role"], "admin");
    let cookie = browser.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "{cookie}");
    let value = cookie.split(';').next().unwrap();
    let me = anyone
        .send(Method::GET, "/session", None, &[("cookie", value)])
        .await;
    assert_eq!(me.json["user"]["email"], ADMIN);

    let body = Some(sign_in(ADMIN, PASSWORD, "browser").to_string());
    let https = anyone
        .send(
            Method::POST,
            "/session",
            body,
            &[("x-forwarded-proto", "https")],
        )
        .await;
    assert!(
        https.headers["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Secure")
    );

    let phone = anyone
        .post("/session", sign_in(ADMIN, PASSWORD, "app"))
        .await;
    assert!(phone.json["token"].is_string() && !phone.headers.contains_key("set-cookie"));
    for answer in [&browser, &phone] {
        assert!(!answer.json.to_string().contains("hash"), "{answer:?}");
    }
}

#[tokio::test]
async fn who_is_unknown_and_who_errs_get_the_same_answer() {
    let app = TestApp::start().await;
    let anyone = app.stranger();
    let wrong = anyone.post("/session", sign_in(ADMIN, "nope", "app")).await;
    let unknown = anyone
        .post("/session", sign_in("nobody@leadwire.test", "nope", "app"))
        .await;
    wrong.refused(401, "UNAUTHENTICATED");
    assert_eq!(wrong.json, unknown.json);
    for token in ["", "nonsense", "Ä"] {
        let bearer = format!("Bearer {token}");
        let answer = anyone
            .send(Method::GET, "/session", None, &[("authorization", &bearer)])
            .await;
        answer.refused(401, "UNAUTHENTICATED");
        let cookie = format!("leadwire_session={token}");
        let answer = anyone
            .send(Method::GET, "/session", None, &[("cookie", &cookie)])
            .await;
        answer.refused(401, "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn a_thousand_wrong_passwords_are_refused_and_lock_nobody_else_out() {
    let app = TestApp::start_with(tempfile::tempdir().unwrap(), |config| {
        config.behind_proxy = true
    })
    .await;
    let rita = app.person("Rita", Role::Rep).await;
    let anyone = app.stranger();
    let tries = (0..1_000).map(|i| {
        let (anyone, body) = (
            anyone.clone(),
            sign_in(ADMIN, &format!("guess {i}"), "app").to_string(),
        );
        async move {
            let from = [("x-forwarded-for", "203.0.113.9")];
            anyone
                .send(Method::POST, "/session", Some(body), &from)
                .await
        }
    });
    let (mut wrong, mut limited) = (0, 0);
    for answer in futures::future::join_all(tries).await {
        match answer.status.as_u16() {
            401 => wrong += 1,
            429 => {
                limited += 1;
                let wait: u64 = answer.headers["retry-after"]
                    .to_str()
                    .unwrap()
                    .parse()
                    .unwrap();
                assert!(wait >= 1);
                answer.refused(429, "RATE_LIMITED");
            }
            _ => panic!("{answer:?}"),
        }
    }
    assert!(wrong <= 10, "{wrong} guesses were checked");
    assert_eq!(wrong + limited, 1_000);
    assert_eq!(rita.get("/session").await.status, 200);
    let body = Some(sign_in(ADMIN, PASSWORD, "app").to_string());
    let elsewhere = [("x-forwarded-for", "198.51.100.7")];
    let own = anyone
        .send(Method::POST, "/session", body, &elsewhere)
        .await;
    assert_eq!(own.status, 200, "the right person, elsewhere");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_sockets_and_no_other() {
    let app = TestApp::start().await;
    let (phone, desk) = (app.person("Rita", Role::Rep).await, app.admin().await);
    let mut sockets = [Socket::of(&phone).await, Socket::of(&phone).await];
    let mut other = Socket::of(&desk).await;
    assert_eq!(phone.delete("/session").await.status, 204);
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, 4401);
    }
    phone.get("/session").await.refused(401, "UNAUTHENTICATED");
    phone
        .get("/businesses")
        .await
        .refused(401, "UNAUTHENTICATED");
    other.send(json!({"type": "ping"})).await;
    assert_eq!(other.frame().await["type"], "pong");
}

#[tokio::test]
async fn another_sites_page_can_do_nothing() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let body = || Some(json!({"name": "Planted"}).to_string());
    let own = ada.server.clone();
    for (headers, refused) in [
        (&[("sec-fetch-site", "cross-site")][..], true),
        (&[("sec-fetch-site", "same-site")], true),
        (&[("origin", "https://evil.example")], true),
        (&[("origin", "null")], true),
        (
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.example"),
            ],
            false,
        ),
        (&[("origin", own.as_str())], false),
        (&[], false),
    ] {
        let answer = ada.send(Method::POST, "/businesses", body(), headers).await;
        assert_eq!(answer.status == 403, refused, "{headers:?}: {answer:?}");
    }
    let out = ada
        .send(
            Method::DELETE,
            "/session",
            None,
            &[("origin", "https://evil.example")],
        )
        .await;
    out.refused(403, "FORBIDDEN");
    assert_eq!(ada.get("/businesses").await.json["meta"]["total"], 3);
}

#[tokio::test]
async fn a_session_that_expired_or_a_new_password_ended_is_none() {
    let app = TestApp::start().await;
    let (rita, ada) = (app.person("Rita", Role::Rep).await, app.admin().await);
    let (mut hers, mut his) = (Socket::of(&rita).await, Socket::of(&ada).await);
    assert_eq!(rita.get("/session").await.json["user"]["role"], "rep");
    let mut tx = app.state.db.write(Origin::default()).await.unwrap();
    sqlx::query("UPDATE sessions SET expires_at = 1 WHERE user_id IN (SELECT id FROM users WHERE email <> ?)")
        .bind(ADMIN)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    rita.get("/session").await.refused(401, "UNAUTHENTICATED");
    hers.send(json!({"type": "ping"})).await;
    assert_eq!(hers.closed().await, 4401);
    assert_eq!(ada.get("/session").await.status, 200);

    let state = &app.state;
    users::set_password(&state.db, &state.hasher, ADMIN, "another long password")
        .await
        .unwrap();
    ada.get("/session").await.refused(401, "UNAUTHENTICATED");
    his.send(json!({"type": "ping"})).await;
    assert_eq!(his.closed().await, 4401);
    let old = app.stranger();
    old.post("/session", sign_in(ADMIN, PASSWORD, "app"))
        .await
        .refused(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn everybody_knows_who_there_is_and_administrators_how_to_write_to_them() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let addresses = |answer: Answer| {
        let users = answer.json["data"].as_array().unwrap().clone();
        let pair = |user: &Value| (user["name"].clone(), user["email"].clone());
        users.iter().map(pair).collect::<Vec<_>>()
    };
    let (admin, rep) = (json!("admin@leadwire.test"), json!("bob@leadwire.test"));
    let both = [(json!("Admin"), admin), (json!("bob"), rep.clone())];
    assert_eq!(addresses(ada.get("/users").await), both);
    let own = [(json!("Admin"), json!("")), (json!("bob"), rep)];
    assert_eq!(addresses(bob.get("/users").await), own);
}
