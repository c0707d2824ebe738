//! Putting a value, as JSON has it, into a field.

use crate::model::{Business, Field};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Puts a value as [`Field::value`] has it into a lead; `None` clears the field. Returns
/// whether it differed.
///
/// # Errors
/// When it is no value of the field.
pub(in crate::server::db) fn set(
    field: Field,
    value: Option<&Value>,
    to: &mut Business,
) -> Result<bool, serde_json::Error> {
    fn put<T: DeserializeOwned>(value: Value, to: &mut T) -> Result<(), serde_json::Error> {
        *to = serde_json::from_value(value)?;
        Ok(())
    }
    let none = match field {
        Field::Tags => Value::Array(Vec::new()),
        _ => Value::Null,
    };
    let value = value.cloned().unwrap_or(none);
    if field.value(to) == value {
        return Ok(false);
    }
    match field {
        Field::Name => put(value, &mut to.name),
        Field::Category => put(value, &mut to.category),
        Field::Street => put(value, &mut to.address.street),
        Field::City => put(value, &mut to.address.city),
        Field::Region => put(value, &mut to.address.region),
        Field::Postcode => put(value, &mut to.address.postcode),
        Field::Country => put(value, &mut to.address.country),
        Field::Lat => put(value, &mut to.lat),
        Field::Lon => put(value, &mut to.lon),
        Field::Phone => put(value, &mut to.phone),
        Field::Email => put(value, &mut to.email),
        Field::Website => put(value, &mut to.website),
        Field::Stage => put(value, &mut to.stage),
        Field::OwnerId => put(value, &mut to.owner_id),
        Field::Tags => put(value, &mut to.tags),
    }?;
    Ok(true)
}
