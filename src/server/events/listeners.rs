//! A queue that many read, each at its own pace: what tokio's `broadcast` does, for
//! thousands of readers that are all woken by each item. Theirs all take one lock to
//! wait, and the sender that lock again for each 32 that it wakes; here a reader that
//! waits touches nothing but what is its own.

use super::threads::spawn;
use futures::task::AtomicWaker;
use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    task::Poll,
};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// How many items a listener may lag behind before it has to start anew.
const BACKLOG: usize = 1024;

/// Up to so many are woken by whoever sends.
const FEW: usize = 32;

/// Everybody who listens, and what not all of them have taken yet.
pub struct Listeners<T> {
    queue: RwLock<Queue<T>>,
    slots: Mutex<Vec<Arc<Slot>>>,
    count: AtomicUsize,
    /// All have taken what comes before this number.
    taken: AtomicU64,
}

struct Queue<T> {
    /// The number of the first item.
    first: u64,
    items: VecDeque<T>,
}

impl<T> Queue<T> {
    fn end(&self) -> u64 {
        self.first + self.items.len() as u64
    }

    /// Lets go of items before number `taken`, and of those beyond the newest [`BACKLOG`].
    fn let_go(&mut self, taken: u64) {
        while self.items.len() > BACKLOG || (self.first < taken && !self.items.is_empty()) {
            self.items.pop_front();
            self.first += 1;
        }
    }
}

/// A listener, as the sender sees it.
struct Slot {
    /// The number of the next item that it takes.
    next: AtomicU64,
    waker: AtomicWaker,
    /// Where it stands among the others; changes under their lock.
    place: AtomicUsize,
}

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self {
            queue: RwLock::new(Queue {
                first: 0,
                items: VecDeque::new(),
            }),
            slots: Mutex::default(),
            count: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
        }
    }
}

impl<T: Send + Sync + 'static> Listeners<T> {
    /// Whether nobody listens. Sequentially consistent, as [`listen`](Self::listen) is:
    /// one who begins to listen while this says so finds what is not sent to them
    /// in whatever was stored before this was asked.
    pub fn is_empty(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    /// Hears everything that is sent from now on.
    pub fn listen(this: &Arc<Self>) -> Listener<T> {
        let mut slots = this.slots();
        let slot = Arc::new(Slot {
            next: AtomicU64::new(this.read().end()),
            waker: AtomicWaker::new(),
            place: AtomicUsize::new(slots.len()),
        });
        slots.push(slot.clone());
        this.count.store(slots.len(), Ordering::SeqCst);
        drop(slots);
        Listener {
            all: this.clone(),
            slot,
        }
    }

    /// Hands `item` to everybody.
    pub fn send(this: &Arc<Self>, item: T) {
        {
            let mut queue = this.write();
            queue.items.push_back(item);
            queue.let_go(this.taken.load(Ordering::Relaxed));
        }
        if this.count.load(Ordering::Relaxed) <= FEW {
            return this.wake();
        }
        // Whoever sends has better to do, and those who wake others of the same
        // threads do so without a lock.
        let all = this.clone();
        spawn(async move { all.wake() });
    }

    /// Wakes everybody; what all have taken by now is let go of with the next item.
    fn wake(&self) {
        let slots = self.slots();
        let mut taken = u64::MAX;
        for slot in slots.iter() {
            taken = taken.min(slot.next.load(Ordering::Relaxed));
            slot.waker.wake();
        }
        if taken < u64::MAX {
            self.taken.store(taken, Ordering::Relaxed);
        }
    }
}

impl<T> Listeners<T> {
    fn leave(&self, slot: &Slot) {
        let mut slots = self.slots();
        let place = slot.place.load(Ordering::Relaxed);
        slots.swap_remove(place);
        if let Some(moved) = slots.get(place) {
            moved.place.store(place, Ordering::Relaxed);
        }
        self.count.store(slots.len(), Ordering::SeqCst);
        let end = self.read().end();
        // Only one who was behind, or the last, kept anything that others do not.
        if slot.next.load(Ordering::Relaxed) < end || slots.is_empty() {
            let taken = slots.iter().map(|slot| slot.next.load(Ordering::Relaxed));
            let taken = taken.min().unwrap_or(end);
            self.taken.store(taken, Ordering::Relaxed);
            self.write().let_go(taken);
        }
    }

