//! What schema.org items say of a business.

use super::super::fact::{Draft, Found, Person, Value, Zone};
use super::super::{Page, address, email, hours, people, phone, social};
use super::item::{Item, Val};
use super::{Data, zone};

/// Items inside of items are looked at this deep.
const DEEPEST: usize = 7;

/// Properties that lead to the business or a part of it. What is not here (author, creator, review, brand, sponsor,
/// hiringOrganization, organizer …) speaks of somebody or something else.
#[rustfmt::skip]
static PARTS: &[&str] = &["mainentity", "mainentityofpage", "about", "publisher", "department", "suborganization", "location", "haspart", "contains", "containsplace", "branch", "provider", "@graph", "address", "contactpoint", "contactpoints", "itemlistelement", "item", "worksfor"];
#[rustfmt::skip]
static PEOPLE: &[(&str, &str)] = &[("employee", ""), ("employees", ""), ("founder", "Founder"), ("founders", "Founder"), ("member", ""), ("members", ""), ("owner", "Owner"), ("ceo", "CEO")];

/// Reads every fact of a page's structured data. Confidence 0.95; a name without a role 0.8.
pub(in super::super) fn facts(page: &Page, data: &Data, drafts: &mut Vec<Draft>) {
    for entry in &data.entries {
        let mut reader = Reader {
            page,
            found: entry.found,
            zone: zone(entry, page.lines, page.dom),
            country: entry.item.find_country(4),
            drafts,
        };
        reader.item(&entry.item, DEEPEST);
    }
}

struct Reader<'a, 'p> {
    page: &'a Page<'p>,
    found: Found,
    zone: Zone,
    country: Option<String>,
    drafts: &'a mut Vec<Draft>,
}

impl Reader<'_, '_> {
    fn push(&mut self, value: Value, label: Option<String>) {
        self.drafts
            .push(Draft::new(value, self.found, self.zone, 0.95).label(label));
    }

    fn item(&mut self, item: &Item, depth: usize) {
        if depth == 0 {
            return;
        }
        if item.is("person") {
            // An author of posts is no contact; somebody with a job is.
            if item.has("jobtitle") || item.has("role") {
                self.person(item, "");
            }
            if self.found != Found::JsonLd {
                return;
            }
        } else if item.is("postaladdress") {
            self.address(item);
        } else if item.is_business() || item.is("contactpoint") {
            self.business(item);
        }
        for name in PARTS {
            for part in item.items(name) {
                if part.is("person")
                    || part.is("product")
                    || part.is("event")
                    || part.is("offer")
                    || (*name == "item" && !part.is_business())
                {
                    continue;
                }
                // `location` of an article or an event is a place of others.
                if *name == "location" && !item.is_business() {
                    continue;
                }
                self.item(part, depth - 1);
            }
        }
        if item.is_business() {
            for (name, role) in PEOPLE {
                for part in item.items(name) {
                    self.member(part, role, depth - 1);
                }
                for text in item
                    .props
                    .iter()
                    .filter(|(n, _)| n == name && !role.is_empty())
                    .filter_map(|(_, v)| if let Val::Text(t) = v { Some(t) } else { None })
                {
                    if people::is_name(text) {
                        self.push_person(
                            Person {
                                name: text.trim().to_owned(),
                                role: Some((*role).to_owned()),
                                ..Person::default()
                            },
                            0.85,
                        );
                    }
                }
            }
        }
    }

    /// Somebody of the organisation, also wrapped in a role.
    fn member(&mut self, item: &Item, role: &str, depth: usize) {
        if item.is("person") || (item.types.is_empty() && item.has("name")) {
            self.person(item, role);
        } else if depth > 0 && item.types.iter().any(|t| t.ends_with("role")) {
            let named = item
                .text("rolename")
                .or_else(|| item.text("namedposition"))
                .unwrap_or_default();
            for name in ["member", "employee", "founder"] {
                for inner in item.items(name) {
                    self.member(
                        inner,
                        if named.is_empty() { role } else { &named },
                        depth - 1,
                    );
                }
            }
        }
    }

