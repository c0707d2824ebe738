//! Deduplication against a real extract: labelled pairs, perturbed copies, coverage of
//! the tree of categories.

mod coverage;
mod documented;
mod evaluate;
mod extract;
mod labels;
mod perturb;
