//@ error: E0382 use of moved value: `permit`
//! Two records, and so two actions, by one decision.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;
use passdesk::ports::audit_log::{AuditLog, IntentFacts, record_intent};
use std::sync::Arc;

pub async fn twice(log: &Arc<dyn AuditLog>, permit: Permit<SendResetCode>, facts: &IntentFacts) {
    let _first = record_intent(log, permit, facts).await;
    let _second = record_intent(log, permit, facts).await;
}
