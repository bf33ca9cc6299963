//! What kind of target a user is, seen from one actor.

use crate::domain::actor::Actor;
use crate::domain::contact_change::{ContactChange, ContactMarks};
use crate::domain::user::{User, UserStatus};

/// How much protection a target has. The strictest that applies wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetTier {
    /// Anyone with the right may act.
    Ordinary,
    /// A contact changed lately, and the policy wants an approval then.
    ContactChanged,
    /// Another identity provider signs the user in.
    External,
    /// Member of a protected group.
    Protected,
    /// The actor's own account.
    Oneself,
}

impl TargetTier {
    /// All tiers, for tables.
    pub const ALL: [Self; 5] = [Self::Ordinary, Self::External, Self::Protected, Self::Oneself, Self::ContactChanged];
}

/// The configured part of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyRules {
    /// Groups whose members nobody acts on without an approval.
    pub protected_groups: Vec<String>,
    /// Nobody acts without an approval on a user whose contact changed lately.
    pub contact_change_needs_approval: bool,
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
    /// The tier of this target for this actor.
    pub fn tier(&self, actor: &Actor, rules: &PolicyRules) -> TargetTier {
        if self.is_account_of(actor) {
            TargetTier::Oneself
        } else if self.groups.iter().any(|group| rules.protected_groups.iter().any(|protected| protected.eq_ignore_ascii_case(group))) {
            TargetTier::Protected
        } else if self.user.status == UserStatus::ExternalProvider {
            TargetTier::External
        } else if rules.contact_change_needs_approval && self.contact_change.is_some() {
            TargetTier::ContactChanged
        } else {
            TargetTier::Ordinary
        }
    }

    /// By `sub`, by the linked e-mail address, or by an alias that is the actor's address or `sub`.
    fn is_account_of(&self, actor: &Actor) -> bool {
        let user = &self.user;
        let names = [Some(user.sub.as_str()), Some(user.username.as_str()), user.email(), user.attribute("preferred_username")];
        let own = [Some(actor.id.sub.as_str()), actor.email.as_deref()];
        own.into_iter().flatten().filter(|own| !own.is_empty()).any(|own| names.iter().flatten().any(|name| name.to_lowercase() == own.to_lowercase()))
    }
}
