//! `check`: is the database whole, and are the counts right?

use super::say;
use crate::server::db::{Db, audit};
use std::error::Error;

/// Looks at everything, beside a running server too, and changes nothing.
///
/// # Errors
/// When something is not as it should be, or cannot be read.
pub async fn run(database_url: &str) -> Result<(), Box<dyn Error>> {
    let db = Db::open(database_url).await?;
    let faults = look(&db).await;
    db.close().await;
    let faults = faults?;
    if faults.is_empty() {
        return Ok(());
    }
    for fault in &faults {
        say(format_args!("WRONG  {fault}"));
    }
    Err(format!("{} things are not as they should be", faults.len()).into())
}

async fn look(db: &Db) -> Result<Vec<String>, Box<dyn Error>> {
    let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)")
        .fetch_all(db.readers())
        .await?;
    faults.retain(|line| line != "ok");
    let orphans: Vec<(String, Option<i64>, String)> =
        sqlx::query_as("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20")
            .fetch_all(db.readers())
            .await?;
    let orphans = orphans
        .into_iter()
        .map(|(table, _, parent)| format!("{table} has a row whose {parent} is not there"));
    faults.extend(orphans);
    if faults.is_empty() {
        say(format_args!("ok     the file is whole"));
    }
    db.index.load(db.readers()).await?;
    let different = audit::differences(db).await?;
    if different.is_empty() {
        let total = db.index.stats(0).total;
        say(format_args!(
            "ok     the counts over {total} leads are right"
        ));
    }
    faults.extend(different);
    Ok(faults)
}
