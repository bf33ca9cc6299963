//! Setting and lifting locks. The record comes first, and what comes to nothing after it has a second one that says so.

use super::form::{Checked, LockAnswer, LockDraft, LockForm};
use super::held::standing;
use crate::domain::actor::{Actor, StaffId};
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::clock::{from_micros, readable, to_micros};
use crate::domain::locks::{Lock, LockOn, Wish, forbidding, lockable};
use crate::domain::operation::Action;
use crate::domain::policy::Denial;
use crate::features::console::{Caller, Console};
use crate::features::faults::{broke_off, denial_code, trail_failed};
use crate::features::kept::keep;
use crate::features::records::{denied_as, entry, require, require_with};
use crate::features::sessions::end_person_of_lock;
use crate::ports::lock_store::{LockStoreError, Setting};
use crate::ports::session_store::PersonFacts;
use crate::wire::{ApiError, ErrorCode};
use std::collections::BTreeSet;
use uuid::Uuid;

const LIFT: &str = "lock.lift";

/// Sets a lock; of a person all sessions end.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `own_account`, `last_admin`, `nothing_to_do` where there is one on the same, `not_found` for somebody who never signed in here,
/// `trail_unavailable`, `database_unavailable`: then nothing is locked.
pub async fn set_lock(console: &Console, caller: &Caller, form: LockForm) -> Result<LockAnswer, ApiError> {
    // A browser that closes must not leave a lock without its record, or a record without its lock.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { set(&owned_console, &owned_caller, form).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn set(console: &Console, caller: &Caller, form: LockForm) -> Result<LockAnswer, ApiError> {
    let action = form.action();
    require(console, caller, action, None).await?;
    let Checked { reason, until, role } = match form.check(console.now(), &lockable(&console.rules.policy)) {
        Ok(checked) => checked,
        Err(fields) => {
            let error = ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
            let draft = keep(console, caller, &LockDraft { form, error: error.clone() }).await?;
            return Ok(LockAnswer::Back { draft, error });
        }
    };
    let actor = caller.actor()?;
    let (on, keeps_one_of) = match (form.on.as_str(), role) {
        ("person", _) => on_person(console, caller, StaffId { issuer: form.issuer, sub: form.sub }).await?,
        ("role", Some(role)) => (LockOn::Role(role), None),
        ("actions", _) => (LockOn::Actions, None),
        _ => return Err(caller.error(ErrorCode::InvalidForm)),
    };
    let lock = Lock { id: Uuid::new_v4(), on, reason, set_by: actor.id.clone(), set_by_name: actor.name.clone(), set_at: to_micros(console.now()), until };
    let locks = standing(console, caller).await?;
    if let Some(stands) = locks.iter().find(|stands| is_same(&stands.on, &lock.on)) {
        // The same form twice: what it wanted stands.
        let is_repeat = stands.set_by == lock.set_by && stands.reason == lock.reason;
        return if is_repeat { Ok(LockAnswer::Set) } else { Err(caller.error(ErrorCode::NothingToDo)) };
    }
    if let Some(people) = &keeps_one_of
        && people.iter().all(|person| forbidding(&locks, person, &BTreeSet::new(), Wish::Enter).is_some())
    {
        return Err(refused(console, caller, action, &lock, ErrorCode::LastAdmin).await);
    }
    record(console, caller, action.event(), &lock, None).await?;
    let code = match console.locks.set(&lock, keeps_one_of.as_deref()).await {
        Ok(Setting::Set) => None,
        Ok(Setting::StandsAlready) => Some(ErrorCode::NothingToDo),
        Ok(Setting::SetterIsLocked) => Some(ErrorCode::Locked),
        Ok(Setting::NobodyLeft) => Some(ErrorCode::LastAdmin),
        Err(error) => Some(store_failed(&error, caller)),
    };
    if let Some(code) = code {
        record(console, caller, action.event(), &lock, Some(code)).await?;
        return Err(caller.error(code));
    }
    tracing::warn!(request_id = %caller.origin.request_id, on = lock.on.kind(), by = lock.set_by.sub, "a lock was set");
    if let LockOn::Person { id, .. } = &lock.on {
        end_person_of_lock(console, caller, id).await;
    }
    Ok(LockAnswer::Set)
}

