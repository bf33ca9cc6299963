//! The last look before an effect: is it a check only, has the page gone out of date, will Cognito refuse it?

use super::answer::{FormAnswer, Stop};
use super::draft::{CheckAnswer, Draft, KeptForm};
use super::fresh::fresh_sign_in;
use super::press::Press;
use super::received::{Received, again, back};
use super::turns::Turn;
use super::why_fields::Afterwards;
use crate::domain::audit::{Outcome, RecordKind, RecordedTarget};
use crate::domain::contact::Contact;
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, TargetFacts};
use crate::domain::pool::PoolFacts;
use crate::domain::preflight::{Help, Obstacle, invitation_contact, obstacle};
use crate::features::audit_trail::{effects_on, last_effect_of};
use crate::features::console::{Caller, Console};
use crate::features::effects::{Attempt, Why, in_the_way, stopped, usage};
use crate::features::faults::{denial_code, trail_failed};
use crate::features::kept::keep;
use crate::features::records::entry;
use crate::features::users::Seen;
use crate::wire::{ApiError, ErrorCode, FieldError};

/// What a check says of an action that one may not do alone.
const WITH_APPROVAL: &str = "it takes another person's approval. With it, it would work as far as can be told.";

/// A form that policy permits, with everything that was found out for it.
#[derive(Debug)]
pub struct Ready<'a> {
    /// Whom and which.
    pub received: &'a Received,
    /// As typed.
    pub kept: &'a KeptForm,
    /// What is to be done.
    pub help: Help,
    /// The user as just read.
    pub target: &'a TargetFacts,
    /// What the pool allows.
    pub facts: &'a PoolFacts,
    /// Why.
    pub why: &'a Why,
    /// What would go to the triggers.
    pub client_metadata: &'a [(String, String)],
    /// What the page announces.
    pub note: &'a str,
}

/// Lets a form pass that is to be carried out now, and gives the user's turn, to be held until the intent is on record. A form that came
/// before passes too: it leads to the first one's result. A fresh sign-in is asked for first, where the action wants one, and not for a check.
///
/// # Errors
/// The page to go to instead: what a check found, or the user's page with the form and why it came back. A check and a refusal are on record; a page
/// that is out of date is not, since nothing was tried.
pub async fn gate(console: &Console, caller: &Caller, ready: &Ready<'_>, press: Press) -> Result<Turn, Stop> {
    let obstacle = obstacle(ready.help, ready.facts, &ready.target.user);
    refuse_parts(console, caller, ready).await?;
    if press == Press::Check {
        return Err(checked(console, caller, ready, obstacle, None).await);
    }
    let actions: Vec<_> = ready.kept.actions().into_iter().chain([ready.help.action()]).collect();
    fresh_sign_in(console, caller, ready.kept, ready.received.action_id, &actions, Some(ready.target)).await?;
    let turn = console.turns.take(&ready.target.user).await;
    // In this order: a second click whose first one gets on record between the two must find it, and not take it for somebody else's work.
    let is_stale = is_stale(console, caller, ready).await;
    let came_before = console.audit.action(ready.received.action_id).await.map_err(|error| trail_failed(&error, caller));
    match (came_before, is_stale) {
        (Ok(records), _) if !records.is_empty() => return Ok(Turn::none()),
        (Ok(_), Ok(false)) => {}
        (Ok(_), Ok(true)) => return Err(back(console, caller, ready.kept.clone(), Some(caller.error(ErrorCode::PageIsStale))).await),
        (Err(error), _) | (_, Err(error)) => return Err(again(console, caller, ready.kept, error).await),
    }
    refuse_impossible(console, caller, ready, obstacle).await.map(|()| turn)
}

/// The same look at what would be carried out later, once it is approved. One that came before passes: it leads to the first one's page.
///
/// # Errors
/// As [`gate`].
pub async fn check_state(console: &Console, caller: &Caller, ready: &Ready<'_>) -> Result<(), Stop> {
    match console.audit.action(ready.received.action_id).await {
        Ok(records) if !records.is_empty() => return Ok(()),
        Ok(_) => {}
        Err(error) => return Err(again(console, caller, ready.kept, trail_failed(&error, caller)).await),
    }
    match is_stale(console, caller, ready).await {
        Ok(false) => refuse_impossible(console, caller, ready, obstacle(ready.help, ready.facts, &ready.target.user)).await,
        Ok(true) => Err(back(console, caller, ready.kept.clone(), Some(caller.error(ErrorCode::PageIsStale))).await),
        Err(error) => Err(again(console, caller, ready.kept, error).await),
    }
}

