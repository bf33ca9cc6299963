//! Who may do what to whom: one policy, deny by default, and one pure function that everything asks.

mod hours;
mod permit;
mod rights;
mod scope;
mod tier;

pub use hours::WorkingHours;
pub use permit::{Denied, Permit, authorise};
pub use rights::{Reach, Rights};
pub use scope::Scope;
pub use tier::{Members, ProtectedTier, TargetFacts, TargetTier};

use super::actor::{Actor, Role};
use super::operation::Action;
use super::pool::PoolId;
use super::user::{User, UserStatus};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Why something is not allowed. Each has one sentence in `wire::ErrorCode`. In the order in which they tell more: what lies in the target says
/// more than what lies in the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Denial {
    /// No role of this person has the right.
    Role,
    /// The role has the right on other users.
    OutOfScope,
    /// The role has the right at other hours.
    OutOfHours,
    /// The role has the right with an approval only.
    NeedsApproval,
    /// A contact of this user changed lately, and the policy wants an approval then.
    ContactChanged,
    /// Users of protected tiers need an approval.
    ProtectedUser,
    /// Another identity provider signs this user in.
    ExternalUser,
    /// Nobody acts on their own account.
    Oneself,
}

/// One role as the policy has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoleRules {
    /// What it may do.
    pub rights: Rights,
    /// To whom.
    pub scope: Scope,
    /// When it may do what has an effect on a user; `None`: always.
    pub hours: Option<WorkingHours>,
}

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Every role there is.
    pub roles: BTreeMap<Role, RoleRules>,
    /// The tiers that protect users; the first that a user is in is theirs.
    pub tiers: Vec<ProtectedTier>,
    /// Nobody acts without an approval on a user whose contact changed lately.
    pub contact_change_needs_approval: bool,
}

impl Default for Policy {
    /// The console's own four roles with their usual rights; nobody is protected.
    fn default() -> Self {
        let roles = Role::OWN.map(|role| (role.clone(), RoleRules { rights: Rights::usual(&role), ..RoleRules::default() }));
        Self { roles: roles.into(), tiers: Vec::new(), contact_change_needs_approval: false }
    }
}

impl Policy {
    /// The one decision: used by buttons, by services before they act, and again at execution with the user read afresh. `target` is `None`
    /// where nobody is acted on, or where it is asked whether the action is possible at all.
    ///
    /// Gives the role that carries the right, for the record.
    ///
    /// # Errors
    /// The denial of the role that came closest: a reason in the target is more useful than "your role may not".
    pub fn decide(&self, actor: &Actor, action: Action, target: Option<&TargetFacts>, at: OffsetDateTime) -> Result<Role, Denial> {
        let tier = target.map_or(TargetTier::Ordinary, |target| self.tier(actor, target));
        let mut closest = Denial::Role;
        for role in &actor.roles {
            match self.ruling(role, action, target, &tier, at) {
                Ok(()) => return Ok(role.clone()),
                Err(denial) => closest = closest.max(denial),
            }
        }
        Err(closest)
    }

    /// Every role there is: the console's own in their order, then the others.
    pub fn in_order(&self) -> Vec<(&Role, &RoleRules)> {
        let own = Role::OWN.iter().filter_map(|role| self.roles.get_key_value(role));
        own.chain(self.roles.iter().filter(|(role, _)| !Role::OWN.contains(role))).collect()
    }

    /// Whether any role of this person has the right at all, on somebody, at some time.
    pub fn has_right(&self, actor: &Actor, action: Action) -> bool {
        actor.roles.iter().filter_map(|role| self.roles.get(role)).any(|rules| rules.rights.reach(action) == Some(Reach::Alone))
    }

    /// Whether this person may see this user in a list, as far as a list can tell. Their page asks again, with their groups.
    pub fn may_list(&self, actor: &Actor, action: Action, user: &User) -> bool {
        actor.roles.iter().filter_map(|role| self.roles.get(role)).any(|rules| rules.rights.reach(action) == Some(Reach::Alone) && rules.scope.may_cover(user))
    }

    /// Whether this person may see all users of a pool at once, where a list cannot tell them apart.
    pub fn may_list_all(&self, actor: &Actor, action: Action, pool: &PoolId) -> bool {
        let is_all = |scope: &Scope| scope.groups.is_empty() && scope.attributes.is_empty() && (scope.pools.is_empty() || scope.pools.contains(pool));
        actor.roles.iter().filter_map(|role| self.roles.get(role)).any(|rules| rules.rights.reach(action) == Some(Reach::Alone) && is_all(&rules.scope))
    }

    /// The tier of a target for this actor.
    pub fn tier(&self, actor: &Actor, target: &TargetFacts) -> TargetTier {
        let protecting = || self.tiers.iter().find(|tier| tier.members.have(&target.user, &target.groups));
        if target.is_account_of(actor) {
            TargetTier::Oneself
        } else if target.user.status == UserStatus::ExternalProvider {
            TargetTier::External
        } else if let Some(tier) = protecting() {
            TargetTier::Protected(tier.name.clone())
        } else if self.is_in_doubt(Some(target)) {
            TargetTier::ContactChanged
        } else {
            TargetTier::Ordinary
        }
    }

    fn is_in_doubt(&self, target: Option<&TargetFacts>) -> bool {
        self.contact_change_needs_approval && target.is_some_and(|target| target.contact_change.is_some())
    }

    /// Whether one role has a right on a target. Whatever is not given is denied.
    fn ruling(&self, role: &Role, action: Action, target: Option<&TargetFacts>, tier: &TargetTier, at: OffsetDateTime) -> Result<(), Denial> {
        let rules = self.roles.get(role).ok_or(Denial::Role)?;
        let reach = rules.rights.reach(action).ok_or(Denial::Role)?;
        if !action.has_effect_on_a_user() {
            let is_in_scope = target.is_none_or(|target| rules.scope.covers(&target.user, &target.groups));
            return if is_in_scope { Ok(()) } else { Err(Denial::OutOfScope) };
        }
        match tier {
            TargetTier::Oneself => return Err(Denial::Oneself),
            TargetTier::External => return Err(Denial::ExternalUser),
            _ => {}
        }
        if target.is_some_and(|target| !rules.scope.covers(&target.user, &target.groups)) {
            return Err(Denial::OutOfScope);
        }
        if rules.hours.as_ref().is_some_and(|hours| !hours.contains(at)) {
            return Err(Denial::OutOfHours);
        }
        match tier {
            TargetTier::Protected(tier) if !rules.rights.is_alone_on(tier, action) => Err(Denial::ProtectedUser),
            // Ending sessions gives nothing to whoever changed a contact.
            _ if self.is_in_doubt(target) && action != Action::SignOutEverywhere => Err(Denial::ContactChanged),
            _ if reach == Reach::WithApproval => Err(Denial::NeedsApproval),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
