//! What a row is known by that has no name for itself.

use crate::model::NewBusiness;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A name for a row that has none: what it is called and where it is. Where
/// nothing says where it is, how it is reached.
pub fn fingerprint(lead: &NewBusiness) -> String {
    let address = &lead.address;
    let mut parts = vec![
        address.street.as_deref().unwrap_or_default().to_lowercase(),
        address.city.as_deref().unwrap_or_default().to_lowercase(),
        address
            .postcode
            .as_deref()
            .unwrap_or_default()
            .to_lowercase(),
        lead.lat.map(|lat| lat.to_string()).unwrap_or_default(),
        lead.lon.map(|lon| lon.to_string()).unwrap_or_default(),
    ];
    if parts.iter().all(String::is_empty) {
        for text in [&lead.phone, &lead.email, &lead.website] {
            parts.push(text.clone().unwrap_or_default());
        }
    }
    let mut hash = Sha256::new();
    hash.update(lead.name.to_lowercase());
    for part in parts {
        hash.update([0]);
        hash.update(part);
    }
    let hash = hash.finalize();
    let mut text = String::from("row/");
    for byte in &hash[..16] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
