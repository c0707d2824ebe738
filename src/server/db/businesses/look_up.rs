//! What look-ups do to leads. A field that a person changed is never touched, nor one
//! that the lead's source knows: of this very place it knows better than a website that
//! may be a whole chain's.

use super::{
    bulk::tell,
    change::store_all,
    check::{check, normalise},
    read::find,
    row::Stored,
};
use crate::{
    model::{Business, EnrichmentStatus, EventBody, Field, Uuid},
    server::db::{DbError, WriteTx},
};

/// What came of a look-up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedUp {
    /// The best value of each field for which there is one.
    pub values: Vec<(Field, String)>,
    /// The picture of its logo.
    pub logo: Option<Uuid>,
    /// Why it failed, for people.
    pub error: Option<String>,
}

/// The parts of an address: from another one than the lead's they fit together no more.
const ADDRESS: [Field; 5] = [
    Field::Street,
    Field::Postcode,
    Field::City,
    Field::Region,
    Field::Country,
];

/// Leads are being looked up from now on.
///
/// # Errors
/// When the database fails.
pub async fn begin_look_ups(tx: &mut WriteTx<'_>, leads: Vec<Stored>) -> Result<(), DbError> {
    let begun = leads
        .into_iter()
        .map(|before| {
            let mut after = before.clone();
            after.business.enrichment_status = EnrichmentStatus::Running;
            after.business.enrichment_error = None;
            (before.business, after)
        })
        .collect();
    let changed = store_all(tx, begun).await?;
    tell(tx, changed).await
}

/// Leads are being looked up no longer: they are as they were before, with their status.
/// Those that somebody else's look-up has ended meanwhile are left alone.
///
/// # Errors
/// When the database fails.
pub async fn put_back(
    tx: &mut WriteTx<'_>,
    leads: Vec<(Uuid, EnrichmentStatus)>,
) -> Result<(), DbError> {
    let mut changed = Vec::with_capacity(leads.len());
    for (id, status) in leads {
        let Some(before) = find(&mut *tx.conn(), id).await? else {
            continue;
        };
        if before.business.enrichment_status == EnrichmentStatus::Running {
            let mut after = before.clone();
            after.business.enrichment_status = status;
            changed.push((before.business, after));
        }
    }
    let changed = store_all(tx, changed).await?;
    let live = changed.into_iter().filter(|lead| lead.deleted_at.is_none());
    tell(tx, live.collect()).await
}

/// A look-up of a lead has ended: fills what it found, and tells of it. Nothing of a lead
/// that is there no more; then `None`.
///
/// # Errors
/// When the database fails.
pub async fn end_look_up(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    looked_up: &LookedUp,
) -> Result<Option<Business>, DbError> {
    let Some(before) = find(&mut *tx.conn(), id).await? else {
        return Ok(None);
    };
    let mut after = before.clone();
    if before.business.deleted_at.is_some() {
        // As good as new, should it be restored. Nobody is told of it until then.
        if before.business.enrichment_status == EnrichmentStatus::Running {
            after.business.enrichment_status = EnrichmentStatus::Pending;
            store_all(tx, vec![(before.business, after)]).await?;
        }
        return Ok(None);
    }
    after.business.enrichment_status = match looked_up.error {
        None => EnrichmentStatus::Enriched,
        Some(_) => EnrichmentStatus::Failed,
    };
    after.business.enrichment_error.clone_from(&looked_up.error);
    if looked_up.error.is_none() {
        after.business.logo = looked_up.logo;
    }
    fill(&mut after, &looked_up.values);
    let stored = store_all(tx, vec![(before.business, after)]).await?;
    let Some(business) = stored.into_iter().next() else {
        return Ok(None);
    };
    let told = Box::new(business.clone());
    let body = match looked_up.error {
        None => EventBody::BusinessEnriched(told),
        Some(_) => EventBody::BusinessUpdated(told),
    };
    tx.emit(body).await?;
    Ok(Some(business))
}

/// Fills the fields that may be filled.
fn fill(lead: &mut Stored, values: &[(Field, String)]) {
    let version = lead.business.version + 1;
    let takes_address = takes_address(lead, values);
    for (field, value) in values {
        let is_known = !field.value(&lead.business).is_null();
        let may = !lead.is_edited(*field)
            && (!is_known || lead.is_filled(*field))
            && (takes_address || !ADDRESS.contains(field));
        if !may {
            continue;
        }
        let mut business = lead.business.clone();
        put(&mut business, *field, value);
        normalise(&mut business);
        let differs = field.value(&business) != field.value(&lead.business);
        if differs && check(&business).is_ok() {
            lead.business = business;
            lead.field_versions.set(*field, version);
            lead.set_filled(*field, true);
        }
    }
}

