//! What counts as work: actions on users, whatever came of them. Searches, reads and sign-ins are none.

use crate::domain::actor::Actor;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::operation::Action;
use crate::features::passwords::pages::has_result_page;
use crate::features::same_call::help_of;
use crate::ports::audit_log::TrailRow;
use crate::wire::ErrorCode;

/// What lets a user in again: where one of these did not work, another one may have done.
const LETS_IN: [Action; 5] = [Action::SendResetCode, Action::SetTemporaryPassword, Action::SetPermanentPassword, Action::ResendInvitation, Action::ConfirmSignUp];

/// Why something was not done, where nothing is left to do for that user from here.
const NOTHING_LEFT: [ErrorCode; 3] = [ErrorCode::NothingToDo, ErrorCode::UserGone, ErrorCode::ExternalUser];

/// Whether this person did this for a user. By issuer and `sub`, whatever an index gave.
pub(super) fn is_work_of(row: &TrailRow, actor: &Actor) -> bool {
    let entry = &row.opening.entry;
    let is_action = matches!(entry.kind, RecordKind::Intent | RecordKind::Denied | RecordKind::Check);
    // Rows of a bulk run stand on the run's page.
    is_action && entry.run.is_none() && entry.is_by(actor) && user_of(entry).is_some() && (has_result_page(&entry.event) || entry.event == Action::TypePassword.event())
}

/// The pool and the `sub` of the user it was about.
pub(super) fn user_of(entry: &AuditEntry) -> Option<(&str, &str)> {
    let target = entry.target.as_ref()?;
    (!target.pool.is_empty() && !target.sub.is_empty()).then_some((target.pool.as_str(), target.sub.as_str()))
}

/// The page that tells how it ended; `None` for what has none, such as a check. What belongs to another action is told on that one's page.
pub(super) fn result_href(entry: &AuditEntry) -> Option<String> {
    let has_page = entry.kind != RecordKind::Check && has_result_page(&entry.event);
    has_page.then(|| format!("/results/{}", entry.whole()))
}

/// The user's page.
pub(super) fn user_href(entry: &AuditEntry) -> Option<String> {
    entry.target.as_ref().and_then(RecordedTarget::user_path)
}

/// The user's page with the same form for a new action; `None` for what has no form.
pub(super) fn repeat_href(entry: &AuditEntry) -> Option<String> {
    Some(format!("{}?do={}&again={}#action", user_href(entry)?, help_of(entry)?.word(), entry.action_id))
}

/// Why it ended so, as far as a code says it.
pub(super) fn code_of(row: &TrailRow) -> Option<ErrorCode> {
    let closing = row.outcome.as_ref().filter(|_| row.reconciled.is_none()).and_then(|record| record.entry.code.as_deref());
    closing.or(row.opening.entry.code.as_deref()).and_then(ErrorCode::from_name)
}

/// Nobody knows yet, or ever will from the trail alone, whether it was done.
pub(super) fn is_doubt(row: &TrailRow) -> bool {
    row.is_open() || matches!(row.ended(), Some(Outcome::Unknown | Outcome::Unresolved))
}

/// It was not done, and something can be done about that.
pub(super) fn is_failure(row: &TrailRow) -> bool {
    let is_failed = matches!(row.ended(), Some(Outcome::Refused | Outcome::NotSent | Outcome::NoEffect | Outcome::Denied));
    row.opening.entry.kind != RecordKind::Check && is_failed && !code_of(row).is_some_and(|code| NOTHING_LEFT.contains(&code))
}

/// Two ways to the same end, on the same user.
pub(super) fn is_same_help(one: &AuditEntry, other: &AuditEntry) -> bool {
    let lets_in = |event: &str| LETS_IN.iter().any(|action| action.event() == event);
    user_of(one) == user_of(other) && (one.event == other.event || (lets_in(&one.event) && lets_in(&other.event)))
}

