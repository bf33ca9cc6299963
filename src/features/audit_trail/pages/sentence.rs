//! One action in one sentence: who did what to whom, why, and how it ended.

use super::words::{row_ended, who_words};
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::reason::method_words;
use crate::ports::audit_log::TrailRow;
use crate::ui::visible;
use crate::wire::ErrorCode;

/// Each event, as what somebody did and as what they wanted to do; `{}` is the user.
const DEEDS: [(&str, &str, &str); 51] = [
    ("bulk.run", "ran a list", "run a list"),
    ("bulk.read", "looked at bulk runs", "look at bulk runs"),
    ("bulk.prepare", "prepared a bulk run", "prepare a bulk run"),
    ("bulk.start", "started a bulk run", "start a bulk run"),
    ("bulk.confirm", "confirmed a bulk run as the second person", "confirm a bulk run as the second person"),
    ("bulk.pause", "paused a bulk run", "pause a bulk run"),
    ("bulk.resume", "resumed a bulk run", "resume a bulk run"),
    ("bulk.cancel", "cancelled a bulk run", "cancel a bulk run"),
    ("bulk.end", "came to the end of a bulk run", "come to the end of a bulk run"),
    ("bulk.passwords", "took the passwords of a bulk run", "take the passwords of a bulk run"),
    ("bulk.passwords_deleted", "took the last of a bulk run's passwords, which are deleted", "delete the passwords of a bulk run"),
    ("bulk.take", "took the results of a bulk run", "take the results of a bulk run"),
    ("password.reset", "sent {} a reset code", "send {} a reset code"),
    ("password.set_temporary", "set a temporary password for {}", "set a temporary password for {}"),
    ("password.set_permanent", "set a permanent password for {}", "set a permanent password for {}"),
    ("password.type", "typed a password for {}", "type a password for {}"),
    ("password.reveal", "was shown the generated password of {}", "see the generated password of {}"),
    ("invitation.resend", "sent {} the invitation again", "send {} the invitation again"),
    ("user.confirm_sign_up", "confirmed the sign-up of {}", "confirm the sign-up of {}"),
    ("user.enable", "enabled the account of {}", "enable the account of {}"),
    ("user.mark_contact_verified", "marked a contact of {} as verified", "mark a contact of {} as verified"),
    ("user.sign_out", "signed {} out everywhere", "sign {} out everywhere"),
    ("work.read", "looked at their own work", "look at their own work"),
    ("user.search", "searched for users", "search for users"),
    ("waiting.read", "looked at who is waiting", "look at who is waiting"),
    ("user.read", "opened the page of {}", "open the page of {}"),
    ("user.read_contacts", "was shown the contacts of {}", "see the contacts of {}"),
    ("policy.read", "asked what the policy says", "ask what the policy says"),
    ("session.start", "signed in", "sign in"),
    ("session.step_up", "signed in again for what asks for it", "sign in again for what asks for it"),
    ("session.end", "signed out, or had a session ended", "sign out"),
    ("session.list", "looked at everyone's sessions", "look at everyone's sessions"),
    ("session.end_other", "ended somebody else's session", "end somebody else's session"),
    ("lock.set", "locked somebody out", "lock somebody out"),
    ("lock.set_wide", "locked a role or all actions", "lock a role or all actions"),
    ("lock.lift", "lifted a lock", "lift a lock"),
    ("escalation.read", "looked at requests for an approval", "look at requests for an approval"),
    ("escalation.request", "asked for an approval for {}", "ask for an approval for {}"),
    ("escalation.decide", "decided on a request for {}", "decide on a request for {}"),
    ("escalation.approve", "approved a request for {}", "approve a request for {}"),
    ("escalation.reject", "rejected a request for {}", "reject a request for {}"),
    ("escalation.withdraw", "withdrew a request for {}", "withdraw a request for {}"),
    ("escalation.carry_out", "carried out a request for {}", "carry out a request for {}"),
    ("escalation.expire", "let a request for {} expire", "let a request for {} expire"),
    ("signal.canary", "came upon {}, who is a canary", "come upon {}, who is a canary"),
    ("signals.read", "read the signals", "read the signals"),
    ("trail.read", "read the trail", "read the trail"),
    ("trail.verify", "began a verification of the trail", "have the trail verified"),
    ("trail.verified", "had the trail verified", "have the trail verified"),
    ("trail.export", "exported the trail", "export the trail"),
    ("trail.prune", "pruned the trail", "prune the trail"),
];

