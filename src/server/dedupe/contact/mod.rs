//! Ways to reach a business, in the form in which they can be compared.

pub mod address;
pub mod phone;
pub mod site;
