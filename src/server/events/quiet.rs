//! Streams that hardly ever have something, beside something that often does.

use futures::{
    Stream,
    task::{ArcWake, AtomicWaker, waker_ref},
};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// A stream that is asked only after it has called. A task that wakes for something
/// else need not ask it: for a socket that costs more than the frame that it woke for.
pub struct Quiet<S> {
    stream: S,
    bell: Arc<Bell>,
}

struct Bell {
    /// The stream has called since it was last asked.
    rung: AtomicBool,
    task: AtomicWaker,
}

impl ArcWake for Bell {
    fn wake_by_ref(bell: &Arc<Self>) {
        bell.rung.store(true, Ordering::Release);
        bell.task.wake();
    }
}

impl<S> Quiet<S> {
    /// Of a stream; it is asked at first without having called.
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            bell: Arc::new(Bell {
                rung: AtomicBool::new(true),
                task: AtomicWaker::new(),
            }),
        }
    }
}

impl<S: Stream + Unpin> Stream for Quiet<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        // Before the bell is looked at: what rings after that finds the task.
        self.bell.task.register(context.waker());
        if !self.bell.rung.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let bell = self.bell.clone();
        let polled =
            Pin::new(&mut self.stream).poll_next(&mut Context::from_waker(&waker_ref(&bell)));
        if polled.is_ready() {
            // There may be more: it calls only after it was asked in vain.
            bell.rung.store(true, Ordering::Release);
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, StreamExt, channel::mpsc, stream};
    use std::cell::Cell;

    #[tokio::test]
    async fn it_is_asked_only_after_it_has_called_and_misses_nothing() {
        let (sender, mut receiver) = mpsc::unbounded();
        let asked = Cell::new(0);
        let mut quiet = Quiet::new(stream::poll_fn(|context| {
            asked.set(asked.get() + 1);
            receiver.poll_next_unpin(context)
        }));
        for _ in 0..5 {
            assert_eq!(quiet.next().now_or_never(), None);
        }
        assert_eq!(asked.get(), 1);
        sender.unbounded_send(1).unwrap();
        sender.unbounded_send(2).unwrap();
        assert_eq!(quiet.next().await, Some(1));
        assert_eq!(quiet.next().await, Some(2));
        assert_eq!(quiet.next().now_or_never(), None);
        assert_eq!(quiet.next().now_or_never(), None);
        assert_eq!(asked.get(), 4);
        drop(sender);
        assert_eq!(quiet.next().await, None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_call_from_another_thread_wakes_whoever_waits() {
        let (sender, receiver) = mpsc::unbounded();
        let hearing = tokio::spawn(Quiet::new(receiver).fold(0, async |sum, n| sum + n));
        for n in 0..1_000 {
            sender.unbounded_send(n).unwrap();
            tokio::task::yield_now().await;
        }
        drop(sender);
        assert_eq!(hearing.await.unwrap(), 499_500);
    }
}
