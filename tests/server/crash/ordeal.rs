//! Jobs that run undisturbed, and the same jobs under servers that are killed.

use crate::{
    importer::{User, folder},
    process::Process,
};
use leadwire::model::{Job, JobStatus};
use std::fmt::Debug;

/// How often each kind of job is killed, if nothing is said.
const KILLS: usize = 3;
/// A job that has been killed so often without getting further is let work.
const PATIENCE: u32 = 2;

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Numbers that look random, the same for the same seed (Vigna's SplitMix64).
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let seed = number("SEED").unwrap_or_else(|| u64::from(std::process::id()));
        println!("SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// What a kind of job is killed over.
#[derive(Default)]
pub struct Ordeal {
    /// What the server is told in its environment.
    pub environment: Vec<(&'static str, String)>,
    /// Units that jobs have done before they are killed.
    pub from: u64,
}

impl Ordeal {
    /// Lets jobs be asked for and run to their end undisturbed, then kills servers over
    /// them: every time there is the same to be seen in the end.
    pub async fn run<T: PartialEq + Debug>(
        &self,
        ask: impl AsyncFn(&User) -> Vec<Job>,
        look: impl AsyncFn(&User, &[Job]) -> T,
    ) {
        let kills = number("KILLS").map_or(KILLS, |kills| kills as usize);
        let mut chance = Chance::new();
        let (expected, looks) = self.undisturbed(&ask, &look).await;
        let (mut killed, mut rounds) = (0, 0);
        while killed < kills {
            rounds += 1;
            killed += self
                .disturbed(&ask, &look, (&expected, looks), &mut chance, kills - killed)
                .await;
        }
        println!("{killed} kills over {rounds} rounds; undisturbed it is over after {looks} looks");
    }

    async fn begin(&self) -> (tempfile::TempDir, Process, User) {
        let folder = folder();
        let process = Process::start_with(folder.path(), &self.environment);
        let user = process.user().await;
        (folder, process, user)
    }

    async fn undisturbed<T>(
        &self,
        ask: &impl AsyncFn(&User) -> Vec<Job>,
        look: &impl AsyncFn(&User, &[Job]) -> T,
    ) -> (T, u64) {
        let (_folder, _process, user) = self.begin().await;
        let jobs = ask(&user).await;
        self.reached(&user, &jobs).await;
        let mut looks = 0;
        while done(&user, &jobs)
            .await
            .iter()
            .any(|(status, _)| status.is_active())
        {
            looks += 1;
        }
        let mut ended = Vec::new();
        for job in &jobs {
            ended.push(user.completed(job).await);
        }
        (look(&user, &ended).await, looks)
    }

    /// Waits until jobs are where killing begins.
    async fn reached(&self, user: &User, jobs: &[Job]) {
        for job in jobs {
            let is_there = |job: &Job| job.done >= self.from || !job.status.is_active();
            user.job_when(job, is_there).await;
        }
    }

    /// Kills servers over the same jobs until they have ended. Returns how many.
    async fn disturbed<T: PartialEq + Debug>(
        &self,
        ask: &impl AsyncFn(&User) -> Vec<Job>,
        look: &impl AsyncFn(&User, &[Job]) -> T,
        (expected, looks): (&T, u64),
        chance: &mut Chance,
        most: usize,
    ) -> usize {
        let (folder, mut process, mut user) = self.begin().await;
        let jobs = ask(&user).await;
        let (mut killed, mut before) = (0, done(&user, &jobs).await);
        let mut in_vain = vec![0; jobs.len()];
        while killed < most {
            self.reached(&user, &jobs).await;
            // When the power fails is for nobody to choose: after so many looks at the jobs,
            // fewer than it takes to see them end.
            for _ in 0..chance.below(looks) {
                done(&user, &jobs).await;
            }
            // Killed once more, they would rightly be given up.
            for (index, job) in jobs.iter().enumerate() {
                if in_vain[index] == PATIENCE {
                    let (_, so_far) = before[index];
                    let gets_on = |job: &Job| units(job) > so_far || !job.status.is_active();
                    user.job_when(job, gets_on).await;
                }
            }
            let now = done(&user, &jobs).await;
            if now.iter().all(|(status, _)| !status.is_active()) {
                break;
            }
            process.kill();
            killed += 1;
            process = Process::start_with(folder.path(), &self.environment);
            user = user.at(&process);
            // What was told may be less than what was done: the next look is after it.
            let after = done(&user, &jobs).await;
            for (index, in_vain) in in_vain.iter_mut().enumerate() {
                let is_in_vain = after[index] == before[index];
                *in_vain = if is_in_vain { *in_vain + 1 } else { 0 };
            }
            before = after;
        }
        let mut ended = Vec::new();
        for job in &jobs {
            ended.push(user.completed(job).await);
        }
        let found = look(&user, &ended).await;
        assert!(
            found == *expected,
            "after {killed} kills: {}",
            difference(&found, expected)
        );
        let stats = user.stats().await.jobs;
        assert_eq!((stats.queued, stats.running, stats.failed), (0, 0, 0));
        killed
    }
}

/// Where two of many leads begin to differ.
fn difference(found: &impl Debug, expected: &impl Debug) -> String {
    let (found, expected) = (format!("{found:?}"), format!("{expected:?}"));
    let mut pairs = found.chars().zip(expected.chars());
    let at = pairs.position(|(a, b)| a != b).unwrap_or_default();
    let near = |text: &str| -> String {
        text.chars()
            .skip(at.saturating_sub(200))
            .take(400)
            .collect()
    };
    format!("«{}» instead of «{}»", near(&found), near(&expected))
}

/// How far a job is: its units, then the leads that were found to be others.
fn units(job: &Job) -> u64 {
    let settled = job.report.as_ref();
    job.done + settled.map_or(0, |report| report.merged + report.proposed)
}

/// How far jobs are, of those that have not ended.
async fn done(user: &User, jobs: &[Job]) -> Vec<(JobStatus, u64)> {
    let mut all = Vec::new();
    for job in jobs {
        let now = user.job(job).await;
        // Waiting and running are the same to whoever kills.
        let status = match now.status {
            JobStatus::Queued => JobStatus::Running,
            status => status,
        };
        all.push((status, units(&now)));
    }
    all
}
