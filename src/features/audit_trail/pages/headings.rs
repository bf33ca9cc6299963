//! What a record is called on the page of its action: by what it is.

use super::words::Refuser;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};

/// The heading.
pub(super) fn heading(entry: &AuditEntry) -> &'static str {
    match entry.kind {
        RecordKind::Intent => "What was asked for",
        RecordKind::Outcome => "How it ended",
        RecordKind::Denied => match Refuser::of(entry) {
            Refuser::Policy => "What policy denied",
            Refuser::Console => "What the console refused",
            Refuser::State => "What was not possible",
        },
        RecordKind::Read => match entry.event.as_str() {
            "password.reveal" | "user.read_contacts" | "session.list" => "What was shown",
            "user.search" => "What was searched for",
            "trail.export" => "What was exported",
            "trail.verify" => "What was begun",
            "trail.verified" => "What the verification found",
            "trail.prune" => "What was pruned",
            _ => "What was read",
        },
        RecordKind::SignIn => match (entry.event.as_str(), entry.outcome) {
            ("session.start", Some(Outcome::Succeeded)) => "Who signed in",
            ("session.start", Some(Outcome::Denied)) => "A sign-in that was denied",
            ("session.start", _) => "A sign-in that was refused",
            ("session.step_up", Some(Outcome::Succeeded)) => "Who signed in again",
            ("session.step_up", _) => "A fresh sign-in that was refused",
            ("lock.set" | "lock.set_wide", _) => "What was locked",
            ("lock.lift", _) => "Which lock was lifted",
            ("session.end_other", _) => "Whose session was ended",
            _ => "Whose session ended",
        },
        RecordKind::Check => "What was checked, without an effect",
        RecordKind::Reconciled => "What reading the user again told",
        RecordKind::Run => "What became of a bulk run",
        RecordKind::Escalation => match entry.event.as_str() {
            "escalation.request" => "For what an approval was asked",
            "escalation.approve" | "escalation.reject" => "What was decided",
            _ => "How the request came to nothing",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;

    #[test]
    fn a_heading_says_what_the_record_is() {
        for (kind, event, outcome, words) in [
            (RecordKind::Read, "trail.export", Outcome::Succeeded, "What was exported"),
            (RecordKind::Read, "password.reveal", Outcome::Succeeded, "What was shown"),
            (RecordKind::Read, "user.read", Outcome::Succeeded, "What was read"),
            (RecordKind::SignIn, "session.start", Outcome::Refused, "A sign-in that was refused"),
            (RecordKind::SignIn, "session.start", Outcome::Succeeded, "Who signed in"),
            (RecordKind::SignIn, "session.step_up", Outcome::Succeeded, "Who signed in again"),
            (RecordKind::SignIn, "session.step_up", Outcome::Denied, "A fresh sign-in that was refused"),
            (RecordKind::SignIn, "lock.set", Outcome::Succeeded, "What was locked"),
            (RecordKind::SignIn, "lock.lift", Outcome::Succeeded, "Which lock was lifted"),
            (RecordKind::SignIn, "session.end_other", Outcome::Succeeded, "Whose session was ended"),
        ] {
            let mut entry = AuditEntry::new(kind, event, 0, None, &RequestOrigin::default());
            entry.outcome = Some(outcome);
            assert_eq!(heading(&entry), words, "{event}");
        }
    }
}
