//! `[policy]`: roles of the company's own, tiers that protect users, and where and when a role may act.

use super::demands;
use super::faults::Faults;
use super::raw::RawDesk;
use super::raw_policy::{RawPolicy, RawPolicyRole, RawTier};
use crate::domain::actor::Role;
use crate::domain::operation::Action;
use crate::domain::policy::{Members, Policy, ProtectedTier, Reach, Rights, RoleRules, WorkingHours};
use crate::domain::pool::PoolId;
use std::collections::{BTreeMap, BTreeSet};

/// The tier that `desk.protected_groups` makes.
const PROTECTED: &str = "protected";

/// What a policy may name.
struct Known<'a> {
    pools: &'a [PoolId],
    tiers: BTreeSet<&'a str>,
}

/// The policy, every fault by the name of its setting.
pub(super) fn check(raw: &RawPolicy, desk: &RawDesk, pools: &[PoolId], contact_change_needs_approval: bool, faults: &mut Faults) -> Policy {
    let mut tiers = vec![ProtectedTier { name: PROTECTED.to_owned(), members: Members { groups: desk.protected_groups.clone(), ..Members::default() } }];
    for (place, tier) in raw.tiers.iter().enumerate() {
        tiers.extend(check_tier(tier, &tiers, pools, &format!("policy.tiers[{place}]"), faults));
    }
    let known = Known { pools, tiers: tiers.iter().map(|tier| tier.name.as_str()).collect() };
    let mut roles = Policy::default().roles;
    let mut named = BTreeSet::new();
    for (place, role) in raw.roles.iter().enumerate() {
        let key = |name: &str| format!("policy.roles[{place}].{name}");
        let Some(name) = Role::from_name(&role.name) else {
            faults.add(&key("name"), format!("`{}` is not a name for a role: lower-case letters, digits and dashes, 32 at most", role.name));
            continue;
        };
        if !named.insert(name.clone()) {
            faults.add(&key("name"), format!("there are two roles `{}`", role.name));
        }
        let rules = check_role(role, &name, &roles, &known, &key, faults);
        roles.insert(name, rules);
    }
    Policy { roles, tiers, contact_change_needs_approval }
}

fn check_tier(tier: &RawTier, others: &[ProtectedTier], pools: &[PoolId], key: &str, faults: &mut Faults) -> Option<ProtectedTier> {
    let name = Role::from_name(&tier.name).filter(|name| !others.iter().any(|other| other.name == name.name()));
    if name.is_none() {
        faults.add(&format!("{key}.name"), format!("`{}` is no name for a tier, or another one's: lower-case letters, digits and dashes, 32 at most", tier.name));
    }
    let members = Members {
        groups: tier.groups.clone(),
        attributes: tier.attributes.iter().map(|(name, values)| (name.clone(), values.clone())).collect(),
        pools: check_pools(&tier.pools, pools, &format!("{key}.pools"), faults),
    };
    if members.is_nobody() {
        faults.add(key, "protects nobody: name groups, attributes or pools");
    }
    name.map(|name| ProtectedTier { name: name.name().to_owned(), members })
}

fn check_role(raw: &RawPolicyRole, name: &Role, roles: &BTreeMap<Role, RoleRules>, known: &Known<'_>, key: &impl Fn(&str) -> String, faults: &mut Faults) -> RoleRules {
    let RoleRules { mut rights, mut scope, mut hours, mut demands } = rules_to_begin_with(raw, name, roles, key, faults);
    for (setting, actions, reach) in [("may", &raw.may, Some(Reach::Alone)), ("with_approval", &raw.with_approval, Some(Reach::WithApproval)), ("may_not", &raw.may_not, None)] {
        for action in check_actions(actions, &key(setting), faults) {
            match reach {
                Some(Reach::WithApproval) if !action.has_effect_on_a_user() => {
                    faults.add(&key(setting), format!("`{}` does nothing to a user: it is given or it is not", action.event()));
                }
                Some(reach) => rights.give(action, reach),
                None => rights.take(action),
            }
        }
    }
    for (tier, actions) in &raw.alone {
        let setting = key(&format!("alone.{tier}"));
        if !known.tiers.contains(tier.as_str()) {
            faults.add(&setting, format!("there is no tier `{tier}`; the tiers are {}", known.tiers.iter().copied().collect::<Vec<_>>().join(", ")));
        }
        for action in check_actions(actions, &setting, faults) {
            if rights.reach(action) == Some(Reach::Alone) {
                rights.give_alone_on(tier, action);
            } else {
                faults.add(&setting, format!("the role may not do `{}` alone to anyone: give it by `may` first", action.event()));
            }
        }
    }
    // What is not named stays as it was: a role that is like one of some users is for those users.
    if !raw.pools.is_empty() {
        scope.pools = check_pools(&raw.pools, known.pools, &key("pools"), faults);
    }
    if !raw.groups.is_empty() {
        scope.groups.clone_from(&raw.groups);
    }
    for (attribute, values) in &raw.attributes {
        if values.is_empty() {
            faults.add(&key(&format!("attributes.{attribute}")), "is an empty list, which nobody fits");
        }
        scope.attributes.retain(|(name, _)| name != attribute);
        scope.attributes.push((attribute.clone(), values.clone()));
    }
    match (&raw.hours, &raw.time_zone) {
        (Some(text), zone) => hours = faults.keep(&key("hours"), WorkingHours::read(text, zone.as_deref().unwrap_or("UTC"))),
        (None, Some(_)) => faults.add(&key("time_zone"), "is nothing without hours"),
        (None, None) => {}
    }
    demands::check(raw, &rights, &mut demands, key, faults);
    RoleRules { rights, scope, hours, demands }
}

/// One of the console's own roles begins with what it has, another with nothing, and each with another's where it is `like` that.
fn rules_to_begin_with(raw: &RawPolicyRole, name: &Role, roles: &BTreeMap<Role, RoleRules>, key: &impl Fn(&str) -> String, faults: &mut Faults) -> RoleRules {
    let Some(like) = &raw.like else { return RoleRules { rights: Rights::usual(name), ..RoleRules::default() } };
    match Role::from_name(like).and_then(|like| roles.get(&like)) {
        Some(rules) => rules.clone(),
        None => {
            let names: Vec<&str> = roles.keys().map(Role::name).collect();
            faults.add(&key("like"), format!("there is no role `{like}` before this one; there are {}", names.join(", ")));
            RoleRules::default()
        }
    }
}

pub(super) fn check_actions(names: &[String], setting: &str, faults: &mut Faults) -> Vec<Action> {
    let read = |name: &String| {
        let action = Action::from_event(name);
        if action.is_none() {
            let near = Action::ALL.iter().map(|action| action.event()).min_by_key(|event| strsim::damerau_levenshtein(event, name)).unwrap_or_default();
            faults.add(setting, format!("`{name}` is no right; did you mean `{near}`? docs/operators.md lists them"));
        }
        action
    };
    names.iter().filter_map(read).collect()
}

fn check_pools(names: &[String], pools: &[PoolId], setting: &str, faults: &mut Faults) -> Vec<PoolId> {
    let read = |name: &String| {
        let pool = pools.iter().find(|pool| pool.as_str() == name).cloned();
        if pool.is_none() {
            faults.add(setting, format!("`{name}` is none of the configured pools"));
        }
        pool
    };
    names.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests;
