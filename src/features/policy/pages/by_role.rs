//! The rights of each role in a block of its own, for narrow screens, where a table of all roles has no room.

use super::tables::right_words;
use crate::domain::operation::Action;
use crate::domain::policy::{Policy, RoleRules};
use crate::features::audit_trail::event_words;
use crate::ui::{Disclosure, Fact, Facts};
use leptos::prelude::*;

/// One block for each role.
pub(super) fn by_role(policy: &Policy) -> impl IntoView + use<> {
    policy.in_order().into_iter().map(|(role, rules)| block(policy, role.name(), rules)).collect_view()
}

fn block(policy: &Policy, name: &str, rules: &RoleRules) -> impl IntoView + use<> {
    let (given, not): (Vec<Action>, Vec<Action>) = Action::ALL.into_iter().partition(|action| rules.rights.reach(*action).is_some());
    let mut groups: Vec<(String, Vec<&'static str>)> = Vec::new();
    for action in &given {
        let (words, name) = (right_words(policy, rules, *action), event_words(action.event()));
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, names)) => names.push(name),
            None => groups.push((words, vec![name])),
        }
    }
    let summary = format!("{name}: {} of {} rights", given.len(), Action::ALL.len());
    let not = (!not.is_empty()).then(|| ("not".to_owned(), not.iter().map(|action| event_words(action.event())).collect()));
    let groups =
        groups.into_iter().chain(not).map(|(words, names)| view! { <Fact name=words><ul>{names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul></Fact> });
    view! {
        <Disclosure summary=summary>
            <Facts>{groups.collect_view()}</Facts>
        </Disclosure>
    }
}
