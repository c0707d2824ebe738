//! A request for a search: whether it can be done, and with what.

use super::{
    Scraper,
    area::{self, Asked},
    wanted::Wanted,
};
use crate::{
    model::{NewScrape, ScrapeSourceKind},
    server::db::businesses::Faults,
};

/// The largest area that other people's servers are asked about, in square kilometres:
/// a bit more than a country such as Estonia.
const MAX_REMOTE: f64 = 50_000.0;

/// A request that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// It, with its source, and with its area where that is known already.
    pub params: NewScrape,
}

/// What is wrong with a request, by field.
pub type Refused = Faults;

impl Asking {
    /// Checks a request.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn of(mut params: NewScrape, scraper: &Scraper) -> Result<Self, Refused> {
        let mut faults = Faults::new();
        let asked = area::asked(&params)
            .map_err(|wrong| faults.extend(wrong))
            .ok();
        if let Err(unknown) = Wanted::parse(&params.categories) {
            faults.insert(
                "categories".into(),
                format!(
                    "no such category: {}; see /api/v1/categories",
                    unknown.join(", ")
                ),
            );
        }
        params.categories.sort_unstable();
        params.categories.dedup();
        let source = params.source.or_else(|| scraper.default_source());
        match source {
            None => {
                let fault = "name one: this server has no default; see /api/v1/scrapes/sources";
                faults.insert("source".into(), fault.into());
            }
            Some(kind) => {
                if let Some(reason) = scraper.unavailable(kind) {
                    faults.insert("source".into(), reason);
                }
            }
        }
        params.source = source;
        if let (Some(asked), Some(kind)) = (asked, source) {
            place(&mut params, asked, kind, scraper, &mut faults);
        }
        if faults.is_empty() {
            Ok(Self { params })
        } else {
            Err(faults)
        }
    }
}

/// Puts the area in if it is known, and checks that the source may be asked about it.
fn place(
    params: &mut NewScrape,
    asked: Asked,
    kind: ScrapeSourceKind,
    scraper: &Scraper,
    faults: &mut Faults,
) {
    let (field, area) = match asked {
        Asked::Area(area) => {
            let field = [
                ("bbox", params.bbox.is_some()),
                ("polygon", params.polygon.is_some()),
            ];
            let given = field.iter().find(|(_, is)| *is);
            (given.map_or("radius_m", |(field, _)| *field), area)
        }
        Asked::Location(name, radius_m) => {
            // The run asks further where the extract does not know it.
            let Some(found) = scraper.places(&name).into_iter().next() else {
                return;
            };
            let area = area::of_place(&found, radius_m);
            area.put_into(params);
            ("location", area)
        }
    };
    if kind == ScrapeSourceKind::Overpass && area.square_km() > MAX_REMOTE {
        let fault = format!(
            "is too large to ask others about: {:.0} km², at most {MAX_REMOTE:.0}",
            area.square_km()
        );
        faults.insert(field.into(), fault);
    }
    let covered = match kind {
        ScrapeSourceKind::Extract => scraper.extract.current().0.and_then(|i| i.bounds()),
        _ => None,
    };
    if let Some([west, south, east, north]) = covered {
        let extract = super::Bounds {
            west,
            south,
            east,
            north,
        };
        if !area.boxes().iter().any(|bounds| bounds.touches(&extract)) {
            let fault = format!(
                "lies outside of the extract, which has {west:.3}, {south:.3} to {east:.3}, {north:.3}"
            );
            faults.insert(field.into(), fault);
        }
    }
}
