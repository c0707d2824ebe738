//! Before anybody is signed in.

use crate::{
    components::Brand,
    hooks::{SignInForm, use_server, use_sign_in},
};
use dioxus::prelude::*;

/// Who is signed in is being found out.
#[component]
pub fn Waiting(unreachable: bool) -> Element {
    let server = use_server();
    rsx! {
        div { class: "gate", "aria-busy": "true",
            div { class: "card gate-card",
                Brand {}
                if unreachable {
                    if server.may_change {
                        p { role: "alert", "{server.address} cannot be reached. Trying again every few seconds." }
                        p { class: "where",
                            button { onclick: move |_| server.ask.call(()), "Change the address" }
                        }
                    } else {
                        p { role: "alert", "The server cannot be reached. Trying again every few seconds." }
                    }
                } else {
                    div { class: "skeleton", style: "height: 14px; width: 70%" }
                    div { class: "skeleton", style: "height: 14px; width: 45%" }
                }
            }
        }
    }
}

/// Takes the focus; `autofocus` works for the first field of a page alone.
async fn focus(field: Event<MountedData>) {
    // A field that is gone again needs no focus.
    let _ = field.data().set_focus(true).await;
}

/// Signing in.
#[component]
pub fn SignIn() -> Element {
    let SignInForm {
        busy,
        error,
        submit,
    } = use_sign_in();
    let server = use_server();
    let mut email = use_signal(String::new);
    let mut password = use_signal(String::new);
    rsx! {
        main { class: "gate",
            form { class: "card", "aria-label": "Sign in",
                onsubmit: move |event| {
                    event.prevent_default();
                    if !busy() {
                        submit.call((email(), password()));
                    }
                },
                Brand {}
                div { class: "field",
                    label { r#for: "email", "E-mail" }
                    input { id: "email", class: "input", r#type: "email", autocomplete: "username", required: true, onmounted: focus,
                        oninput: move |event| email.set(event.value()) }
                }
                div { class: "field",
                    label { r#for: "password", "Password" }
                    input { id: "password", class: "input", r#type: "password", autocomplete: "current-password", required: true,
                        oninput: move |event| password.set(event.value()) }
                    if let Some(error) = error() {
                        span { class: "fault", role: "alert", {error} }
                    }
                }
                button { class: "button primary", r#type: "submit", disabled: busy(), if busy() { "Signing in…" } else { "Sign in" } }
                if server.may_change {
                    p { class: "where", "{server.address} "
                        button { r#type: "button", onclick: move |_| server.ask.call(()), "Change the address" }
                    }
                }
            }
        }
    }
}

/// An app's first start: where the server is.
#[component]
pub fn ChooseServer() -> Element {
    let server = use_server();
    let mut address = use_signal(|| server.address.clone());
    rsx! {
        main { class: "gate",
            form { class: "card", "aria-label": "Server",
                onsubmit: move |event| {
                    event.prevent_default();
                    if !address.peek().trim().is_empty() {
                        server.choose.call(address());
                    }
                },
                Brand {}
                div { class: "field",
                    label { r#for: "server", "Server" }
                    input { id: "server", class: "input", r#type: "text", inputmode: "url", required: true, onmounted: focus,
                        placeholder: "https://leads.example.com", initial_value: server.address, oninput: move |event| address.set(event.value()) }
                    span { class: "hint", "The address that you open in a browser. It is kept on this device." }
                }
                button { class: "button primary", r#type: "submit", "Continue" }
            }
        }
    }
}
