//! What people decide about a run: start it, confirm it as the second person, pause, resume, cancel.

use super::answer::BulkAnswer;
use super::authority::person;
use super::read::{failed, find, require_to_run};
use super::records::{CANCEL, CONFIRM, PAUSE, RESUME, START, record_not_taken, record_step};
use super::sealed::new_keys;
use crate::domain::audit::AuditEntry;
use crate::domain::bulk::{PauseCause, RowStanding, RunState};
use crate::domain::operation::Action;
use crate::domain::preflight::Help;
use crate::features::console::{Caller, Console};
use crate::features::escalations::{Part, person_now};
use crate::features::faults::broke_off;
use crate::features::records::denied_as;
use crate::ports::bulk_store::{KeptRun, RunPerson, SealedFor, Step};
use crate::wire::{ApiError, ErrorCode, FieldError};

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Start,
    Confirm,
    Pause,
    Resume,
    Cancel,
}

impl Decision {
    fn event(self) -> &'static str {
        match self {
            Self::Start => START,
            Self::Confirm => CONFIRM,
            Self::Pause => PAUSE,
            Self::Resume => RESUME,
            Self::Cancel => CANCEL,
        }
    }

    /// What may be decided where a run stands so.
    fn is_possible(self, state: RunState) -> bool {
        match self {
            Self::Start => state == RunState::Checked,
            Self::Confirm => state == RunState::Confirmed,
            Self::Pause => state.is_at_work(),
            Self::Resume => state == RunState::Paused,
            Self::Cancel => !state.is_over(),
        }
    }

    /// It lets rows be carried out.
    fn lets_go(self) -> bool {
        matches!(self, Self::Start | Self::Confirm | Self::Resume)
    }
}

/// What the form says beside the run.
#[derive(Debug, Clone, Default)]
struct Typed {
    turn: String,
    users: String,
}

/// Starts a run; above the configured number of users it waits for a second person then.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `locked`, `not_found`, `trail_unavailable`, `database_unavailable`: there is no page to go to. Everything else stands on the run's page.
pub(super) async fn start(console: &Console, caller: &Caller, id: &str, turn: &str, users: &str) -> Result<BulkAnswer, ApiError> {
    decide(console, caller, id, Decision::Start, Typed { turn: turn.to_owned(), users: users.to_owned() }).await
}

/// Confirms it as the second person.
///
/// # Errors
/// As [`start`].
pub(super) async fn confirm(console: &Console, caller: &Caller, id: &str, turn: &str, users: &str) -> Result<BulkAnswer, ApiError> {
    decide(console, caller, id, Decision::Confirm, Typed { turn: turn.to_owned(), users: users.to_owned() }).await
}

/// Pauses it.
///
/// # Errors
/// As [`start`].
pub(super) async fn pause(console: &Console, caller: &Caller, id: &str) -> Result<BulkAnswer, ApiError> {
    decide(console, caller, id, Decision::Pause, Typed::default()).await
}

/// Lets it go on, in one's own name.
///
/// # Errors
/// As [`start`].
pub(super) async fn resume(console: &Console, caller: &Caller, id: &str, turn: &str) -> Result<BulkAnswer, ApiError> {
    decide(console, caller, id, Decision::Resume, Typed { turn: turn.to_owned(), users: String::new() }).await
}

/// Ends it for good.
///
/// # Errors
/// As [`start`].
pub(super) async fn cancel(console: &Console, caller: &Caller, id: &str) -> Result<BulkAnswer, ApiError> {
    decide(console, caller, id, Decision::Cancel, Typed::default()).await
}

