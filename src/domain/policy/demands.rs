//! What a role asks for before it does something to a user: how the caller was verified, and a ticket.

use super::{Denial, Policy, RoleRules};
use crate::domain::actor::Actor;
use crate::domain::operation::Action;
use crate::domain::reason::{TicketRule, VERIFICATION_METHODS};
use std::collections::BTreeMap;

/// What somebody shows for an action beside their reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown<'a> {
    /// How the caller was verified: the name of a method.
    pub verified_by: Option<&'a str>,
    /// The ticket.
    pub ticket: Option<&'a str>,
}

/// What a role asks for. Nothing unless the configuration says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    /// By action: the methods of which the caller must have been verified by one. Of an action that is not in it nothing is asked.
    pub verified_by: BTreeMap<Action, Vec<&'static str>>,
    /// How tickets look, and that one must be given; `None`: the desk's own rule holds, which forms look at.
    pub ticket: Option<TicketRule>,
}

impl Demands {
    /// Whether what is shown is enough.
    ///
    /// # Errors
    /// [`Denial::Unverified`], [`Denial::NoTicket`].
    pub(super) fn check(&self, action: Action, shown: Shown<'_>) -> Result<(), Denial> {
        if !action.has_effect_on_a_user() {
            return Ok(());
        }
        let is_enough = |methods: &Vec<&'static str>| shown.verified_by.is_some_and(|method| methods.contains(&method));
        if !self.verified_by.get(&action).is_none_or(is_enough) {
            return Err(Denial::Unverified);
        }
        let fits = |rule: &TicketRule| rule.parse(shown.ticket.unwrap_or_default()).is_ok();
        if self.ticket.as_ref().is_none_or(fits) { Ok(()) } else { Err(Denial::NoTicket) }
    }

    /// Whether it asks for nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Policy {
    /// The methods that are enough for this person and this action, in their own order, for forms; `None`: any, or none. Whoever has several
    /// roles with the right may act by each: what one of them takes is enough. With an approval counts where nothing is theirs alone.
    pub fn methods(&self, actor: &Actor, action: Action) -> Option<Vec<&'static str>> {
        let mut enough = Vec::new();
        for rules in self.for_forms(actor, action) {
            enough.extend(rules.demands.verified_by.get(&action)?);
        }
        let in_order: Vec<_> = VERIFICATION_METHODS.iter().map(|(name, _)| *name).filter(|name| enough.contains(name)).collect();
        (!in_order.is_empty()).then_some(in_order)
    }

    /// How tickets may look for this person and this action: one rule for each way there is to act. Never empty.
    pub fn tickets(&self, actor: &Actor, action: Action, of_desk: &TicketRule) -> Vec<TicketRule> {
        let mut rules: Vec<TicketRule> = Vec::new();
        for role in self.for_forms(actor, action) {
            let rule = role.demands.ticket.as_ref().unwrap_or(of_desk);
            if !rules.contains(rule) {
                rules.push(rule.clone());
            }
        }
        if rules.is_empty() {
            rules.push(of_desk.clone());
        }
        rules
    }

    /// The rules by which a form of theirs is sent.
    fn for_forms(&self, actor: &Actor, action: Action) -> Vec<&RoleRules> {
        let alone: Vec<&RoleRules> = self.with_right(actor, action).collect();
        if alone.is_empty() { self.with_right_to_ask(actor, action).collect() } else { alone }
    }
}
