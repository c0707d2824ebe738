//! A disk that takes its time.

use super::*;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// Lets others run so many times.
struct Yields(usize);

impl Future for Yields {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A disk that takes its time: what was being written when a tab crashed is not there.
#[derive(Clone)]
pub struct SlowDisk(pub Memory, pub Dice);

impl Store for SlowDisk {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let (read, wait) = (self.0.read(prefix), Yields(self.1.roll(4)));
        Box::pin(async move {
            let read = read.await;
            wait.await;
            read
        })
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        let (disk, wait) = (self.0.clone(), Yields(self.1.roll(6)));
        let after = Yields(self.1.roll(3));
        Box::pin(async move {
            wait.await;
            disk.write(writes).await?;
            after.await;
            Ok(())
        })
    }
}