async fn decide(console: &Console, caller: &Caller, id: &str, decision: Decision, typed: Typed) -> Result<BulkAnswer, ApiError> {
    // A browser that closes must not leave a record without its step.
    let (owned_console, owned_caller, id) = (console.clone(), caller.clone(), id.to_owned());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, &id, decision, typed).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, id: &str, decision: Decision, typed: Typed) -> Result<BulkAnswer, ApiError> {
    let run = find(console, caller, id, decision.event()).await?;
    let id = run.id;
    let problem = |error: ApiError| Ok(BulkAnswer::problem(id, error));
    if decision.lets_go() {
        require_to_run(console, caller, decision.event(), Some(id)).await?;
    }
    if !decision.is_possible(run.state) {
        return if is_repeat(caller, &run, decision) { Ok(BulkAnswer::page(id)) } else { problem(caller.error(ErrorCode::RunMoved)) };
    }
    let counts = console.bulk.counts(id).await.map_err(|error| failed(&error, caller))?;
    let users = counts.of(RowStanding::Ready);
    if decision.lets_go() {
        if typed.turn != run.turn.to_string() {
            return problem(caller.error(ErrorCode::RunMoved));
        }
        if let Err(error) = may_let_go(console, caller, &run, decision).await? {
            return problem(error);
        }
        if let Some(sentence) = wrong_number(decision, &typed.users, users) {
            return problem(ApiError { fields: vec![FieldError { field: "users".into(), sentence }], ..caller.error(ErrorCode::InvalidForm) });
        }
        if must_sign_in_again(console, caller, &run) {
            return Ok(BulkAnswer::StepUp { id, error: caller.error(ErrorCode::StepUpRequired) });
        }
    }
    let mut step = step_of(console, caller, &run, decision, users)?;
    let mut cookie = None;
    if decision == Decision::Start && run.plan.help() == Some(Help::TemporaryPassword) {
        let Some(keys) = new_keys(id) else { return problem(caller.error(ErrorCode::Internal)) };
        step.sealed_for = Some(SealedFor { person: person(caller)?, public_key: keys.public });
        cookie = Some(keys.cookie);
    }
    record_step(console, caller, &run, decision.event(), note(&run, decision, &step, users)).await?;
    let stepped = match console.bulk.step(id, &step).await {
        Ok(stepped) => stepped,
        Err(error) => {
            record_not_taken(console, caller, &run, decision.event()).await;
            return Err(failed(&error, caller));
        }
    };
    if stepped.is_some() {
        console.bulk_desk.wake.notify_one();
        return Ok(BulkAnswer::Run { id, error: None, cookie });
    }
    // A double click: both found it as it was, and the first was quicker.
    let now = console.bulk.find(id).await.map_err(|error| failed(&error, caller))?;
    if now.is_some_and(|now| is_repeat(caller, &now, decision)) {
        return Ok(BulkAnswer::page(id));
    }
    record_not_taken(console, caller, &run, decision.event()).await;
    problem(caller.error(ErrorCode::RunMoved))
}

/// A run asks for a fresh sign-in where any of its rows would: for what it does, and for users who are protected.
pub(super) fn must_sign_in_again(console: &Console, caller: &Caller, run: &KeptRun) -> bool {
    let actions: Vec<Action> = [Action::RunBulk].into_iter().chain(run.plan.help().map(Help::action)).collect();
    caller.must_sign_in_again(console, &actions) || caller.must_sign_in_again_for_protected(console)
}

/// Sent twice: what it wanted is so, by this person.
fn is_repeat(caller: &Caller, run: &KeptRun, decision: Decision) -> bool {
    let own = caller.actor().ok().map(|actor| &actor.id);
    let by = |person: &Option<RunPerson>| person.as_ref().map(|person| &person.id) == own;
    match decision {
        Decision::Start => by(&run.runs_as) && !matches!(run.state, RunState::Checking | RunState::Cancelled),
        Decision::Confirm => by(&run.confirmed_by),
        Decision::Pause => run.state == RunState::Paused,
        Decision::Resume => by(&run.runs_as) && run.state.is_at_work(),
        Decision::Cancel => run.state == RunState::Cancelled,
    }
}

/// Whether this person may let it go: they have the right of what it does themselves; and for a second person, they are one.
async fn may_let_go(console: &Console, caller: &Caller, run: &KeptRun, decision: Decision) -> Result<Result<(), ApiError>, ApiError> {
    let refused = async |code: ErrorCode| {
        let fill = |entry: &mut AuditEntry| {
            decision.event().clone_into(&mut entry.event);
            entry.run = Some(run.id);
        };
        denied_as(console, caller, Action::RunBulk, code, None, fill).await
    };
    let Some(help) = run.plan.help() else { return Ok(Err(caller.error(ErrorCode::RunMoved))) };
    if !caller.has_right(help.action()) {
        return Ok(Err(refused(ErrorCode::NotAllowed).await));
    }
    if let Some(lock) = caller.lock_on(help.action()) {
        tracing::info!(on = lock.on.kind(), "a lock keeps a bulk run from going on");
        return Ok(Err(refused(ErrorCode::Locked).await));
    }
    let own = caller.actor()?;
    let is = |person: &RunPerson| person.id == own.id;
    if decision == Decision::Resume {
        // Passwords are sealed for the browser that started it, and two people stay two.
        let is_sealed_for_another = run.sealed_for.as_ref().is_some_and(|sealed_for| !is(&sealed_for.person));
        if is_sealed_for_another || run.confirmed_by.as_ref().is_some_and(is) {
            return Ok(Err(refused(if is_sealed_for_another { ErrorCode::NotAllowed } else { ErrorCode::OwnRequest }).await));
        }
    }
    if decision == Decision::Confirm {
        if !caller.has_right(Action::DecideEscalation) {
            return Ok(Err(refused(ErrorCode::ApproverMayNot).await));
        }
        let starter = run.runs_as.as_ref().map_or(&run.plan.prepared_by.id, |person| &person.id);
        let is_same = match person_now(console, caller, starter, Part::Runs).await? {
            Some(starter) => starter.is_same_person(own),
            None => return Ok(Err(caller.error(ErrorCode::RunMoved))),
        };
        if is_same || run.plan.prepared_by.id == own.id {
            return Ok(Err(refused(ErrorCode::OwnRequest).await));
        }
    }
    Ok(Ok(()))
}

