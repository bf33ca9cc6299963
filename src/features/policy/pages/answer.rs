//! What the policy says, in sentences.

use super::super::Answer;
use super::asks::asked_of;
use crate::domain::policy::{Denial, Policy, TargetTier};
use crate::features::audit_trail::event_words;
use crate::features::faults::denial_code;
use crate::ui::Notice;
use leptos::prelude::*;

/// Yes or no, and why.
pub(super) fn answer(policy: &Policy, told: &Answer) -> AnyView {
    let (role, action) = (told.role.name().to_owned(), event_words(told.action.event()));
    let user = told.target.as_ref().map(|(target, _)| target.user.shown_name().to_owned());
    let whom = match (&user, told.action.has_effect_on_a_user()) {
        (Some(user), _) => format!(", for {user}"),
        (None, true) => ", for a user whom nothing protects".to_owned(),
        (None, false) => String::new(),
    };
    let (tone, word, title) = match told.ruling {
        Ok(()) => ("success", "Yes", format!("{role}: {action}{whom}.")),
        Err(Denial::NeedsApproval | Denial::ProtectedUser | Denial::ContactChanged) => ("unknown", "Not alone", format!("{role}: {action}{whom}.")),
        Err(_) => ("denied", "No", format!("{role}: {action}{whom}.")),
    };
    let why = reasons(policy, told).into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view();
    view! {
        <Notice tone=tone word=word title=title live="status">
            <ul>{why}</ul>
        </Notice>
    }
    .into_any()
}

fn reasons(policy: &Policy, told: &Answer) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Err(denial) = told.ruling {
        reasons.push(match denial {
            Denial::Role => "The role does not have this right.".to_owned(),
            _ => denial_code(denial).title().replace("Your role", "The role"),
        });
    }
    if let Some((target, tier)) = &told.target {
        reasons.push(match tier {
            TargetTier::Protected(tier) => format!("The user is in the tier {tier}."),
            tier => tier_words(tier).to_owned(),
        });
        let groups = if target.groups.is_empty() { "in no group".to_owned() } else { format!("in {}", target.groups.join(", ")) };
        reasons.push(format!("The user is {groups} of {}.", target.user.pool));
    }
    let rules = policy.roles.get(&told.role);
    if let Some(scope) = rules.map(|rules| &rules.scope).filter(|scope| !scope.is_everyone()) {
        reasons.push(format!("The role is for users of {}.", scope.words()));
    }
    if let Some(hours) = rules.and_then(|rules| rules.hours.as_ref()).filter(|_| told.action.has_effect_on_a_user()) {
        reasons.push(format!("The role acts {}.", hours.words()));
    }
    if let Some(demands) = rules.map(|rules| &rules.demands) {
        reasons.extend(asked_of(demands, told.action));
    }
    reasons
}

fn tier_words(tier: &TargetTier) -> &'static str {
    match tier {
        TargetTier::Ordinary | TargetTier::Protected(_) => "Nothing protects this user.",
        TargetTier::ContactChanged => "A contact of this user changed lately.",
        TargetTier::External => "Another identity provider signs this user in.",
        TargetTier::Oneself => "It would be their own account.",
    }
}
