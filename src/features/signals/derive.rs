//! Which records of the trail are signs. Nothing is kept beside it: what is shown and what is told follows from the same records.

use crate::domain::actor::StaffId;
use crate::domain::audit::{AuditEntry, AuditRecord, RecordKind};
use crate::domain::signals::{CANARY, SignalKind, begins_burst};
use crate::wire::ErrorCode;

/// Denials that are looked back at for a burst: more than may come in twice its time without being one already.
pub(super) const LOOKED_BACK: u32 = 64;

/// The sign that a record is by itself.
pub(super) fn kind_of(entry: &AuditEntry) -> Option<SignalKind> {
    if entry.event == CANARY {
        return Some(SignalKind::Canary);
    }
    match code_of(entry)? {
        ErrorCode::StaffLimit | ErrorCode::UserLimit => Some(SignalKind::Limit),
        ErrorCode::OutOfHours => Some(SignalKind::OutOfHours),
        ErrorCode::OwnAccount => Some(SignalKind::OwnAccount),
        _ => None,
    }
}

fn code_of(entry: &AuditEntry) -> Option<ErrorCode> {
    entry.code.as_deref().filter(|_| entry.kind == RecordKind::Denied).and_then(ErrorCode::from_name)
}

/// Whether a denial with this code counts for a burst: a rule said no to a person. What the state of a user forbids is found out in good
/// faith, and during a lock everybody is refused.
pub(super) fn is_refusal(code: &str) -> bool {
    use ErrorCode::{ContactChanged, ExternalUser, NeedsApproval, NotAllowed, OutOfHours, OutOfScope, OwnAccount, ProtectedUser, StaffLimit, UserLimit};
    let refusals = [NotAllowed, OwnAccount, ProtectedUser, ExternalUser, ContactChanged, OutOfScope, OutOfHours, NeedsApproval, StaffLimit, UserLimit];
    refusals.iter().any(|refusal| refusal.name() == code)
}

/// Whether a record is a denial that counts for a burst.
pub(super) fn is_refused(entry: &AuditEntry) -> bool {
    entry.kind == RecordKind::Denied && entry.code.as_deref().is_some_and(is_refusal)
}

/// Who acted.
pub(super) fn person(entry: &AuditEntry) -> Option<StaffId> {
    entry.actor.as_ref().map(|actor| StaffId { issuer: actor.issuer.clone(), sub: actor.sub.clone() })
}

/// Whether a burst begins with the first of these records, newest first.
pub(super) fn begins_with_burst(records: &[AuditRecord]) -> bool {
    let Some(newest) = records.first().filter(|newest| is_refused(&newest.entry)) else { return false };
    let whose = person(&newest.entry);
    let of_them = records.iter().map(|record| &record.entry).filter(|entry| is_refused(entry) && person(entry) == whose);
    begins_burst(&of_them.map(|entry| entry.occurred_at).take(LOOKED_BACK as usize).collect::<Vec<_>>())
}
