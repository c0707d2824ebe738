//! What is known of a business, as sources and people write it.

use crate::model::{Address, Business};

/// What two businesses are compared by. Everything but the name may be missing;
/// what a source knows beyond a lead (other names, brand, floor) makes the answer
/// surer, but is not needed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The name on the door.
    pub name: String,
    /// The same in other languages, former and short names, and the like.
    pub other_names: Vec<String>,
    /// The chain it belongs to.
    pub brand: Option<String>,
    /// What tells it from the others of its chain: `Kamppi`.
    pub branch: Option<String>,
    /// An id of our tree, or what the source calls it.
    pub category: Option<String>,
    /// Degrees of latitude and longitude, WGS 84.
    pub at: Option<(f64, f64)>,
    /// Phone numbers, however written; one string may hold several, with `;` between.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Websites.
    pub websites: Vec<String>,
    /// Postal address.
    pub address: Address,
    /// The floor: `2`, `-1`, `0;1`.
    pub level: Option<String>,
    /// Door or unit within the house number: `A 12`.
    pub unit: Option<String>,
}

impl From<&Business> for Facts {
    fn from(business: &Business) -> Self {
        Self {
            name: business.name.clone(),
            category: business.category.clone(),
            at: business.lat.zip(business.lon),
            phones: business.phone.iter().cloned().collect(),
            emails: business.email.iter().cloned().collect(),
            websites: business.website.iter().cloned().collect(),
            address: business.address.clone(),
            ..Self::default()
        }
    }
}
