//! The state of things that a page showed, so that a form made for it is not carried out in another.

use crate::domain::user::User;
use std::fmt;

/// The last thing on record that was done to a user, and their state then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The sequence of the last intent on record for this user; 0 where there is none.
    last_effect: i64,
    /// `UserStatus`, whether the user was enabled, and the contacts' state: a code must not go where nobody saw it would.
    state: String,
}

impl Seen {
    /// Of a user as just read; `contacts` as the marker gives their state.
    pub fn new(last_effect: i64, user: &User, contacts: &str) -> Self {
        let enabled = if user.is_enabled { "enabled" } else { "disabled" };
        Self { last_effect, state: format!("{} {enabled} {contacts}", user.status.name()) }
    }

    /// From a form's hidden field; `None` where the form was not made by a page.
    pub fn parse(text: &str) -> Option<Self> {
        let (last_effect, state) = text.split_once(' ')?;
        Some(Self { last_effect: last_effect.parse().ok()?, state: state.to_owned() })
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.last_effect, self.state)
    }
}
