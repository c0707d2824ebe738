//! What every world begins with: people, sessions and some leads, in a database that
//! is made once.

use super::{determinism, executor::BEGINNING, server::block_on};
use leadwire::{
    model::{ClientKind, NewBusiness, Role, Stage, Uuid},
    server::{
        auth::{Hasher, Sessions, users},
        db::{Db, Origin, businesses},
    },
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Devices that a world may have.
pub const DEVICES: usize = 4;

/// The beginning of every world.
pub struct Template {
    pub database: PathBuf,
    pub users: Vec<Uuid>,
    /// A session for each device.
    pub tokens: Vec<String>,
    pub leads: Vec<Uuid>,
    pub hasher: Hasher,
}

/// What is to be known of the database.
#[derive(Serialize, Deserialize)]
pub struct Made {
    users: Vec<Uuid>,
    tokens: Vec<String>,
    leads: Vec<Uuid>,
}

/// Makes the database in `folder`.
pub fn make(folder: &Path, hasher: &Hasher) -> Made {
    determinism::enter(7);
    determinism::set_clock(BEGINNING - 86_400_000);
    let url = format!("sqlite://{}", database(folder).display());
    block_on(async {
        let db = Db::open(&url).await.unwrap();
        db.index.load(db.readers()).await.unwrap();
        let mut people = Vec::new();
        for name in ["ada", "grace"] {
            let email = format!("{name}@a.fi");
            let user = users::add(&db, hasher, &email, name, Role::Office, "correct horse").await;
            people.push(user.unwrap().id);
        }
        let sessions = Sessions::default();
        let mut tokens = Vec::new();
        for device in 0..DEVICES {
            let user = people[device % people.len()];
            let token = sessions.start(&db, user, ClientKind::App, None).await;
            tokens.push(token.unwrap());
        }
        let mut leads = Vec::new();
        for n in 0..7 {
            let mut new = NewBusiness::named(format!("lead {n}"));
            new.id = Some(Uuid::now_v7());
            new.stage = Stage::ALL[n % Stage::ALL.len()];
            new.address.city = Some(["Espoo", "Helsinki"][n % 2].into());
            let mut tx = db.write(Origin::default()).await.unwrap();
            leads.push(businesses::create(&mut tx, new).await.unwrap().id);
            tx.commit().await.unwrap();
        }
        db.close().await;
        Made {
            users: people,
            tokens,
            leads,
        }
    })
}

impl Template {
    /// What was made in `folder`.
    pub fn read(folder: &Path, made: Made, hasher: Hasher) -> Self {
        Self {
            database: database(folder),
            users: made.users,
            tokens: made.tokens,
            leads: made.leads,
            hasher,
        }
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("template.db")
}
