//! Enrichment: finds out how a business can be reached, from its own web pages.

pub mod extract;
