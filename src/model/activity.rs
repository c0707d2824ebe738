//! What everybody did.

use super::{Job, JobKind, Seq, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Activity {
    /// Position in the event log.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the server itself.
    pub actor: Option<Named>,
    /// The name of the event that tells of it, such as `business:updated`.
    pub event: String,
    /// The lead that it was done to, if it was one.
    pub business: Option<Named>,
    /// The job that it was, if it was one.
    pub job: Option<ActivityJob>,
    /// How many leads it was done to; `None` if that was not counted.
    pub count: Option<u64>,
}

/// Somebody or something, by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Named {
    /// UUIDv7.
    pub id: Uuid,
    /// As it is called now.
    pub name: String,
}

/// What is to be said of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ActivityJob {
    /// UUIDv7.
    pub id: Uuid,
    /// What it does.
    pub kind: JobKind,
    /// The file that it took, if it took one.
    pub file_name: Option<String>,
}

impl From<&Job> for ActivityJob {
    fn from(job: &Job) -> Self {
        let file_name = job.params.get("file_name");
        Self {
            id: job.id,
            kind: job.kind,
            file_name: file_name.and_then(|name| name.as_str()).map(str::to_owned),
        }
    }
}

/// A list of what everybody did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ActivityPage {
    /// Newest first.
    pub data: Vec<Activity>,
    /// Ask with it as `before` for what was done earlier; `None` at the end of what is kept.
    pub next_before: Option<Seq>,
}

/// The name of the event in which a stream tells of an [`Activity`].
pub const ACTIVITY_EVENT: &str = "activity";
/// The name of the event by which a stream shows, while it has nothing to tell, that it is
/// still there. Not a comment, which is as good to what lies between: a browser hands
/// comments to nobody.
pub const ALIVE_EVENT: &str = "alive";
/// The name of the event with which a stream says that what was missed is gone.
pub const RESET_EVENT: &str = "reset";
