//! Counts after a great many changes of every kind, in an order made from a seed:
//! `LEADWIRE_SEED` repeats a run that failed, `LEADWIRE_OPERATIONS` makes it longer.

use crate::{
    importer::{TestApp, User, folder},
    support::PASSWORD,
};
use leadwire::{
    model::{
        BulkChange, Business, BusinessChanges, BusinessFilter, BusinessPatch, EnrichmentStatus,
        Field, NewBusiness, Role, Stage, Uuid,
    },
    server::{
        AppState,
        auth::users,
        db::{
            Origin, WriteTx, audit,
            businesses::{self, BusinessError, LookedUp},
            duplicates::{self, UndoError},
            now,
        },
    },
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// As many as the counts have to survive.
const OPERATIONS: u64 = 10_000;
/// How often they are looked at meanwhile.
const LOOK_EVERY: u64 = 500;

const CITIES: [&str; 14] = [
    "Oulu", "Turku", "Åbo", "abo", "Pori", "Espoo", "Kemi", "Lahti", "Vaasa", "Rauma", "Kotka",
    "Salo", "Tornio", "Hanko",
];
const CATEGORIES: [&str; 5] = ["bar", "bakery", "fast_food", "hairdresser", "Bar"];

/// Marsaglia's xorshift64*: the same numbers from the same seed everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of `from`, or none.
    fn perhaps(&mut self, from: &[&str]) -> Value {
        match self.below(4) {
            0 => Value::Null,
            _ => json!(self.pick(from)),
        }
    }
}

/// Says how to see a failure again.
struct Replay(u64);

impl Drop for Replay {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("again with LEADWIRE_SEED={}", self.0);
        }
    }
}

struct Run {
    random: Random,
    state: AppState,
    user: User,
    owners: Vec<Uuid>,
    /// Every lead there ever was.
    leads: Vec<Uuid>,
    imported: u64,
}

/// Takes back the merge by which a lead went, unless what it went into is deleted.
async fn undo_merge(tx: &mut WriteTx<'_>, gone: Business) -> Business {
    let merge: Uuid = sqlx::query_scalar(
        "SELECT merges.id FROM merges JOIN businesses ON rid = gone \
         WHERE businesses.id = ? AND undone_at IS NULL",
    )
    .bind(gone.id)
    .fetch_one(tx.conn())
    .await
    .unwrap();
    match duplicates::undo(tx, merge).await {
        Ok(two) => two.gone,
        Err(UndoError::Deleted) => gone,
        Err(error) => panic!("{error}"),
    }
}

impl Run {
    async fn step(&mut self, n: u64) {
        match self.random.below(1_000) {
            0..250 => self.create(n).await,
            250..700 => self.change().await,
            700..850 => self.delete_or_restore().await,
            850..990 => self.look_up().await,
            990..996 => self.change_many().await,
            _ => self.import(n).await,
        }
    }

    fn fields(&mut self) -> Value {
        let random = &mut self.random;
        json!({
            "category": random.perhaps(&CATEGORIES),
            "phone": random.perhaps(&["+358 9 1", "+358 9 2"]),
            "email": random.perhaps(&["a@b.fi"]),
            "website": random.perhaps(&["https://a.fi", "https://b.fi"]),
            "tags": random.pick(&[json!([]), json!(["x"]), json!(["x", "y"])]),
            "stage": random.pick(&Stage::ALL),
        })
    }

    async fn create(&mut self, n: u64) {
        let mut body = self.fields();
        body["name"] = json!(format!("Lead {n}"));
        body["address"] = json!({
            "city": self.random.perhaps(&CITIES),
            "street": self.random.perhaps(&["Katu 1"]),
        });
        let new: NewBusiness = serde_json::from_value(body).unwrap();
        let lead = self
            .write(async |tx| businesses::create(tx, new).await.unwrap())
            .await;
        self.leads.push(lead.id);
    }

