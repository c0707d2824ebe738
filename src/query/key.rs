//! Names of what is cached.

use crate::model::{BusinessFilter, JobFilter, JobKind, JobState, Relation, Sort, Uuid};
use serde::Serialize;
use std::{borrow::Borrow, fmt, rc::Rc};

/// A hierarchical name such as `businesses/detail/{id}`. Those of this app are made
/// by the functions below and nowhere else, so that the hierarchy stands in one place.
///
/// ```
/// # use leadwire::query::Key;
/// let todos = Key::new(["todos"]);
/// let done = todos.child("list").with(&serde_json::json!({ "done": true, "by": "me" }));
/// assert!(done.is_under(&todos));
/// // What a part holds does not depend on the order in which it was written.
/// assert_eq!(done, Key::new(["todos", "list"]).with(&serde_json::json!({ "by": "me", "done": true })));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Rc<str>);

// Keys compare and hash as the text that they are.
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Key {
    /// A key of these parts, the widest first. A part may hold anything, slashes too.
    pub fn new<P: fmt::Display>(parts: impl IntoIterator<Item = P>) -> Self {
        parts
            .into_iter()
            .fold(Self::root(), |key, part| key.child(part))
    }

    /// What every key lies under.
    pub fn root() -> Self {
        Self("".into())
    }

    /// The key one step below.
    pub fn child(&self, part: impl fmt::Display) -> Self {
        let part = part.to_string().replace('%', "%25").replace('/', "%2F");
        if self.0.is_empty() {
            return Self(part.into());
        }
        Self(format!("{}/{part}", self.0).into())
    }

    /// The key one step below, named by a value such as a filter: equal values, whatever
    /// the order of their fields, give equal keys.
    pub fn with(&self, part: &impl Serialize) -> Self {
        // Through a value, which sorts the fields. Plain data can always be written.
        self.child(serde_json::to_value(part).unwrap_or_default())
    }

    /// A key that was written down as text.
    pub(super) fn written(text: &str) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Everything about leads.
    pub fn businesses() -> Self {
        Self("businesses".into())
    }

    /// Every list of leads.
    pub fn business_lists() -> Self {
        Self("businesses/list".into())
    }

    /// One list of leads.
    pub fn business_list(filter: &BusinessFilter, sort: Sort) -> Self {
        // A filter is plain data: it can always be written.
        let filter = serde_json::to_string(filter).unwrap_or_default();
        Self(format!("businesses/list/{sort}{filter}").into())
    }

    /// One lead.
    pub fn business(id: Uuid) -> Self {
        Self(format!("businesses/detail/{id}").into())
    }

    /// What hangs on a lead, such as `businesses/detail/{id}/contacts`.
    pub fn business_part(id: Uuid, part: Relation) -> Self {
        Self(format!("businesses/detail/{id}/{}", part.as_str()).into())
    }

    /// Who else looks at a lead.
    pub fn presence(id: Uuid) -> Self {
        Self(format!("presence/{id}").into())
    }

    /// Who looks at which lead.
    pub fn presences() -> Self {
        Self("presence".into())
    }

    /// What is meant for the user, newest first.
    pub fn notifications() -> Self {
        Self("notifications".into())
    }

    /// What everybody did, newest first.
    pub fn activity() -> Self {
        Self("activity".into())
    }

    /// How the server is doing, oldest first.
    pub fn metrics() -> Self {
        Self("metrics".into())
    }

    /// Limits of how the server is doing that were crossed.
    pub fn alerts() -> Self {
        Self("metrics/alerts".into())
    }

    /// Those limits.
    pub fn thresholds() -> Self {
        Self("metrics/thresholds".into())
    }

    /// Everything about leads that may be one business.
    pub fn duplicates() -> Self {
        Self("duplicates".into())
    }

    /// The pairs to be decided about.
    pub fn duplicate_list() -> Self {
        Self("duplicates/list".into())
    }

    /// How many there are.
    pub fn duplicate_count() -> Self {
        Self("duplicates/count".into())
    }

    /// Where a lead comes from; stale with the pairs, as merges change both.
    pub fn sources(id: Uuid) -> Self {
        Self(format!("duplicates/sources/{id}").into())
    }

    /// The counts.
    pub fn stats() -> Self {
        Self("stats".into())
    }

    /// Every list of jobs and every job.
    pub fn jobs() -> Self {
        Self("jobs".into())
    }

    /// The newest jobs.
    pub fn job_list() -> Self {
        Self("jobs/list".into())
    }

    /// Jobs that ended badly.
    pub fn failed_jobs() -> Self {
        Self("jobs/list/failed".into())
    }

    /// The newest jobs that pass a filter; below [`failed_jobs`](Self::failed_jobs) if they
    /// failed.
    pub fn jobs_of(filter: JobFilter) -> Self {
        let state = filter.state.map(JobState::as_str);
        let kind = filter.kind.map(JobKind::as_str);
        Self(match (state, kind) {
            (None, None) => return Self::job_list(),
            (Some(state), None) => format!("jobs/list/{state}").into(),
            (state, Some(kind)) => format!("jobs/list/{}/{kind}", state.unwrap_or("any")).into(),
        })
    }

    /// One job.
    pub fn job(id: Uuid) -> Self {
        Self(format!("jobs/detail/{id}").into())
    }

    /// The rows that an import did not take.
    pub fn rejections(job: Uuid) -> Self {
        Self(format!("jobs/rejections/{job}").into())
    }

    /// The mutation that stops a job.
    pub fn cancel_job() -> Self {
        Self("jobs/cancel".into())
    }

    /// The mutation that starts a job again.
    pub fn retry_job() -> Self {
        Self("jobs/retry".into())
    }

    /// The leads that a look-up of many did not come to an end with.
    pub fn enrichment_failures(job: Uuid) -> Self {
        Self(format!("jobs/failures/{job}").into())
    }

    /// The newest look-up of a lead's contacts.
    pub fn look_up(lead: Uuid) -> Self {
        Self(format!("jobs/look_up/{lead}").into())
    }

    /// Whom businesses can be had from.
    pub fn scrape_sources() -> Self {
        Self("scrapes/sources".into())
    }

    /// Places of a name.
    pub fn places(q: &str) -> Self {
        Self("places".into()).child(q)
    }

    /// What kinds of businesses there are.
    pub fn categories() -> Self {
        Self("categories".into())
    }

    /// The mutation that starts a search.
    pub fn start_scrape() -> Self {
        Self("scrapes/start".into())
    }

    /// The mutation that looks up many leads.
    pub fn start_batch() -> Self {
        Self("enrichment/start".into())
    }

    /// The mutation that changes all leads that match.
    pub fn change_many() -> Self {
        Self("businesses/change".into())
    }

    /// The mutation that sends a file to be imported.
    pub fn start_import() -> Self {
        Self("import/start".into())
    }

    /// People.
    pub fn users() -> Self {
        Self("users".into())
    }

    /// A prefix that the server named.
    pub fn named(prefix: &str) -> Self {
        Self(prefix.trim_end_matches('/').into())
    }

    /// Whether this is `prefix` or lies below it.
    pub fn is_under(&self, prefix: &Self) -> bool {
        prefix.0.is_empty()
            || self
                .0
                .strip_prefix(&*prefix.0)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_under_whole_steps_of_its_path_only() {
        let list = Key::business_list(&BusinessFilter::default(), Sort::default());
        assert!(list.is_under(&Key::businesses()) && list.is_under(&Key::business_lists()));
        assert!(list.is_under(&list));
        assert!(!list.is_under(&Key::named("business")));
        assert!(!Key::businesses().is_under(&list));
        assert!(list.is_under(&Key::root()));
    }

    #[test]
    fn parts_hold_anything_and_stay_apart() {
        let odd = Key::new(["a/b", "c"]);
        assert!(!odd.is_under(&Key::new(["a"])));
        assert!(odd.is_under(&Key::new(["a/b"])));
        assert_ne!(Key::new(["a/b"]), Key::new(["a%2Fb"]));
        assert_eq!(Key::new([1, 2]), Key::new(["1"]).child(2));
    }

    #[test]
    fn equal_values_give_equal_keys_whatever_their_order() {
        let (one, other) = (r#"{"a":1,"b":[1,2]}"#, r#"{"b":[1,2],"a":1}"#);
        let read = |text| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let key = |text| Key::new(["list"]).with(&read(text));
        assert_eq!(key(one), key(other));
        assert_ne!(key(one), key(r#"{"a":1,"b":[2,1]}"#));
    }
}
