//! One million leads against ten thousand new ones: time and memory.
//!
//! Leads are made up, the same from run to run: in 200 towns of different sizes, names
//! of common and of rare words, one in ten of a chain, one in three with a phone, half
//! with a website and an address. Of the new ones half are perturbed copies of known
//! leads, half are strangers in the same towns.
//!
//! `cargo bench --bench dedupe [-- KNOWN NEW]`

mod town;

use leadwire::server::dedupe::{Index, Print, Verdict, decide, score};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let mut sizes = std::env::args().skip(1).filter_map(|arg| arg.parse().ok());
    let (known, new) = (
        sizes.next().unwrap_or(1_000_000),
        sizes.next().unwrap_or(10_000),
    );
    let world = town::World::new(2_026);

    let before = resident();
    let start = Instant::now();
    let mut index = Index::default();
    for n in 0..known {
        index.insert(n, &Print::new(&world.lead(n), Some("FI")));
    }
    let built = start.elapsed();
    println!(
        "{known} leads filed in {:.1} s ({:.0} µs each, normalising included); {} MB by count, {} MB resident",
        built.as_secs_f64(),
        built.as_secs_f64() * 1e6 / f64::from(known),
        index.bytes() / 1_000_000,
        (resident().saturating_sub(before)) / 1_000_000,
    );

    let leads: Vec<_> = (0..new).map(|n| world.new_lead(n, known)).collect();
    let start = Instant::now();
    let prints: Vec<_> = leads
        .iter()
        .map(|(_, facts)| Print::new(facts, Some("FI")))
        .collect();
    let normalised = start.elapsed();
    let start = Instant::now();
    let mut slowest = std::time::Duration::ZERO;
    let mut candidates = Vec::with_capacity(prints.len());
    for print in &prints {
        let one = Instant::now();
        candidates.push(index.candidates(print));
        slowest = slowest.max(one.elapsed());
    }
    let found = start.elapsed();
    let pairs: usize = candidates.iter().map(Vec::len).sum();

    // The known leads are fetched from a store, which is not measured here.
    let fetched: Vec<Vec<_>> = candidates
        .iter()
        .map(|ids| {
            ids.iter()
                .map(|id| (*id, Print::new(&world.lead(*id), Some("FI"))))
                .collect()
        })
        .collect();
    let start = Instant::now();
    let verdicts: Vec<_> = prints
        .iter()
        .zip(&fetched)
        .map(|(print, fetched)| {
            let scores = fetched.iter().map(|(id, other)| {
                let around = index.surroundings(print, other);
                (*id, score(print, other, index.census(), around))
            });
            decide(scores, |_, _| false)
        })
        .collect();
    let scored = start.elapsed();

    let (mut merged, mut right, mut asked, mut in_candidates, mut copies) = (0, 0, 0, 0, 0);
    for (((truth, _), verdict), ids) in leads.iter().zip(&verdicts).zip(&candidates) {
        copies += usize::from(truth.is_some());
        in_candidates += usize::from(truth.is_some_and(|id| ids.contains(&id)));
        match verdict {
            Verdict::Merge(id) => {
                merged += 1;
                right += usize::from(Some(*id) == *truth);
            }
            Verdict::Propose(_) => asked += 1,
            Verdict::Leave => {}
        }
    }
    println!(
        "{new} new: normalised in {:.2} s, candidates in {:.2} s ({pairs} pairs, slowest {:.1} ms), scored and \
         decided in {:.2} s; all {:.2} s",
        normalised.as_secs_f64(),
        found.as_secs_f64(),
        slowest.as_secs_f64() * 1e3,
        scored.as_secs_f64(),
        (normalised + found + scored).as_secs_f64(),
    );
    println!(
        "{copies} are copies: {in_candidates} among the candidates; merged {merged} (right {right}), asked {asked}"
    );

    let start = Instant::now();
    let many = known.min(100_000);
    for n in 0..many {
        index.insert(n, &Print::new(&world.lead(n), Some("FI")));
    }
    println!(
        "updated at {:.1} µs each",
        start.elapsed().as_secs_f64() * 1e6 / f64::from(many)
    );
}

/// Bytes of memory that the process has.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: usize = text
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0);
    pages * 4_096
}
