//! A thing with a type and properties.

/// A value of a property.
#[derive(Debug, Clone)]
pub(in super::super) enum Val {
    Text(String),
    Item(Item),
}

/// A schema.org item. Type and property names are kept in lower case: pages misspell their case.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Item {
    pub types: Vec<String>,
    pub props: Vec<(String, Val)>,
}

/// Types that are about something else than a business, although they carry its properties.
#[rustfmt::skip]
static OTHERS: &[&str] = &[
    "website", "webpage", "aboutpage", "contactpage", "collectionpage", "itempage", "faqpage", "profilepage", "article", "blogposting", "newsarticle", "blog", "product", "offer", "aggregateoffer", "review",
    "aggregaterating", "rating", "breadcrumblist", "listitem", "itemlist", "imageobject", "videoobject", "event", "recipe", "jobposting", "searchaction", "person", "postaladdress", "contactpoint", "geocoordinates",
    "openinghoursspecification", "course", "book", "movie", "creativework", "question", "answer", "comment", "sitenavigationelement", "wpheader", "wpfooter", "wpsidebar", "howto", "quantitativevalue", "howtostep", "musicevent", "sportsevent", "apartment", "room", "menu", "menuitem", "organizationrole", "employeerole", "role", "country", "brand",
];

impl Item {
    /// The text of a property.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// All texts of a property; of an item its name, address or id.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let text = |val: &Val| match val {
            Val::Text(text) => Some(text.trim().to_owned()),
            Val::Item(item) => ["name", "url", "contenturl", "@id", "@value"]
                .iter()
                .find_map(|n| item.own_text(n)),
        };
        self.props
            .iter()
            .filter(|(n, _)| n == name)
            .filter_map(|(_, v)| text(v))
            .filter(|t| !t.is_empty())
            .collect()
    }

    fn own_text(&self, name: &str) -> Option<String> {
        self.props.iter().find_map(|(n, v)| match v {
            Val::Text(text) if n == name => Some(text.trim().to_owned()),
            _ => None,
        })
    }

    /// All items of a property.
    pub fn items<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Item> + 'a {
        self.props
            .iter()
            .filter(move |(n, _)| n == name)
            .filter_map(|(_, v)| match v {
                Val::Item(item) => Some(item),
                Val::Text(_) => None,
            })
    }

    pub fn has(&self, name: &str) -> bool {
        self.props.iter().any(|(n, _)| n == name)
    }

    pub fn is(&self, kind: &str) -> bool {
        self.types.iter().any(|t| t == kind)
    }

    /// Whether this is an organisation, a shop or a place, by its type or by what it has.
    pub fn is_business(&self) -> bool {
        if self.types.is_empty() {
            return self.has("telephone") || self.has("address");
        }
        !self.types.iter().all(|t| OTHERS.contains(&t.as_str()))
    }

    /// The first country code of an address inside.
    pub fn find_country(&self, depth: usize) -> Option<String> {
        if let Some(country) = self.text("addresscountry")
            && let Some(code) = super::super::address::country_code(&country)
        {
            return Some(code.to_owned());
        }
        if depth == 0 {
            return None;
        }
        self.props.iter().find_map(|(_, v)| match v {
            Val::Item(item) => item.find_country(depth - 1),
            Val::Text(_) => None,
        })
    }
}
