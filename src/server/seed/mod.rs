//! Made-up leads that look like real ones, the same for the same numbers: for
//! trying things out and for measuring.

mod places;
mod random;
mod words;

use crate::{
    model::{
        Business, EnrichmentStatus, EventBody, InvalidatePrefix, NewBusiness, Source, Stage,
        Timestamp, Uuid,
    },
    server::{
        auth::users,
        db::{Db, DbError, Origin, businesses, index::fold, now},
    },
};
use places::Country;
use random::Random;

/// Leads in a transaction.
const BATCH: u64 = 5_000;
/// Milliseconds in a day.
const DAY: i64 = 86_400_000;
/// Days over which the leads came.
const DAYS: i64 = 90;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    /// Leads.
    pub count: u64,
    /// Other leads for another number.
    pub seed: u64,
}

impl Seed {
    /// Makes the leads and calls `progress` with how many there are so far. They
    /// come in the order of creation, over 90 days up to today, and after those
    /// that are there already.
    ///
    /// # Errors
    /// When the database fails; what was made stays.
    pub async fn run(self, db: &Db, mut progress: impl FnMut(u64)) -> Result<(), DbError> {
        let owners: Vec<Uuid> = users::all(db).await?.iter().map(|user| user.id).collect();
        let newest: Timestamp = sqlx::query_scalar(
            "SELECT coalesce((SELECT created_at FROM businesses ORDER BY rid DESC LIMIT 1), 0)",
        )
        .fetch_one(db.readers())
        .await?;
        // From midnight, so that a day's seeds are alike.
        let until = (now() - now() % DAY).max(newest + self.count as i64);
        let from = (until - DAYS * DAY).max(newest + 1);
        let mut random = Random::new(self.seed);
        let mut done = 0;
        while done < self.count {
            let some = BATCH.min(self.count - done);
            let leads = (done..done + some)
                .map(|n| {
                    let span = i128::from(until - from);
                    let at = from + (span * i128::from(n) / i128::from(self.count)) as i64;
                    lead(n, at, until, &owners, &mut random)
                })
                .collect();
            let mut tx = db.write(Origin::default()).await?;
            businesses::insert_all(&mut tx, leads).await?;
            done += some;
            if done == self.count {
                let prefix = "businesses".into();
                tx.emit(EventBody::InvalidatePrefix(InvalidatePrefix { prefix }))
                    .await?;
            }
            tx.commit().await?;
            progress(done);
        }
        Ok(())
    }
}

/// The `n`th lead, created at `at` and changed no later than `until`.
fn lead(n: u64, at: Timestamp, until: Timestamp, owners: &[Uuid], random: &mut Random) -> Business {
    let country = random.weighted(places::COUNTRIES, |country| country.weight);
    let city = random.skewed(country.cities);
    let (kind, words) = random.weighted(words::KINDS, |kind| kind.weight).parts();
    let surname = *random.pick(country.surnames);
    let name = match random.below(10) {
        0..3 => format!("{} {surname}", random.pick(words)),
        3..6 => format!("{surname} {}", random.pick(words)),
        6 => format!("{} {}", random.pick(words), city.name),
        7 => format!(
            "{} & {} {}",
            surname,
            random.pick(country.surnames),
            random.pick(words)
        ),
        8 => format!("{} {}", random.pick(words::CHAINS), city.name),
        _ => format!("{} {}", random.pick(words::ADJECTIVES), random.pick(words)),
    };
    let mut bytes = [0; 10];
    for byte in &mut bytes {
        *byte = random.below(256) as u8;
    }
    // Ids grow with the leads, also within a millisecond: the number comes first.
    // The version stands in the upper half of the first byte, the variant in the
    // upper quarter of the third; neither is touched.
    bytes[..2].copy_from_slice(&[(n >> 20) as u8 & 0x0f, (n >> 12) as u8]);
    bytes[2..4].copy_from_slice(&[(n >> 6) as u8 & 0x3f, (n as u8) << 2]);
    let id = uuid::Builder::from_unix_timestamp_millis(at as u64, &bytes).into_uuid();
    let mut business = NewBusiness::named(name).into_business(id, at);
    business.category = Some(kind.to_owned());
    fill_address(&mut business, country, city, random);
    fill_contacts(&mut business, country, surname, random);
    business.stage = *random.skewed(&Stage::ALL);
    for tag in words::TAGS {
        if random.chance(6) {
            business.tags.push((*tag).to_owned());
        }
    }
    if random.chance(30) && !owners.is_empty() {
        business.owner_id = Some(*random.pick(owners));
    }
    match random.below(100) {
        0..35 => business.enrichment_status = EnrichmentStatus::Enriched,
        35..38 => {
            business.enrichment_status = EnrichmentStatus::Failed;
            business.enrichment_error = Some("the website did not answer".into());
        }
        _ => {}
    }
    if random.chance(40) {
        business.updated_at = at + random.below((until - at).max(1) as u64) as i64;
        business.version = 2;
    }
    business.source = Source {
        kind: "seed".into(),
        reference: None,
    };
    businesses::normalise(&mut business);
    business
}

