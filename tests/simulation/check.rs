//! What has to hold when everything has come right.

use super::{
    device::{Device, Run},
    ledger::Known,
    screen::list_path,
    stream::{ACTIVITY, KEPT, METRICS},
    world::World,
};
use axum::{body::Body, http::Request};
use leadwire::{
    live::State,
    model::{
        API_BASE, Activity, ActivityPage, BulkAnswer, Business, Event, EventBody, Metrics,
        MetricsHistory, Page, Uuid,
    },
    outbox::{Change, Mutation},
    query::{Filter, Key, List, MutationFilters},
    server::{db::businesses, events::log},
};
use std::collections::{BTreeMap, BTreeSet};

/// What is still waited for.
pub fn waits(world: &World) -> Option<String> {
    for device in &world.devices {
        let said = |what: String| Some(format!("device {}: {what}", device.index));
        let Some(run) = device.run() else {
            return said("its start".into());
        };
        let state = run
            .live
            .borrow()
            .as_ref()
            .map(|(link, _)| link.connection().state);
        if state != Some(State::Connected) {
            return said(format!("its connection, {state:?}"));
        }
        if run.outbox.counts().waiting > 0 {
            return said(format!("changes {:?}", run.outbox.pending()));
        }
        if run.client.is_fetching(Filter::all()) > 0 {
            return said("an answer".into());
        }
        if run.client.is_mutating(MutationFilters::default()) > 0 {
            return said("a change of all that match".into());
        }
        // Of some it is only asked again after a rest.
        let mut keys = device
            .lists
            .iter()
            .map(|(filter, sort)| Key::business_list(filter, *sort));
        let is_stale = |key: &Key| run.client.state(key).is_some_and(|it| it.is_invalidated);
        if let Some(stale) = keys.find(is_stale) {
            return said(format!("another answer for {stale}"));
        }
        // Nobody tells where a stream is: until its list is right, something is on its way.
        if device.follows
            && let Err(wrong) = streams_agree(world, device, &run)
        {
            return said(format!("what a stream has to tell: {wrong}"));
        }
    }
    None
}

/// Lists that streams keep are the server's: nothing is missing, nothing is there twice.
fn streams_agree(world: &World, device: &Device, run: &Run) -> Result<(), String> {
    let Some(mine) = run.client.get::<Vec<Metrics>>(&Key::metrics()) else {
        return Err("no metrics".into());
    };
    let theirs = world.ask_as::<MetricsHistory>(device, METRICS)?.data;
    if *mine != theirs {
        let times = |all: &[Metrics]| all.iter().map(|one| one.at).collect::<Vec<_>>();
        let (mine, theirs) = (times(&mine), times(&theirs));
        return Err(format!("metrics {mine:?}, on the server {theirs:?}"));
    }
    let Some(mine) = run.client.get::<Vec<Activity>>(&Key::activity()) else {
        return Err("no activity".into());
    };
    let theirs = world.ask_as::<ActivityPage>(device, ACTIVITY)?.data;
    // Of what the server has let go of, what was told is still shown.
    let events = world.events();
    let is_let_go = |one: &Activity| {
        let is_kept = theirs.iter().any(|kept| kept.seq <= one.seq);
        let was = events.iter().any(|event| event.seq == Some(one.seq));
        !is_kept && was
    };
    let (new, old) = mine.split_at(theirs.len().min(mine.len()));
    let same = |(mine, theirs): (&Activity, &Activity)| {
        // What a lead is called that was deleted is found out when it is told.
        let name = |one: &Activity| match &*one.event {
            "business:deleted" => None,
            _ => one.business.clone(),
        };
        (mine.seq, mine.at, &mine.event, &mine.actor, name(mine))
            == (
                theirs.seq,
                theirs.at,
                &theirs.event,
                &theirs.actor,
                name(theirs),
            )
    };
    let is_in_order = mine.is_sorted_by(|newer, older| newer.seq > older.seq);
    let agree = new.len() == theirs.len() && new.iter().zip(&theirs).all(same);
    if !agree || !is_in_order || !old.iter().all(is_let_go) || mine.len() > KEPT {
        let seqs = |all: &[Activity]| all.iter().map(|one| one.seq).collect::<Vec<_>>();
        let (mine, theirs) = (seqs(&mine), seqs(&theirs));
        return Err(format!("activity {mine:?}, on the server {theirs:?}"));
    }
    Ok(())
}

