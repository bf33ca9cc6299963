//! What a person may not do alone and asks another's approval for. Where a request stands follows from its records in the trail and nothing else: a
//! request has one place for a decision and one for its end, and the trail takes one record for each, whoever is first, on any instance.

mod approval;

pub use approval::{Approval, ApprovalFault, Wanted};

use super::actor::StaffId;
use super::audit::{AuditEntry, AuditRecord, RecordKind};
use super::part::part_id;
use uuid::Uuid;

/// The event of a request; its record's `then` is the event of what is asked for.
pub const REQUEST: &str = "escalation.request";
/// Approved by another person.
pub const APPROVE: &str = "escalation.approve";
/// Rejected by another person.
pub const REJECT: &str = "escalation.reject";
/// Withdrawn by whoever asked.
pub const WITHDRAW: &str = "escalation.withdraw";
/// Nobody decided, or nobody used the approval, in time.
pub const EXPIRE: &str = "escalation.expire";

/// The one place for a decision on this request: approved, rejected, withdrawn or expired.
pub fn decision_id(request: Uuid) -> Uuid {
    part_id(request, "escalation.decision")
}

/// The one place for what ends an approved request: the intent that carries it out, or a record that it never was.
pub fn end_id(request: Uuid) -> Uuid {
    part_id(request, "escalation.end")
}

/// Where a request stands at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for a decision, until then (microseconds since 1970).
    Open {
        /// When it expires.
        until: i64,
    },
    /// It may be carried out, once, until then (microseconds since 1970).
    Approved {
        /// When the approval expires.
        until: i64,
    },
    /// Somebody said no.
    Rejected,
    /// Whoever asked took it back.
    Withdrawn,
    /// It was decided on, or used, by nobody in time.
    Expired,
    /// It was carried out, or that was begun: what came of it stands under the end's id.
    CarriedOut,
}

impl Standing {
    /// Nothing can become of it any more.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Open { .. } | Self::Approved { .. })
    }
}

/// A request with everything that the trail has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The request's record.
    pub request: AuditRecord,
    /// What stands in the place for a decision.
    pub decision: Option<AuditRecord>,
    /// What stands in the place for its end; with the outcome, where it was carried out.
    pub end: Vec<AuditRecord>,
}

impl Escalation {
    /// From what the trail has under the request's id, [`decision_id`] and [`end_id`]; `None` where the first is no request.
    pub fn of(request: &[AuditRecord], decision: &[AuditRecord], end: Vec<AuditRecord>) -> Option<Self> {
        let request = request.first().filter(|record| record.entry.kind == RecordKind::Escalation && record.entry.event == REQUEST)?.clone();
        Some(Self { request, decision: decision.first().cloned(), end })
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.request.entry.action_id
    }

    /// Who asked.
    pub fn asked_by(&self) -> Option<StaffId> {
        person(&self.request.entry)
    }

    /// Who approved or rejected it.
    pub fn decided_by(&self) -> Option<StaffId> {
        self.decision.as_ref().filter(|record| [APPROVE, REJECT].contains(&record.entry.event.as_str())).and_then(|record| person(&record.entry))
    }

    /// Where it stands at this time, in microseconds since 1970. What is not a valid decision counts as none, and lets nothing through.
    pub fn standing(&self, now: i64) -> Standing {
        let until = self.request.entry.expires_at.unwrap_or(i64::MIN);
        let Some(decision) = &self.decision else {
            return if now < until { Standing::Open { until } } else { Standing::Expired };
        };
        match decision.entry.event.as_str() {
            REJECT => Standing::Rejected,
            WITHDRAW => Standing::Withdrawn,
            APPROVE if self.is_valid(&decision.entry, until) => self.after_approval(&decision.entry, now),
            _ => Standing::Expired,
        }
    }

    fn after_approval(&self, decision: &AuditEntry, now: i64) -> Standing {
        let until = decision.expires_at.unwrap_or(i64::MIN);
        match self.end.first().map(|end| (end.entry.kind, end.entry.event.as_str())) {
            None if now < until => Standing::Approved { until },
            Some((RecordKind::Intent, _)) => Standing::CarriedOut,
            Some((_, WITHDRAW)) => Standing::Withdrawn,
            None | Some(_) => Standing::Expired,
        }
    }

    /// An approval counts that came in time, from another account, for exactly what was asked for.
    fn is_valid(&self, decision: &AuditEntry, until: i64) -> bool {
        let request = &self.request.entry;
        let is_of_this = decision.kind == RecordKind::Escalation && decision.part_of == Some(request.action_id) && decision.request_hash == request.request_hash;
        is_of_this && request.request_hash.is_some() && decision.occurred_at < until && person(decision).is_some() && person(decision) != person(request)
    }
}

fn person(entry: &AuditEntry) -> Option<StaffId> {
    entry.actor.as_ref().map(|actor| StaffId { issuer: actor.issuer.clone(), sub: actor.sub.clone() })
}

#[cfg(test)]
mod tests;
