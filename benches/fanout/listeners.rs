//! Clients that listen. A few threads read for all of them, so that of the processors
//! that they share with the server they take no more than listening takes.

use crate::{
    Failure,
    changes::{Sent, marked},
    connect::connect,
    frames::{self, Frame},
    times::Times,
};
use futures::{StreamExt, TryStreamExt};
use mio::{Events, Interest, Poll, Token, net::TcpStream};
use std::{
    io::{ErrorKind, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// Connections that are being made at once.
const AT_ONCE: usize = 64;
/// Threads that read.
const READERS: usize = 2;
/// How long a thread rests after it has read; that counts as part of how long a change
/// took. Without, it sleeps until the next frame, and to wake it for each is work of the
/// one who sends on the same machine, which clients elsewhere would not cost. Network
/// cards call about as often (interrupt coalescing).
const REST: Duration = Duration::from_micros(100);
/// Bytes that are read at once.
const READ: usize = 64 * 1024;

/// Clients that listen to `businesses`.
pub struct Listeners {
    readers: Vec<JoinHandle<Result<Times, Failure>>>,
    heard: Arc<AtomicU64>,
    expected: u64,
    stop: Arc<AtomicBool>,
}

impl Listeners {
    /// Connects `count` of them.
    pub async fn connect(
        addr: &str,
        token: &str,
        count: usize,
        sent: &Sent,
    ) -> Result<Self, Failure> {
        let sockets: Vec<std::net::TcpStream> = futures::stream::iter(0..count)
            .map(async |_| {
                let socket = connect(addr, token, None).await?;
                Ok::<_, Failure>(socket.into_inner().into_std()?)
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let (stop, heard) = (Arc::default(), Arc::default());
        let mut shares: Vec<_> = (0..READERS).map(|_| Vec::new()).collect();
        for (n, socket) in sockets.into_iter().enumerate() {
            shares[n % READERS].push(Socket {
                stream: TcpStream::from_std(socket),
                begun: Vec::new(),
            });
        }
        let readers = shares.into_iter().map(|sockets| {
            let reader = Reader {
                sockets,
                sent: sent.clone(),
                times: Times::default(),
            };
            let (stop, heard) = (Arc::clone(&stop), Arc::clone(&heard));
            std::thread::spawn(move || reader.run(&stop, &heard))
        });
        Ok(Self {
            readers: readers.collect(),
            heard,
            expected: (count * sent.len()) as u64,
            stop,
        })
    }

    /// Waits until all changes have arrived everywhere, or nothing comes any more.
    pub async fn heard_all(&mut self) -> Result<(), Failure> {
        let mut heard = self.heard.load(Ordering::Relaxed);
        let mut since = Instant::now();
        while heard < self.expected && since.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let now = self.heard.load(Ordering::Relaxed);
            if now != heard {
                (heard, since) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// Closes; how long each change took to each of them.
    pub async fn stop(self) -> Result<Times, Failure> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Times::default();
        for reader in self.readers {
            let times = reader.join().map_err(|_| "a reader panicked")?;
            all.extend(&times?);
        }
        Ok(all)
    }
}

/// One client.
struct Socket {
    stream: TcpStream,
    /// Of a frame that has not come as a whole.
    begun: Vec<u8>,
}

/// One thread's clients.
struct Reader {
    sockets: Vec<Socket>,
    sent: Sent,
    times: Times,
}

impl Reader {
    fn run(mut self, stop: &AtomicBool, heard: &AtomicU64) -> Result<Times, Failure> {
        let mut poll = Poll::new()?;
        wait_for_nobody();
        for (n, socket) in self.sockets.iter_mut().enumerate() {
            let registry = poll.registry();
            registry.register(&mut socket.stream, Token(n), Interest::READABLE)?;
        }
        let mut events = Events::with_capacity(256);
        let mut bytes = vec![0; READ];
        while !stop.load(Ordering::Relaxed) {
            poll.poll(&mut events, Some(Duration::from_millis(50)))?;
            let before = self.times.len();
            for event in &events {
                self.read(event.token().0, &mut bytes)?;
            }
            let new = self.times.len() - before;
            heard.fetch_add(new as u64, Ordering::Relaxed);
            std::thread::sleep(REST);
        }
        Ok(self.times)
    }

    /// Reads what there is for client `n`.
    fn read(&mut self, n: usize, bytes: &mut [u8]) -> Result<(), Failure> {
        let socket = &mut self.sockets[n];
        loop {
            let count = match socket.stream.read(bytes) {
                Ok(0) => return Err("a listener was cut off".into()),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let now = Instant::now();
            let joined;
            let mut rest = if socket.begun.is_empty() {
                &bytes[..count]
            } else {
                socket.begun.extend_from_slice(&bytes[..count]);
                joined = std::mem::take(&mut socket.begun);
                &joined[..]
            };
            while let Some((frame, length)) = frames::read(rest)? {
                let Frame::Text(text) = frame else {
                    return Err(format!("a listener got {frame:?}").into());
                };
                for sent in marked(text).filter_map(|n| self.sent.get(n)?.get()) {
                    self.times.push(now - *sent);
                }
                rest = &rest[length..];
            }
            socket.begun.extend_from_slice(rest);
            if count < bytes.len() {
                // All that there was: the system calls when there is more.
                return Ok(());
            }
        }
    }
}

/// Lets this thread read as soon as there is something, where the user may ask for that
/// (Linux, as root): clients elsewhere do not wait until the server has a processor to
/// spare for them. What reading takes is still taken from the server.
fn wait_for_nobody() {
    #[cfg(target_os = "linux")]
    {
        let lowest = libc::sched_param { sched_priority: 1 };
        #[allow(unsafe_code)]
        // SAFETY: the parameter lives as long as the call. 0 is the calling thread.
        let failed = unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &lowest) } != 0;
        if failed {
            let error = std::io::Error::last_os_error();
            println!("listeners wait for their turn of the processors: {error}");
        }
    }
}
