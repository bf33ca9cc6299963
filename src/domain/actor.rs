//! Staff: the people who act.

use super::own_names::is_same;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a member of staff may be. Every right hangs on one of these: four that the console has, and those that the configuration names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Role(Cow<'static, str>);

impl Role {
    /// Helps callers.
    pub const HELPDESK: Self = Self(Cow::Borrowed("helpdesk"));
    /// Helps callers, sees the trail, ends anyone's sessions.
    pub const SUPERVISOR: Self = Self(Cow::Borrowed("supervisor"));
    /// Reads everything, changes nothing.
    pub const AUDITOR: Self = Self(Cow::Borrowed("auditor"));
    /// Runs the console; may do what a supervisor may.
    pub const ADMIN: Self = Self(Cow::Borrowed("admin"));

    /// The roles that need no configuration.
    pub const OWN: [Self; 4] = [Self::HELPDESK, Self::SUPERVISOR, Self::AUDITOR, Self::ADMIN];

    /// A role's name in configuration, records and pages: lower-case letters, digits and dashes, 32 at most. `None` for what is no such name.
    pub fn from_name(name: &str) -> Option<Self> {
        let is_name = (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        is_name.then(|| Self(Cow::Owned(name.to_owned())))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// Who a member of staff is: the issuer and its `sub`, never an e-mail address (OpenID Connect Core 1.0, section 5.7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StaffId {
    /// The issuer's URL, as configured.
    pub issuer: String,
    /// The issuer's own identifier of this person.
    pub sub: String,
}

/// A member of staff who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Issuer and `sub`.
    pub id: StaffId,
    /// The name to show; the `sub` where the issuer gives no name.
    pub name: String,
    /// The e-mail address the issuer gives, verified or not: for the rule that nobody acts on their own account, and to be read. Nothing is
    /// allowed for its sake.
    pub email: Option<String>,
    /// What they may be; never empty for someone who got in.
    pub roles: BTreeSet<Role>,
}

impl Actor {
    /// Roles as words, for the page head and the trail.
    pub fn role_names(&self) -> String {
        self.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")
    }

    /// Whether two accounts are one person's, as far as can be told: the same account, or the same e-mail address, however it is written. An address that nobody verified
    /// counts too: it can only forbid.
    pub fn is_same_person(&self, other: &Self) -> bool {
        let addresses = self.email.as_deref().zip(other.email.as_deref());
        self.id == other.id || addresses.is_some_and(|(own, others)| is_same(own, others))
    }

    /// One or two letters for the page head.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }
}

/// Where a request came from; every record carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestOrigin {
    /// The reference that pages show, logs carry and records keep.
    pub request_id: String,
    /// The client's address, by the configured proxies' word only.
    pub address: String,
    /// The client's `User-Agent`, cut at 256 characters.
    pub user_agent: String,
}
