//! The record after: how it ended.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::operation::{Action, Operation};
use crate::features::console::{Caller, Console};
use crate::features::faults::effect_failed;
use crate::features::reconcile::after_doubt;
use crate::features::records::entry;
use crate::ports::audit_log::{AuditError, Recorded};
use crate::ports::user_directory::{Accepted, DirectoryError, DirectoryFailure, Refusal};
use crate::wire::ErrorCode;
use std::time::Duration;

/// How often the outcome is offered to the trail before it is left to the sweeper.
const CLOSING_ATTEMPTS: u32 = 5;

/// Records how a call ended. After a doubt the user is read again, within the time that somebody waits; nothing is sent again, and what
/// was to follow a success does not follow.
///
/// # Errors
/// How it failed, with its code; a doubt also where the trail holds another ending already.
pub async fn close<Op: Operation>(console: &Console, caller: &Caller, recorded: &Recorded<Op>, ended: &Result<Accepted, DirectoryFailure>) -> Result<(), (Outcome, ErrorCode)> {
    if !is_closed_as(console, caller, &outcome_entry(console, caller, recorded, ended)).await {
        after_doubt(console, recorded.action_id()).await;
        return Err((Outcome::Unknown, ErrorCode::OutcomeUnknown));
    }
    match ended {
        Ok(_) => Ok(()),
        Err(failure) => {
            let (code, outcome) = effect_failed(failure);
            if outcome == Outcome::Unknown {
                after_doubt(console, recorded.action_id()).await;
            }
            Err((outcome, code))
        }
    }
}

/// Closes an intent that is not carried out after all: nothing was called.
pub(super) async fn call_off<Op: Operation>(console: &Console, caller: &Caller, recorded: &Recorded<Op>, outcome: Outcome, note: Option<String>, code: ErrorCode) {
    let mut entry = blank_outcome(console, caller, recorded);
    entry.outcome = Some(outcome);
    entry.code = Some(code.name().to_owned());
    entry.state_after = Some(recorded.permit().target().user.status.name().to_owned());
    entry.note = note;
    is_closed_as(console, caller, &entry).await;
}

/// Offers an outcome to the trail. `false`: the action is closed as something else already. What came of it stands, whether or not the
/// trail takes its outcome now; the sweeper closes what stays open.
async fn is_closed_as(console: &Console, caller: &Caller, entry: &AuditEntry) -> bool {
    for attempt in 1..=CLOSING_ATTEMPTS {
        match console.audit.append(entry.clone()).await {
            Ok(_) => break,
            // An attempt that was reported as failed may have kept the record.
            Err(AuditError::Duplicate(_)) if is_on_record(console, entry).await => break,
            Err(AuditError::Duplicate(_)) => {
                tracing::error!(action_id = %entry.action_id, outcome = ?entry.outcome, code = ?entry.code, aws_request_id = ?entry.aws_request_id, "the action was closed as unknown before it ended");
                return false;
            }
            Err(error) => {
                tracing::error!(request_id = %caller.origin.request_id, action_id = %entry.action_id, aws_request_id = ?entry.aws_request_id, attempt, %error, "an outcome was not recorded");
                tokio::time::sleep(Duration::from_millis(200) * attempt).await;
            }
        }
    }
    true
}

/// The action's outcome on record is this one.
async fn is_on_record(console: &Console, entry: &AuditEntry) -> bool {
    let records = console.audit.action(entry.action_id).await.unwrap_or_default();
    records.iter().any(|record| record.entry.kind == RecordKind::Outcome && record.entry.outcome == entry.outcome && record.entry.actor == entry.actor)
}

fn outcome_entry<Op: Operation>(console: &Console, caller: &Caller, recorded: &Recorded<Op>, ended: &Result<Accepted, DirectoryFailure>) -> AuditEntry {
    let mut entry = blank_outcome(console, caller, recorded);
    let status_before = recorded.permit().target().user.status.name();
    match ended {
        Ok(accepted) => {
            entry.outcome = Some(Outcome::Succeeded);
            entry.aws_request_id.clone_from(&accepted.aws_request_id);
            entry.state_after = Some(Op::STATUS_AFTER.map_or_else(|| status_before.to_owned(), |status| status.name().to_owned()));
        }
        Err(failure) => {
            tracing::warn!(request_id = %caller.origin.request_id, action_id = %recorded.action_id(), event = Op::ACTION.event(), %failure, "an operation did not succeed");
            let (code, outcome) = effect_failed(failure);
            entry.outcome = Some(outcome);
            entry.code = Some(code.name().to_owned());
            entry.aws_request_id.clone_from(&failure.aws_request_id);
            entry.aws_code.clone_from(&failure.aws_code);
            // A trigger or a delivery that fails may come after the change: then nothing is said of the state.
            let comes_after = Op::ACTION == Action::ConfirmSignUp && failure.error == DirectoryError::Refused(Refusal::TriggerRefused);
            let may_have_changed = comes_after || matches!(failure.error, DirectoryError::Refused(Refusal::TriggerBroken | Refusal::SendingBroken));
            if matches!(outcome, Outcome::Refused | Outcome::NotSent) && !may_have_changed {
                entry.state_after = Some(status_before.to_owned());
            }
        }
    }
    entry
}

/// The second half of an action, without how it ended.
fn blank_outcome<Op: Operation>(console: &Console, caller: &Caller, recorded: &Recorded<Op>) -> AuditEntry {
    let mut entry = entry(console, caller, RecordKind::Outcome, Op::ACTION);
    entry.action_id = recorded.action_id();
    entry.part_of = recorded.part_of();
    entry.run = recorded.run();
    entry.role = Some(recorded.permit().role().name().to_owned());
    entry.target = Some(RecordedTarget::from(recorded.permit().target()));
    entry
}
