//! Properties of a feature as a lead.

use super::super::{
    csv,
    mapping::Mapping,
    osm::{KEYS, Tags},
    values,
};
use crate::model::{ImportField, NewBusiness, Stage};
use serde_json::{Map, Value};

/// What properties say.
pub struct Lead {
    /// The lead, without place and source.
    pub lead: NewBusiness,
    /// What it is known by, if that was said.
    pub id: Option<String>,
    /// Who knows it by that, if that was said.
    pub kind: Option<String>,
}

/// What a property of this name seems to be.
pub fn guess(key: &str) -> Option<ImportField> {
    let lower = key.to_lowercase();
    let is_tag = KEYS.contains(&lower.as_str())
        || ["addr:", "contact:"]
            .iter()
            .any(|start| lower.starts_with(start));
    if is_tag {
        return Some(ImportField::Osm);
    }
    // Map data has its ids elsewhere, and means something else by these.
    csv::guess(key).filter(|field| !matches!(field, ImportField::Id | ImportField::Source))
}

/// Properties as a lead, by what `mapping` says, else by their names; `None` without a
/// name.
///
/// # Errors
/// Which value cannot be taken.
pub fn lead(
    properties: &Map<String, Value>,
    mapping: Option<&Mapping>,
) -> Result<Option<Lead>, String> {
    match mapping {
        None => Ok(by_name(properties).map(|lead| Lead {
            lead,
            id: None,
            kind: None,
        })),
        Some(mapping) => by_mapping(properties, mapping),
    }
}

fn by_name(properties: &Map<String, Value>) -> Option<NewBusiness> {
    let texts: Vec<(String, String)> = properties
        .iter()
        .filter_map(|(key, value)| Some((key.to_lowercase(), text(value)?)))
        .collect();
    let pairs = || {
        texts
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    };
    let mut lead = Tags::read(pairs()).lead()?;
    let get = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| pairs().find(|(key, _)| key == name));
        found.and_then(|(_, value)| values::some(value))
    };
    // What a map does not call so, a lead does.
    let address = &mut lead.address;
    for (field, names) in [
        (&mut lead.category, &["category"][..]),
        (&mut address.street, &["street", "address"]),
        (&mut address.city, &["city"]),
        (&mut address.region, &["region", "state"]),
        (&mut address.postcode, &["postcode", "zip"]),
        (&mut address.country, &["country"]),
    ] {
        if field.is_none() {
            *field = get(names);
        }
    }
    lead.address.country = lead.address.country.map(values::country);
    Some(lead)
}

fn by_mapping(properties: &Map<String, Value>, mapping: &Mapping) -> Result<Option<Lead>, String> {
    let mut tags = Vec::new();
    let mut said = Vec::new();
    for (key, value) in properties {
        let Some((field, text)) = mapping.field(key).zip(text(value)) else {
            continue;
        };
        match field {
            ImportField::Osm => tags.push((key.to_lowercase(), text)),
            field => said.push((field, text)),
        }
    }
    let name = said.iter().find(|(field, _)| *field == ImportField::Name);
    if let Some((_, name)) = name {
        tags.retain(|(key, _)| key != "name");
        tags.push(("name".into(), name.clone()));
    }
    let pairs = tags.iter().map(|(key, text)| (key.as_str(), text.as_str()));
    let Some(mut lead) = Tags::read(pairs).lead() else {
        return Ok(None);
    };
    let (mut id, mut kind) = (None, None);
    for (field, text) in said {
        match field {
            // A reference says it better than an id.
            ImportField::Ref => id = Some(text),
            ImportField::Id => id = id.or(Some(text)),
            ImportField::Source => kind = Some(text).filter(|kind| kind.len() <= 50),
            field => set(&mut lead, field, text)?,
        }
    }
    lead.address.country = lead.address.country.map(values::country);
    Ok(Some(Lead { lead, id, kind }))
}

/// Gives a field the value that a property says.
fn set(lead: &mut NewBusiness, field: ImportField, text: String) -> Result<(), String> {
    match field {
        ImportField::Category => lead.category = Some(text),
        ImportField::Street => lead.address.street = Some(text),
        ImportField::City => lead.address.city = Some(text),
        ImportField::Region => lead.address.region = Some(text),
        ImportField::Postcode => lead.address.postcode = Some(text),
        ImportField::Country => lead.address.country = Some(text),
        ImportField::Lat => lead.lat = Some(degrees("lat", &text)?),
        ImportField::Lon => lead.lon = Some(degrees("lon", &text)?),
        ImportField::Phone => lead.phone = values::phone(&text),
        ImportField::Email => lead.email = values::email(&text),
        ImportField::Website => lead.website = values::website(&text),
        ImportField::Stage => {
            let stage = text.to_lowercase().parse::<Stage>();
            lead.stage = stage.map_err(|()| format!("stage {text:?} is none"))?;
        }
        ImportField::Tags => {
            let tags = text.split(';').map(|tag| tag.trim().to_owned());
            lead.tags = tags.filter(|tag| !tag.is_empty()).collect();
        }
        ImportField::Name
        | ImportField::Id
        | ImportField::Ref
        | ImportField::Source
        | ImportField::Osm => {}
    }
    Ok(())
}

fn degrees(name: &str, text: &str) -> Result<f64, String> {
    let number = text.replace(',', ".").parse::<f64>().ok();
    number
        .filter(|degrees| degrees.is_finite())
        .ok_or_else(|| format!("{name} {text:?} is no number"))
}

/// A value as text; nothing if it is none.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => values::some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
