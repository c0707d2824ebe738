//! What the system lets the process have.

/// Raises the number of files that may be open to what the system allows: each
/// connection is one, and the usual limit of 1,024 is less than a server's listeners.
/// To be called first; does nothing where there is no such limit.
pub fn raise_open_files() {
    #[cfg(unix)]
    #[allow(unsafe_code)]
    // SAFETY: both calls get a structure that is there for as long as they run.
    unsafe {
        let mut limit = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0
            && limit.rlim_cur < limit.rlim_max
        {
            limit.rlim_cur = limit.rlim_max;
            // Refused (macOS knows a lower one): it stays as it was.
            let _ = libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
}
