//@ compiles
//! The one way: decide, record, act.

use passdesk::domain::actor::Actor;
use passdesk::domain::clock::from_micros;
use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::{Policy, Shown, TargetFacts, authorise};
use passdesk::ports::audit_log::{AuditLog, IntentFacts, record_intent};
use passdesk::ports::user_directory::UserDirectory;
use std::sync::Arc;

pub async fn the_one_way(log: &Arc<dyn AuditLog>, directory: &dyn UserDirectory, actor: &Actor, operation: SendResetCode, target: TargetFacts) -> bool {
    let Ok(permit) = authorise(actor, operation, target, &Policy::default(), from_micros(0), Shown::default()) else { return false };
    let Ok(recorded) = record_intent(log, permit, &IntentFacts::default()).await else { return false };
    directory.reset_password(&recorded).await.is_ok()
}
