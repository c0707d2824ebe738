//! Which jobs a list of them shows.

use super::{Job, JobKind, JobStatus};

/// Which part of their life jobs are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// They wait, or run.
    Active,
    /// They ended badly.
    Failed,
    /// They ended well, or were cancelled.
    Ended,
}

impl JobState {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Active, Self::Failed, Self::Ended];

    /// In keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }

    /// What jobs are then.
    pub const fn statuses(self) -> &'static [JobStatus] {
        match self {
            Self::Active => &[JobStatus::Queued, JobStatus::Running],
            Self::Failed => &[JobStatus::Failed],
            Self::Ended => &[JobStatus::Completed, JobStatus::Cancelled],
        }
    }
}

/// Which jobs; all, if nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct JobFilter {
    /// Only those in this part of their life.
    pub state: Option<JobState>,
    /// Only those that do this.
    pub kind: Option<JobKind>,
}

impl JobFilter {
    /// Every filter there is.
    pub fn every() -> impl Iterator<Item = Self> {
        let states = || [None].into_iter().chain(JobState::ALL.map(Some));
        let kinds = [None].into_iter().chain(JobKind::ALL.map(Some));
        kinds.flat_map(move |kind| states().map(move |state| Self { state, kind }))
    }

    /// Whether a job passes.
    pub fn matches(self, job: &Job) -> bool {
        let in_state = |state: JobState| state.statuses().contains(&job.status);
        self.state.is_none_or(in_state) && self.kind.is_none_or(|kind| kind == job.kind)
    }
}
