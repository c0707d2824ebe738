//! Lists as people ask for them, over and over.

use super::{Failure, User};
use serde_json::Value;
use std::{
    fmt,
    time::{Duration, Instant},
};

/// What is asked in turn.
const LISTS: [&str; 6] = [
    "/businesses?limit=50",
    "/businesses?limit=50&sort=name",
    "/businesses?limit=50&q=liike%2012",
    "/businesses?limit=50&city=Kaupunki%207",
    "/businesses?limit=50&enrichment_status=pending&sort=-created_at",
    "/businesses?limit=50&q=kahvila&sort=city",
];
/// People who ask, each as soon as they have their answer and have looked at it.
const PEOPLE: usize = 4;
/// How long that is.
const LOOK: Duration = Duration::from_millis(20);

/// How long answers took, in milliseconds, sorted.
pub struct Lists(Vec<f64>);

impl Lists {
    /// Asks for so long.
    pub async fn ask(user: &User, measured: Duration) -> Result<Self, Failure> {
        let mut people = tokio::task::JoinSet::new();
        for person in 0..PEOPLE {
            let user = user.clone();
            people.spawn(async move {
                let start = Instant::now();
                let mut took = Vec::new();
                for list in LISTS.iter().cycle().skip(person) {
                    if start.elapsed() >= measured {
                        break;
                    }
                    let asked = Instant::now();
                    let _: Value = user.get(list).await?;
                    took.push(asked.elapsed().as_secs_f64() * 1_000.0);
                    tokio::time::sleep(LOOK).await;
                }
                Ok::<_, Failure>(took)
            });
        }
        let mut all = Vec::new();
        while let Some(took) = people.join_next().await {
            all.extend(took??);
        }
        all.sort_by(f64::total_cmp);
        Ok(Self(all))
    }

    fn at(&self, share: f64) -> f64 {
        let place = (self.0.len() as f64 * share) as usize;
        self.0
            .get(place.min(self.0.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0.0)
    }

    /// 99 of 100 took no longer.
    pub fn p99(&self) -> f64 {
        self.at(0.99)
    }
}

impl fmt::Display for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} answers, p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
            self.0.len(),
            self.at(0.5),
            self.at(0.95),
            self.p99()
        )
    }
}
