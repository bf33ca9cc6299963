//! Limits of effects: what is used up, for pages and checks; and the record of whoever is stopped by one. What decides is the trail's writer.

use super::Why;
use crate::domain::audit::RecordedTarget;
use crate::domain::clock::to_micros;
use crate::domain::contact::Contact;
use crate::domain::metadata_record::KeptMetadata;
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, TargetFacts};
use crate::domain::velocity::{Limit, Usage};
use crate::features::console::{Caller, Console};
use crate::features::faults::{denial_code, trail_unread};
use crate::features::records::denied;
use crate::wire::{ApiError, FieldError};
use std::collections::BTreeSet;

/// What this person is held to at this action on this user. Whom policy forbids it is held to nothing more.
fn limits_on(console: &Console, caller: &Caller, action: Action, target: &TargetFacts) -> Vec<Limit> {
    let Ok(actor) = caller.actor() else { return Vec::new() };
    let role = console.rules.policy.decide(actor, action, Some(target), console.now());
    role.map(|role| console.rules.velocity.limits(&role, action, false)).unwrap_or_default()
}

/// How much of the limits on these actions is used up now, each limit once.
///
/// # Errors
/// `not_signed_in`; `trail_unread`.
pub async fn usage(console: &Console, caller: &Caller, actions: &[Action], target: &TargetFacts) -> Result<Vec<Usage>, ApiError> {
    let limits: BTreeSet<Limit> = actions.iter().flat_map(|action| limits_on(console, caller, *action, target)).collect();
    let limits: Vec<Limit> = limits.into_iter().collect();
    let (person, user) = (&caller.actor()?.id, &target.user);
    console.audit.usage(person, user.pool.as_str(), user.sub.as_str(), &limits, to_micros(console.now())).await.map_err(|error| trail_unread(&error, caller))
}

/// Of what is used up, the limits that are in the way of this action now.
fn reached<'a>(console: &Console, caller: &Caller, usage: &'a [Usage], action: Action, target: &TargetFacts) -> impl Iterator<Item = &'a Usage> + use<'a> {
    let limits = limits_on(console, caller, action, target);
    usage.iter().filter(move |usage| usage.is_reached() && limits.contains(&usage.limit))
}

/// Of those the one that is free again last.
pub fn in_the_way(console: &Console, caller: &Caller, usage: &[Usage], action: Action, target: &TargetFacts) -> Option<Usage> {
    reached(console, caller, usage, action, target).max_by_key(|usage| usage.free_at).copied()
}

/// Whether as much was done for the user as may be without another person, whatever else is in the way.
pub fn is_user_at_limit(console: &Console, caller: &Caller, usage: &[Usage], action: Action, target: &TargetFacts) -> bool {
    reached(console, caller, usage, action, target).any(|usage| usage.limit.denial() == Denial::UserLimit)
}

/// Whether the user's limit is all that is in the way: another person may let that pass, and not one's own.
pub fn is_only_user_at_limit(console: &Console, caller: &Caller, usage: &[Usage], action: Action, target: &TargetFacts) -> bool {
    let mut reached = reached(console, caller, usage, action, target).peekable();
    reached.peek().is_some() && reached.all(|usage| usage.limit.denial() == Denial::UserLimit)
}

/// An intent that passes a limit, as far as its denial's record tells it.
pub(super) struct Stopped<'a> {
    pub action: Action,
    pub target: RecordedTarget,
    pub why: &'a Why,
    pub contact: Option<Contact>,
    pub client_metadata: KeptMetadata,
    pub state_before: String,
}

/// Records that a limit is reached, and gives the error to answer with: it says which, and when it works again.
pub(super) async fn stopped_by_limit(console: &Console, caller: &Caller, stopped: Stopped<'_>, usage: Usage) -> ApiError {
    let Stopped { action, target, why, contact, client_metadata, state_before } = stopped;
    let denial = usage.limit.denial();
    let error = denied(console, caller, action, denial, Some(target), |entry| {
        why.fill(entry);
        client_metadata.fill(entry);
        entry.contact = contact.map(|contact| contact.attribute().to_owned());
        entry.state_before = Some(state_before);
        entry.note = Some(format!("{} is reached", usage.limit.words()));
    })
    .await;
    if error.code != denial_code(denial) {
        return error;
    }
    tracing::warn!(request_id = %caller.origin.request_id, event = action.event(), limit = usage.limit.words(), "a limit of effects is reached");
    let fields = vec![FieldError { field: "action".into(), sentence: usage.sentence(console.now()) }];
    ApiError { fields, ..error }
}
