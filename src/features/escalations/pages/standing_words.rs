//! Where a request stands, in words.

use crate::domain::audit::Outcome;
use crate::domain::clock::{from_micros, readable_time, relative};
use crate::domain::escalation::{Escalation, Standing};
use crate::ui::visible;
use time::OffsetDateTime;

/// One word for lists, with its tone.
pub(super) fn word(escalation: &Escalation, standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::CarriedOut if came_to_nothing(escalation) => ("Came to nothing", "danger"),
        Standing::CarriedOut if outcome(escalation).is_none_or(|outcome| matches!(outcome, Outcome::Unknown | Outcome::Unresolved)) => ("Begun", "unknown"),
        Standing::Open { .. } => ("Waiting", "warning"),
        Standing::Approved { .. } => ("Approved", "success"),
        Standing::Rejected => ("Rejected", "denied"),
        Standing::Withdrawn => ("Withdrawn", "neutral"),
        Standing::Expired => ("Expired", "neutral"),
        Standing::CarriedOut => ("Carried out", "info"),
    }
}

/// The stable word that the page's script compares.
pub fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Open { .. } => "open",
        Standing::Approved { .. } => "approved",
        Standing::Rejected => "rejected",
        Standing::Withdrawn => "withdrawn",
        Standing::Expired => "expired",
        Standing::CarriedOut => "carried_out",
    }
}

/// Until when, for what can still become something.
pub(super) fn until(standing: Standing, now: OffsetDateTime) -> Option<String> {
    match standing {
        Standing::Open { until } | Standing::Approved { until } => {
            let until = from_micros(until);
            Some(format!("until {} ({})", readable_time(until), relative(until, now)))
        }
        _ => None,
    }
}

/// What stands on top of the request's page: tone, title, text.
pub(super) fn notice(escalation: &Escalation, standing: Standing, is_own: bool, carries_out: bool) -> (&'static str, String, String) {
    let decided_by = escalation.decision.as_ref().and_then(|decision| decision.entry.actor.as_ref()).map(|actor| actor.name.clone()).unwrap_or_default();
    let because = escalation
        .decision
        .as_ref()
        .and_then(|decision| decision.entry.reason.as_deref())
        .map_or_else(String::new, |reason| format!("Because: {}. ", visible(reason.trim_end_matches('.'))));
    let (tone, title, text) = match standing {
        Standing::Open { .. } if is_own => {
            ("warning", "It waits for another person's decision.".into(), "The decision stands here as soon as there is one. Nothing is done before.")
        }
        Standing::Open { .. } => ("warning", "It waits for a decision.".into(), "Read what is asked for, and be sure of it: you answer for it too."),
        Standing::Approved { .. } if carries_out => ("success", format!("{decided_by} approved it."), "You can carry it out once. Everything is checked again then."),
        Standing::Approved { .. } => ("success", format!("{decided_by} approved it."), "It has not been carried out yet."),
        Standing::Rejected => ("denied", format!("{decided_by} rejected it."), "Nothing was done."),
        Standing::Withdrawn => ("info", "It was withdrawn.".into(), "Nothing was done."),
        Standing::Expired if escalation.decision.as_ref().is_some_and(|decision| decision.entry.actor.is_some()) => {
            ("info", "The approval expired.".into(), "It was not carried out in time, and nothing was done. Ask again if it is still needed.")
        }
        Standing::Expired => ("info", "It expired.".into(), "Nobody decided in time, and nothing was done. Ask again if it is still needed."),
        Standing::CarriedOut if came_to_nothing(escalation) => {
            ("danger", "It was begun, and came to nothing.".into(), "Why, stands on its result page. The approval is used up: ask again if it is still needed.")
        }
        Standing::CarriedOut => match outcome(escalation) {
            None => ("info", "It is being carried out.".into(), "What comes of it stands on its result page."),
            Some(Outcome::Unknown | Outcome::Unresolved) => ("unknown", "It was begun, and nobody can tell whether it worked.".into(), "What is known stands on its result page."),
            Some(_) => ("info", "It was carried out.".into(), "What came of it stands on its result page."),
        },
    };
    let text = if matches!(standing, Standing::Approved { .. } | Standing::Rejected) { because + text } else { text.to_owned() };
    (tone, title, text)
}

/// How it ended, as far as is on record.
fn outcome(escalation: &Escalation) -> Option<Outcome> {
    escalation.end.last().and_then(|record| record.entry.outcome)
}

/// Nothing was done to the user.
fn came_to_nothing(escalation: &Escalation) -> bool {
    matches!(outcome(escalation), Some(Outcome::Refused | Outcome::Denied | Outcome::NotSent | Outcome::NoEffect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditEntry, AuditRecord, RecordKind};

    fn record(outcome: Option<Outcome>) -> AuditRecord {
        let entry = AuditEntry { outcome, ..AuditEntry::new(RecordKind::Outcome, "password.reset", 0, None, &RequestOrigin::default()) };
        AuditRecord { sequence: 1, previous_hash: [0; 32], hash: [0; 32], entry }
    }

    #[test]
    fn what_nobody_can_tell_is_not_called_carried_out() {
        for (outcome, expected) in [
            (None, "Begun"),
            (Some(Outcome::Unknown), "Begun"),
            (Some(Outcome::Unresolved), "Begun"),
            (Some(Outcome::TookEffect), "Carried out"),
            (Some(Outcome::Succeeded), "Carried out"),
            (Some(Outcome::NoEffect), "Came to nothing"),
            (Some(Outcome::NotSent), "Came to nothing"),
        ] {
            let escalation = Escalation { request: record(None), decision: None, end: vec![record(None), record(outcome)] };
            assert_eq!(word(&escalation, Standing::CarriedOut).0, expected, "{outcome:?}");
        }
    }
}
