//! The server's end of a stream of messages.

use super::{Answer, Server, Session};
use axum::{body::Body, http::Request};
use futures::{SinkExt, StreamExt, channel::mpsc, task::AtomicWaker};
use leadwire::{model::Metrics, server::db::now};
use std::{
    future::poll_fn,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Wake, Waker},
};
use tower::ServiceExt;

impl Server {
    /// Answers with a stream, whose bytes go into `sink` until either end is gone. Nothing
    /// if it is down.
    ///
    /// # Errors
    /// The answer, if that is no stream.
    pub fn stream(
        self: &Rc<Self>,
        request: Request<Body>,
        mut sink: mpsc::Sender<Vec<u8>>,
    ) -> Option<Result<(), Answer>> {
        let (router, state, group) = {
            let run = self.run.borrow();
            let run = run.as_ref()?;
            (run.router.clone(), run.state.clone(), run.group.clone())
        };
        self.on_its_clock();
        let response = self.runtime.block_on(router.oneshot(request)).unwrap();
        if !response.status().is_success() {
            return Some(Err(self.runtime.block_on(Answer::read(response))));
        }
        let mut bytes = response.into_body().into_data_stream();
        let told = async move {
            let ear = Arc::new(Ear::default());
            let waker = Waker::from(ear.clone());
            let mut next = async || {
                ear.is_open.store(true, SeqCst);
                let next = poll_fn(|context| {
                    ear.task.register(context.waker());
                    bytes.poll_next_unpin(&mut Context::from_waker(&waker))
                });
                let next = next.await;
                ear.is_open.store(false, SeqCst);
                next
            };
            while let Some(Ok(some)) = next().await {
                if sink.send(some.to_vec()).await.is_err() {
                    return;
                }
            }
        };
        let session = Session {
            asks_at_once: true,
            future: Box::pin(told),
            server: self.clone(),
            state,
        };
        self.executor.spawn(&group, session);
        Some(Ok(()))
    }

    /// Measures how it is doing, if it is up.
    pub fn measure(&self) {
        let Some(state) = self.state() else { return };
        self.on_its_clock();
        let metrics = Metrics {
            at: now(),
            ..Metrics::default()
        };
        // Streams that wait for it wake here.
        self.runtime.block_on(async { state.vitals.keep(metrics) });
    }
}

/// Hears a stream only while something is asked of it. Whether it has a timer running while
/// nobody takes what it told is for the threads of the database to say, of which one answers
/// before the other, and nothing follows from it.
#[derive(Default)]
struct Ear {
    is_open: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Ear {
    fn wake(self: Arc<Self>) {
        if self.is_open.load(SeqCst) {
            self.task.wake();
        }
    }
}