/// The sentence, with marks for what does not show.
pub(super) fn sentence(row: &TrailRow) -> String {
    let opening = &row.opening.entry;
    let (did, to_do) = deed(opening);
    let who = capitalised(&who_words(opening));
    let why = why(opening);
    if opening.event == "trail.verified" {
        let found = match row.ended() {
            Some(Outcome::Succeeded) => "nothing was wrong",
            Some(Outcome::Refused) => "something was wrong",
            _ => "whether it is whole could not be told",
        };
        let who = if opening.actor.is_some() { format!("{who} {did}") } else { "The console itself verified the trail".to_owned() };
        return visible(&format!("{who}: {found}."));
    }
    let said = match (opening.kind, row.ended()) {
        (RecordKind::Escalation | RecordKind::Run, _) => format!("{who} {did}{why}."),
        (RecordKind::Check, ended) => {
            let found = if ended == Some(Outcome::WouldWork) { "it would work, as far as could be told" } else { "it would not" };
            format!("{who} checked whether one could {to_do}{why}: {found}{}. Nothing was sent.", because_of(row))
        }
        (_, Some(Outcome::Succeeded)) => format!("{who} {did}{why}."),
        (_, None) => format!("{who} asked to {to_do}{why}. How that ended is not on record yet."),
        (_, Some(ended)) => {
            let ended = match ended {
                Outcome::Unknown => "whether it took effect, nobody can tell yet".to_owned(),
                Outcome::TookEffect => "it took effect, as the user showed when they were read again".to_owned(),
                Outcome::NoEffect => "it had no effect, as the user showed when they were read again".to_owned(),
                Outcome::Unresolved => "whether it took effect, nobody can tell".to_owned(),
                Outcome::NotSent => "it was not sent".to_owned(),
                _ => row_ended(row).to_lowercase().replace("cognito", "Cognito"),
            };
            format!("{who} wanted to {to_do}{why}: {ended}{}.", because_of(row))
        }
    };
    visible(&said)
}

/// What was done, and what was to be done, with the user's name in it; the event's own name where it is none of ours.
fn deed(entry: &AuditEntry) -> (String, String) {
    let target = entry.target.as_ref().map(|target| if target.name.is_empty() { target.username.as_str() } else { target.name.as_str() });
    let user = target.filter(|name| !name.is_empty()).unwrap_or("a user");
    let known = DEEDS.iter().find(|(event, ..)| *event == entry.event);
    known.map_or_else(|| (format!("did “{}”", entry.event), format!("do “{}”", entry.event)), |(_, did, to_do)| (did.replace("{}", user), to_do.replace("{}", user)))
}

/// Because of what, and how the caller was verified.
fn why(entry: &AuditEntry) -> String {
    let mut why = String::new();
    if let Some(reason) = entry.reason.as_deref().filter(|reason| !reason.is_empty()) {
        why.push_str(&format!(", because “{reason}”"));
    }
    if let Some(ticket) = entry.ticket.as_deref().filter(|ticket| !ticket.is_empty()) {
        why.push_str(&format!(", ticket {ticket}"));
    }
    if let Some(method) = &entry.caller_verified_by {
        why.push_str(&format!("; the caller was verified: {}", method_words(method).to_lowercase()));
    }
    why
}

/// The sentence of the code, if there is one, without its full stop.
fn because_of(row: &TrailRow) -> String {
    code_words(row).map(|words| format!(" ({})", words.trim_end_matches('.'))).unwrap_or_default()
}

