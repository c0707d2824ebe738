//! Threads of their own for connections: an event wakes all of them at once, and a
//! request that shared theirs would wait for thousands at each of its steps.

use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

/// Runs `task` on them.
pub fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    static THREADS: OnceLock<Option<Runtime>> = OnceLock::new();
    let threads = THREADS.get_or_init(|| match start() {
        Ok(threads) => Some(threads),
        Err(error) => {
            tracing::error!(%error, "connections have no threads of their own");
            None
        }
    });
    match threads {
        Some(threads) => drop(threads.spawn(task)),
        None => drop(tokio::spawn(task)),
    }
}

/// Half as many as there are processors: requests and the database need some too, and
/// with more of them each event was seen to take longer, not shorter.
fn start() -> std::io::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    Builder::new_multi_thread()
        .worker_threads(processors.div_ceil(2))
        .thread_name("sockets")
        .enable_time()
        .build()
}
