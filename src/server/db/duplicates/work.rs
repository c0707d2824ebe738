//! Work that takes long, beside what answers requests.

use crate::server::db::DbError;

/// Fewer items are worked on by one thread.
const FEW: usize = 32;

/// Does work that takes long beside what answers requests.
///
/// # Errors
/// When it panics.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DbError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)).into())
}

/// Works on each item, on half of the processors; the answers are in the order of the items.
pub fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if items.len() < FEW {
        return items.iter().map(work).collect();
    }
    let threads = std::thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2));
    let size = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(size)
            .map(|some| scope.spawn(|| some.iter().map(&work).collect::<Vec<R>>()))
            .collect();
        let done = parts.into_iter().map(|part| match part.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_in_the_order_of_the_items() {
        for count in [0, 1, FEW - 1, FEW, 1_001] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|n| n * 2).collect();
            assert_eq!(parallel(&items, |n| n * 2), doubled);
        }
    }
}