fn fill_address(
    business: &mut Business,
    country: &Country,
    city: &places::City,
    random: &mut Random,
) {
    let address = &mut business.address;
    if random.chance(74) {
        let number = 1 + random.below(140);
        let street = random.pick(country.streets);
        address.street = Some(if country.number_first {
            format!("{number} {street}")
        } else {
            format!("{street} {number}")
        });
    }
    address.city = Some(city.name.to_owned());
    if random.chance(80) {
        address.postcode = Some(format!(
            "{:05}",
            u64::from(city.postcode) + random.below(90) * 10
        ));
    }
    address.country = Some(country.code.to_owned());
    // Denser towards the middle.
    let offset = |random: &mut Random| (random.unit() - 0.5) * (random.unit() + 0.2) * 0.12;
    business.lat = Some(city.lat + offset(random));
    business.lon = Some(city.lon + offset(random) * 1.6);
}

fn fill_contacts(business: &mut Business, country: &Country, surname: &str, random: &mut Random) {
    if random.chance(42) {
        let area = random.pick(country.areas);
        let (a, b) = (100 + random.below(900), 1_000 + random.below(9_000));
        business.phone = Some(if random.chance(70) {
            format!("+{} {area} {a} {b}", country.dial)
        } else {
            format!("+{}{area}{a}{b}", country.dial)
        });
    }
    let slug: String = fold(&business.name)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if random.chance(56) {
        let www = if random.chance(60) { "www." } else { "" };
        business.website = Some(format!("https://{www}{slug}.{}/", country.tld));
    }
    if random.chance(28) {
        business.email = Some(match random.below(10) {
            0..5 => format!("info@{slug}.{}", country.tld),
            5..7 => format!("hello@{slug}.{}", country.tld),
            7 => format!("{}@gmail.com", slug.replace('-', ".")),
            _ => format!("{}@{slug}.{}", fold(surname).replace(' ', "."), country.tld),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_make_the_same_leads_and_all_are_valid() {
        let make = |seed| {
            let mut random = Random::new(seed);
            (0..500)
                .map(|n| {
                    lead(
                        n,
                        1_700_000_000_000 + n as i64 * 7,
                        1_800_000_000_000,
                        &[],
                        &mut random,
                    )
                })
                .collect::<Vec<_>>()
        };
        let leads = make(7);
        assert_eq!(leads, make(7));
        assert_ne!(leads, make(8));
        assert!(leads.is_sorted_by_key(|lead| lead.id));
        for lead in leads {
            assert_eq!(businesses::check(&lead), Ok(()), "{lead:?}");
            assert_eq!(lead.id.get_version_num(), 7);
        }
    }
}
