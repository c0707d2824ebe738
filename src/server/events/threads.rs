//! Threads of their own for connections: an event wakes all of them at once, and a
//! request that shared theirs would wait for thousands at each of its steps. Each
//! thread keeps its connections for good: threads that take tasks from each other wake
//! each other for it, which was an eighth of what an event cost.

use std::{
    cell::Cell,
    io,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use tokio::runtime::{Builder, Handle};

thread_local! {
    /// Which of them this is; none of them.
    static OWN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Runs `task` on one of them.
pub fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let threads = all();
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    match threads.get(next % threads.len().max(1)) {
        Some(thread) => drop(thread.spawn(task)),
        None => drop(tokio::spawn(task)),
    }
}

/// All of them; none if the system gives none.
pub(super) fn all() -> &'static [Handle] {
    static THREADS: OnceLock<Vec<Handle>> = OnceLock::new();
    THREADS.get_or_init(|| {
        (0..count())
            .map_while(|number| {
                start(number)
                    .inspect_err(|error| tracing::error!(%error, "no thread for connections"))
                    .ok()
            })
            .collect()
    })
}

/// Which of them this code runs on.
pub(super) fn own() -> Option<usize> {
    OWN.get()
}

/// As many as there are processors: an event is written to all connections in the time
/// that one of them takes, and what is in the way of requests is over sooner. (Beside
/// readers on the same machine that were woken for each frame, half as many were seen to
/// be quicker: `benches/fanout` tells of that.)
fn count() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

fn start(number: usize) -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new()
        .name(format!("sockets {number}"))
        .spawn(move || {
            OWN.set(Some(number));
            runtime.block_on(std::future::pending::<()>());
        })?;
    Ok(handle)
}
