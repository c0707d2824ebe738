//! A queue that many read, each at its own pace: what tokio's `broadcast` does, for
//! thousands of readers that are all woken by each item. Theirs all take one lock to
//! wait, and the sender that lock again for each 32 that it wakes; here a reader that
//! waits touches nothing but what is its own.

use super::threads;
use futures::task::AtomicWaker;
use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::Poll,
};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// How many items a listener may lag behind before it has to start anew.
const BACKLOG: usize = 1024;

/// Everybody who listens, and what not all of them have taken yet.
pub struct Listeners<T> {
    queue: RwLock<Queue<T>>,
    /// The number of the next item that is sent: who looks whether there is one takes
    /// no lock for it, as those on all threads look several times for each.
    end: AtomicU64,
    /// Those on each of the [threads for connections](threads), and the rest.
    groups: Box<[Group]>,
    count: AtomicUsize,
}

/// Listeners that are woken together, by the thread that they run on: their tasks are
/// then set going without a lock, and nobody else waits meanwhile.
struct Group {
    slots: Mutex<Vec<Arc<Slot>>>,
    /// All of them have taken what comes before this number; `MAX` if there are none.
    taken: AtomicU64,
    /// Their thread is about to wake them.
    called: AtomicBool,
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
    /// Which group it belongs to.
    group: usize,
    /// Where it stands in the group; changes under its lock.
    place: AtomicUsize,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            slots: Mutex::default(),
            taken: AtomicU64::new(u64::MAX),
            called: AtomicBool::new(false),
        }
    }
}

impl Group {
    /// Wakes them; what all have taken by now is let go of with the next item.
    fn wake(&self) {
        // Before they are woken: who sends later calls again.
        self.called.store(false, Ordering::SeqCst);
        let slots = self.slots();
        let mut taken = u64::MAX;
        for slot in slots.iter() {
            taken = taken.min(slot.next.load(Ordering::Relaxed));
            slot.waker.wake();
        }
        self.taken.store(taken, Ordering::Relaxed);
    }

    // Whoever panics while holding it has left it whole: each change is one step.
    fn slots(&self) -> MutexGuard<'_, Vec<Arc<Slot>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self {
            queue: RwLock::new(Queue {
                first: 0,
                items: VecDeque::new(),
            }),
            end: AtomicU64::new(0),
            groups: (0..=threads::all().len())
                .map(|_| Group::default())
                .collect(),
            count: AtomicUsize::new(0),
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
        let last = this.groups.len() - 1;
        let group = threads::own().unwrap_or(last).min(last);
        let mut slots = this.groups[group].slots();
        let next = {
            // What is sent from here on is kept for it.
            let queue = this.read();
            let next = queue.end();
            this.groups[group].taken.fetch_min(next, Ordering::Relaxed);
            next
        };
        let slot = Arc::new(Slot {
            next: AtomicU64::new(next),
            waker: AtomicWaker::new(),
            group,
            place: AtomicUsize::new(slots.len()),
        });
        slots.push(slot.clone());
        this.count.fetch_add(1, Ordering::SeqCst);
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
            // Before anybody is woken, and before who registers meanwhile looks again.
            this.end.store(queue.end(), Ordering::SeqCst);
            queue.let_go(this.taken());
        }
        let threads = threads::all();
        for (number, group) in this.groups.iter().enumerate() {
            let Some(thread) = threads.get(number) else {
                group.wake();
                continue;
            };
            let nobody = group.taken.load(Ordering::Relaxed) == u64::MAX;
            if nobody || group.called.swap(true, Ordering::SeqCst) {
                continue;
            }
            let all = this.clone();
            thread.spawn(async move { all.groups[number].wake() });
        }
    }
}

impl<T> Listeners<T> {
    /// All have taken what comes before this number.
    fn taken(&self) -> u64 {
        let groups = self.groups.iter();
        let taken = groups.map(|group| group.taken.load(Ordering::Relaxed));
        taken.min().unwrap_or(u64::MAX)
    }

    fn leave(&self, slot: &Slot) {
        let group = &self.groups[slot.group];
        let mut slots = group.slots();
        let place = slot.place.load(Ordering::Relaxed);
        slots.swap_remove(place);
        if let Some(moved) = slots.get(place) {
            moved.place.store(place, Ordering::Relaxed);
        }
        self.count.fetch_sub(1, Ordering::SeqCst);
        let end = self.read().end();
        // Only one who was behind, or the last, kept anything that others do not.
        if slot.next.load(Ordering::Relaxed) < end || slots.is_empty() {
            let taken = slots.iter().map(|slot| slot.next.load(Ordering::Relaxed));
            let taken = taken.min().unwrap_or(u64::MAX);
            group.taken.store(taken, Ordering::Relaxed);
            self.write().let_go(self.taken());
        }
    }

    // Whoever panics while holding it has left it whole: each change is one step.
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
        if next >= self.all.end.load(Ordering::SeqCst) {
            return None;
        }
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
    async fn none_sleeps_through_an_item_on_whichever_thread() {
        let all = Arc::new(Listeners::default());
        let (ready, mut are_ready) = tokio::sync::mpsc::channel(100);
        let (done, mut are_done) = tokio::sync::mpsc::channel(100);
        for number in 0..100 {
            let (all, ready, done) = (all.clone(), ready.clone(), done.clone());
            let hearing = async move {
                let mut listener = Listeners::listen(&all);
                ready.send(()).await.unwrap();
                for n in 0..500 {
                    assert_eq!(listener.recv().await, Ok(n));
                }
                drop(listener);
                done.send(number).await.unwrap();
            };
            if number % 2 == 0 {
                threads::spawn(hearing);
            } else {
                tokio::spawn(hearing);
            }
        }
        for _ in 0..100 {
            are_ready.recv().await.unwrap();
        }
        for n in 0..500 {
            Listeners::send(&all, n);
            tokio::task::yield_now().await;
        }
        drop((ready, done));
        for _ in 0..100 {
            are_done.recv().await.expect("one of them failed");
        }
        Listeners::send(&all, 500);
        assert_eq!(all.read().items.len(), 0, "all have gone, and kept nothing");
    }
}
