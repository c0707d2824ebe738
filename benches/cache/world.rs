//! A cache with leads in it, and what looks at them.

use leadwire::{
    model::{
        Address, Business, BusinessFilter, NewBusiness, Page, PageMeta, Sort, SortKey, Source,
        Stage, Uuid,
    },
    query::{Env, Key, List, Observer, Query, QueryClient, Target},
};
use std::{cell::Cell, rc::Rc};

/// A cache on a clock that stands still, with tasks that never run.
pub fn client() -> QueryClient {
    QueryClient::new(Env {
        now: Rc::new(|| 1),
        spawn: Rc::new(|_| {}),
        sleep: Rc::new(|_| Box::pin(std::future::pending())),
        random: Rc::new(|| 0.5),
    })
}

/// The id of a lead.
pub fn id(n: usize) -> Uuid {
    let low = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Uuid::from_u64_pair(0x0191_0000_0000_7000 | (n as u64 / 50) << 16, low)
}

/// A lead as OpenStreetMap has them: 330 bytes of JSON.
pub fn lead(n: usize) -> Business {
    let pick = |of: &[&str], salt: usize| of[(n * 31 + salt * 17 + n / 7) % of.len()].to_owned();
    let first = [
        "Café", "Pizzeria", "Hotel", "Salon", "Atelier", "Bistro", "Kauppa", "Apteekki",
    ];
    let last = [
        "Ekberg", "Töölö", "Central", "Luna", "Nova", "Kallio", "Aurora", "Åbo", "Rex",
    ];
    let street = [
        "Mannerheimintie",
        "Aleksanterinkatu",
        "Hämeentie",
        "Bulevardi",
        "Itäkatu",
    ];
    let name = format!("{} {} {}", pick(&first, 1), pick(&last, 2), n % 977);
    let mut lead = NewBusiness {
        category: Some(pick(
            &["cafe", "restaurant", "hairdresser", "hotel", "kiosk"],
            3,
        )),
        address: Address {
            street: Some(format!("{} {}", pick(&street, 4), n % 180 + 1)),
            city: Some(pick(
                &["Helsinki", "Espoo", "Vantaa", "Turku", "Tampere"],
                5,
            )),
            region: None,
            postcode: Some(format!("00{}0", n % 99)),
            country: Some("FI".into()),
        },
        lat: Some(60.0 + (n % 100_000) as f64 / 1e5),
        lon: Some(24.0 + (n * 7 % 100_000) as f64 / 1e5),
        phone: n
            .is_multiple_of(2)
            .then(|| format!("+358 9 {:07}", n * 13 % 10_000_000)),
        website: n
            .is_multiple_of(3)
            .then(|| format!("https://www.lead-{n}.example/")),
        source: Some(Source {
            kind: "osm".into(),
            reference: Some(format!("node/{}", 1_000_000_000 + n)),
        }),
        ..NewBusiness::named(name)
    }
    .into_business(id(n), 1_700_000_000_000 + n as i64);
    lead.stage = Stage::ALL[n % 6];
    lead
}

/// The order that is asked for most.
pub const NEWEST: Sort = Sort {
    key: SortKey::UpdatedAt,
    descending: true,
};
/// The order that is dearest.
pub const BY_NAME: Sort = Sort {
    key: SortKey::Name,
    descending: false,
};

/// Loads `count` leads in one list, page by page; then 50 rows and the list are observed.
/// What comes back counts how often somebody was told.
pub fn load(client: &QueryClient, count: usize, sort: Sort) -> (Key, Rc<Cell<usize>>) {
    let mut leads: Vec<Business> = (0..count).map(lead).collect();
    let filter = BusinessFilter::default();
    leads.sort_by(|a, b| leadwire::query::compare(a, b, sort, &filter));
    let key = Key::business_list(&filter, sort);
    let pages = count.div_ceil(200);
    for (number, rows) in leads.chunks(200).enumerate() {
        let page = Page {
            data: rows.to_vec(),
            meta: PageMeta {
                total: count as u64,
                next_cursor: (number + 1 < pages).then(|| (number + 1).to_string()),
                ..Default::default()
            },
        };
        if number == 0 {
            let list = client.first_page(filter.clone(), sort, &page, (0, None));
            client.set(&key, list);
        } else {
            client.next_page(&key, &number.to_string(), &page, (client.changes(), None));
        }
    }
    let told = Rc::new(Cell::new(0));
    for row in leads.iter().step_by(count / 50) {
        let (told, source, id) = (told.clone(), client.clone(), row.id);
        client.observe(Target::Business(id), move || {
            // As a row does: it reads what it shows.
            told.set(told.get() + source.business(id).map_or(0, |lead| lead.name.len()));
        });
    }
    let counted = told.clone();
    let shown = Cell::new(None);
    let table = Observer::new(client, Query::<List>::cached(key.clone()));
    let observing = table.subscribe(move |seen| {
        // As a table does: it holds what it shows until it shows the next.
        let now = seen.data.clone();
        counted.set(counted.get() + now.as_ref().map_or(0, |list| list.range(0..50).len()));
        shown.set(now);
    });
    // As long as the run.
    std::mem::forget(observing);
    (key, told)
}
