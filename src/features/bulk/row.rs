//! One row when its turn comes: read afresh, decide, record, act, close, as a single form does; once, whoever starts again after a crash.

use super::operations::RowOperation;
use super::sealed::seal;
use super::shift::RunFacts;
use super::trouble::Trouble;
use crate::domain::audit::Outcome;
use crate::domain::bulk::{RateOf, RowStanding, row_action_id};
use crate::domain::client_metadata::{ClientMetadata, MetadataRow};
use crate::domain::clock::to_micros;
use crate::domain::operation::{EnableUser, ResendInvitation, SendResetCode, SetTemporaryPassword, SignOutEverywhere};
use crate::domain::password::{NewPassword, PasswordStyle};
use crate::domain::policy::TargetFacts;
use crate::domain::pool::{PoolFacts, PoolId};
use crate::domain::preflight::{Help, invitation_contact, obstacle, preflight};
use crate::domain::user::{Sub, Username};
use crate::features::console::{Caller, Console};
use crate::features::effects::{Attempt, Plan, begin, close, permitted, stopped};
use crate::features::faults::broke_off;
use crate::features::forms::obstacle_code;
use crate::features::users::fresh_target;
use crate::ports::audit_log::TrailRow;
use crate::ports::bulk_store::{KeptRow, RowState};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use crate::wire::{ApiError, ErrorCode};
use rand::TryRngCore;
use rand::rngs::OsRng;
use std::sync::Arc;
use uuid::Uuid;

/// What came of a row's turn.
pub(super) struct Turned {
    /// How it stands now.
    pub state: RowState,
    /// It has to have another turn, for this reason.
    pub trouble: Option<Trouble>,
}

/// Carries a row out, unless that was done before.
pub(super) async fn carry_out(console: &Console, caller: &Caller, run: &RunFacts, row: &KeptRow) -> Turned {
    let mut state = row.state.clone();
    loop {
        let id = row_action_id(run.id, row.line, state.attempt);
        match on_record(console, id).await {
            Err(trouble) => return Turned { state, trouble: Some(trouble) },
            Ok(None) => break,
            Ok(Some((outcome, code, _))) if is_to_be_tried_again(outcome, &code) => state.attempt += 1,
            Ok(Some((outcome, code, at))) => return Turned { state: ended(state, outcome, code, at), trouble: None },
        }
    }
    match try_once(console, caller, run, row, &state).await {
        Ok(ended) => Turned { state: ended, trouble: None },
        Err(Failed::Row(code)) => {
            let ended_at = Some(to_micros(console.now()));
            Turned { state: RowState { standing: RowStanding::Denied, code: code.name().to_owned(), ended_at, ..state }, trouble: None }
        }
        Err(Failed::Run(trouble)) => Turned { state, trouble: Some(trouble) },
        Err(Failed::Again(trouble)) => Turned { state: RowState { attempt: state.attempt + 1, ..state }, trouble: Some(trouble) },
    }
}

/// How an action of this id ended, if it was ever begun: outcome, code and time.
async fn on_record(console: &Console, id: Uuid) -> Result<Option<(Outcome, String, i64)>, Trouble> {
    let records = console.audit.action(id).await.map_err(|error| {
        tracing::error!(%error, "a bulk run could not look into the trail");
        Trouble::Store
    })?;
    let Some(row) = TrailRow::of(&records) else { return Ok(None) };
    if row.is_open() {
        return Err(Trouble::UnderWay);
    }
    let last = &row.last().entry;
    let code = row.outcome.as_ref().and_then(|outcome| outcome.entry.code.clone()).unwrap_or_default();
    Ok(row.ended().map(|outcome| (outcome, code, last.occurred_at)))
}

/// Provably without an effect, and for a cause that passes: another try has an id of its own.
fn is_to_be_tried_again(outcome: Outcome, code: &str) -> bool {
    match outcome {
        Outcome::NotSent => true,
        Outcome::Refused => code == ErrorCode::MailLimit.name(),
        Outcome::Denied => code == ErrorCode::Locked.name(),
        _ => false,
    }
}

