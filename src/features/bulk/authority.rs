//! In whose name a run's rows are carried out: the person who started or last resumed it, with the roles that they have now.

use crate::domain::actor::{RequestOrigin, StaffId};
use crate::domain::clock::from_micros;
use crate::domain::operation::Action;
use crate::domain::step_up::SignInProof;
use crate::features::console::{Caller, Console};
use crate::features::escalations::{Part, person_now};
use crate::ports::bulk_store::{KeptRun, RunPerson};
use crate::ports::session_store::StaffSession;
use crate::wire::{ApiError, ErrorCode};
use std::sync::Arc;

/// Whoever asks, as runs keep them.
///
/// # Errors
/// `not_signed_in`.
pub(super) fn person(caller: &Caller) -> Result<RunPerson, ApiError> {
    let actor = caller.actor()?;
    Ok(RunPerson { id: actor.id.clone(), name: actor.name.clone(), origin: caller.origin.clone() })
}

/// Nobody, for what the console does to a run by itself: from no address, under the run's own reference.
pub(super) fn nobody(console: &Console, run: &KeptRun) -> Caller {
    let origin = RequestOrigin { request_id: run.plan.prepared_by.origin.request_id.clone(), ..RequestOrigin::default() };
    Caller { run: Some(run.id), origin, policy: Arc::clone(&console.rules.policy), ..Caller::default() }
}

/// Whoever runs it, as somebody who asks; `None` where it may not go on in their name: their right, their sessions, a lock on them or on the second person
/// stand in the way, or their sign-in is longer ago than any session lasts, so that nobody knows what they may be by now.
///
/// # Errors
/// `database_unavailable`.
pub(super) async fn runner(console: &Console, run: &KeptRun) -> Result<Option<Caller>, ApiError> {
    let nobody = nobody(console, run);
    let person = run.runs_as.as_ref().unwrap_or(&run.plan.prepared_by);
    let Some(actor) = person_now(console, &nobody, &person.id, Part::Runs).await? else { return Ok(None) };
    let may = |action: Action| console.rules.policy.decide_to_ask(&actor, action, None, console.now()).is_ok();
    // Also at this hour: or row after row would be denied for good.
    let may_act = run.plan.help().is_some_and(|help| may(help.action()));
    if !may(Action::RunBulk) || !may_act || !is_recent(console, &nobody, &person.id).await? {
        return Ok(None);
    }
    if let Some(second) = &run.confirmed_by {
        let second = person_now(console, &nobody, &second.id, Part::Approves).await?;
        if second.is_none_or(|second| second.roles.is_empty()) {
            return Ok(None);
        }
    }
    let staff = StaffSession { actor, groups: Vec::new(), sid: None, id_token: String::new(), auth_time: 0, proof: SignInProof::default() };
    Ok(Some(Caller { staff: Some(staff), origin: person.origin.clone(), ..nobody }))
}

/// Whether somebody's newest sign-in is no older than a session may become.
async fn is_recent(console: &Console, caller: &Caller, id: &StaffId) -> Result<bool, ApiError> {
    let people = console.sessions.people().await.map_err(|error| {
        tracing::error!(%error, "who signed in could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    let newest = people.into_iter().find(|person| person.actor.id == *id).map(|person| from_micros(person.signed_in_at));
    Ok(newest.is_some_and(|at| console.now() - at <= console.session_limits.absolute))
}
