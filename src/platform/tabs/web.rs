//! A browser's tabs: the one that has the lock leads (Web Locks), and all hear what
//! is said (`BroadcastChannel`).

use crate::outbox::{Joined, News, Tabs};
use futures::{
    StreamExt,
    channel::{mpsc, oneshot},
};
use js_sys::{Function, Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

/// The browser's lock manager.
pub struct Locks(JsValue);

impl Locks {
    /// Nothing where there is none: in old browsers, and on pages that came neither
    /// over TLS nor from this machine.
    pub fn of_browser() -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        locks.is_object().then_some(Self(locks))
    }

    /// Asks for a lock, and holds it until `release` is dropped.
    fn request(
        &self,
        name: &str,
        signal: &JsValue,
        news: mpsc::UnboundedSender<News>,
        release: oneshot::Receiver<()>,
    ) -> Result<(), JsValue> {
        let lost = news.clone();
        let held = Closure::once_into_js(move |_lock: JsValue| {
            // The page may have left meanwhile.
            let _ = news.unbounded_send(News::Leads(true));
            future_to_promise(async move {
                let _until_dropped = release.await;
                Ok(JsValue::UNDEFINED)
            })
        });
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), signal)?;
        let request: Function = Reflect::get(&self.0, &"request".into())?.dyn_into()?;
        let asked: Promise = request
            .call3(&self.0, &name.into(), &options, &held)?
            .dyn_into()?;
        spawn_local(async move {
            let is_over = match JsFuture::from(asked).await {
                Ok(_) => true,
                // Given up, or taken away. Anything else: a browser that lends no
                // locks here.
                Err(error) => Reflect::get(&error, &"name".into())
                    .is_ok_and(|name| name.as_string().as_deref() == Some("AbortError")),
            };
            let _ = lost.unbounded_send(News::Leads(!is_over));
        });
        Ok(())
    }
}

impl Tabs for Locks {
    fn join(&self, group: &str) -> Joined {
        let (sender, news) = mpsc::unbounded();
        let channel = BroadcastChannel::new(group).ok().map(|channel| {
            let sender = sender.clone();
            let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    let _ = sender.unbounded_send(News::Heard(text));
                }
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            Rc::new(Channel {
                channel,
                _heard: heard,
            })
        });
        let (hold, release) = oneshot::channel();
        let waiting = AbortController::new().ok();
        let signal = waiting
            .as_ref()
            .map_or(JsValue::UNDEFINED, |waiting| waiting.signal().into());
        if self
            .request(group, &signal, sender.clone(), release)
            .is_err()
        {
            // Then every tab leads: changes are sent by each, and made once.
            let _ = sender.unbounded_send(News::Leads(true));
        }
        let (said, membership) = (
            channel.clone(),
            Membership {
                waiting,
                _hold: hold,
            },
        );
        Joined {
            news: news
                .map(move |news| {
                    let _as_long_as_the_stream = (&membership, &channel);
                    news
                })
                .boxed_local(),
            say: Rc::new(move |text| {
                if let Some(said) = &said {
                    // The others look at the disk by themselves.
                    let _ = said.channel.post_message(&text.into());
                }
            }),
        }
    }
}

/// What is said and heard, until it is dropped.
struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// Gives the lock back when it is dropped, or no longer waits for it.
struct Membership {
    waiting: Option<AbortController>,
    _hold: oneshot::Sender<()>,
}

impl Drop for Membership {
    fn drop(&mut self) {
        if let Some(waiting) = &self.waiting {
            // Of a lock that is held it changes nothing.
            waiting.abort();
        }
    }
}