/// A row's state after this end.
pub(super) fn ended(state: RowState, outcome: Outcome, code: String, at: i64) -> RowState {
    let standing = match outcome {
        Outcome::Succeeded | Outcome::TookEffect => RowStanding::Succeeded,
        Outcome::Refused | Outcome::NoEffect => RowStanding::Refused,
        Outcome::Unknown | Outcome::Unresolved => RowStanding::Unknown,
        Outcome::Denied | Outcome::NotSent | Outcome::WouldWork | Outcome::WouldNotWork => RowStanding::Denied,
    };
    let code = if standing == RowStanding::Succeeded { String::new() } else { code };
    // Nothing more will be known of it.
    let note = if outcome == Outcome::Unresolved { UNRESOLVED.to_owned() } else { state.note };
    RowState { standing, code, note, ended_at: Some(at), ..state }
}

/// Said of a row of which nobody will ever know whether it was done.
pub(super) const UNRESOLVED: &str = "Nobody can tell whether it was done.";

/// Why a try came to nothing.
enum Failed {
    /// The row's own end.
    Row(ErrorCode),
    /// No matter of this row; nothing was begun.
    Run(Trouble),
    /// The same after it was begun: the next try has an id of its own.
    Again(Trouble),
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Trouble::of_code(error.code).map_or(Self::Row(error.code), Self::Run)
    }
}

async fn try_once(console: &Console, caller: &Caller, run: &RunFacts, row: &KeptRow, state: &RowState) -> Result<RowState, Failed> {
    let named = (PoolId::try_from(row.pool.clone()), Username::try_from(state.username.clone()), Sub::try_from(state.sub.clone()));
    let (Ok(pool), Ok(username), Ok(sub)) = named else { return Err(Failed::Row(ErrorCode::UserGone)) };
    let pairs: Vec<MetadataRow> = row.metadata.iter().map(|(key, value)| MetadataRow { key: key.clone(), value: value.clone() }).collect();
    let client_metadata = ClientMetadata::from_rows(&pairs).map_err(|_| Failed::Row(ErrorCode::InvalidForm))?;
    let rules = &console.rules.bulk;
    // The wait comes first, and then the reading: what is decided on is as fresh as with a form.
    turn_or_stop(console, run, &pool, RateOf::Begin(run.help.action())).await?;
    console.bulk_desk.turn(&pool, RateOf::Groups, rules).await;
    console.bulk_desk.turn(&pool, RateOf::Read, rules).await;
    let target = match fresh_target(console, caller, &pool, &username, &sub).await {
        Ok(target) => target,
        Err(error) if matches!(error.code, ErrorCode::UserGone | ErrorCode::UserMoved) => {
            let target = crate::domain::audit::RecordedTarget { pool: row.pool.clone(), username: state.username.clone(), sub: state.sub.clone(), name: String::new() };
            let attempt = Attempt { action: run.help.action(), target, why: &run.why, contact: None, client_metadata: client_metadata.pairs(), state_before: None };
            return Err(stopped(console, caller, attempt, error).await.into());
        }
        Err(error) => return Err(error.into()),
    };
    let facts = console.directory.describe_pool(&pool).await.map_err(|failure| Trouble::of_failure(&failure).map_or_else(Failed::Row, Failed::Run))?;
    let task = Task { id: row_action_id(run.id, row.line, state.attempt), pool, target, facts, line: row.line };
    let done = match run.help {
        Help::ResetCode => act(console, caller, run, SendResetCode { client_metadata }, task).await,
        Help::Invitation => match invitation_contact(&task.target.user) {
            Some(contact) => act(console, caller, run, ResendInvitation { contact, client_metadata }, task).await,
            None => Err(Failed::Row(ErrorCode::NoContact)),
        },
        Help::Enable => act(console, caller, run, EnableUser, task).await,
        Help::SignOut => act(console, caller, run, SignOutEverywhere, task).await,
        Help::TemporaryPassword => act(console, caller, run, SetTemporaryPassword, task).await,
        _ => Err(Failed::Row(ErrorCode::InvalidForm)),
    };
    done.map(|(outcome, code, at)| ended(state.clone(), outcome, code, at))
}

