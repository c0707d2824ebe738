//! Chance and the wall clock as a world's thread sees them.
//!
//! `std` seeds every hash map from the system's generator, and the server reads the
//! system's clock. Both come through libc, so this binary brings its own two
//! functions: on a world's thread they answer from the world, elsewhere from the
//! kernel. Production code needs no seam for it.
#![expect(
    unsafe_code,
    reason = "functions that libc's callers find in place of its own"
)]

use libc::{
    CLOCK_REALTIME, RTLD_NEXT, SYS_clock_gettime, SYS_getrandom, clockid_t, dlsym, syscall,
    timespec,
};
use std::{
    cell::Cell,
    ffi::{c_int, c_uint, c_void},
    mem::transmute,
    sync::OnceLock,
};

/// Reads a clock.
type ReadClock = unsafe extern "C" fn(clockid_t, *mut timespec) -> c_int;

/// libc's own, which need not ask the kernel: found by [`prepare`].
static READ_CLOCK: OnceLock<ReadClock> = OnceLock::new();

/// Looks up, before there are worlds, what each would have to look up again.
pub fn prepare() {
    // SAFETY: the name is a C string; what has it is a function of this type.
    let found = unsafe {
        let found = dlsym(RTLD_NEXT, c"clock_gettime".as_ptr());
        transmute::<*mut c_void, Option<ReadClock>>(found)
    };
    if let Some(read) = found {
        READ_CLOCK.get_or_init(|| read);
    }
    // What limits how often something is asked for measures its clock against the
    // system's, for a while, when it is first used.
    governor::clock::DefaultClock::default();
}

thread_local! {
    /// The generator's state; 0 on threads that belong to no world.
    static ENTROPY: Cell<u64> = const { Cell::new(0) };
    /// Unix milliseconds; 0 on threads that belong to no world.
    static CLOCK: Cell<i64> = const { Cell::new(0) };
}

/// Makes this thread a world's: what the system calls random follows from `seed`.
pub fn enter(seed: u64) {
    ENTROPY.set(seed | 1);
}

/// What the system's clock says on this thread from now on, in Unix milliseconds.
pub fn set_clock(now: i64) {
    CLOCK.set(now);
}

/// Steele, Lea, Flood: SplitMix64.
pub fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// In place of libc's.
///
/// # Safety
/// As libc's: `buffer` has room for `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn getrandom(buffer: *mut c_void, length: usize, flags: c_uint) -> isize {
    let mut state = ENTROPY.get();
    if state == 0 {
        // SAFETY: the caller's promise is the kernel's condition.
        return unsafe { syscall(SYS_getrandom, buffer, length, flags) as isize };
    }
    for at in 0..length {
        // SAFETY: `at` is within the buffer, by the caller's promise.
        unsafe { buffer.cast::<u8>().add(at).write(mix(&mut state) as u8) };
    }
    ENTROPY.set(state);
    length as isize
}

/// In place of libc's.
///
/// # Safety
/// As libc's: `time` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    let now = CLOCK.get();
    if clock != CLOCK_REALTIME || now == 0 {
        // SAFETY: the caller's promise is the condition of both.
        return match READ_CLOCK.get() {
            Some(read) => unsafe { read(clock, time) },
            None => unsafe { syscall(SYS_clock_gettime, clock, time) as c_int },
        };
    }
    let told = timespec {
        tv_sec: now.div_euclid(1000),
        tv_nsec: now.rem_euclid(1000) * 1_000_000,
    };
    // SAFETY: by the caller's promise.
    unsafe { time.write(told) };
    0
}
