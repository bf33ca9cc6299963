//! Sending a reset code: check, read afresh, decide, record, act, close. In that order.

use super::checked::{CheckedForm, check};
use super::draft::{ResetDraft, keep};
use super::wire::ResetForm;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::client_metadata::{MetadataRow, PAIR_LIMIT};
use crate::domain::clock::to_micros;
use crate::domain::destination::predict;
use crate::domain::operation::{Action, SendResetCode};
use crate::domain::policy::{TargetFacts, authorise};
use crate::domain::user::{Sub, UserStatus, Username};
use crate::features::console::{Caller, Console};
use crate::features::faults::{effect_failed, read_failed, trail_failed};
use crate::features::records::{denied, entry, require};
use crate::features::users::fresh_target;
use crate::ports::audit_log::{AuditError, IntentFacts, Recorded, metadata_for_record, record_intent};
use crate::ports::user_directory::{Accepted, DirectoryError, DirectoryFailure, Refusal};
use crate::wire::{ApiError, ErrorCode};
use std::time::Duration;
use uuid::Uuid;

/// Where a posted form leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResetAnswer {
    /// Recorded, and carried out or refused: the result page tells.
    Result(Uuid),
    /// Back to the user's page, with the draft.
    Back {
        /// The user's pool.
        pool: String,
        /// The user's `sub`.
        sub: String,
        /// The kept form.
        draft: Uuid,
        /// Why; absent where more rows were asked for.
        error: Option<ApiError>,
    },
    /// Cognito or the trail failed before anything was done: a page that offers the same form again, without reading the user.
    Again {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
    /// The session ended meanwhile: sign in, and find the form again.
    SignInFirst {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
}

impl ResetAnswer {
    /// The address of the page to go to.
    pub fn location(&self) -> String {
        match self {
            Self::Result(action) => format!("/results/{action}"),
            Self::Back { pool, sub, draft, .. } => format!("/users/{pool}/{sub}?draft={draft}"),
            Self::Again { draft, .. } => format!("/again/{draft}"),
            Self::SignInFirst { draft, .. } => format!("/sign-in?problem=session_ended&return_to=%2Fagain%2F{draft}"),
        }
    }

    /// For callers who read the answer and not the page.
    ///
    /// # Errors
    /// What the page would show.
    pub fn into_result(self) -> Result<(), ApiError> {
        match self {
            Self::Back { error: Some(error), .. } | Self::Again { error, .. } | Self::SignInFirst { error, .. } => Err(error),
            _ => Ok(()),
        }
    }
}

/// Rows that "Add rows" adds.
const MORE_ROWS: usize = 3;
/// How often a repeated form looks whether the first one has ended, and how long it waits between.
const WAIT_FOR_FIRST: (u32, Duration) = (60, Duration::from_millis(150));
/// How often the outcome is offered to the trail before it is left to the sweeper.
const CLOSING_ATTEMPTS: u32 = 5;

/// Handles a posted reset form.
///
/// # Errors
/// `not_signed_in`, a denial, or a form that was sent before: there is no page to go back to.
pub async fn send_reset_code(console: &Console, caller: &Caller, form: ResetForm, adds_rows: bool) -> Result<ResetAnswer, ApiError> {
    if form.metadata.len() > 2 * PAIR_LIMIT {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    // A closed browser, a second click or a lost connection must neither stop the work half-way nor keep a denial off the record.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, form, adds_rows).await });
    work.await.unwrap_or_else(|_| Err(caller.error(ErrorCode::OutcomeUnknown)))
}

async fn handle(console: &Console, caller: &Caller, form: ResetForm, adds_rows: bool) -> Result<ResetAnswer, ApiError> {
    if caller.staff.is_none() && caller.expired.is_some() {
        let error = caller.error(ErrorCode::SessionEnded);
        let draft = keep(console, caller, &ResetDraft { form, error: Some(error.clone()) }).await?;
        return Ok(ResetAnswer::SignInFirst { draft, error });
    }
    let asked_for = RecordedTarget { pool: cut(&form.pool), username: cut(&form.username), sub: cut(&form.sub), name: String::new() };
    require(console, caller, Action::SendResetCode, Some(asked_for.clone())).await?;
    let pool = match console.pool(&form.pool, caller) {
        Ok(pool) => pool.id.clone(),
        Err(error) => return again(console, caller, form, error).await,
    };
    let (Ok(sub), Ok(username)) = (Sub::try_from(form.sub.clone()), Username::try_from(form.username.clone())) else {
        return again(console, caller, form, caller.error(ErrorCode::UserGone)).await;
    };
    let Some(action_id) = Uuid::try_parse(&form.action_id).ok().filter(|id| !id.is_nil()) else {
        return again(console, caller, form, caller.error(ErrorCode::InvalidForm)).await;
    };
    if adds_rows {
        return back(console, caller, with_more_rows(form), None).await;
    }
    let checked = match check(&form, &console.rules) {
        Ok(checked) => checked,
        Err(fields) => {
            let error = ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
            return back(console, caller, form, Some(error)).await;
        }
    };
    let target = match fresh_target(console, caller, &pool, &username, &sub).await {
        Ok(target) => target,
        Err(error) => {
            let error = stopped(console, caller, asked_for, checked, error).await;
            return again(console, caller, form, error).await;
        }
    };
    match carry_out(console, caller, action_id, target, checked).await {
        Ok(action_id) => Ok(ResetAnswer::Result(action_id)),
        Err(error) if is_before_anything(error.code) => again(console, caller, form, error).await,
        Err(error) => Err(error),
    }
}

/// A user who is not the one that the page showed is never acted on. The attempt is on record like a denial; a Cognito that does
/// not answer is none.
async fn stopped(console: &Console, caller: &Caller, target: RecordedTarget, checked: CheckedForm, error: ApiError) -> ApiError {
    if !matches!(error.code, ErrorCode::UserGone | ErrorCode::UserMoved) {
        return error;
    }
    let mut entry = entry(console, caller, RecordKind::Denied, Action::SendResetCode);
    entry.target = Some(target);
    entry.outcome = Some(Outcome::Denied);
    entry.code = Some(error.code.name().to_owned());
    entry.reason = Some(checked.reason.as_str().to_owned());
    entry.ticket = checked.ticket;
    entry.caller_verified_by = checked.caller_verified_by;
    entry.client_metadata = metadata_for_record(checked.client_metadata.pairs(), console.rules.keeps_metadata_values);
    match console.audit.append(entry).await {
        Ok(_) => error,
        Err(failed) => trail_failed(&failed, caller),
    }
}

/// Cognito's pool or the trail failed before anything was done, so the same form may be sent again.
fn is_before_anything(code: ErrorCode) -> bool {
    use ErrorCode::{Busy, CognitoAccessDenied, CognitoUnreachable, PoolUnknown, TrailUnavailable};
    matches!(code, TrailUnavailable | CognitoUnreachable | CognitoAccessDenied | PoolUnknown | Busy)
}

/// Decides, records and acts. The action's id on success, refusal and doubt alike: the result page tells them apart.
async fn carry_out(console: &Console, caller: &Caller, action_id: Uuid, target: TargetFacts, checked: CheckedForm) -> Result<Uuid, ApiError> {
    let actor = caller.actor()?.clone();
    let facts = console.directory.describe_pool(&target.user.pool).await.map_err(|failure| read_failed(&failure, caller))?;
    let note = format!("announced: {}", predict(&facts, &target.user).sentence());
    let recorded_target = RecordedTarget::from(&target);
    let operation = SendResetCode { client_metadata: checked.client_metadata };
    let permit = match authorise(&actor, operation, target, &console.rules.policy) {
        Ok(permit) => permit,
        Err(refused) => {
            let metadata = metadata_for_record(refused.operation.client_metadata.pairs(), console.rules.keeps_metadata_values);
            let fill = |entry: &mut AuditEntry| {
                entry.reason = Some(checked.reason.as_str().to_owned());
                entry.ticket = checked.ticket;
                entry.caller_verified_by = checked.caller_verified_by;
                entry.client_metadata = metadata;
                entry.state_before = Some(refused.target.user.status.name().to_owned());
            };
            return Err(denied(console, caller, Action::SendResetCode, refused.denial, Some(recorded_target), fill).await);
        }
    };
    let facts = IntentFacts {
        action_id,
        occurred_at: to_micros(console.now()),
        reason: checked.reason.as_str().to_owned(),
        ticket: checked.ticket,
        caller_verified_by: checked.caller_verified_by,
        origin: caller.origin.clone(),
        note: Some(note),
        keeps_metadata_values: console.rules.keeps_metadata_values,
    };
    match record_intent(&console.audit, permit, &facts).await {
        Ok(recorded) => {
            act(console, caller, &recorded).await;
            Ok(action_id)
        }
        Err(AuditError::Duplicate(_)) => repeated(console, caller, action_id, &recorded_target).await,
        Err(error) => Err(trail_failed(&error, caller)),
    }
}

async fn act(console: &Console, caller: &Caller, recorded: &Recorded<SendResetCode>) {
    let ended = console.directory.reset_password(recorded).await;
    let mut entry = outcome_entry(console, caller, recorded, &ended);
    // The user's success stands, whether or not the trail takes its outcome now; the sweeper closes what stays open.
    for attempt in 1..=CLOSING_ATTEMPTS {
        match console.audit.append(entry.clone()).await {
            Ok(_) => return,
            Err(AuditError::Duplicate(_)) => {
                tracing::error!(action_id = %recorded.action_id(), outcome = ?entry.outcome, code = ?entry.code, "the action was closed as unknown before it ended");
                return;
            }
            Err(error) => {
                tracing::error!(request_id = %caller.origin.request_id, action_id = %recorded.action_id(), attempt, %error, "an outcome was not recorded");
                tokio::time::sleep(Duration::from_millis(200) * attempt).await;
                entry.occurred_at = to_micros(console.now());
            }
        }
    }
}

fn outcome_entry(console: &Console, caller: &Caller, recorded: &Recorded<SendResetCode>, ended: &Result<Accepted, DirectoryFailure>) -> AuditEntry {
    let mut entry = entry(console, caller, RecordKind::Outcome, Action::SendResetCode);
    let target = recorded.permit().target();
    entry.action_id = recorded.action_id();
    entry.role = Some(recorded.permit().role().name().to_owned());
    entry.target = Some(RecordedTarget::from(target));
    match ended {
        Ok(accepted) => {
            entry.outcome = Some(Outcome::Succeeded);
            entry.aws_request_id.clone_from(&accepted.aws_request_id);
            entry.state_after = Some(UserStatus::ResetRequired.name().to_owned());
        }
        Err(failure) => {
            tracing::warn!(request_id = %caller.origin.request_id, action_id = %recorded.action_id(), %failure, "a reset did not succeed");
            let (code, outcome) = effect_failed(failure);
            entry.outcome = Some(outcome);
            entry.code = Some(code.name().to_owned());
            entry.aws_request_id.clone_from(&failure.aws_request_id);
            // A trigger or a delivery that fails may come after the change: then nothing is said of the state.
            let may_have_changed = matches!(failure.error, DirectoryError::Refused(Refusal::TriggerBroken | Refusal::SendingBroken));
            if matches!(outcome, Outcome::Refused | Outcome::NotSent) && !may_have_changed {
                entry.state_after = Some(target.user.status.name().to_owned());
            }
        }
    }
    entry
}

/// The same form again (double click, back button, reload): leads to the first one's result. Used for anything else it is refused.
async fn repeated(console: &Console, caller: &Caller, action_id: Uuid, target: &RecordedTarget) -> Result<Uuid, ApiError> {
    let actor = caller.actor()?;
    let (attempts, pause) = WAIT_FOR_FIRST;
    for _ in 0..attempts {
        // The first one may well have gone through: "nothing was sent" would be a lie here.
        let records = console.audit.action(action_id).await.map_err(|error| {
            trail_failed(&error, caller);
            caller.error(ErrorCode::OutcomeUnknown)
        })?;
        let is_same = records.first().is_some_and(|first| {
            let by_same = first.entry.actor.as_ref().is_some_and(|by| by.sub == actor.id.sub && by.issuer == actor.id.issuer);
            by_same && first.entry.event == Action::SendResetCode.event() && first.entry.target.as_ref().is_some_and(|first| first.sub == target.sub && first.pool == target.pool)
        });
        if !is_same {
            return Err(caller.error(ErrorCode::FormReused));
        }
        if records.iter().any(|record| record.entry.kind == RecordKind::Outcome) {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    Ok(action_id)
}

async fn back(console: &Console, caller: &Caller, form: ResetForm, error: Option<ApiError>) -> Result<ResetAnswer, ApiError> {
    let (pool, sub) = (form.pool.clone(), form.sub.clone());
    let draft = keep(console, caller, &ResetDraft { form, error: error.clone() }).await?;
    Ok(ResetAnswer::Back { pool, sub, draft, error })
}

async fn again(console: &Console, caller: &Caller, form: ResetForm, error: ApiError) -> Result<ResetAnswer, ApiError> {
    let draft = keep(console, caller, &ResetDraft { form, error: Some(error.clone()) }).await?;
    Ok(ResetAnswer::Again { draft, error })
}

fn with_more_rows(mut form: ResetForm) -> ResetForm {
    let rows = form.metadata.len() + MORE_ROWS;
    form.metadata.resize_with(rows.min(PAIR_LIMIT), MetadataRow::default);
    form
}

/// What a stranger may have typed, cut to what a record keeps.
fn cut(text: &str) -> String {
    text.chars().take(128).collect()
}
