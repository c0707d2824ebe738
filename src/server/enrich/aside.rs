//! Threads for work that nobody waits for by the millisecond: reading pages takes whole
//! processors while a batch runs, and lists that others wait for come first.

use std::io;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// A few threads that step back for everybody else's.
pub struct Aside(Option<Runtime>);

impl Aside {
    /// So many threads; they are started when there is work.
    ///
    /// # Errors
    /// When the system gives nothing to wait with.
    pub fn new(threads: usize) -> io::Result<Self> {
        Builder::new_current_thread()
            .thread_name("aside")
            .max_blocking_threads(threads)
            .on_thread_start(step_back)
            .build()
            .map(|runtime| Self(Some(runtime)))
    }

    /// Does `work` when one of them is free. An error if it panics, or none is left.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<JoinHandle<T>> {
        self.0.as_ref().map(|runtime| runtime.spawn_blocking(work))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Nobody waits for what they are at.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Lowers the priority of this thread: a tenth of what others get while they want all,
/// and everything when they do not. Elsewhere than on Linux a thread has no priority of
/// its own that every user may lower; there it does nothing.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        /// As `nice` does unasked.
        const NICE: libc::c_int = 10;
        #[allow(unsafe_code)]
        // SAFETY: setpriority takes and gives plain numbers. 0 is the calling thread.
        let failed = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) } != 0;
        if failed {
            let error = io::Error::last_os_error();
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_elsewhere_at_a_lower_priority_and_a_panic_stays_there() {
        let aside = Aside::new(2).expect("threads");
        let nice = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap_or_default();
            let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            let nice = after.split_whitespace().nth(16);
            nice.and_then(|nice| nice.parse::<i32>().ok())
        };
        let here = nice();
        let there = aside.run(nice).expect("open").await.expect("done");
        if cfg!(target_os = "linux") {
            assert!(there > here, "{there:?} there, {here:?} here");
        }
        assert_eq!(nice(), here, "this thread keeps its own");
        let broken = aside.run(|| panic!("as it should")).expect("open").await;
        assert!(broken.is_err_and(|error| error.is_panic()));
        assert_eq!(aside.run(|| 7).expect("open").await.expect("done"), 7);
    }
}
