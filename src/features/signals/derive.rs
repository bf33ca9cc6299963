//! Which records of the trail are signs. Nothing is kept beside it: what is shown and what is told follows from the same records, by the same function.

use crate::domain::actor::StaffId;
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::signals::{BURST, CANARY, SignalKind, begins_burst, burst_since, told_once_in};
use crate::ports::audit_log::AuditError;
use crate::ports::signal_log::{Alike, Likeness, SignalLog};
use crate::wire::ErrorCode;
use ErrorCode::{
    ApproverMayNot, ContactChanged, ExternalUser, NeedsApproval, NotAllowed, OutOfHours, OutOfScope, OwnAccount, OwnRequest, PasswordRefused, ProtectedUser, RequestAltered,
    StaffLimit, UserLimit,
};

/// Denials that are looked back at for a burst. More than make one: of two instances whose clocks differ, the one that is ahead counts its own.
const LOOKED_BACK: usize = BURST * 3;

/// Denials that count for a burst: a rule said no to a person. What the state of a user forbids is found out in good faith, and during a lock
/// everybody is refused.
const REFUSALS: [ErrorCode; 14] = [
    NotAllowed,
    OwnAccount,
    OwnRequest,
    ProtectedUser,
    ExternalUser,
    ContactChanged,
    OutOfScope,
    OutOfHours,
    NeedsApproval,
    ApproverMayNot,
    RequestAltered,
    PasswordRefused,
    StaffLimit,
    UserLimit,
];

/// The denials that are signs by themselves.
const BY_THEMSELVES: [(SignalKind, &[ErrorCode]); 3] =
    [(SignalKind::Limit, &[StaffLimit, UserLimit]), (SignalKind::OutOfHours, &[OutOfHours]), (SignalKind::OwnAccount, &[OwnAccount, OwnRequest])];

/// What a record may be a sign of, as far as it says by itself.
pub(super) fn may_be(entry: &AuditEntry) -> impl Iterator<Item = SignalKind> + use<> {
    let code = code_of(entry);
    let burst = code.filter(|code| REFUSALS.contains(code) && person(entry).is_some()).map(|_| SignalKind::Denials);
    let by_itself = code.and_then(|code| BY_THEMSELVES.into_iter().find(|(_, codes)| codes.contains(&code))).map(|(kind, _)| kind);
    let canary = (entry.event == CANARY).then_some(SignalKind::Canary);
    burst.into_iter().chain(by_itself).chain(canary)
}

fn code_of(entry: &AuditEntry) -> Option<ErrorCode> {
    entry.code.as_deref().filter(|_| entry.kind == RecordKind::Denied).and_then(ErrorCode::from_name)
}

/// Who acted.
pub(super) fn person(entry: &AuditEntry) -> Option<StaffId> {
    entry.actor.as_ref().map(|actor| StaffId { issuer: actor.issuer.clone(), sub: actor.sub.clone() })
}

/// What else is a sign of the same: of a burst what may belong to it, of all others what is not told anew. `None` where nobody knows who acted.
fn alike(kind: SignalKind, entry: &AuditEntry) -> Option<Alike> {
    let names = |codes: &[ErrorCode]| Likeness::Denied(codes.iter().map(|code| code.name()).collect());
    let (at, by) = match kind {
        // No end: a clock that was turned back hides nothing.
        SignalKind::Denials => (burst_since(entry.occurred_at)..i64::MAX, names(&REFUSALS)),
        SignalKind::Canary => {
            let (pool, sub) = entry.target.as_ref().map(|target| (target.pool.clone(), target.sub.clone())).unwrap_or_default();
            (told_once_in(entry.occurred_at), Likeness::Canary { pool, sub })
        }
        SignalKind::Limit | SignalKind::OutOfHours | SignalKind::OwnAccount => {
            let codes = BY_THEMSELVES.into_iter().find(|(by_itself, _)| *by_itself == kind).map(|(_, codes)| codes).unwrap_or_default();
            (told_once_in(entry.occurred_at), names(codes))
        }
    };
    Some(Alike { person: person(entry)?, by, at })
}

/// Whether the record in this place of the trail is the one by which a sign of this kind is told. The page and the hook ask this and nothing else.
///
/// # Errors
/// [`AuditError::Store`].
pub(super) async fn tells(log: &dyn SignalLog, kind: SignalKind, sequence: i64, entry: &AuditEntry) -> Result<bool, AuditError> {
    let Some(alike) = alike(kind, entry) else { return Ok(kind != SignalKind::Denials) };
    if kind != SignalKind::Denials {
        return Ok(log.before(&alike, sequence, 1).await?.is_empty());
    }
    let mut newest = log.before(&alike, sequence, LOOKED_BACK).await?;
    newest.insert(0, entry.occurred_at);
    Ok(begins_burst(&newest))
}

/// How many came after the record by which a sign is told, and are not told by themselves; counted up to `size`. Of a burst none are counted: it has no end.
///
/// # Errors
/// [`AuditError::Store`].
pub(super) async fn followed_by(log: &dyn SignalLog, kind: SignalKind, sequence: i64, entry: &AuditEntry, size: usize) -> Result<usize, AuditError> {
    match alike(kind, entry).filter(|_| kind != SignalKind::Denials) {
        Some(alike) => log.after(&alike, sequence, size).await,
        None => Ok(0),
    }
}
