//! The texts of a lead: how to read each, and how to change it.

use crate::{
    components::format,
    model::{AddressChanges, Business, BusinessChanges},
};

/// A text of a lead.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// As it is edited.
    pub read: fn(&Business) -> Option<String>,
    /// As it is shown.
    pub show: fn(&str) -> String,
    /// The change of it to a value; `None` clears it.
    pub change: fn(Option<String>) -> BusinessChanges,
    /// The kind of `input`.
    pub kind: &'static str,
}

fn plain(text: &str) -> String {
    text.to_owned()
}

/// What it is.
pub const BUSINESS: [Field; 3] = [
    Field {
        name: "Name",
        read: |lead| Some(lead.name.clone()),
        show: plain,
        change: |value| BusinessChanges {
            name: value,
            ..Default::default()
        },
        kind: "text",
    },
    Field {
        name: "Category",
        read: |lead| lead.category.clone(),
        show: format::category,
        change: |value| BusinessChanges {
            category: Some(value),
            ..Default::default()
        },
        kind: "text",
    },
    Field {
        name: "Tags",
        read: |lead| Some(lead.tags.join(", ")).filter(|tags| !tags.is_empty()),
        show: plain,
        change: |value| BusinessChanges {
            tags: Some(tags(&value.unwrap_or_default())),
            ..Default::default()
        },
        kind: "text",
    },
];

/// How to reach it.
pub const CONTACT: [Field; 3] = [
    Field {
        name: "Phone",
        read: |lead| lead.phone.clone(),
        show: format::phone,
        change: |value| BusinessChanges {
            phone: Some(value),
            ..Default::default()
        },
        kind: "tel",
    },
    Field {
        name: "E-mail",
        read: |lead| lead.email.clone(),
        show: plain,
        change: |value| BusinessChanges {
            email: Some(value),
            ..Default::default()
        },
        kind: "email",
    },
    Field {
        name: "Website",
        read: |lead| lead.website.clone(),
        show: |url| format::site(url).to_owned(),
        change: |value| BusinessChanges {
            website: Some(value.map(|site| url(&site))),
            ..Default::default()
        },
        kind: "url",
    },
];

/// Where it is.
pub const ADDRESS: [Field; 5] = [
    Field {
        name: "Street",
        read: |lead| lead.address.street.clone(),
        show: plain,
        change: |value| {
            part(AddressChanges {
                street: Some(value),
                ..Default::default()
            })
        },
        kind: "text",
    },
    Field {
        name: "Postcode",
        read: |lead| lead.address.postcode.clone(),
        show: plain,
        change: |value| {
            part(AddressChanges {
                postcode: Some(value),
                ..Default::default()
            })
        },
        kind: "text",
    },
    Field {
        name: "City",
        read: |lead| lead.address.city.clone(),
        show: plain,
        change: |value| {
            part(AddressChanges {
                city: Some(value),
                ..Default::default()
            })
        },
        kind: "text",
    },
    Field {
        name: "Region",
        read: |lead| lead.address.region.clone(),
        show: plain,
        change: |value| {
            part(AddressChanges {
                region: Some(value),
                ..Default::default()
            })
        },
        kind: "text",
    },
    Field {
        name: "Country",
        read: |lead| lead.address.country.clone(),
        show: plain,
        change: |value| {
            part(AddressChanges {
                country: Some(value.map(|code| code.to_uppercase())),
                ..Default::default()
            })
        },
        kind: "text",
    },
];

fn part(address: AddressChanges) -> BusinessChanges {
    BusinessChanges {
        address: Some(address),
        ..Default::default()
    }
}

/// The change of a text, by its name, to what somebody wrote.
///
/// # Errors
/// What is wrong with it, for people.
pub fn change(name: &str, text: &str) -> Result<BusinessChanges, String> {
    if let Some(fault) = fault(name, text) {
        return Err(fault);
    }
    let mut fields = BUSINESS.iter().chain(&CONTACT).chain(&ADDRESS);
    let field = fields.find(|field| field.name == name);
    let field = field.ok_or_else(|| format!("{name} cannot be changed here."))?;
    let value = Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok((field.change)(value))
}

/// Labels between commas.
pub fn tags(text: &str) -> Vec<String> {
    text.split(',')
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// An address of the web, also where somebody left out how it begins.
pub fn url(site: &str) -> String {
    if site.contains("://") {
        site.to_owned()
    } else {
        format!("https://{site}")
    }
}

/// What is wrong with a value, before the server is asked.
pub fn fault(name: &str, value: &str) -> Option<String> {
    match name {
        "Name" if value.is_empty() => Some("A lead needs a name.".into()),
        "E-mail" if !value.is_empty() && !value.contains('@') => {
            Some("An e-mail address has an @.".into())
        }
        "Country" if !value.is_empty() && value.chars().count() != 2 => {
            Some("Two letters, such as FI.".into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_as_people_write_them() {
        assert_eq!(tags(" vip, ,cold "), ["vip", "cold"]);
        assert_eq!(url("ekberg.fi"), "https://ekberg.fi");
        assert_eq!(url("http://ekberg.fi"), "http://ekberg.fi");
        assert!(fault("E-mail", "nobody").is_some() && fault("E-mail", "").is_none());
        assert!(fault("Country", "FIN").is_some() && fault("Country", "åå").is_none());
    }
}
