//! Enrichment: what the extractor finds on whole sites, and that no page can make it panic or wait.

mod corpus;
mod robust;
mod score;
