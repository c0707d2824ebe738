//! Getting in and out, and where.

use super::{
    context::{SessionState, ToastKind, use_leadwire, use_reading},
    mutations::explain,
};
use crate::{
    model::{ClientKind, SignIn},
    outbox::Counts,
    platform, service,
};
use dioxus::{core::spawn_forever, prelude::*};

/// Signing in.
#[derive(Clone, Copy, PartialEq)]
pub struct SignInForm {
    /// Whether the server is being asked.
    pub busy: ReadSignal<bool>,
    /// Why it refused.
    pub error: ReadSignal<Option<String>>,
    /// Asks, with address and password.
    pub submit: Callback<(String, String)>,
}

/// Signs in.
pub fn use_sign_in() -> SignInForm {
    let leadwire = use_leadwire();
    let mut busy = use_signal(|| false);
    let mut error = use_signal(|| None::<String>);
    let sign_in = use_callback(move |(email, password): (String, String)| {
        let leadwire = leadwire.clone();
        busy.set(true);
        error.set(None);
        spawn(async move {
            let request = SignIn {
                email,
                password,
                client: platform::CLIENT,
            };
            // From here on the browser may have another's cookie.
            leadwire.forget();
            match service::sign_in(&leadwire.http, &request).await {
                Ok(session) => {
                    if let Some(token) = session.token {
                        platform::save_token(&token).await;
                        leadwire.http.set_token(Some(token));
                    }
                    leadwire.enter(session.user).await;
                }
                Err(failure) => {
                    busy.set(false);
                    error.set(Some(explain(&failure)));
                }
            }
        });
    });
    SignInForm {
        busy: use_reading(busy),
        error: use_reading(error),
        submit: sign_in,
    }
}

/// Signs out: ends the session and forgets what this person saw.
pub fn use_sign_out() -> Callback<()> {
    let leadwire = use_leadwire();
    use_callback(move |()| {
        let leadwire = leadwire.clone();
        spawn_forever(async move {
            leadwire.end_session().await;
            platform::forget_token().await;
            leadwire.http.set_token(None);
            let Counts {
                waiting, parked, ..
            } = leadwire.outbox.counts();
            if waiting + parked > 0 {
                leadwire.toasts.push(
                    ToastKind::Info,
                    "Changes are waiting on this device",
                    Some("They are sent when you sign in here again.".into()),
                    None,
                );
            }
            leadwire.leave();
        });
    })
}

/// The server that the app talks to, and how to choose another; a page has only
/// the one that it came from.
pub struct ServerChoice {
    /// Its address; empty before the first choice.
    pub address: String,
    /// Whether there is a choice.
    pub may_change: bool,
    /// Asks for the address again.
    pub ask: Callback<()>,
    /// Takes an address and finds out who is signed in there.
    pub choose: Callback<String>,
}

/// Where the server is.
pub fn use_server() -> ServerChoice {
    let leadwire = use_leadwire();
    let mut session = leadwire.session;
    let address = leadwire.http.base();
    ServerChoice {
        address,
        may_change: platform::CLIENT == ClientKind::App,
        ask: use_callback(move |()| session.set(SessionState::NoServer)),
        choose: use_callback(move |address: String| {
            let leadwire = leadwire.clone();
            let address = server_url(&address);
            spawn_forever(async move {
                if address != leadwire.http.base() {
                    // One server's token is not for another's eyes.
                    platform::forget_token().await;
                    leadwire.http.set_token(None);
                    leadwire.leave();
                }
                platform::save_server(&address);
                leadwire.http.set_base(address);
                session.set(SessionState::Loading);
            });
        }),
    }
}

/// An address as people type it: https, if they do not say otherwise and it is
/// not their own machine.
fn server_url(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches('/');
    if typed.contains("://") {
        return typed.to_owned();
    }
    let host = typed.rsplit_once(':').map_or(typed, |(host, _)| host);
    let is_own = host == "localhost" || host == "[::1]" || host.starts_with("127.");
    format!("{}://{typed}", if is_own { "http" } else { "https" })
}

#[cfg(test)]
mod tests {
    use super::server_url;

    #[test]
    fn a_server_is_named_as_people_do() {
        for (typed, url) in [
            (" leads.example.com/ ", "https://leads.example.com"),
            ("leads.example.com:8443", "https://leads.example.com:8443"),
            ("http://office:8080", "http://office:8080"),
            ("localhost:8080", "http://localhost:8080"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(server_url(typed), url);
        }
    }
}
