//! What a role of the policy asks for beside a reason: how the caller was verified, and its tickets.

use super::faults::Faults;
use super::policy::check_actions;
use super::raw_policy::RawPolicyRole;
use crate::domain::operation::Action;
use crate::domain::policy::{Demands, Rights};
use crate::domain::reason::{TICKET_LONGEST, TicketRule, VERIFICATION_METHODS};

/// Lays what is named over what the role began with, every fault by the name of its setting.
pub(super) fn check(raw: &RawPolicyRole, rights: &Rights, demands: &mut Demands, key: &impl Fn(&str) -> String, faults: &mut Faults) {
    for (action, methods) in &raw.verified_by {
        let setting = key(&format!("verified_by.{action}"));
        let methods: Vec<&'static str> = methods.iter().filter_map(|method| faults.keep(&setting, known(method))).collect();
        for action in check_actions(std::slice::from_ref(action), &setting, faults) {
            if !action.has_effect_on_a_user() || action == Action::RevealPassword {
                faults.add(&setting, format!("no form asks how the caller was verified for `{}`", action.event()));
            } else if rights.reach(action).is_none() {
                faults.add(&setting, format!("the role does not have `{}`: give it by `may` first", action.event()));
            } else if raw.verified_by.get(action.event()).is_some_and(Vec::is_empty) {
                faults.add(&setting, "is an empty list: no caller could be verified. Leave it out to ask for nothing");
            } else {
                let in_order = VERIFICATION_METHODS.iter().map(|(name, _)| *name).filter(|name| methods.contains(name));
                demands.verified_by.insert(action, in_order.collect());
            }
        }
    }
    // A role that is like another may have lost a right since.
    demands.verified_by.retain(|action, _| rights.reach(*action).is_some());
    if let Some(pattern) = &raw.ticket_pattern
        && faults.keep(&key("ticket_pattern"), check_pattern(pattern)).is_some()
    {
        demands.ticket = Some(TicketRule { pattern: pattern.clone(), is_required: true });
    }
}

fn known(method: &str) -> Result<&'static str, String> {
    let names = VERIFICATION_METHODS.map(|(name, _)| name);
    names.into_iter().find(|name| *name == method).ok_or_else(|| format!("`{method}` is no way to verify a caller; those are {}", names.join(", ")))
}

fn check_pattern(pattern: &str) -> Result<(), String> {
    if pattern.trim().is_empty() {
        return Err("is empty: leave it out, or say how tickets look, as in INC-######".to_owned());
    }
    if pattern.chars().count() > TICKET_LONGEST {
        return Err(format!("is longer than a ticket may be, which is {TICKET_LONGEST} characters"));
    }
    let example = TicketRule { pattern: pattern.to_owned(), is_required: true };
    if example.parse(&example.example()).is_err() {
        return Err(format!("`{pattern}` fits no ticket that can be typed: it has white space at its ends, `*` before its end, or a sign that leaves no mark"));
    }
    Ok(())
}
