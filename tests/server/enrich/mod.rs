//! Look-ups: what a real server makes of websites that real sockets serve, that it asks
//! them politely, and that it asks nobody else.

mod batch;
mod contacts;
mod fetching;
mod inside;
mod logos;
mod looked_up;
mod merged;
mod served;
pub mod web;
pub mod world;