/// The sentence for the code with which it ended.
pub(super) fn code_words(row: &TrailRow) -> Option<&'static str> {
    let code = row.last().entry.code.as_deref().or(row.outcome.as_ref().and_then(|outcome| outcome.entry.code.as_deref()))?;
    Some(ErrorCode::from_name(code)?.title())
}

fn capitalised(text: &str) -> String {
    super::fault_words::capitalised(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditRecord, RecordedActor, RecordedTarget};
    use crate::features::audit_trail::events::offered;

    fn entry(kind: RecordKind, event: &str, outcome: Option<Outcome>) -> AuditEntry {
        let mut entry = AuditEntry::new(kind, event, 0, None, &RequestOrigin::default());
        entry.actor = Some(RecordedActor { name: "Tomasz Wilk".into(), ..RecordedActor::default() });
        entry.target = Some(RecordedTarget { name: "Amara Okafor".into(), ..RecordedTarget::default() });
        entry.outcome = outcome;
        entry
    }

    fn said(entries: &[AuditEntry]) -> String {
        let records: Vec<_> = (1..).zip(entries).map(|(sequence, entry)| AuditRecord { sequence, previous_hash: [0; 32], hash: [0; 32], entry: entry.clone() }).collect();
        TrailRow::of(&records).map(|row| sentence(&row)).unwrap_or_default()
    }

    #[test]
    fn every_event_has_a_sentence() {
        for event in offered().map(|(event, _)| event).filter(|event| event.contains('.')) {
            assert!(DEEDS.iter().any(|(known, ..)| *known == event), "{event}");
        }
    }

    #[test]
    fn an_action_is_one_sentence() {
        let mut intent = entry(RecordKind::Intent, "password.reset", None);
        (intent.reason, intent.ticket) = (Some("Caller forgot the password".into()), Some("INC-204817".into()));
        intent.caller_verified_by = Some("call_back".into());
        let outcome = |outcome| entry(RecordKind::Outcome, "password.reset", Some(outcome));
        let why = "because “Caller forgot the password”, ticket INC-204817; the caller was verified: call-back to the number on file";
        assert_eq!(said(&[intent.clone(), outcome(Outcome::Succeeded)]), format!("Tomasz Wilk sent Amara Okafor a reset code, {why}."));
        assert_eq!(said(&[intent.clone()]), format!("Tomasz Wilk asked to send Amara Okafor a reset code, {why}. How that ended is not on record yet."));
        let mut refused = outcome(Outcome::Refused);
        refused.code = Some("no_verified_contact".into());
        let ended = "refused by Cognito (A code cannot reach this user: no verified e-mail address or phone number)";
        assert_eq!(said(&[intent, refused]), format!("Tomasz Wilk wanted to send Amara Okafor a reset code, {why}: {ended}."));
    }

    #[test]
    fn what_was_not_done_does_not_read_as_done() {
        let mut denied = entry(RecordKind::Denied, "password.reset", Some(Outcome::Denied));
        denied.code = Some("protected_user".into());
        assert_eq!(said(&[denied]), "Tomasz Wilk wanted to send Amara Okafor a reset code: denied by policy (This user is protected).");
        let check = entry(RecordKind::Check, "password.reset", Some(Outcome::WouldWork));
        assert_eq!(said(&[check]), "Tomasz Wilk checked whether one could send Amara Okafor a reset code: it would work, as far as could be told. Nothing was sent.");
        let mut stranger = entry(RecordKind::SignIn, "session.start", Some(Outcome::Refused));
        stranger.actor = None;
        assert_eq!(said(&[stranger]), "Nobody the issuer vouched for wanted to sign in: refused.");
        let mut own = entry(RecordKind::Read, "trail.verified", Some(Outcome::Refused));
        own.actor = None;
        assert_eq!(said(&[own]), "The console itself verified the trail: something was wrong.");
    }
}
