//! Why a page could not be read, for people.

use super::{guard::Class, resolve::NameError};
use std::{error::Error, io};

/// Why a page could not be read. The texts stand beside leads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Neither http nor https, or no host.
    #[error("The website's address is no address of a web page.")]
    NotWeb,
    /// `user:password@` before the host.
    #[error("The website's address holds a user name or a password.")]
    UserInfo,
    /// Not where websites are.
    #[error("The website's address names port {0}, which is not asked.")]
    Port(u16),
    /// It leads where nobody may be asked.
    #[error("The website leads to {}, which is not asked.", .0.as_str())]
    Refused(Class),
    /// No such name.
    #[error("The website's name is not known: it may no longer exist.")]
    UnknownName,
    /// Nobody there.
    #[error("The website's server could not be reached.")]
    Unreachable,
    /// No secure connection.
    #[error("No secure connection to the website: its certificate is not valid.")]
    Tls,
    /// Too slow.
    #[error("The website did not answer in time.")]
    TimedOut,
    /// Broken off, or not HTTP.
    #[error("The website's answer broke off.")]
    Broken,
    /// Packed in a way that was not asked for.
    #[error("The website's answer is packed in a way that is not known.")]
    Packed,
    /// Its rules for robots.
    #[error("The website's robots.txt asks not to be read.")]
    Robots,
    /// Its rules for robots could not be read.
    #[error("The website could not say whether it may be read (robots.txt).")]
    RobotsUnknown,
    /// Redirects in a circle, or too many.
    #[error("The website redirects in a circle, or too often.")]
    Redirects,
    /// 404 and the like.
    #[error("The website answers with {0}{name}.", name = name_of(*.0))]
    Status(u16),
    /// A picture, a document.
    #[error("The website is no web page.")]
    NotHtml,
    /// A page, or more than a small picture.
    #[error("There is no small picture.")]
    NotPicture,
    /// The HTTP client could not be made.
    #[error("The server cannot ask websites: {0}.")]
    Client(String),
}

fn name_of(status: u16) -> &'static str {
    match status {
        401 | 403 => " (not allowed)",
        404 => " (not found)",
        410 => " (gone)",
        429 => " (too many requests)",
        500..=599 => " (out of order)",
        _ => "",
    }
}

impl FetchError {
    /// What a failed request failed of.
    pub fn of(error: &reqwest::Error) -> Self {
        if let Some(name) = find::<NameError>(error) {
            return match name {
                NameError::Unknown => Self::UnknownName,
                NameError::Refused(class) => Self::Refused(*class),
                NameError::Port => Self::Port(0),
            };
        }
        if error.is_timeout() {
            return Self::TimedOut;
        }
        if is_tls(error) {
            return Self::Tls;
        }
        if error.is_connect() {
            return Self::Unreachable;
        }
        Self::Broken
    }

    /// What reading a body failed of.
    pub fn of_io(error: &io::Error) -> Self {
        let inner = error
            .get_ref()
            .and_then(|e| e.downcast_ref::<reqwest::Error>());
        inner.map_or(Self::Broken, Self::of)
    }

    /// Whether another way to the same site may work: another scheme, with `www.`.
    pub fn is_about_the_way(&self) -> bool {
        matches!(self, Self::UnknownName | Self::Unreachable | Self::Tls)
    }
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // An io::Error's source is what its inner error came from: look at that itself too.
        if let Some(io) = error.downcast_ref::<io::Error>()
            && let Some(found) = io.get_ref().and_then(|inner| inner.downcast_ref::<E>())
        {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn is_tls(error: &reqwest::Error) -> bool {
    find::<rustls::Error>(error).is_some()
}