/// A row on its way, with everything that was found out for it.
struct Task {
    id: Uuid,
    pool: PoolId,
    target: TargetFacts,
    facts: Arc<PoolFacts>,
    line: u32,
}

async fn act<Op: RowOperation>(console: &Console, caller: &Caller, run: &RunFacts, operation: Op, task: Task) -> Result<(Outcome, String, i64), Failed> {
    let Task { id, pool, target, facts, line } = task;
    let client_metadata = operation.client_metadata().to_vec();
    let effect = preflight(&facts, &target.user, None, console.now()).verdict(run.help).ok().map(|effect| effect.announcement(run.help));
    let note = format!("announced: {}; line {line} of a run for {} rows", effect.unwrap_or_else(|| "nothing".to_owned()), run.rows);
    let permit = permitted(console, caller, operation, target.clone(), &run.why).await?;
    // Cognito has the last word on codes, here as in a form.
    if let Some(obstacle) = obstacle(run.help, &facts, &target.user).filter(|_| run.help != Help::ResetCode) {
        let state_before = Some(target.user.status.name());
        let attempt = Attempt { action: run.help.action(), target: (&target).into(), why: &run.why, contact: None, client_metadata: &client_metadata, state_before };
        return Err(stopped(console, caller, attempt, caller.error(obstacle_code(obstacle))).await.into());
    }
    let of = RateOf::Effect(Op::ACTION);
    turn_or_stop(console, run, &pool, of).await?;
    // Waited for by the end of the process from here on.
    let held = console.under_way.token();
    if *run.stop.borrow() || console.under_way.is_closed() {
        return Err(Failed::Run(Trouble::Stopped));
    }
    let password = if Op::PASSWORD.is_some() { Some(new_password(&facts)?) } else { None };
    // What is begun is brought to its end, whatever becomes of the run.
    let (console, caller, run) = (console.clone(), caller.clone(), run.clone());
    let reference = caller.clone();
    let work = console.under_way.clone().spawn(async move {
        let turn = console.turns.take(&target.user).await;
        let _held = held;
        let plan = Plan { action_id: id, part_of: None, then: None, password_source: Op::PASSWORD, why: &run.why, note };
        let recorded = match begin(&console, &caller, permit, plan).await {
            Ok(Some(recorded)) => recorded,
            Ok(None) => return Err(Failed::Run(Trouble::UnderWay)),
            // It is on record from before, in another's name or with an end that cannot be read now: the trail tells it in time.
            Err(error) if matches!(error.code, ErrorCode::FormReused | ErrorCode::OutcomeUnknown) => return Err(Failed::Run(Trouble::UnderWay)),
            Err(error) => return Err(error.into()),
        };
        drop(turn);
        // Sealed under the intent, so that no other try can seal another one over it, and kept before it is set, so that it is never lost.
        let ended = match keep_sealed(&console, &run, line, password.as_ref()).await {
            Ok(()) => Op::call(&*console.directory, &recorded, password.as_ref()).await,
            Err(failure) => Err(failure),
        };
        let at = to_micros(console.now());
        match close(&console, &caller, &recorded, &ended).await {
            Ok(()) => {
                console.bulk_desk.went_through(&pool, of, &console.rules.bulk);
                Ok((Outcome::Succeeded, String::new(), at))
            }
            Err((outcome, code)) => {
                if code == ErrorCode::Busy {
                    console.bulk_desk.slow_down(&pool, of, &console.rules.bulk);
                }
                match Trouble::of_code(code) {
                    Some(trouble) if outcome == Outcome::NotSent || trouble == Trouble::MailLimit => Err(Failed::Again(trouble)),
                    _ => Ok((outcome, code.name().to_owned(), at)),
                }
            }
        }
    });
    work.await.unwrap_or_else(|error| {
        broke_off(&error, &reference);
        Err(Failed::Run(Trouble::UnderWay))
    })
}

