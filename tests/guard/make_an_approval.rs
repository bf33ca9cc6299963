//@ error: E0451 fields `request`, `asker`, `approver`, `actions`, `target`, `tiers`, `until` and `carried_out_by` of struct `passdesk::domain::escalation::Approval` are private
//! An approval that nobody gave.

use passdesk::domain::actor::Actor;
use passdesk::domain::audit::RecordedTarget;
use passdesk::domain::escalation::Approval;
use passdesk::domain::operation::Action;

pub fn make(actor: Actor, target: RecordedTarget) -> Approval {
    Approval { request: Default::default(), asker: actor.clone(), approver: actor.clone(), actions: vec![Action::SendResetCode], target, tiers: Vec::new(), until: i64::MAX, carried_out_by: actor }
}
