//! The policy in force, as tables.

use super::asks::ask_words;
use super::by_role::by_role;
use crate::domain::operation::Action;
use crate::domain::policy::{Policy, ProtectedTier, Reach, RoleRules};
use crate::domain::velocity::{Velocity, VelocityRules, counts};
use crate::features::audit_trail::event_words;
use crate::ui::{Card, Cell, Table};
use leptos::prelude::*;

/// Rights by role, whom and when each role is for, and who is protected.
pub(super) fn tables(policy: &Policy, velocity: &VelocityRules) -> impl IntoView + use<> {
    let roles: Vec<String> = policy.in_order().into_iter().map(|(role, _)| role.name().to_owned()).collect();
    let heads = roles.iter().map(|role| view! { <th scope="col" role="columnheader">{role.clone()}</th> }).collect_view();
    let rights = Action::ALL.iter().map(|action| rights_row(policy, *action)).collect_view();
    let limits = policy.in_order().into_iter().map(|(role, rules)| limits_row(role.name(), rules, &velocity.of(role))).collect_view();
    let blocks = by_role(policy);
    let tiers = policy.tiers.iter().map(tier_row).collect_view();
    view! {
        <Card title="Rights">
            <div class="policy__roles">{blocks}</div>
            <div class="policy__table">
            <Table caption="Rights by role" is_caption_hidden=true is_dense=true>
                <thead>
                    <tr role="row">
                        <th scope="col" role="columnheader">
                            "Action"
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rights}</tbody>
            </Table>
            </div>
            <p class="soft small">
                "Nobody acts on their own account, and nobody here on users whom another identity provider signs in. What is given alone is still not given on protected users, unless the tier is named."
            </p>
        </Card>
        <Card title="Whom, when, and with what">
            <Table caption="Limits of each role" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">
                        <th scope="col" role="columnheader">
                            "Role"
                        </th>
                        <th scope="col" role="columnheader">
                            "For users of"
                        </th>
                        <th scope="col" role="columnheader">
                            "Acts"
                        </th>
                        <th scope="col" role="columnheader">
                            "How often at most"
                        </th>
                        <th scope="col" role="columnheader">
                            "Asks for"
                        </th>
                    </tr>
                </thead>
                <tbody>{limits}</tbody>
            </Table>
        </Card>
        <Card title="Protected users">
            <Table caption="Tiers that protect users" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">
                        <th scope="col" role="columnheader">
                            "Tier"
                        </th>
                        <th scope="col" role="columnheader">
                            "Who is in it"
                        </th>
                    </tr>
                </thead>
                <tbody>{tiers}</tbody>
            </Table>
        </Card>
    }
}

fn rights_row(policy: &Policy, action: Action) -> impl IntoView + use<> {
    let cells = policy
        .in_order()
        .into_iter()
        .map(|(role, rules)| {
            let words = right_words(policy, rules, action);
            view! { <Cell label=role.name().to_owned()>{words}</Cell> }
        })
        .collect_view();
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {event_words(action.event())}
                <span class="table__sub mono">{action.event()}</span>
            </th>
            {cells}
        </tr>
    }
}

/// `alone`, `alone, on vip too`, `with an approval`, or a dash.
pub(super) fn right_words(policy: &Policy, rules: &RoleRules, action: Action) -> String {
    let tiers: Vec<&str> = policy.tiers.iter().filter(|tier| rules.rights.is_alone_on(&tier.name, action)).map(|tier| tier.name.as_str()).collect();
    match rules.rights.reach(action) {
        None => "–".to_owned(),
        Some(Reach::WithApproval) => "with an approval".to_owned(),
        Some(Reach::Alone) if !action.has_effect_on_a_user() => "yes".to_owned(),
        Some(Reach::Alone) if tiers.is_empty() => "alone".to_owned(),
        Some(Reach::Alone) => format!("alone, on {} too", tiers.join(", ")),
    }
}

fn limits_row(name: &str, rules: &RoleRules, velocity: &Velocity) -> impl IntoView + use<> {
    let whom = if rules.scope.is_everyone() { "every pool".to_owned() } else { rules.scope.words() };
    let when = rules.hours.as_ref().map_or_else(|| "at any hour".to_owned(), |hours| hours.words());
    let acts = Action::ALL.into_iter().any(|action| counts(action) && rules.rights.reach(action).is_some());
    let often = if acts { velocity.words() } else { "–".to_owned() };
    let asks = match ask_words(&rules.demands) {
        lines if lines.is_empty() => "nothing beside a reason".into_any(),
        lines => view! { <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {name.to_owned()}
            </th>
            <Cell label="For users of">{whom}</Cell>
            <Cell label="Acts">{when}</Cell>
            <Cell label="How often at most">{often}</Cell>
            <Cell label="Asks for">{asks}</Cell>
        </tr>
    }
}

fn tier_row(tier: &ProtectedTier) -> impl IntoView + use<> {
    let members = &tier.members;
    let lists = [("group", members.groups.join(" or ")), ("pool", members.pools.iter().map(|pool| pool.as_str()).collect::<Vec<_>>().join(" or "))];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| format!("{name} {list}"));
    let attributes = members.attributes.iter().map(|(name, values)| format!("{name} {}", values.join(" or ")));
    let words = lists.chain(attributes).collect::<Vec<_>>().join("; or ");
    let words = if words.is_empty() { "nobody".to_owned() } else { words };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {tier.name.clone()}
            </th>
            <Cell label="Who is in it">{words}</Cell>
        </tr>
    }
}
