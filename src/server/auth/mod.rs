//! Who is asking, and whether they may.

mod current;
mod origin;
mod password;
mod sessions;
mod throttle;
pub mod users;

pub use current::CurrentUser;
pub use origin::refuse_other_sites;
pub use password::{Hasher, PasswordError};
pub use sessions::{SESSION_COOKIE, SessionChange, Sessions};
pub use throttle::{SignInThrottle, client_ip};