    // Whoever panics while holding one of these has left it whole: each change is one step.
    fn slots(&self) -> MutexGuard<'_, Vec<Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self) -> RwLockReadGuard<'_, Queue<T>> {
        self.queue.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Queue<T>> {
        self.queue.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hears what is sent, in order.
pub struct Listener<T> {
    all: Arc<Listeners<T>>,
    slot: Arc<Slot>,
}

impl<T: Clone> Listener<T> {
    /// Waits for the next item. Dropped before it comes, it takes nothing.
    ///
    /// # Errors
    /// `Lagged` with the number of items that were missed; the next is the oldest
    /// that is still there.
    pub async fn recv(&mut self) -> Result<T, RecvError> {
        poll_fn(|context| {
            if let Some(taken) = self.take() {
                return Poll::Ready(taken);
            }
            self.slot.waker.register(context.waker());
            // It may have come in between.
            self.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// The next item, if it is there.
    ///
    /// # Errors
    /// `Empty` if not; `Lagged` as [`recv`](Self::recv).
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        match self.take() {
            Some(Ok(item)) => Ok(item),
            Some(Err(RecvError::Lagged(missed))) => Err(TryRecvError::Lagged(missed)),
            Some(Err(RecvError::Closed)) => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }

    fn take(&mut self) -> Option<Result<T, RecvError>> {
        let next = self.slot.next.load(Ordering::Relaxed);
        let queue = self.all.read();
        if next < queue.first {
            self.slot.next.store(queue.first, Ordering::Relaxed);
            return Some(Err(RecvError::Lagged(queue.first - next)));
        }
        let item = queue.items.get((next - queue.first) as usize)?.clone();
        drop(queue);
        self.slot.next.store(next + 1, Ordering::Relaxed);
        Some(Ok(item))
    }
}

impl<T> Drop for Listener<T> {
    fn drop(&mut self) {
        self.all.leave(&self.slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn each_hears_all_in_order_from_when_it_began() {
        let all = Arc::new(Listeners::default());
        assert!(all.is_empty());
        let mut first = Listeners::listen(&all);
        Listeners::send(&all, 1);
        let mut second = Listeners::listen(&all);
        Listeners::send(&all, 2);
        assert_eq!((first.recv().await, first.recv().await), (Ok(1), Ok(2)));
        assert_eq!(second.recv().await, Ok(2));
        assert_eq!(first.recv().now_or_never(), None);
        drop(first);
        Listeners::send(&all, 3);
        assert_eq!(second.recv().await, Ok(3));
        drop(second);
        assert!(all.is_empty());
        assert!(all.read().items.is_empty(), "nothing is kept for nobody");
    }

    #[tokio::test]
    async fn one_that_lags_too_far_is_told_and_goes_on_with_the_oldest() {
        let all = Arc::new(Listeners::default());
        let mut slow = Listeners::listen(&all);
        for n in 0..BACKLOG + 10 {
            Listeners::send(&all, n);
        }
        assert_eq!(slow.recv().await, Err(RecvError::Lagged(10)));
        for n in 10..BACKLOG + 10 {
            assert_eq!(slow.recv().await, Ok(n));
        }
        assert_eq!(slow.try_recv(), Err(TryRecvError::Empty));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn none_sleeps_through_an_item() {
        let all = Arc::new(Listeners::default());
        let hearing: Vec<_> = (0..50)
            .map(|_| {
                let mut listener = Listeners::listen(&all);
                tokio::spawn(async move {
                    for n in 0..500 {
                        assert_eq!(listener.recv().await, Ok(n));
                    }
                })
            })
            .collect();
        for n in 0..500 {
            Listeners::send(&all, n);
            tokio::task::yield_now().await;
        }
        for one in hearing {
            one.await.unwrap();
        }
    }
}
