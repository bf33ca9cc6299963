//@ compiles
//! The one way for a typed password: the right to choose it, the right to set it, the record, the call.

use passdesk::domain::actor::Actor;
use passdesk::domain::clock::from_micros;
use passdesk::domain::operation::{SetPermanentPassword, TypePassword};
use passdesk::domain::password::{NewPassword, PasswordPolicy};
use passdesk::domain::policy::{Policy, Shown, TargetFacts, authorise};
use passdesk::domain::secret::Secret;
use passdesk::ports::audit_log::{AuditLog, IntentFacts, record_intent};
use passdesk::ports::user_directory::UserDirectory;
use std::sync::Arc;

pub async fn the_one_way(log: &Arc<dyn AuditLog>, directory: &dyn UserDirectory, actor: &Actor, target: TargetFacts, typed: Secret<String>) -> bool {
    let (policy, now) = (Policy::default(), from_micros(0));
    let Ok(choice) = authorise(actor, TypePassword, target.clone(), &policy, now, Shown::default()) else { return false };
    let Ok(password) = NewPassword::typed(typed, &PasswordPolicy::default(), &[], &choice) else { return false };
    let Ok(permit) = authorise(actor, SetPermanentPassword, target, &policy, now, Shown::default()) else { return false };
    let Ok(recorded) = record_intent(log, permit, &IntentFacts::default()).await else { return false };
    directory.set_permanent_password(&recorded, &password).await.is_ok()
}
