//! Why something is not on the screen that was asked for.

use super::mutations::explain;
use crate::query::Snapshot;

/// Why a query has nothing new to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The server has no such thing; in words.
    Missing(String),
    /// It was asked for in vain, for this reason.
    Failed(String),
    /// It is not on this device, and there is no network to ask for it. It is asked for
    /// of itself once there is one.
    Away,
}

/// What keeps a query from its data; nothing while that is there or on its way.
pub fn trouble<T: ?Sized>(snapshot: &Snapshot<T>) -> Option<Trouble> {
    if let Some(error) = &snapshot.error {
        let is_missing = error.problem().is_some_and(|it| it.status == 404);
        let why = explain(error);
        return Some(match is_missing {
            true => Trouble::Missing(why),
            false => Trouble::Failed(why),
        });
    }
    (snapshot.data.is_none() && snapshot.is_paused()).then_some(Trouble::Away)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Failure, Problem},
        query::FetchStatus,
    };
    use std::rc::Rc;

    #[test]
    fn what_waits_for_the_network_is_told_from_what_is_loading_and_from_what_failed() {
        let mut seen = Snapshot::<u8> {
            fetch_status: FetchStatus::Fetching,
            ..Snapshot::default()
        };
        assert_eq!(trouble(&seen), None);
        seen.fetch_status = FetchStatus::Paused;
        assert_eq!(trouble(&seen), Some(Trouble::Away));
        seen.data = Some(Rc::new(1));
        assert_eq!(trouble(&seen), None, "it is on this device");
        seen.error = Some(Rc::new(Failure::Unreachable));
        assert!(matches!(trouble(&seen), Some(Trouble::Failed(_))));
        let missing = r#"{"title":"Not found","status":404,"code":"NOT_FOUND"}"#;
        let missing: Problem = serde_json::from_str(missing).unwrap();
        seen.error = Some(Rc::new(Failure::Refused(Box::new(missing))));
        assert!(matches!(trouble(&seen), Some(Trouble::Missing(_))));
    }
}
