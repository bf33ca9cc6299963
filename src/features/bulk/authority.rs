//! In whose name a run's rows are carried out: the person who started or last resumed it, with the roles that they have now.

use crate::domain::actor::{Actor, StaffId};
use crate::domain::operation::Action;
use crate::domain::step_up::SignInProof;
use crate::features::console::{Caller, Console};
use crate::features::escalations::{Part, person_now};
use crate::ports::bulk_store::{KeptRun, RunPerson};
use crate::ports::session_store::StaffSession;
use crate::wire::ApiError;
use std::sync::Arc;

/// Somebody as runs keep them.
pub(super) fn person(actor: &Actor) -> RunPerson {
    RunPerson { id: actor.id.clone(), name: actor.name.clone() }
}

/// Nobody, for questions that the console asks itself about a run.
pub(super) fn nobody(console: &Console, run: &KeptRun) -> Caller {
    Caller { run: Some(run.id), origin: run.plan.origin.clone(), policy: Arc::clone(&console.rules.policy), ..Caller::default() }
}

/// Whoever runs it, as somebody who asks; `None` where they may not run it any more: their right, their sessions or a lock stand in the way.
///
/// # Errors
/// `database_unavailable`.
pub(super) async fn runner(console: &Console, run: &KeptRun, id: &StaffId) -> Result<Option<Caller>, ApiError> {
    let nobody = nobody(console, run);
    let Some(actor) = person_now(console, &nobody, id, Part::Runs).await? else { return Ok(None) };
    if !console.rules.policy.has_right(&actor, Action::RunBulk) {
        return Ok(None);
    }
    let staff = StaffSession { actor, groups: Vec::new(), sid: None, id_token: String::new(), auth_time: 0, proof: SignInProof::default() };
    Ok(Some(Caller { staff: Some(staff), ..nobody }))
}