/// A check of what takes another person's approval: it says so, and is no denial, since nothing was tried.
///
/// # Errors
/// The page with what the check found.
pub async fn check_for_approval(console: &Console, caller: &Caller, ready: &Ready<'_>) -> Result<(), Stop> {
    let (actor, policy, now) = (caller.actor()?, &console.rules.policy, console.now());
    let for_want = |action: &Action| {
        let denial = policy.decide(actor, *action, Some(ready.target), now).err().filter(|denial| denial.is_for_want_of_approval())?;
        policy.decide_to_ask(actor, *action, Some(ready.target), now).is_ok().then_some(denial)
    };
    match ready.kept.actions().iter().find_map(for_want) {
        Some(denial) => Err(checked(console, caller, ready, obstacle(ready.help, ready.facts, &ready.target.user), Some(denial)).await),
        None => Ok(()),
    }
}

/// What a ticked box adds is held against policy before the action itself, where another person's approval would let it pass: the whole form can be
/// asked for then, and nothing is done by halves.
async fn refuse_parts(console: &Console, caller: &Caller, ready: &Ready<'_>) -> Result<(), Stop> {
    if caller.approval.is_some() {
        // All of it was approved; each part is decided on again when its turn comes.
        return Ok(());
    }
    let (actor, policy, now) = (caller.actor()?, &console.rules.policy, console.now());
    let for_want = |action: &Action| policy.decide(actor, *action, Some(ready.target), now).err().filter(|denial| denial.is_for_want_of_approval());
    let Some((action, denial)) = ready.kept.actions().into_iter().find_map(|action| Some(action).zip(for_want(&action))) else { return Ok(()) };
    let code = denial_code(denial);
    let attempt = Attempt { action, ..attempt(ready) };
    let error = stopped(console, caller, attempt, caller.error(code)).await;
    if error.code != code {
        return Err(again(console, caller, ready.kept, error).await);
    }
    let beside = |afterwards: Afterwards| FieldError {
        field: afterwards.field().into(),
        sentence: format!("“{}” takes another person's approval. Ask for it, or untick it.", afterwards.label()),
    };
    let fields = Afterwards::of(action).map(beside).into_iter().collect();
    Err(back(console, caller, ready.kept.clone(), Some(ApiError { fields, ..error })).await)
}

async fn refuse_impossible(console: &Console, caller: &Caller, ready: &Ready<'_>, obstacle: Option<Obstacle>) -> Result<(), Stop> {
    match obstacle {
        // Cognito has the last word on codes: what it does in some states is not settled in public.
        Some(obstacle) if ready.help != Help::ResetCode => Err(refused(console, caller, ready, obstacle_code(obstacle)).await),
        _ => Ok(()),
    }
}

/// The form was made for another state of things: somebody may just have set a password that this one would replace.
async fn is_stale(console: &Console, caller: &Caller, ready: &Ready<'_>) -> Result<bool, ApiError> {
    // A form that no page made is held to nothing; one that was approved, to what the user was like then.
    let Some(seen) = Seen::parse(&ready.kept.desk().seen) else { return Ok(caller.approval.is_some()) };
    Ok(seen != seen_now(console, caller, ready.target).await?)
}

/// What a page would show of the user now.
///
/// # Errors
/// `trail_unavailable`.
pub async fn seen_now(console: &Console, caller: &Caller, target: &TargetFacts) -> Result<Seen, ApiError> {
    let last = last_effect_of(&effects_on(console, caller, target).await?);
    Ok(Seen::new(last, &target.user, &console.marker.state(&target.user)))
}

/// The contact that it is about, for a record.
fn contact_of(ready: &Ready<'_>) -> Option<Contact> {
    match ready.help {
        Help::MarkVerified(contact) => Some(contact),
        Help::Invitation => invitation_contact(&ready.target.user),
        _ => None,
    }
}

