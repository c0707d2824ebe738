//! The terms of up to 65,536 leads: runs, and what came since.

use super::{Run, Set, WORDS, run::Writer};
use std::{
    collections::BTreeMap,
    ops::Bound::{Included, Unbounded},
};

/// Leads that came or changed one by one before they are merged into a run.
const FRESH: u32 = 1 << 12;

/// The terms of up to [`SEGMENT`](super::SEGMENT) leads.
#[derive(Debug, Default)]
pub struct Segment {
    /// Large ones first.
    runs: Vec<Run>,
    /// Leads whose terms in runs no longer hold.
    stale: Option<Box<Set>>,
    fresh: BTreeMap<Box<str>, Vec<u16>>,
    /// Leads in `fresh`.
    fresh_leads: u32,
}

impl Segment {
    /// Takes in a lead; the same lead as often as its terms change.
    pub fn insert(&mut self, at: u16, before: Option<&[Box<str>]>, terms: &[Box<str>]) {
        if let Some(before) = before {
            let stale = self.stale.get_or_insert_with(|| Box::new([0; WORDS]));
            stale[usize::from(at) / 64] |= 1 << (at % 64);
            for term in before {
                if let Some(leads) = self.fresh.get_mut(term)
                    && let Ok(place) = leads.binary_search(&at)
                {
                    leads.remove(place);
                }
            }
        }
        for term in terms {
            if let Some(leads) = self.fresh.get_mut(term) {
                if let Err(place) = leads.binary_search(&at) {
                    leads.insert(place, at);
                }
            } else {
                self.fresh.insert(term.clone(), vec![at]);
            }
        }
        self.fresh_leads += 1;
    }

    /// Whether enough leads came one by one to merge them.
    pub fn is_full(&self) -> bool {
        self.fresh_leads >= FRESH
    }

    /// Heap bytes, nearly.
    pub fn bytes(&self) -> usize {
        self.runs.iter().map(Run::bytes).sum::<usize>()
            + self.fresh.len() * 100
            + self.stale.as_ref().map_or(0, |_| WORDS * 8)
    }

    /// Merges everything into one run.
    pub fn seal(&mut self) {
        let mut fresh = Run::of(self.fresh_leads as usize);
        let mut writer = Writer::default();
        for (term, leads) in std::mem::take(&mut self.fresh) {
            writer.put(&mut fresh, term.as_bytes(), &leads);
        }
        let stale = self.stale.take();
        let runs = std::mem::take(&mut self.runs).into_iter();
        let old = runs.reduce(|a, b| Run::merge(&a, &b, stale.as_deref()));
        let stale = stale.as_deref();
        self.runs = vec![match old {
            // What is fresh is not stale: the old is rid of that first.
            Some(old) => Run::merge(&Run::merge(&old, &Run::default(), stale), &fresh, None),
            None => fresh,
        }];
        self.fresh_leads = 0;
    }

    /// Takes in a run of leads that are new. Merged with those that are not much
    /// larger, so that there are few runs and each lead is merged few times.
    pub fn push(&mut self, mut run: Run) {
        while let Some(last) = self.runs.pop_if(|last| last.size <= 2 * run.size) {
            run = Run::merge(&last, &run, self.stale.as_deref());
        }
        self.runs.push(run);
    }

    /// The leads with a term that begins with `start`, or is it.
    pub(super) fn with(&self, start: &str, exact: bool) -> Box<Set> {
        let mut set: Box<Set> = Box::new([0; WORDS]);
        for run in &self.runs {
            run.collect(start.as_bytes(), exact, &mut set);
        }
        if let Some(stale) = &self.stale {
            set.iter_mut().zip(stale.iter()).for_each(|(a, b)| *a &= !b);
        }
        for (term, leads) in self.fresh.range::<str, _>((Included(start), Unbounded)) {
            if !(if exact {
                **term == *start
            } else {
                term.starts_with(start)
            }) {
                break;
            }
            for lead in leads {
                set[usize::from(*lead) / 64] |= 1 << (lead % 64);
            }
        }
        set
    }
}