    fn person(&mut self, item: &Item, role: &str) {
        let joined = || {
            Some(format!(
                "{} {}",
                item.text("givenname")?,
                item.text("familyname")?
            ))
        };
        let Some(name) = item
            .text("name")
            .or_else(joined)
            .and_then(|n| people::tidy_name(&n))
        else {
            return;
        };
        let role = item
            .text("jobtitle")
            .or_else(|| item.text("role"))
            .or_else(|| (!role.is_empty()).then(|| role.to_owned()));
        let email = item
            .text("email")
            .and_then(|e| email::syntax::clean(e.trim_start_matches("mailto:")));
        let phone = item
            .text("telephone")
            .and_then(|t| self.phone(&t))
            .map(|p| p.e164);
        let sure = if role.is_some() { 0.95 } else { 0.8 };
        self.push_person(
            Person {
                name,
                role,
                email,
                phone,
            },
            sure,
        );
    }

    fn push_person(&mut self, person: Person, sure: f32) {
        let label = Some(person.name.clone());
        if let Some(email) = person.email.clone() {
            self.push(Value::Email(email), label.clone());
        }
        if let Some(e164) = person.phone.clone() {
            self.push(
                Value::Phone(super::super::fact::Phone {
                    e164,
                    extension: None,
                }),
                label,
            );
        }
        self.drafts.push(Draft::new(
            Value::Person(person),
            self.found,
            self.zone,
            sure,
        ));
    }

    fn phone(&self, text: &str) -> Option<super::super::fact::Phone> {
        phone::parse(text, self.country.as_deref().or(self.page.country))
            .or_else(|| phone::parse(text, self.page.country))
    }

    fn business(&mut self, item: &Item) {
        let label = item
            .text("contacttype")
            .or_else(|| item.text("name").filter(|_| item.is("contactpoint")));
        let fax = label
            .as_deref()
            .is_some_and(|l| l.to_lowercase().contains("fax"));
        for text in item.texts("email") {
            for part in text.split([',', ';', ' ']).filter(|p| p.contains('@')) {
                if let Some(email) = email::syntax::clean(part.trim_start_matches("mailto:")) {
                    self.push(Value::Email(email), label.clone());
                }
            }
        }
        for name in ["telephone", "phone", "tel"] {
            for text in item.texts(name) {
                for part in text.split([',', ';', '|']).filter(|_| !fax) {
                    if let Some(phone) = self.phone(part.trim_start_matches("tel:")) {
                        self.push(Value::Phone(phone), label.clone());
                    }
                }
            }
        }
        for name in ["sameas", "url"] {
            for link in item.texts(name) {
                if let Some(social) = social::profile(&link) {
                    self.push(Value::Social(social), None);
                }
            }
        }
        for text in item
            .props
            .iter()
            .filter(|(n, _)| n == "address")
            .filter_map(|(_, v)| if let Val::Text(t) = v { Some(t) } else { None })
        {
            if let Some(found) =
                address::in_text(text, self.country.as_deref().or(self.page.country))
            {
                self.push(Value::Address(found), None);
            }
        }
        // An address without its type.
        for part in item.items("address").filter(|p| p.types.is_empty()) {
            self.address(part);
        }
        if let Some(hours) = hours::schema(item) {
            self.push(Value::Hours(hours), None);
        }
    }

    fn address(&mut self, item: &Item) {
        let field = |name: &str| item.text(name).unwrap_or_default();
        let parts = [
            field("streetaddress"),
            field("addresslocality"),
            field("addressregion"),
            field("postalcode"),
            field("addresscountry"),
        ];
        if let Some(found) = address::from_parts(parts, self.page.country) {
            self.push(Value::Address(found), None);
        }
    }
}