/// What a record of it says that ends before Cognito is asked.
fn attempt<'a>(ready: &'a Ready<'_>) -> Attempt<'a> {
    Attempt {
        action: ready.help.action(),
        target: ready.target.into(),
        why: ready.why,
        contact: contact_of(ready),
        client_metadata: ready.client_metadata,
        state_before: Some(ready.target.user.status.name()),
    }
}

async fn refused(console: &Console, caller: &Caller, ready: &Ready<'_>, code: ErrorCode) -> Stop {
    let error = stopped(console, caller, attempt(ready), caller.error(code)).await;
    back(console, caller, ready.kept.clone(), Some(error)).await
}

/// Records the check, and goes back to the form with what was found.
async fn checked(console: &Console, caller: &Caller, ready: &Ready<'_>, obstacle: Option<Obstacle>, approval: Option<Denial>) -> Stop {
    let action = ready.help.action();
    let limit = match usage(console, caller, &[action], ready.target).await {
        Ok(usage) => in_the_way(console, caller, &usage, action, ready.target).filter(|_| obstacle.is_none() && approval.is_none()),
        Err(error) => return again(console, caller, ready.kept, error).await,
    };
    let code = obstacle.map(obstacle_code).or(approval.map(denial_code)).or(limit.map(|usage| denial_code(usage.limit.denial())));
    let sentence = obstacle.map(|obstacle| obstacle.sentence().to_owned()).or(approval.map(|_| WITH_APPROVAL.to_owned()));
    let sentence = sentence.or_else(|| limit.map(|usage| usage.sentence(console.now())));
    let mut entry = entry(console, caller, RecordKind::Check, action);
    entry.target = Some(RecordedTarget::from(ready.target));
    entry.state_before = Some(ready.target.user.status.name().to_owned());
    console.metadata.keep(ready.client_metadata).fill(&mut entry);
    ready.why.fill(&mut entry);
    entry.outcome = Some(if code.is_some() { Outcome::WouldNotWork } else { Outcome::WouldWork });
    entry.code = code.map(|code| code.name().to_owned());
    entry.contact = contact_of(ready).map(|contact| contact.attribute().to_owned());
    // Nothing is announced that would not happen.
    entry.note = Some(sentence.as_ref().map_or_else(|| ready.note.to_owned(), |sentence| format!("not possible: {sentence}")));
    if let Err(error) = console.audit.append(entry).await {
        return again(console, caller, ready.kept, trail_failed(&error, caller)).await;
    }
    let seen = match seen_now(console, caller, ready.target).await {
        Ok(seen) => seen.to_string(),
        Err(error) => return again(console, caller, ready.kept, error).await,
    };
    let answer = CheckAnswer { obstacle: sentence.unwrap_or_default(), reference: caller.origin.request_id.clone(), seen };
    let desk = ready.kept.desk();
    let (pool, sub, shown) = (desk.pool.clone(), desk.sub.clone(), ready.kept.shown());
    match keep(console, caller, &Draft { form: ready.kept.clone(), error: None, checked: Some(answer), asks: false, filled_from: None }).await {
        Ok(draft) => Stop::Page(FormAnswer::Back { pool, sub, shown, draft, error: None }),
        Err(error) => Stop::Error(error),
    }
}

/// The code under which a refusal for the user's state goes on record.
pub fn obstacle_code(obstacle: Obstacle) -> ErrorCode {
    match obstacle {
        Obstacle::Disabled => ErrorCode::UserDisabled,
        Obstacle::External => ErrorCode::ExternalUser,
        Obstacle::NoVerifiedContact | Obstacle::PhoneIsSecondFactor => ErrorCode::NoVerifiedContact,
        Obstacle::NoContact | Obstacle::NotThere(_) => ErrorCode::NoContact,
        Obstacle::NothingToConfirm | Obstacle::Enabled | Obstacle::Verified(_) => ErrorCode::NothingToDo,
        Obstacle::AdminOnly => ErrorCode::RecoveryOff,
        Obstacle::SignedInBefore | Obstacle::SignedUpThemselves => ErrorCode::InvitationOver,
        Obstacle::FirstSignIn | Obstacle::SignUpOpen | Obstacle::State => ErrorCode::WrongState,
    }
}
