//! The decision, and the record of a refusal.

use super::Why;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::contact::Contact;
use crate::domain::operation::{Action, Operation};
use crate::domain::policy::{Permit, TargetFacts, authorise, authorise_approved};
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::locks::lock_behind;
use crate::features::records::{denied, denied_as, entry, lock_note};
use crate::wire::ApiError;

/// Decides on the user as just read, by the approval where the caller carries one out, and on the locks as they stand now; a denial is recorded with everything that was asked for.
///
/// # Errors
/// The denial; `database_unavailable` where nobody can tell what is locked.
pub async fn permitted<Op: Operation>(console: &Console, caller: &Caller, operation: Op, target: TargetFacts, why: &Why) -> Result<Permit<Op>, ApiError> {
    let actor = caller.actor()?;
    let (policy, now) = (&console.rules.policy, console.now());
    let decided = match &caller.approval {
        Some(approval) => authorise_approved(approval, actor, operation, target, policy, now, why.shown()),
        None => authorise(actor, operation, target, policy, now, why.shown()),
    };
    match decided {
        Ok(permit) => match lock_behind(console, caller, actor, Op::ACTION).await? {
            None => Ok(permit),
            Some((lock, code)) => {
                let (recorded, fill) = (RecordedTarget::from(permit.target()), asked_for(console, permit.operation(), permit.target(), why));
                let fill = |entry: &mut AuditEntry| {
                    fill(entry);
                    entry.note = Some(lock_note(&lock));
                };
                Err(denied_as(console, caller, Op::ACTION, code, Some(recorded), fill).await)
            }
        },
        Err(refused) => {
            let (recorded, fill) = (RecordedTarget::from(&refused.target), asked_for(console, &refused.operation, &refused.target, why));
            Err(denied(console, caller, Op::ACTION, refused.denial, Some(recorded), fill).await)
        }
    }
}

/// Writes into a denial's record what was asked for.
fn asked_for<Op: Operation>(console: &Console, operation: &Op, target: &TargetFacts, why: &Why) -> impl FnOnce(&mut AuditEntry) + use<Op> {
    let metadata = console.metadata.keep(operation.client_metadata());
    let contact = operation.contact().map(|contact| contact.attribute().to_owned());
    let (status, why) = (target.user.status.name().to_owned(), why.clone());
    move |entry| {
        why.fill(entry);
        metadata.fill(entry);
        entry.contact = contact;
        entry.state_before = Some(status);
    }
}

/// An attempt that ends before Cognito is asked.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// What was to be done.
    pub action: Action,
    /// Whom it was for.
    pub target: RecordedTarget,
    /// Why.
    pub why: &'a Why,
    /// The contact that it was about.
    pub contact: Option<Contact>,
    /// What would have gone to the triggers.
    pub client_metadata: &'a [(String, String)],
    /// The user's status, where they were read.
    pub state_before: Option<&'a str>,
}

/// Records an attempt that ends for what the user turned out to be, like a denial; gives the error to answer with.
pub async fn stopped(console: &Console, caller: &Caller, attempt: Attempt<'_>, error: ApiError) -> ApiError {
    let mut entry = entry(console, caller, RecordKind::Denied, attempt.action);
    entry.target = Some(attempt.target);
    entry.outcome = Some(Outcome::Denied);
    entry.code = Some(error.code.name().to_owned());
    entry.state_before = attempt.state_before.map(str::to_owned);
    entry.contact = attempt.contact.map(|contact| contact.attribute().to_owned());
    attempt.why.fill(&mut entry);
    console.metadata.keep(attempt.client_metadata).fill(&mut entry);
    match console.audit.append(entry).await {
        Ok(_) => error,
        Err(failed) => trail_failed(&failed, caller),
    }
}