/// The person to be locked, and of those who lift all locks the others, of whom one must stay.
async fn on_person(console: &Console, caller: &Caller, id: StaffId) -> Result<(LockOn, Option<Vec<StaffId>>), ApiError> {
    let actor = caller.actor()?;
    if id == actor.id {
        let lock = format!("on {} ({})", actor.name, actor.id.sub);
        return Err(denied_as(console, caller, Action::SetPersonLock, denial_code(Denial::Oneself), None, |entry| entry.note = Some(lock)).await);
    }
    let people = console.sessions.people().await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "who signed in could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    let lifts = |person: &PersonFacts| {
        let as_now = Actor { roles: console.roles.roles_of(&person.groups), ..person.actor.clone() };
        console.rules.policy.has_right(&as_now, Action::SetWideLock)
    };
    let person = people.iter().find(|person| person.actor.id == id).ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    let others = lifts(person).then(|| people.iter().filter(|other| other.actor.id != id && lifts(other)).map(|other| other.actor.id.clone()).collect());
    Ok((LockOn::Person { id, name: person.actor.name.clone() }, others))
}

/// Lifts a lock.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `own_account`, `not_found` where it does not stand any more, `trail_unavailable`,
/// `database_unavailable`: then it stands.
pub async fn lift_lock(console: &Console, caller: &Caller, id: &str) -> Result<(), ApiError> {
    let (owned_console, owned_caller, id) = (console.clone(), caller.clone(), id.to_owned());
    let work = console.under_way.spawn(async move { lift(&owned_console, &owned_caller, &id).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn lift(console: &Console, caller: &Caller, id: &str) -> Result<(), ApiError> {
    // Which locks there are is nobody's business without the right.
    require_with(console, caller, Action::SetPersonLock, None, |entry| LIFT.clone_into(&mut entry.event)).await?;
    let locks = standing(console, caller).await?;
    let lock = locks.into_iter().find(|lock| lock.id.to_string() == id).ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    let by = caller.actor()?.id.clone();
    match &lock.on {
        LockOn::Person { id, .. } if *id == by => return Err(refused_lift(console, caller, &lock, denial_code(Denial::Oneself)).await),
        LockOn::Role(_) | LockOn::Actions if !caller.has_right(Action::SetWideLock) => return Err(refused_lift(console, caller, &lock, ErrorCode::NotAllowed).await),
        _ => {}
    }
    record(console, caller, LIFT, &lock, None).await?;
    let code = match console.locks.lift(lock.id, &by).await {
        Ok(true) => return Ok(()),
        Ok(false) => ErrorCode::NotFound,
        Err(error) => store_failed(&error, caller),
    };
    record(console, caller, LIFT, &lock, Some(code)).await?;
    Err(caller.error(code))
}

fn is_same(left: &LockOn, right: &LockOn) -> bool {
    match (left, right) {
        (LockOn::Person { id: left, .. }, LockOn::Person { id: right, .. }) => left == right,
        _ => left == right,
    }
}

async fn refused(console: &Console, caller: &Caller, action: Action, lock: &Lock, code: ErrorCode) -> ApiError {
    denied_as(console, caller, action, code, None, |entry| fill(entry, lock)).await
}

async fn refused_lift(console: &Console, caller: &Caller, lock: &Lock, code: ErrorCode) -> ApiError {
    let fill = |entry: &mut AuditEntry| {
        fill(entry, lock);
        LIFT.clone_into(&mut entry.event);
    };
    denied_as(console, caller, Action::SetPersonLock, code, None, fill).await
}

/// Records a lock that is set or lifted, or, with a code, that this came to nothing.
async fn record(console: &Console, caller: &Caller, event: &str, lock: &Lock, code: Option<ErrorCode>) -> Result<(), ApiError> {
    let mut entry = entry(console, caller, RecordKind::SignIn, Action::SetPersonLock);
    event.clone_into(&mut entry.event);
    entry.action_id = Uuid::new_v4();
    entry.outcome = Some(if code.is_some() { Outcome::Refused } else { Outcome::Succeeded });
    entry.code = code.map(|code| code.name().to_owned());
    fill(&mut entry, lock);
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

fn fill(entry: &mut AuditEntry, lock: &Lock) {
    let whom = match &lock.on {
        LockOn::Person { id, name } => format!("{name} ({})", id.sub),
        on => on.words(),
    };
    let until = lock.until.map_or_else(|| "it is lifted".to_owned(), |until| readable(from_micros(until)));
    entry.reason = Some(lock.reason.clone());
    entry.note = Some(format!("on {whom}, until {until}"));
}

fn store_failed(error: &LockStoreError, caller: &Caller) -> ErrorCode {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the store of locks failed");
    ErrorCode::DatabaseUnavailable
}
