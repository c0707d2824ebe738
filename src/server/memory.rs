//! How the process holds on to memory. The GNU allocator keeps what a burst of work
//! took, in a heap for each of many threads: half of what a server with a million
//! leads was seen to hold was free.

/// Few heaps, and large pieces straight from the system, which get back to it
/// once they are free. To be called first. Elsewhere than on GNU/Linux it does nothing.
pub fn tune() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code)]
    // SAFETY: mallopt takes and gives plain numbers, and may be called at any time.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 4);
        libc::mallopt(libc::M_MMAP_THRESHOLD, 512 * 1024);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1024 * 1024);
    }
}

/// Gives back what is free, after work that took much.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code)]
    // SAFETY: malloc_trim takes a plain number and may be called from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
