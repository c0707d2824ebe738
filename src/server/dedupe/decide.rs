//! What becomes of a lead, given all that it was compared with.

use super::{MERGE, PROPOSE, Score};
use serde::{Deserialize, Serialize};

/// A second candidate this near in log-odds makes it unsure which is meant.
const MARGIN: f64 = 1.5;

/// What becomes of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict<Id> {
    /// It is this lead.
    Merge(Id),
    /// It may be one of these, the likeliest first; a person is asked.
    Propose(Vec<Id>),
    /// It is none that is known.
    Leave,
}

/// Decides. It is merged if exactly one candidate is sure enough, and no other that is
/// sure enough to be asked about comes near it: two branches side by side are both like
/// a third that does not say which it is.
///
/// `same` says whether two candidates are known to be one business (found to be
/// duplicates of each other): they do not stand in each other's way.
pub fn decide<Id: Copy + Ord>(
    candidates: impl IntoIterator<Item = (Id, Score)>,
    same: impl Fn(Id, Id) -> bool,
) -> Verdict<Id> {
    let mut likely: Vec<(Id, Score)> = candidates
        .into_iter()
        .filter(|(_, score)| score.value >= PROPOSE)
        .collect();
    likely.sort_by(|(a, x), (b, y)| {
        y.value
            .total_cmp(&x.value)
            .then(y.points.total_cmp(&x.points))
            .then(a.cmp(b))
    });
    let Some((best, score)) = likely.first() else {
        return Verdict::Leave;
    };
    let unsure = likely
        .iter()
        .skip(1)
        .any(|(other, next)| next.points > score.points - MARGIN && !same(*best, *other));
    if score.value >= MERGE && !unsure {
        return Verdict::Merge(*best);
    }
    Verdict::Propose(likely.into_iter().map(|(id, _)| id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(points: f64) -> Score {
        Score {
            value: 1.0 / (1.0 + (-points).exp()),
            points,
            parts: Vec::new(),
            guards: Vec::new(),
        }
    }

    #[test]
    fn one_sure_candidate_is_merged() {
        let never = |_, _| false;
        assert_eq!(
            decide([(1, score(5.0)), (2, score(-3.0))], never),
            Verdict::Merge(1)
        );
        assert_eq!(decide([(1, score(1.0))], never), Verdict::Propose(vec![1]));
        assert_eq!(decide([(1, score(-1.0))], never), Verdict::Leave);
        assert_eq!(decide::<u8>([], never), Verdict::Leave);
    }

    #[test]
    fn two_that_are_as_likely_are_asked_about() {
        let candidates = || [(1, score(5.0)), (2, score(5.5))];
        assert_eq!(
            decide(candidates(), |_, _| false),
            Verdict::Propose(vec![2, 1])
        );
        assert_eq!(
            decide(candidates(), |_, _| true),
            Verdict::Merge(2),
            "they are duplicates"
        );
    }
}
