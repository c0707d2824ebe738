//! Servers that are killed at random moments while they work on jobs of every kind. What
//! is there in the end is what is there when nobody kills them.
//!
//! `KILLS` says how often each kind is killed, and `SEED` chooses other moments.

use crate::{
    importer::{User, csv, folder},
    process::Process,
};
use leadwire::model::{Business, Job, JobStatus, Page};
use std::{
    fmt::Debug,
    path::Path,
    time::{Duration, Instant},
};

/// How often each kind of job is killed, if nothing is said.
const KILLS: usize = 4;
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

    /// A while of less than `longest`: when the power fails is for nobody to choose.
    async fn pass(&mut self, longest: Duration) {
        let longest = u64::try_from(longest.as_micros()).expect("short");
        tokio::time::sleep(Duration::from_micros(self.below(longest))).await;
    }
}

/// What a kind of job is killed over.
pub struct Ordeal<'a> {
    /// What the server is told in its environment.
    pub environment: Vec<(&'static str, String)>,
    /// What stands in its folder before it begins.
    pub prepare: &'a dyn Fn(&Path),
}

impl Ordeal<'_> {
    /// Lets jobs be asked for and run to their end undisturbed, then kills servers over
    /// them: every time there is the same to be seen in the end.
    pub async fn run<T: PartialEq + Debug>(
        &self,
        ask: impl AsyncFn(&User) -> Vec<Job>,
        look: impl AsyncFn(&User, &[Job]) -> T,
    ) {
        let kills = number("KILLS").map_or(KILLS, |kills| kills as usize);
        let mut chance = Chance::new();
        let (expected, took) = self.undisturbed(&ask, &look).await;
        let (mut killed, mut rounds) = (0, 0);
        while killed < kills {
            rounds += 1;
            killed += self
                .disturbed(&ask, &look, (&expected, took), &mut chance, kills - killed)
                .await;
        }
        println!("{killed} kills over {rounds} rounds; undisturbed it takes {took:?}");
    }

    async fn begin(&self) -> (tempfile::TempDir, Process, User) {
        let folder = folder();
        (self.prepare)(folder.path());
        let process = Process::start_with(folder.path(), &self.environment);
        let user = process.user().await;
        (folder, process, user)
    }

    async fn undisturbed<T>(
        &self,
        ask: &impl AsyncFn(&User) -> Vec<Job>,
        look: &impl AsyncFn(&User, &[Job]) -> T,
    ) -> (T, Duration) {
        let (_folder, _process, user) = self.begin().await;
        let start = Instant::now();
        let mut ended = Vec::new();
        for job in ask(&user).await {
            ended.push(user.completed(&job).await);
        }
        let took = start.elapsed();
        (look(&user, &ended).await, took)
    }

    /// Kills servers over the same jobs until they have ended. Returns how many.
    async fn disturbed<T: PartialEq + Debug>(
        &self,
        ask: &impl AsyncFn(&User) -> Vec<Job>,
        look: &impl AsyncFn(&User, &[Job]) -> T,
        (expected, took): (&T, Duration),
        chance: &mut Chance,
        most: usize,
    ) -> usize {
        let (folder, mut process, mut user) = self.begin().await;
        let jobs = ask(&user).await;
        let (mut killed, mut in_vain, mut before) = (0, 0, done(&user, &jobs).await);
        while killed < most {
            if in_vain == PATIENCE {
                // Killed once more, it would rightly be given up.
                while done(&user, &jobs).await == before {
                    tokio::task::yield_now().await;
                }
                chance.pass(Duration::from_millis(20)).await;
            } else {
                chance.pass(took).await;
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
            in_vain = if after == before { in_vain + 1 } else { 0 };
            before = after;
        }
        let mut ended = Vec::new();
        for job in &jobs {
            ended.push(user.completed(job).await);
        }
        assert_eq!(look(&user, &ended).await, *expected, "after {killed} kills");
        let stats = user.stats().await.jobs;
        assert_eq!((stats.queued, stats.running, stats.failed), (0, 0, 0));
        killed
    }
}

/// How far jobs are: units done, of those that have not ended.
async fn done(user: &User, jobs: &[Job]) -> Vec<(JobStatus, u64)> {
    let mut all = Vec::new();
    for job in jobs {
        let now = user.job(job).await;
        // Waiting and running are the same to whoever kills.
        let status = match now.status {
            JobStatus::Queued => JobStatus::Running,
            status => status,
        };
        all.push((status, now.done));
    }
    all
}

/// All leads but for their ids and times, each with its version: one that was written
/// twice has another.
pub async fn leads(user: &User) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/businesses?limit=200{cursor}");
        let page: Page<Business> = user.get(&path).await;
        for lead in &page.data {
            let mut lead = serde_json::to_value(lead).expect("JSON");
            for volatile in ["id", "created_at", "updated_at"] {
                lead[volatile].take();
            }
            all.push(lead.to_string());
        }
        match page.meta.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_that_are_killed_at_random_end_as_if_nothing_had_been() {
    let ordeal = Ordeal {
        environment: Vec::new(),
        prepare: &|_| (),
    };
    ordeal
        .run(
            async |user| {
                let mut jobs = Vec::new();
                for (name, rows) in [("long.csv", 12_000), ("short.csv", 300)] {
                    // The third row of each is none.
                    let text = csv(rows).replacen("\n2,Company 2,", "\n2,,", 1);
                    jobs.push(user.import(name, text).await);
                }
                jobs
            },
            async |user, jobs| {
                let reports: Vec<_> = jobs.iter().map(|job| job.report.clone()).collect();
                (reports, leads(user).await)
            },
        )
        .await;
}