/// Waits for a turn; the stop of the run ends the wait.
async fn turn_or_stop(console: &Console, run: &RunFacts, pool: &PoolId, of: RateOf) -> Result<(), Failed> {
    let mut stop = run.stop.clone();
    tokio::select! {
        () = console.bulk_desk.turn(pool, of, &console.rules.bulk) => {}
        _ = stop.wait_for(|stop| *stop) => return Err(Failed::Run(Trouble::Stopped)),
    }
    if console.under_way.is_closed() { Err(Failed::Run(Trouble::Stopped)) } else { Ok(()) }
}

fn new_password(facts: &PoolFacts) -> Result<NewPassword, Failed> {
    // Asked first, since the generator cannot stop half-way.
    if let Err(error) = OsRng.try_fill_bytes(&mut [0; 32]) {
        tracing::error!(%error, "the system gives no random bytes");
        return Err(Failed::Run(Trouble::Store));
    }
    Ok(NewPassword::generated(&facts.password_policy, PasswordStyle::Characters, &mut OsRng.unwrap_err()))
}

/// Seals a row's password for whoever started the run, and keeps it so. What fails here is as good as no connection: nothing was called.
async fn keep_sealed(console: &Console, run: &RunFacts, line: u32, password: Option<&NewPassword>) -> Result<(), DirectoryFailure> {
    let Some(password) = password else { return Ok(()) };
    let failed = |problem: String| DirectoryFailure::from(DirectoryError::Unreachable(problem));
    let sealed = run.sealed_for.as_deref().and_then(|key| seal(key, run.id, line, password.expose()));
    let sealed = sealed.ok_or_else(|| failed("the password could not be sealed".to_owned()))?;
    console.bulk.seal(run.id, line, sealed).await.map_err(|error| failed(format!("the sealed password was not kept: {error}")))
}

/// What the trail says of a row by now, where nobody works at it any more: its end, or that it never had its turn.
pub(super) async fn settle(console: &Console, run: Uuid, row: &KeptRow, left: RowStanding) -> Turned {
    let mut state = row.state.clone();
    let mut found = None;
    loop {
        match on_record(console, row_action_id(run, row.line, state.attempt)).await {
            Err(trouble) => return Turned { state, trouble: Some(trouble) },
            Ok(None) => break,
            Ok(Some(end)) => {
                let is_last = !is_to_be_tried_again(end.0, &end.1);
                found = Some(end);
                if is_last {
                    break;
                }
                state.attempt += 1;
            }
        }
    }
    let state = match found {
        // The last try is the one that is told of, and not the next, which will not come.
        Some((outcome, code, at)) if outcome != Outcome::NotSent => {
            ended(RowState { attempt: state.attempt - u32::from(is_to_be_tried_again(outcome, &code)), ..state }, outcome, code, at)
        }
        _ => RowState { standing: left, ..state },
    };
    Turned { state, trouble: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_a_standing_and_a_success_has_no_code() {
        let state = |outcome| ended(RowState::default(), outcome, "busy".into(), 7);
        assert_eq!((state(Outcome::Succeeded).standing, state(Outcome::Succeeded).code.as_str()), (RowStanding::Succeeded, ""));
        assert_eq!(state(Outcome::TookEffect).standing, RowStanding::Succeeded);
        assert_eq!(state(Outcome::NoEffect).standing, RowStanding::Refused);
        assert_eq!((state(Outcome::Unresolved).standing, state(Outcome::Unresolved).code.as_str()), (RowStanding::Unknown, "busy"));
        assert_eq!(state(Outcome::Denied).standing, RowStanding::Denied);
    }
}