    async fn write<T>(&self, write: impl AsyncFnOnce(&mut WriteTx<'_>) -> T) -> T {
        let mut tx = self.state.db.write(Origin::default()).await.unwrap();
        let done = write(&mut tx).await;
        tx.commit().await.unwrap();
        done
    }

    async fn any(&mut self) -> Option<Business> {
        if self.leads.is_empty() {
            return None;
        }
        let id = *self.random.pick(&self.leads);
        let found = businesses::find(self.state.db.readers(), id).await.unwrap();
        found.map(|stored| stored.business)
    }

    /// Changes one field, each of them sooner or later.
    async fn change(&mut self) {
        let Some(lead) = self.any().await else { return };
        let mut all = self.fields();
        let random = &mut self.random;
        all["name"] = json!(random.pick(&["Bakery", "Bar Oy"]));
        all["owner_id"] = match random.below(2) {
            0 => Value::Null,
            _ => json!(random.pick(&self.owners)),
        };
        let part = *random.pick(&["street", "city", "region", "postcode", "country"]);
        let value = match part {
            "city" => random.perhaps(&CITIES),
            "country" => random.perhaps(&["FI", "SE"]),
            _ => random.perhaps(&["Katu 1", "Katu 2"]),
        };
        all["address"] = json!({ part: value });
        all["lat"] = json!(random.below(80) as f64 + 0.5);
        let names: Vec<String> = all.as_object().unwrap().keys().cloned().collect();
        let name = random.pick(&names).clone();
        let mut changes = json!({ name.clone(): all[&name] });
        if name == "lat" {
            changes["lon"] = json!(24.9);
        }
        let patch = BusinessPatch {
            base_version: lead.version,
            changes: serde_json::from_value::<BusinessChanges>(changes).unwrap(),
        };
        let done = self
            .write(async |tx| businesses::patch(tx, lead.id, &patch).await)
            .await;
        assert_eq!(done.is_ok(), lead.deleted_at.is_none(), "{done:?}");
    }

    async fn delete_or_restore(&mut self) {
        let Some(lead) = self.any().await else { return };
        self.write(async |tx| match lead.deleted_at {
            None => businesses::delete(tx, lead.id).await.unwrap(),
            Some(_) => match businesses::restore(tx, lead.id).await {
                Err(BusinessError::Merged) => undo_merge(tx, lead).await,
                restored => restored.unwrap(),
            },
        })
        .await;
    }

    /// A look-up of contacts begins, is put back, or ends well or badly.
    async fn look_up(&mut self) {
        let Some(lead) = self.any().await else { return };
        let random = &mut self.random;
        if lead.enrichment_status != EnrichmentStatus::Running {
            if lead.deleted_at.is_some() {
                return;
            }
            let stored = businesses::find(self.state.db.readers(), lead.id).await;
            let stored = stored.unwrap().unwrap();
            let begun = self.write(async |tx| businesses::begin_look_ups(tx, vec![stored]).await);
            return begun.await.unwrap();
        }
        if random.below(5) == 0 {
            let back = vec![(lead.id, EnrichmentStatus::Pending)];
            let done = self.write(async |tx| businesses::put_back(tx, back).await);
            return done.await.unwrap();
        }
        let found = [
            (Field::Phone, "+358 9 4".to_owned()),
            (Field::Email, "c@d.fi".to_owned()),
            (Field::Street, "Katu 9".to_owned()),
            (Field::City, (*random.pick(&CITIES)).to_owned()),
        ];
        let looked_up = LookedUp {
            values: found.into_iter().take(random.below(5)).collect(),
            error: (random.below(3) == 0).then(|| "No answer.".to_owned()),
            ..LookedUp::default()
        };
        let done = self.write(async |tx| businesses::end_look_up(tx, lead.id, &looked_up).await);
        done.await.unwrap();
    }

    async fn post(&self, path: &str, body: &impl serde::Serialize) -> Value {
        let request = self.user.request(Method::POST, path).json(body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    async fn change_many(&mut self) {
        let random = &mut self.random;
        let filter = match random.below(3) {
            0 => json!({ "city": random.pick(&CITIES) }),
            1 => json!({ "stage": random.pick(&Stage::ALL) }),
            _ => json!({ "category": random.pick(&CATEGORIES) }),
        };
        let filter: BusinessFilter = serde_json::from_value(filter).unwrap();
        let mut change = match random.below(4) {
            0 => json!({ "delete": true }),
            1 => json!({ "add_tags": ["z"] }),
            2 => json!({ "changes": { "stage": random.pick(&Stage::ALL) } }),
            _ => json!({ "changes": { "address": { "city": random.perhaps(&CITIES) } } }),
        };
        if change["delete"] == true {
            // A few by name, or none would be left soon.
            let from = random.below(self.leads.len().max(1));
            let ids: Vec<Uuid> = self.leads.iter().skip(from).take(20).copied().collect();
            change["ids"] = json!(ids);
        } else {
            change["filter"] = json!(filter);
        }
        let change: BulkChange = serde_json::from_value(change).unwrap();
        self.post("/businesses/bulk", &change).await;
    }

    /// A file of which some rows are new, some known otherwise, some wrong.
    async fn import(&mut self, n: u64) {
        let mut text = String::from("ref,name,city,category,phone,street\n");
        for _ in 0..1 + self.random.below(60) {
            let random = &mut self.random;
            let known = self.imported + 20;
            let reference = random.below(usize::try_from(known).unwrap());
            let name = if random.below(20) == 0 {
                ""
            } else {
                "Imported"
            };
            let (city, category) = (*random.pick(&CITIES), *random.pick(&CATEGORIES));
            let phone = if random.below(2) == 0 { "" } else { "+358 9 3" };
            text.push_str(&format!(
                "{reference},{name},{city},{category},{phone},Katu {n}\n"
            ));
        }
        let job = self.user.imported("leads.csv", text).await;
        self.imported += job.report.unwrap().created;
        let newest: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM businesses ORDER BY rid")
            .fetch_all(self.state.db.readers())
            .await
            .unwrap();
        self.leads = newest;
    }
}

/// Counts by day are others tomorrow.
fn today() -> i64 {
    now() / 86_400_000
}

async fn is_right(state: &AppState) {
    let different = audit::differences(&state.db).await.unwrap();
    assert!(different.is_empty(), "{different:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_those_of_the_table_after_ten_thousand_changes_and_a_restart() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let seed = number("LEADWIRE_SEED").unwrap_or_else(|| now().unsigned_abs());
    let _replay = Replay(seed);
    let app = TestApp::start(folder()).await;
    let state = app.state.clone();
    let mut owners = Vec::new();
    for name in ["bob", "eve"] {
        let email = format!("{name}@leadwire.test");
        let user = users::add(&state.db, &state.hasher, &email, name, Role::Rep, PASSWORD);
        owners.push(user.await.unwrap().id);
    }
    let mut run = Run {
        random: Random(seed.max(1)),
        state: state.clone(),
        user: app.user.clone(),
        owners,
        leads: Vec::new(),
        imported: 0,
    };
    for n in 1..=number("LEADWIRE_OPERATIONS").unwrap_or(OPERATIONS) {
        run.step(n).await;
        if n.is_multiple_of(LOOK_EVERY) {
            is_right(&state).await;
        }
    }
    is_right(&state).await;
    let began = today();
    let told = app.user.stats().await;
    let counted = audit::full_count(state.db.readers(), now()).await.unwrap();
    if began == today() {
        assert_eq!(audit::compare(&told, &counted), [""; 0]);
    }
    assert!(told.total > 100 && told.by_city.len() == 10, "{told:?}");
    assert!(told.enriched > 0 && told.failed > 0, "{told:?}");
    drop((run, state));
    let app = TestApp::start(app.stop().await).await;
    let told = app.user.stats().await;
    if began == today() {
        assert_eq!(audit::compare(&told, &counted), [""; 0]);
    }
    is_right(&app.state).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_is_wrong_is_found() {
    let app = TestApp::start(folder()).await;
    app.user
        .imported("leads.csv", crate::importer::csv(3))
        .await;
    is_right(&app.state).await;
    // Behind the server's back.
    let mut tx = app.state.db.write(Origin::default()).await.unwrap();
    sqlx::query("UPDATE businesses SET phone = NULL WHERE rid = 1")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let different = audit::differences(&app.state.db).await.unwrap();
    assert_eq!(different, ["with_phone: kept as 3, counted as 2"]);
    app.stop().await;
}