/// PowerShell asks before every effect; here it is asked once, for all of them: whoever starts a run types how many users it is for.
fn wrong_number(decision: Decision, typed: &str, users: u32) -> Option<String> {
    if decision == Decision::Resume {
        return None;
    }
    let plain: String = typed.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '.' | '\'' | '\u{2019}')).collect();
    if plain.parse() == Ok(users) && users > 0 {
        return None;
    }
    Some(if users == 0 { "Nothing in this list can be done.".to_owned() } else { format!("Type the number of users that it is for: {users}.") })
}

fn step_of(console: &Console, caller: &Caller, run: &KeptRun, decision: Decision, users: u32) -> Result<Step, ApiError> {
    let own = person(caller)?;
    let turn = Some(run.turn);
    Ok(match decision {
        Decision::Start if users > console.rules.bulk.second_person_above => Step { runs_as: Some(own), turn, ..Step::to(RunState::Confirmed, &[RunState::Checked]) },
        Decision::Start => {
            let alone_up_to = Some(console.rules.bulk.second_person_above);
            Step { runs_as: Some(own), turn, alone_up_to, ..Step::to(RunState::Running, &[RunState::Checked]) }
        }
        Decision::Confirm => Step { confirmed_by: Some(own), turn, ..Step::to(RunState::Running, &[RunState::Confirmed]) },
        Decision::Pause => Step { cause: Some(PauseCause::Person), ..Step::to(RunState::Paused, &[RunState::Checking, RunState::Running]) },
        Decision::Resume if run.started_at.is_none() => Step { runs_as: Some(own), turn, ..Step::to(RunState::Checking, &[RunState::Paused]) },
        Decision::Resume => Step { runs_as: Some(own), turn, ..Step::to(RunState::Running, &[RunState::Paused]) },
        Decision::Cancel => Step::to(RunState::Cancelled, &[RunState::Checking, RunState::Checked, RunState::Confirmed, RunState::Running, RunState::Paused]),
    })
}

fn note(run: &KeptRun, decision: Decision, step: &Step, users: u32) -> String {
    let waits = if step.to == RunState::Confirmed { "; it waits for a second person" } else { "" };
    match decision {
        Decision::Start => format!("for {users} users of a list of {} rows (SHA-256 {}){waits}", run.rows, run.plan.list_hash),
        Decision::Confirm => format!("for {users} users, as the second person beside {}", run.runs_as.as_ref().map_or("", |person| person.name.as_str())),
        Decision::Pause | Decision::Resume | Decision::Cancel => format!("with {users} users still to be done"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_starts_a_run_types_how_many_users_it_is_for() {
        for (typed, users, fits) in
            [("120", 120, true), (" 1,200 ", 1_200, true), ("1.200", 1_200, true), ("", 120, false), ("12", 120, false), ("all", 120, false), ("0", 0, false)]
        {
            assert_eq!(wrong_number(Decision::Start, typed, users).is_none(), fits, "{typed}");
        }
        assert_eq!(wrong_number(Decision::Resume, "", 7), None);
    }

    #[test]
    fn what_may_be_decided_hangs_on_where_it_stands() {
        use Decision::{Cancel, Confirm, Pause, Resume, Start};
        let possible = |state| [Start, Confirm, Pause, Resume, Cancel].into_iter().filter(|decision| decision.is_possible(state)).collect::<Vec<_>>();
        for (state, decisions) in [
            (RunState::Checking, vec![Pause, Cancel]),
            (RunState::Checked, vec![Start, Cancel]),
            (RunState::Confirmed, vec![Confirm, Cancel]),
            (RunState::Running, vec![Pause, Cancel]),
            (RunState::Paused, vec![Resume, Cancel]),
            (RunState::Done, vec![]),
            (RunState::Cancelled, vec![]),
        ] {
            assert_eq!(possible(state), decisions, "{state:?}");
        }
    }
}
