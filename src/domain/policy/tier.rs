//! What kind of target a user is, seen from one actor.

use crate::domain::actor::Actor;
use crate::domain::contact_change::{ContactChange, ContactMarks};
use crate::domain::own_names::is_same;
use crate::domain::pool::PoolId;
use crate::domain::user::User;

/// How much protection a target has. The strictest that applies wins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetTier {
    /// Anyone with the right may act.
    Ordinary,
    /// A contact changed lately, and the policy wants an approval then.
    ContactChanged,
    /// Another identity provider signs the user in.
    External,
    /// A tier that protects its users, by its name.
    Protected(String),
    /// The actor's own account.
    Oneself,
}

/// A tier that protects its users: nobody acts on them without an approval, but those to whom the policy gives it by the tier's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedTier {
    /// Its name in configuration, records and pages.
    pub name: String,
    /// Who is in it.
    pub members: Members,
}

/// Who is in a tier: whoever is in one of the groups, has one of the values, or is in one of the pools.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// Groups. Case does not matter: a group that is nearly the protected one is protected.
    pub groups: Vec<String>,
    /// Attributes and their values.
    pub attributes: Vec<(String, Vec<String>)>,
    /// Pools.
    pub pools: Vec<PoolId>,
}

impl Members {
    /// Whether this user is among them.
    pub fn have(&self, user: &User, groups: &[String]) -> bool {
        groups.iter().any(|group| self.groups.iter().any(|protected| protected.to_lowercase() == group.to_lowercase()))
            || self.attributes.iter().any(|(name, values)| user.attribute(name).is_some_and(|value| values.iter().any(|wanted| wanted.to_lowercase() == value.to_lowercase())))
            || self.pools.contains(&user.pool)
    }

    /// Whether nobody can be.
    pub fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

/// A user as just read, with everything that a decision needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFacts {
    /// The user, read from Cognito for this decision.
    pub user: User,
    /// The user's groups (`AdminListGroupsForUser`, all pages).
    pub groups: Vec<String>,
    /// A contact changed within the configured days.
    pub contact_change: Option<ContactChange>,
    /// Marks of their contacts, for the record.
    pub contact_marks: ContactMarks,
}

impl TargetFacts {
    /// By `sub`, by the e-mail address, by an alias, or by a linked identity that is the actor's address or `sub`. Nobody has to have verified any
    /// of them: they forbid, and give nothing.
    pub(super) fn is_account_of(&self, actor: &Actor) -> bool {
        let user = &self.user;
        let names = [Some(user.sub.as_str()), Some(user.username.as_str()), user.email(), user.attribute("preferred_username")];
        let linked = user.linked_ids();
        let names: Vec<&str> = names.into_iter().flatten().chain(linked.iter().map(String::as_str)).collect();
        let own = [Some(actor.id.sub.as_str()), actor.email.as_deref()];
        own.into_iter().flatten().any(|own| names.iter().any(|name| is_same(own, name)))
    }
}
