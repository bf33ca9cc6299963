//! Who may do what to whom: one policy, deny by default, and one pure function that everything asks.

mod demands;
mod hours;
mod permit;
mod rights;
mod scope;
mod tier;

pub use demands::{Demands, Shown};
pub use hours::WorkingHours;
pub use permit::{Basis, Denied, Permit, RolesOfTwo, authorise, authorise_approved};
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
    /// All of the above allow it, and the caller was not verified in a way that the role takes for this.
    Unverified,
    /// The same, and there is no ticket as the role's look.
    NoTicket,
    /// Whoever approves could not do it themselves on a user whom nothing protects.
    ApproverMayNot,
    /// Whoever approves is the one who asked, under this account or another.
    SamePerson,
    /// They have done as much as one person may in this time. The trail's writer says so, and not the policy.
    StaffLimit,
    /// As much was done for this user as may be in this time. The trail's writer says so, and not the policy.
    UserLimit,
}

impl Denial {
    /// Whether somebody else's approval takes it away.
    pub fn is_for_want_of_approval(self) -> bool {
        matches!(self, Self::NeedsApproval | Self::ContactChanged | Self::ProtectedUser)
    }
}

/// Who stands behind an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// The actor.
    One,
    /// The actor, and another person who approves.
    Two,
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
    /// What must be shown before it does something to a user.
    pub demands: Demands,
}

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Every role there is.
    pub roles: BTreeMap<Role, RoleRules>,
    /// The tiers that protect users. Who is in several is protected by each.
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
        self.decide_as(Behind::One, actor, action, target, at, None)
    }

    /// The same with what is shown for it, as it is asked when something is to be done: a role that asks for more carries no right. Without it
    /// the answer is whether the action is possible once enough is shown.
    ///
    /// # Errors
    /// As [`Self::decide`]; [`Denial::Unverified`] or [`Denial::NoTicket`] only where nothing else forbids it.
    pub fn decide_on(&self, actor: &Actor, action: Action, target: Option<&TargetFacts>, at: OffsetDateTime, shown: Shown<'_>) -> Result<Role, Denial> {
        self.decide_as(Behind::One, actor, action, target, at, Some(shown))
    }

    /// Whether somebody may ask for this: they may do it alone, or once another person has approved.
    ///
    /// # Errors
    /// As [`Self::decide`], but for what an approval takes away.
    pub fn decide_to_ask(&self, actor: &Actor, action: Action, target: Option<&TargetFacts>, at: OffsetDateTime) -> Result<Role, Denial> {
        self.decide_as(Behind::Two, actor, action, target, at, None)
    }

    /// The same with what is shown for it.
    ///
    /// # Errors
    /// As [`Self::decide_on`], but for what an approval takes away.
    pub fn decide_to_ask_on(&self, actor: &Actor, action: Action, target: Option<&TargetFacts>, at: OffsetDateTime, shown: Shown<'_>) -> Result<Role, Denial> {
        self.decide_as(Behind::Two, actor, action, target, at, Some(shown))
    }

    /// Whether this may be done by `asker` since `approver` agrees (security.md, S23). Both are asked on the user as just read: the approver must be
    /// another person, may decide on such requests, and may do alone to other users what they approve of. What the asker has shown must be enough
    /// for the asker's role; without it, it is not looked at.
    ///
    /// Gives the role of each that carries the right, for the record.
    ///
    /// # Errors
    /// Why not, the asker's denial before the approver's.
    pub fn decide_for_two(
        &self,
        asker: &Actor,
        approver: &Actor,
        action: Action,
        target: &TargetFacts,
        at: OffsetDateTime,
        shown: Option<Shown<'_>>,
    ) -> Result<RolesOfTwo, Denial> {
        let asks = self.decide_as(Behind::Two, asker, action, Some(target), at, shown)?;
        if asker.is_same_person(approver) {
            return Err(Denial::SamePerson);
        }
        self.decide(approver, Action::DecideEscalation, Some(target), at).map_err(|_| Denial::ApproverMayNot)?;
        let tier = self.tier(approver, target);
        let covers = |role: &Role| {
            let has_it_alone = self.roles.get(role).is_some_and(|rules| rules.rights.reach(action) == Some(Reach::Alone));
            has_it_alone && self.ruling(role, action, Some(target), &tier, at, Behind::Two).is_ok()
        };
        let approves = approver.roles.iter().find(|role| covers(role)).cloned().ok_or(Denial::ApproverMayNot)?;
        Ok(RolesOfTwo { asks, approves })
    }

    fn decide_as(&self, behind: Behind, actor: &Actor, action: Action, target: Option<&TargetFacts>, at: OffsetDateTime, shown: Option<Shown<'_>>) -> Result<Role, Denial> {
        let tier = target.map_or(TargetTier::Ordinary, |target| self.tier(actor, target));
        let mut closest = Denial::Role;
        for role in &actor.roles {
            match self.ruling(role, action, target, &tier, at, behind).and_then(|rules| shown.map_or(Ok(()), |shown| rules.demands.check(action, shown))) {
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
        self.with_right(actor, action).next().is_some()
    }

    /// The rules of their roles that have the right, on somebody, at some time.
    fn with_right(&self, actor: &Actor, action: Action) -> impl Iterator<Item = &RoleRules> {
        actor.roles.iter().filter_map(|role| self.roles.get(role)).filter(move |rules| rules.rights.reach(action) == Some(Reach::Alone))
    }

    /// The same, alone or with an approval.
    fn with_right_to_ask(&self, actor: &Actor, action: Action) -> impl Iterator<Item = &RoleRules> {
        actor.roles.iter().filter_map(|role| self.roles.get(role)).filter(move |rules| rules.rights.reach(action).is_some())
    }

    /// Whether any role of this person has the right at all, alone or with an approval.
    pub fn has_right_to_ask(&self, actor: &Actor, action: Action) -> bool {
        self.with_right_to_ask(actor, action).next().is_some()
    }

    /// Whether this person may see this user in a list, as far as a list can tell. Their page asks again, with their groups.
    pub fn may_list(&self, actor: &Actor, action: Action, user: &User) -> bool {
        self.with_right(actor, action).any(|rules| rules.scope.may_cover(user))
    }

    /// Whether this person may see all users of a pool at once, where a list cannot tell them apart.
    pub fn may_list_all(&self, actor: &Actor, action: Action, pool: &PoolId) -> bool {
        let is_all = |scope: &Scope| scope.groups.is_empty() && scope.attributes.is_empty() && (scope.pools.is_empty() || scope.pools.contains(pool));
        self.with_right(actor, action).any(|rules| is_all(&rules.scope))
    }

    /// The tier of a target for this actor.
    pub fn tier(&self, actor: &Actor, target: &TargetFacts) -> TargetTier {
        if target.is_account_of(actor) {
            TargetTier::Oneself
        } else if target.user.status == UserStatus::ExternalProvider {
            TargetTier::External
        } else if let Some(tier) = self.protecting(target).next() {
            TargetTier::Protected(tier.name.clone())
        } else if self.is_in_doubt(Some(target)) {
            TargetTier::ContactChanged
        } else {
            TargetTier::Ordinary
        }
    }

    /// Whether a tier protects this user, whoever acts.
    pub fn is_protected(&self, target: &TargetFacts) -> bool {
        self.protecting(target).next().is_some()
    }

    /// The names of the tiers that protect a user, whoever acts.
    pub fn tiers_of(&self, target: &TargetFacts) -> Vec<String> {
        self.protecting(target).map(|tier| tier.name.clone()).collect()
    }

    /// Every tier that protects this user.
    fn protecting(&self, target: &TargetFacts) -> impl Iterator<Item = &ProtectedTier> {
        self.tiers.iter().filter(|tier| tier.members.have(&target.user, &target.groups))
    }

    fn is_in_doubt(&self, target: Option<&TargetFacts>) -> bool {
        self.contact_change_needs_approval && target.is_some_and(|target| target.contact_change.is_some())
    }

    /// Whether one role has a right on a target. Whatever is not given is denied.
    fn ruling(&self, role: &Role, action: Action, target: Option<&TargetFacts>, tier: &TargetTier, at: OffsetDateTime, behind: Behind) -> Result<&RoleRules, Denial> {
        let rules = self.roles.get(role).ok_or(Denial::Role)?;
        let reach = rules.rights.reach(action).ok_or(Denial::Role)?;
        if !action.has_effect_on_a_user() {
            let is_in_scope = target.is_none_or(|target| rules.scope.covers(&target.user, &target.groups));
            return if is_in_scope { Ok(rules) } else { Err(Denial::OutOfScope) };
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
        if behind == Behind::Two {
            // What follows is what an approval is for.
            return Ok(rules);
        }
        // Whoever is in two tiers is protected by both.
        if target.is_some_and(|target| self.protecting(target).any(|tier| !rules.rights.is_alone_on(&tier.name, action))) {
            return Err(Denial::ProtectedUser);
        }
        // Ending sessions gives nothing to whoever changed a contact.
        if self.is_in_doubt(target) && action != Action::SignOutEverywhere {
            return Err(Denial::ContactChanged);
        }
        if reach == Reach::Alone { Ok(rules) } else { Err(Denial::NeedsApproval) }
    }
}

#[cfg(test)]
mod tests;
