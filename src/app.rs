//! The tree: error boundary > query client > session > socket > notifications > screens.

use crate::{
    components::{ErrorScreen, ToastRegion},
    hooks::{SessionState, use_session},
    platform,
    providers::{DataProvider, SessionProvider, SocketProvider},
    route::Route,
    views::{ChooseServer, SignIn, Waiting},
};
use dioxus::prelude::*;

/// The whole app.
#[component]
pub fn App() -> Element {
    use_hook(|| {
        let theme = platform::saved_theme();
        if theme.is_some() {
            platform::save_theme(theme.as_deref());
        }
    });
    #[cfg(feature = "native")]
    platform::use_short_history();
    rsx! {
        if let Some(styles) = platform::stylesheet() {
            document::Style { {styles} }
        }
        ErrorBoundary {
            handle_error: |errors: ErrorContext| {
                let detail = errors.error().map_or_else(String::new, |error| error.to_string());
                rsx! { ErrorScreen { detail, on_retry: move |()| errors.clear_errors() } }
            },
            DataProvider {
                SessionProvider {
                    Gate {}
                    ToastRegion {}
                }
            }
        }
    }
}

/// Lets in whoever is signed in.
#[component]
fn Gate() -> Element {
    let session = use_session();
    match &*session.read() {
        SessionState::Loading => rsx! { Waiting { unreachable: false } },
        SessionState::Unreachable => rsx! { Waiting { unreachable: true } },
        SessionState::NoServer => rsx! { ChooseServer {} },
        SessionState::SignedOut => rsx! { SignIn {} },
        SessionState::SignedIn(user) => rsx! {
            SocketProvider { key: "{user.id}", Router::<Route> {} }
        },
    }
}
