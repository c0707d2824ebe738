//! Enrichment: what the extractor finds on whole sites, and that no page can make it panic
//! or wait. What look-ups make of websites that real sockets serve is with the server's
//! tests.

mod corpus;
mod robust;
mod score;
mod visit;