/// Whether `later` has done what `row` did not.
pub(super) fn makes_good(later: &TrailRow, row: &TrailRow) -> bool {
    let is_done = matches!(later.ended(), Some(Outcome::Succeeded | Outcome::TookEffect));
    is_done && later.opening.entry.kind == RecordKind::Intent && later.opening.sequence > row.opening.sequence && is_same_help(&later.opening.entry, &row.opening.entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditRecord, RecordedTarget};

    fn record(sequence: i64, kind: RecordKind, action: Action, outcome: Option<Outcome>, code: Option<ErrorCode>) -> AuditRecord {
        let mut entry = AuditEntry::new(kind, action.event(), 0, None, &RequestOrigin::default());
        entry.target = Some(RecordedTarget { pool: "p".into(), username: "u".into(), sub: "s".into(), name: "U".into() });
        (entry.outcome, entry.code) = (outcome, code.map(|code| code.name().to_owned()));
        AuditRecord { sequence, previous_hash: [0; 32], hash: [0; 32], entry }
    }

    fn ended(sequence: i64, action: Action, outcome: Outcome, code: Option<ErrorCode>) -> TrailRow {
        let opening = record(sequence, RecordKind::Intent, action, None, None);
        TrailRow { opening, outcome: Some(record(sequence + 1, RecordKind::Outcome, action, Some(outcome), code)), reconciled: None }
    }

    #[test]
    fn a_failure_is_one_with_something_left_to_do() {
        use Action::SendResetCode;
        for (outcome, code, is) in [
            (Outcome::Refused, ErrorCode::TooManyAttempts, true),
            (Outcome::NotSent, ErrorCode::Busy, true),
            (Outcome::Refused, ErrorCode::UserGone, false),
            (Outcome::Succeeded, ErrorCode::Busy, false),
            (Outcome::Unknown, ErrorCode::OutcomeUnknown, false),
        ] {
            assert_eq!(is_failure(&ended(1, SendResetCode, outcome, Some(code))), is, "{outcome:?} {code:?}");
        }
        let denied = |code| TrailRow { opening: record(1, RecordKind::Denied, SendResetCode, Some(Outcome::Denied), Some(code)), outcome: None, reconciled: None };
        assert!(is_failure(&denied(ErrorCode::ProtectedUser)) && !is_failure(&denied(ErrorCode::NothingToDo)) && !is_failure(&denied(ErrorCode::ExternalUser)));
        let check = TrailRow { opening: record(1, RecordKind::Check, SendResetCode, Some(Outcome::WouldNotWork), None), outcome: None, reconciled: None };
        assert!(!is_failure(&check) && !is_doubt(&check));
        let open = TrailRow { opening: record(1, RecordKind::Intent, SendResetCode, None, None), outcome: None, reconciled: None };
        assert!(is_doubt(&open) && is_doubt(&ended(1, SendResetCode, Outcome::Unknown, None)));
    }

    #[test]
    fn a_later_success_makes_good_what_was_to_help_in_the_same_way() {
        let failed = ended(5, Action::SendResetCode, Outcome::Refused, None);
        for (sequence, action, outcome, does) in [
            (9, Action::SendResetCode, Outcome::Succeeded, true),
            (9, Action::SetTemporaryPassword, Outcome::TookEffect, true),
            (9, Action::SetTemporaryPassword, Outcome::Unknown, false),
            (9, Action::SignOutEverywhere, Outcome::Succeeded, false),
            (9, Action::EnableUser, Outcome::Succeeded, false),
            (1, Action::SendResetCode, Outcome::Succeeded, false),
        ] {
            assert_eq!(makes_good(&ended(sequence, action, outcome, None), &failed), does, "{sequence} {action:?} {outcome:?}");
        }
        let mut other = ended(9, Action::SendResetCode, Outcome::Succeeded, None);
        other.opening.entry.target = Some(RecordedTarget { sub: "t".into(), ..other.opening.entry.target.unwrap_or_default() });
        assert!(!makes_good(&other, &failed));
    }
}
