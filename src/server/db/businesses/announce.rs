//! Telling everybody of many changes at once.

use crate::{
    model::{BulkUpdate, Business, EventBody, InvalidatePrefix},
    server::db::{DbError, WriteTx},
};

/// Leads in an event.
const MAX_ENTITIES: usize = 100;
/// Bytes of leads in an event: a frame of 64 KiB less what stands around them.
const MAX_BYTES: usize = 62 * 1024;
/// Above so many changes it is cheaper for everybody to ask again.
pub(super) const MAX_CHANGES: usize = 1_000;

/// Emits `businesses:bulk-update` for what changed, in frames that a socket
/// takes, or one `invalidate:prefix` above 1,000.
///
/// # Errors
/// When the log cannot be written.
pub async fn announce(tx: &mut WriteTx<'_>, changed: Vec<Business>) -> Result<(), DbError> {
    if changed.len() > MAX_CHANGES {
        return announce_very_many(tx).await;
    }
    let mut frame = Vec::new();
    let mut bytes = 0;
    for business in changed {
        let size = serde_json::to_string(&business)?.len() + 1;
        if !frame.is_empty() && (frame.len() == MAX_ENTITIES || bytes + size > MAX_BYTES) {
            emit(tx, std::mem::take(&mut frame)).await?;
            bytes = 0;
        }
        bytes += size;
        frame.push(business);
    }
    if !frame.is_empty() {
        emit(tx, frame).await?;
    }
    Ok(())
}

/// Emits `invalidate:prefix` for all leads.
///
/// # Errors
/// When the log cannot be written.
pub async fn announce_very_many(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    let prefix = "businesses".into();
    tx.emit(EventBody::InvalidatePrefix(InvalidatePrefix { prefix }))
        .await
        .map(drop)
}

/// Whether it is cheaper for everybody to ask again after so many changes.
pub const fn is_very_many(changes: u64) -> bool {
    changes > MAX_CHANGES as u64
}

async fn emit(tx: &mut WriteTx<'_>, businesses: Vec<Business>) -> Result<(), DbError> {
    tx.emit(EventBody::BusinessesBulkUpdate(BulkUpdate { businesses }))
        .await
        .map(drop)
}