/// Everything.
pub fn all(world: &World) -> Result<(), String> {
    if let Some(wrong) = world.ledger.wrong() {
        return Err(format!("said: {wrong}"));
    }
    let leads = world.ledger.leads();
    let truth = world.server.ask(async |db| {
        let mut truth = BTreeMap::new();
        for id in leads {
            if let Some(found) = businesses::find(db.readers(), id).await.unwrap() {
                truth.insert(id, found.business);
            }
        }
        truth
    });
    for device in &world.devices {
        let run = device.run().ok_or("no run")?;
        let of = |what| move |wrong| format!("{what}: device {}: {wrong}", device.index);
        // Nobody tells what a server has let go of. Leads of which that was missed are known
        // as such, and are asked for when they are opened; on a list they are right.
        let entities = run.client.entities();
        let is_unsure = |id: &Uuid| {
            let slot = entities.slots().find(*id);
            slot.is_some_and(|slot| entities.is_unsure(slot))
        };
        let is_known = |id: &Uuid| !is_unsure(id) || device.shows(&run, *id);
        let truth = truth.iter().filter(|(id, _)| is_known(id));
        leads_agree(&run, truth).map_err(of("lead"))?;
        lists_agree(world, device, &run).map_err(of("list"))?;
    }
    changes_are_accounted_for(world).map_err(|wrong| format!("change: {wrong}"))
}

fn leads_agree<'a>(
    run: &Run,
    truth: impl Iterator<Item = (&'a Uuid, &'a Business)>,
) -> Result<(), String> {
    for (id, theirs) in truth {
        let shown = run.client.business(*id);
        let entities = run.client.entities();
        let Some(base) = entities.base(*id) else {
            // Never heard of: it is in no page that was loaded, or gone before.
            continue;
        };
        if shown.as_deref() != Some(&*base) {
            return Err(format!("{id} is shown as {shown:?}, known as {base:?}"));
        }
        let mut mine = Business::clone(&base);
        if mine.deleted_at.is_some() && theirs.deleted_at.is_some() {
            // News of a deletion carry no more than that.
            mine.updated_at = theirs.updated_at;
        }
        if mine != *theirs {
            return Err(format!("{id} is {mine:?}, on the server {theirs:?}"));
        }
    }
    Ok(())
}

fn lists_agree(world: &World, device: &Device, run: &Run) -> Result<(), String> {
    for (filter, sort) in &device.lists {
        let snapshot = run
            .client
            .snapshot::<List>(&Key::business_list(filter, *sort));
        let what = list_path(filter, *sort, None);
        let Some(list) = snapshot.data else {
            return Err(format!("{what}: nothing, {:?}", snapshot.error));
        };
        if let Some(error) = snapshot.error {
            return Err(format!("{what}: {error}"));
        }
        let path = what.replace("limit=4", "limit=200");
        let page: Page<Business> = world.ask_as(device, &path)?;
        let theirs: Vec<_> = page.data.iter().map(|lead| lead.id).collect();
        let ids: Vec<_> = list.iter().collect();
        let agree = list.total == page.meta.total
            && theirs.starts_with(&ids)
            && (list.is_complete() == (ids.len() == theirs.len()) || !list.is_complete());
        if !agree {
            return Err(format!(
                "{what}: {:?} of {} (complete: {}), on the server {theirs:?}",
                ids,
                list.total,
                list.is_complete()
            ));
        }
    }
    Ok(())
}

