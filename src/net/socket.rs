//! The socket as a pair of streams of text.

use futures::{Sink, Stream, future::LocalBoxFuture};
use std::{pin::Pin, rc::Rc};

/// Why a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The close code (RFC 6455, 7.4); 1006 if the connection just broke.
    pub code: u16,
}

/// An open socket.
pub struct Socket {
    /// Frames to the server.
    pub sink: Pin<Box<dyn Sink<String, Error = Closed>>>,
    /// Frames from the server; ends after the first error.
    pub stream: Pin<Box<dyn Stream<Item = Result<String, Closed>>>>,
    /// Says that frames are of no use yet (`true`), until they are: where each costs
    /// something as it comes, as in a page, they come together then.
    pub hold: Hold,
}

/// Holds frames back, or no longer: done when what was held is there to be taken.
pub type Hold = Rc<dyn Fn(bool) -> LocalBoxFuture<'static, ()>>;

#[cfg(not(feature = "native"))]
pub use web::connect;

#[cfg(feature = "native")]
pub use native::connect;

/// The socket's address for an API at `base`.
fn address(base: &str) -> String {
    let base = base.replacen("http", "ws", 1);
    format!("{base}{}/ws", crate::model::API_BASE)
}

#[cfg(not(feature = "native"))]
mod web {
    use super::{Closed, Socket, address};
    use futures::{
        FutureExt, StreamExt,
        channel::{mpsc, oneshot},
        future::ready,
        sink,
    };
    use js_sys::{Array, Function, Uint8Array};
    use std::{cell::RefCell, rc::Rc};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/net/line.js")]
    extern "C" {
        #[wasm_bindgen(catch)]
        fn open(address: &str, tell: &Closure<dyn Fn(JsValue)>) -> Result<Function, JsValue>;
    }

    /// Closes when nobody reads or writes any more.
    struct Line {
        say: Function,
        _heard: Closure<dyn Fn(JsValue)>,
    }

    impl Line {
        fn say(&self, what: &JsValue) {
            // Where it goes wrong, the close code is about to come.
            let _ = self.say.call1(&JsValue::NULL, what);
        }
    }

    impl Drop for Line {
        fn drop(&mut self) {
            self.say(&JsValue::NULL);
        }
    }

    /// Opens the socket; the browser adds its cookie.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn connect(base: &str, _token: Option<&str>) -> Result<Socket, Closed> {
        let (told, stream) = mpsc::unbounded();
        let awaited = Rc::new(RefCell::new(None::<oneshot::Sender<()>>));
        let freed = awaited.clone();
        let heard = Closure::<dyn Fn(JsValue)>::new(move |what: JsValue| {
            if what.as_bool().is_some() {
                // Ends the wait.
                freed.take();
                return;
            }
            // Whoever listened may have stopped.
            if let Some(code) = what.as_f64() {
                freed.take();
                let _ = told.unbounded_send(Err(Closed { code: code as u16 }));
                return;
            }
            for frame in what.unchecked_into::<Array>() {
                let text = String::from_utf8(frame.unchecked_into::<Uint8Array>().to_vec());
                let _ = told.unbounded_send(text.map_err(|_| Closed { code: 1007 }));
            }
        });
        let say = open(&address(base), &heard).map_err(|_| Closed { code: 1006 })?;
        let line = Rc::new(Line { say, _heard: heard });
        let sink = sink::unfold(line.clone(), |line, text: String| {
            line.say(&text.into());
            ready(Ok(line))
        });
        let held = line.clone();
        let stream = stream.map(move |what| {
            let _as_long_as_the_stream = &line;
            what
        });
        Ok(Socket {
            sink: Box::pin(sink),
            stream: Box::pin(stream),
            hold: Rc::new(move |holds| {
                let (sender, come) = oneshot::channel();
                let before = awaited.replace(Some(sender).filter(|_| !holds));
                drop(before);
                held.say(&holds.into());
                match holds {
                    true => ready(()).boxed_local(),
                    false => come.map(drop).boxed_local(),
                }
            }),
        })
    }
}

#[cfg(feature = "native")]
mod native {
    use super::{Closed, Socket, address};
    use futures::{SinkExt, StreamExt, future::ready};
    use tokio_tungstenite::{
        connect_async,
        tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
    };

    const BROKEN: Closed = Closed { code: 1006 };

    /// Opens the socket with an app's token.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn connect(base: &str, token: Option<&str>) -> Result<Socket, Closed> {
        let mut request = address(base).into_client_request().map_err(|_| BROKEN)?;
        if let Some(token) = token {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| BROKEN)?;
            request.headers_mut().insert("authorization", value);
        }
        let (socket, _) = connect_async(request).await.map_err(|error| match error {
            Error::Http(response) if response.status() == 401 => Closed {
                code: crate::model::close::SIGNED_OUT,
            },
            _ => BROKEN,
        })?;
        let (sink, stream) = socket.split();
        let sink = sink
            .with(|text: String| ready(Ok::<_, Error>(Message::text(text))))
            .sink_map_err(|_| BROKEN);
        let stream = stream.filter_map(|message| {
            ready(match message {
                Ok(Message::Text(text)) => Some(Ok(text.to_string())),
                Ok(Message::Close(frame)) => Some(Err(Closed {
                    code: frame.map_or(1005, |frame| frame.code.into()),
                })),
                Ok(_) => None,
                Err(_) => Some(Err(BROKEN)),
            })
        });
        Ok(Socket {
            sink: Box::pin(sink),
            stream: Box::pin(stream),
            hold: std::rc::Rc::new(|_| Box::pin(ready(()))),
        })
    }
}
