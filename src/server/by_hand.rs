//! Comparing leads that people type in with all others, in the background: after the
//! answer, and after a restart those that were not compared before it. They are never
//! merged; a person is asked.

use super::{
    AppState,
    db::{
        Db, DbError, Origin,
        duplicates::{BY_HAND, Found, LookError, act, look},
    },
};
use std::time::Duration;

/// Wait after the database failed.
const RETRY: Duration = Duration::from_secs(10);

/// Compares them until the server stops.
pub async fn compare(state: AppState) {
    let mut shutdown = state.shutdown.clone();
    loop {
        let found = tokio::select! {
            biased;
            _ = shutdown.wait_for(|down| *down) => return,
            found = look(&state.db, BY_HAND) => found,
        };
        // Not raced: a commit has to be told of.
        let failed = match found {
            Ok(Some(found)) => match ask(&state.db, found).await {
                Ok(()) => continue,
                Err(error) => Some(error),
            },
            Ok(None) => None,
            Err(LookError::Db(error)) => Some(error),
            Err(LookError::NotKept(error)) => {
                tracing::error!(%error, "leads that are typed in are not compared");
                return;
            }
        };
        let pause = async {
            match failed {
                Some(error) => {
                    tracing::error!(%error, "leads that were typed in are compared later");
                    tokio::time::sleep(RETRY).await;
                }
                None => state.db.twins.typed().await,
            }
        };
        tokio::select! {
            biased;
            _ = shutdown.wait_for(|down| *down) => return,
            () = pause => {}
        }
    }
}

/// Asks people about what was found.
async fn ask(db: &Db, found: Found) -> Result<(), DbError> {
    let mut tx = db.write(Origin::default()).await?;
    act(&mut tx, found, 0).await?;
    tx.commit().await.map(drop)
}