/// Whether the address that was found may be the lead's: it knows no street of its own,
/// no person changed any part, and what it does know is the same.
fn takes_address(lead: &Stored, values: &[(Field, String)]) -> bool {
    let is_own = |field: Field| !lead.is_filled(field) && !field.value(&lead.business).is_null();
    if is_own(Field::Street) || ADDRESS.iter().any(|field| lead.is_edited(*field)) {
        return false;
    }
    values
        .iter()
        .filter(|(field, _)| matches!(field, Field::City | Field::Postcode) && is_own(*field))
        .all(|(field, value)| {
            let own = field.value(&lead.business);
            let bare = |text: &str| {
                let letters = text.chars().filter(|c| c.is_alphanumeric());
                letters.flat_map(char::to_lowercase).collect::<String>()
            };
            own.as_str().is_some_and(|own| bare(own) == bare(value))
        })
}

fn put(to: &mut Business, field: Field, value: &str) {
    let value = Some(value.to_owned());
    match field {
        Field::Street => to.address.street = value,
        Field::City => to.address.city = value,
        Field::Region => to.address.region = value,
        Field::Postcode => to.address.postcode = value,
        Field::Country => to.address.country = value,
        Field::Phone => to.phone = value,
        Field::Email => to.email = value,
        Field::Website => to.website = value,
        // A look-up finds nothing else of a lead's own.
        Field::Name
        | Field::Category
        | Field::Lat
        | Field::Lon
        | Field::Stage
        | Field::OwnerId
        | Field::Tags => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::NewBusiness, server::db::businesses::FieldVersions};

    fn lead() -> Stored {
        Stored {
            rid: 1,
            business: NewBusiness::named("A").into_business(Uuid::nil(), 0),
            field_versions: FieldVersions::default(),
            edited: 0,
        }
    }

    fn values(given: &[(Field, &str)]) -> Vec<(Field, String)> {
        given.iter().map(|(f, v)| (*f, (*v).to_owned())).collect()
    }

    #[test]
    fn what_nobody_knows_is_filled_and_filled_anew_but_never_what_a_person_or_the_source_said() {
        let mut lead = lead();
        lead.business.phone = Some("+358 9 1".into());
        lead.edited = 1 << Field::Website as u32;
        let found = values(&[
            (Field::Phone, "+35892"),
            (Field::Email, "a@firma.fi"),
            (Field::Website, "https://firma.fi/"),
        ]);
        fill(&mut lead, &found);
        assert_eq!(
            lead.business.phone.as_deref(),
            Some("+358 9 1"),
            "the source's"
        );
        assert_eq!(lead.business.email.as_deref(), Some("a@firma.fi"));
        assert_eq!(lead.business.website, None, "a person took it away");
        assert!(lead.is_filled(Field::Email) && !lead.is_filled(Field::Phone));
        assert_eq!(lead.field_versions.get(Field::Email), 2);
        fill(&mut lead, &values(&[(Field::Email, "b@firma.fi")]));
        assert_eq!(lead.business.email.as_deref(), Some("b@firma.fi"));
        fill(&mut lead, &values(&[(Field::Email, "no address")]));
        assert_eq!(
            lead.business.email.as_deref(),
            Some("b@firma.fi"),
            "what no lead may have"
        );
        lead.edited |= 1 << Field::Email as u32;
        fill(&mut lead, &values(&[(Field::Email, "c@firma.fi")]));
        assert_eq!(
            lead.business.email.as_deref(),
            Some("b@firma.fi"),
            "a person's now"
        );
    }

    #[test]
    fn an_address_is_taken_whole_and_only_of_the_same_place() {
        let found = values(&[
            (Field::Street, "Katu 1"),
            (Field::Postcode, "00100"),
            (Field::City, "Helsinki"),
            (Field::Country, "FI"),
        ]);
        let mut same = lead();
        same.business.address.city = Some("helsinki".into());
        fill(&mut same, &found);
        assert_eq!(same.business.address.street.as_deref(), Some("Katu 1"));
        assert_eq!(same.business.address.postcode.as_deref(), Some("00100"));
        assert_eq!(same.business.address.city.as_deref(), Some("helsinki"));
        let mut branch = lead();
        branch.business.address.city = Some("Turku".into());
        fill(&mut branch, &found);
        assert_eq!(branch.business.address.street, None, "the chain's office");
        let mut known = lead();
        known.business.address.street = Some("Toinen katu 2".into());
        fill(&mut known, &found);
        assert_eq!(known.business.address.postcode, None);
    }
}
