//! `user`: people.

use super::say;
use crate::{
    model::Role,
    server::{
        auth::{Hasher, users},
        db::Db,
    },
};
use std::{error::Error, io::BufRead};

/// What can be done about people.
#[derive(Debug, clap::Subcommand)]
pub enum UserCommand {
    /// Add somebody. The password is read from standard input if not given.
    Add {
        /// E-mail address; they sign in with it.
        email: String,
        /// What others see; the first part of the address if absent.
        #[arg(long, default_value = "")]
        name: String,
        /// admin: everything; office: leads, imports and jobs; rep: leads.
        #[arg(long, default_value = "rep")]
        role: Role,
        /// Password, at least 8 characters.
        #[arg(long, env = "LEADWIRE_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
    /// Give somebody another password, and sign their devices out.
    SetPassword {
        /// E-mail address of the account.
        email: String,
        /// Password, at least 8 characters; read from standard input if not given.
        #[arg(long, env = "LEADWIRE_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
}

impl UserCommand {
    /// Does it.
    pub async fn run(self, database_url: &str) -> Result<(), Box<dyn Error>> {
        let db = Db::open(database_url).await?;
        let hasher = Hasher::new()?;
        match self {
            Self::Add {
                email,
                name,
                role,
                password,
            } => {
                let password = password.map_or_else(ask, Ok)?;
                let user = users::add(&db, &hasher, &email, &name, role, &password).await?;
                say(format_args!("Added {} ({}).", user.email, role.as_str()));
            }
            Self::SetPassword { email, password } => {
                let password = password.map_or_else(ask, Ok)?;
                users::set_password(&db, &hasher, &email, &password).await?;
                say(format_args!(
                    "The password of {email} is changed; all of its devices are signed out."
                ));
            }
        }
        db.close().await;
        Ok(())
    }
}

fn ask() -> Result<String, Box<dyn Error>> {
    eprint!("Password: ");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