fn changes_are_accounted_for(world: &World) -> Result<(), String> {
    let keys = world.server.ask(async |db| {
        sqlx::query_scalar::<_, Uuid>("SELECT key FROM idempotency")
            .fetch_all(db.readers())
            .await
            .unwrap()
    });
    let keys: BTreeSet<_> = keys.into_iter().collect();
    let mut made: BTreeMap<Uuid, Vec<&Event>> = BTreeMap::new();
    let events = world.events();
    for event in &events {
        if let Some(id) = event.mutation_id {
            made.entry(id).or_default().push(event);
        }
    }
    let bulks = world.ledger.bulks();
    for (id, answer) in &bulks {
        let events = made.remove(id).unwrap_or_default();
        bulk_is_made_once(answer.as_ref(), &events, keys.contains(id))
            .map_err(|wrong| format!("all that match, {id}: {wrong}: {answer:?} {events:?}"))?;
    }
    if let Some((id, twice)) = made.iter().find(|(_, events)| events.len() > 1) {
        return Err(format!("{id} was applied more than once: {twice:?}"));
    }
    let kept: Vec<BTreeMap<Uuid, Mutation>> = world
        .devices
        .iter()
        .map(|device| {
            let kept = device.disk.kept();
            let outbox = kept.iter().filter(|(key, _)| key.starts_with("outbox/"));
            let read = outbox.filter_map(|(_, bytes)| serde_json::from_slice(bytes).ok());
            read.map(|it: Mutation| (it.id, it)).collect()
        })
        .collect();
    let all = world.ledger.all();
    // A deletion that was not sent goes with the restoring that takes it back: the one
    // that was made just before it, of the same lead on the same device.
    let goes_with_its_deletion = |id: Uuid, known: &Known| {
        let before = all.range(..id).map(|(_, it)| it).rev();
        let mut before = before.filter(|it| (it.device, it.lead) == (known.device, known.lead));
        known.change == Change::Restore
            && known.times_sent == 0
            && before
                .next()
                .is_some_and(|it| it.change == Change::Delete && it.is_over)
    };
    for (id, known) in &all {
        let (id, known) = (*id, known);
        let is_kept = kept[known.device].contains_key(&id);
        let is_made = keys.contains(&id);
        if known.is_confirmed && !is_made {
            return Err(format!("{id} was acknowledged and is not made: {known:?}"));
        }
        if known.is_over && (is_kept || is_made) {
            return Err(format!("{id} was taken back and is there: {known:?}"));
        }
        if !known.may_go && !is_made && !is_kept && !goes_with_its_deletion(id, known) {
            return Err(format!("{id} was shown and is gone: {known:?}"));
        }
        let events = made.get(&id).map_or(0, Vec::len);
        let tells = matches!(known.change, Change::Create(_) | Change::Update(_));
        // What was put in its place may have come first: then it changed nothing.
        let is_replaced = known.may_go && matches!(known.change, Change::Update(_));
        if is_made && tells && events != 1 && !(is_replaced && events == 0) {
            return Err(format!("{id} is made and has {events} events: {known:?}"));
        }
    }
    Ok(())
}

/// A change of all that match is made to each of them once, if it is made, and the answer
/// says to how many; also what became of the others.
fn bulk_is_made_once(
    answer: Option<&BulkAnswer>,
    events: &[&Event],
    is_kept: bool,
) -> Result<(), String> {
    let mut changed = BTreeSet::new();
    for event in events {
        let id = match &event.body {
            EventBody::BusinessUpdated(lead) => lead.id,
            EventBody::BusinessDeleted(gone) => gone.id,
            _ => return Err("what is told is something else".into()),
        };
        if !changed.insert(id) {
            return Err(format!("{id} was changed more than once"));
        }
    }
    if !is_kept && (answer.is_some() || !events.is_empty()) {
        return Err("it is answered or told, and not kept".into());
    }
    let Some(answer) = answer else { return Ok(()) };
    let skipped = answer.skipped.len() as u64;
    if answer.matched != answer.changed + answer.unchanged + skipped {
        return Err("some that matched were not accounted for".into());
    }
    if answer.changed != changed.len() as u64 {
        return Err("others were changed than the answer says".into());
    }
    match answer.skipped.iter().find(|it| changed.contains(&it.id)) {
        Some(wrong) => Err(format!("{} was changed", wrong.id)),
        None => Ok(()),
    }
}

impl World {
    /// Everything that ever happened, also what the server has let go of.
    fn events(&self) -> Vec<Event> {
        let events = self.server.ask(async |db| {
            let events = log::read_after(db.readers(), 0, i64::MAX, 1_000_000).await;
            events.unwrap()
        });
        // The newest was kept each time.
        let trimmed = self.trimmed.borrow();
        let all = trimmed.iter().cloned().chain(events);
        let all: BTreeMap<_, _> = all.map(|event| (event.seq, event)).collect();
        all.into_values().collect()
    }

    /// Asks the server in the name of whoever uses a device, past the network.
    fn ask_as<T: serde::de::DeserializeOwned>(
        &self,
        device: &Device,
        path: &str,
    ) -> Result<T, String> {
        let request = Request::builder()
            .uri(format!("{API_BASE}{path}"))
            .header("authorization", format!("Bearer {}", device.token()))
            .body(Body::empty())
            .unwrap();
        let answer = self.server.serve(request).ok_or("the server is down")?;
        serde_json::from_slice(&answer.body)
            .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&answer.body)))
    }
}
