//! Names of what is cached.

use crate::model::{BusinessFilter, Relation, Sort, Uuid};
use std::{fmt, rc::Rc};

/// A hierarchical name such as `businesses/detail/{id}`. Made by the functions
/// below and nowhere else, so that the hierarchy stands in one place.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Rc<str>);

impl Key {
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
        self.0
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
    }
}
