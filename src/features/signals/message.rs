//! What a hook's messages say. They go to people's chats and to other people's machines: no password, no contact, no name of a user is in
//! one, and no reason unless the settings say so.

use super::derive::person;
use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::clock::{from_micros, rfc3339};
use crate::domain::hook_events::words_of;
use crate::features::audit_trail::{done_words, event_words};
use crate::ports::hook_post::HookMessage;
use serde_json::json;
use std::collections::BTreeSet;

/// What a hook is told of, and how.
#[derive(Debug, Clone)]
pub struct HookRules {
    /// The names of messages that are wanted.
    pub events: BTreeSet<String>,
    /// The console's address, for links; without a slash at its end.
    pub public_url: String,
    /// Whether reasons, which staff type freely, are in messages.
    pub has_reasons: bool,
}

/// The message of this name about a record.
pub(super) fn message(rules: &HookRules, name: &str, entry: &AuditEntry) -> HookMessage {
    let link = format!("{}{}", rules.public_url, path(name, entry));
    let who = entry.actor.as_ref().map(|actor| if actor.name.is_empty() { actor.sub.as_str() } else { actor.name.as_str() });
    let asked = entry.then.as_deref().filter(|_| name.starts_with("escalation.")).unwrap_or(&entry.event);
    let title = words_of(name).map_or_else(|| title_of(name, entry), str::to_owned);
    // Of a sign or a request, what it was about.
    let about = words_of(name).filter(|_| asked != name && !asked.starts_with("escalation.")).map(|_| event_words(asked).to_lowercase());
    let pool = entry.target.as_ref().map(|target| target.pool.as_str()).filter(|pool| !pool.is_empty());
    let mut parts = vec![plain(who.unwrap_or("the console"))];
    parts.extend(about);
    parts.extend(pool.map(plain));
    let body = json!({
        "type": name,
        "timestamp": rfc3339(from_micros(entry.occurred_at)),
        "text": format!("{title}: {}. {link}", parts.join(", ")),
        "data": {
            "action_id": entry.action_id,
            "event": entry.event,
            "outcome": entry.outcome.map(|outcome| outcome.name()),
            "code": entry.code,
            "who": person(entry).map(|id| json!({ "issuer": id.issuer, "sub": id.sub, "name": who })),
            "pool": pool,
            "link": link,
            "reason": entry.reason.as_ref().filter(|_| rules.has_reasons),
            "reference": entry.request_id,
        },
    });
    HookMessage { id: format!("{}_{}", entry.action_id, name.replace('.', "_")), body: body.to_string() }
}

/// What was done; where it did not succeed, what was asked for, and how that ended.
fn title_of(name: &str, entry: &AuditEntry) -> String {
    match entry.outcome {
        None | Some(Outcome::Succeeded) => done_words(name).to_owned(),
        Some(outcome) => format!("{} ({})", event_words(name), outcome.words().to_lowercase()),
    }
}

/// The page to look at.
fn path(name: &str, entry: &AuditEntry) -> String {
    if name.starts_with("escalation.") { format!("/escalations/{}", entry.part_of.unwrap_or(entry.action_id)) } else { format!("/audit/{}", entry.action_id) }
}

/// A name without what chat tools take for links, mentions and markup: it comes from outside, and is shown to supervisors.
fn plain(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() || " -_'’.".contains(c) || !(c.is_ascii() || c.is_control()) { c } else { ' ' }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{RecordKind, RecordedActor, RecordedTarget};
    use serde_json::Value;
    use uuid::Uuid;

    fn entry(event: &str) -> AuditEntry {
        let mut entry = AuditEntry::new(RecordKind::Denied, event, 1_764_000_000_000_000, None, &RequestOrigin { request_id: "AAAA-BBBB-CCCC".into(), ..RequestOrigin::default() });
        entry.action_id = Uuid::from_u128(7);
        entry.actor = Some(RecordedActor { issuer: "https://id.example".into(), sub: "nw-1002".into(), name: "Tomasz Wilk".into(), roles: "helpdesk".into() });
        entry.target = Some(RecordedTarget { pool: "eu-west-1_a".into(), username: "amara@example.com".into(), sub: "user-1".into(), name: "Amara Okafor".into() });
        (entry.outcome, entry.code) = (Some(Outcome::Denied), Some("staff_limit".into()));
        (entry.reason, entry.note) = (Some("She said hunter2".into()), Some("an e-mail at a•••@example.com".into()));
        entry
    }

    fn rules(has_reasons: bool) -> HookRules {
        HookRules { events: BTreeSet::new(), public_url: "https://passdesk.example".into(), has_reasons }
    }

    fn told(name: &str, entry: &AuditEntry) -> Value {
        serde_json::from_str(&message(&rules(false), name, entry).body).expect("JSON")
    }

    #[test]
    fn a_message_says_who_what_and_where_to_look_and_nothing_of_the_user() {
        let message = message(&rules(false), "signal.limit", &entry("password.reset"));
        assert_eq!(message.id, "00000000-0000-0000-0000-000000000007_signal_limit");
        let body: Value = serde_json::from_str(&message.body).expect("JSON");
        let link = "https://passdesk.example/audit/00000000-0000-0000-0000-000000000007";
        assert_eq!(body["text"], format!("Limit reached: Tomasz Wilk, reset code, eu-west-1_a. {link}"));
        assert_eq!((&body["type"], &body["timestamp"]), (&json!("signal.limit"), &json!("2025-11-24T16:00:00Z")));
        let data = &body["data"];
        assert_eq!((&data["code"], &data["pool"], &data["link"]), (&json!("staff_limit"), &json!("eu-west-1_a"), &json!(link)));
        assert_eq!((&data["who"]["sub"], &data["reference"], &data["reason"]), (&json!("nw-1002"), &json!("AAAA-BBBB-CCCC"), &Value::Null));
        for secret in ["amara", "Amara", "hunter2", "example.com"] {
            assert!(!message.body.contains(secret), "{secret}: {}", message.body);
        }
    }

    #[test]
    fn reasons_are_told_only_where_the_settings_say_so() {
        let body: Value = serde_json::from_str(&message(&rules(true), "signal.limit", &entry("password.reset")).body).expect("JSON");
        assert_eq!(body["data"]["reason"], "She said hunter2");
        assert!(!body["text"].as_str().expect("text").contains("hunter2"));
    }

    #[test]
    fn a_request_leads_to_its_own_page_also_from_its_decision() {
        let mut request = entry("escalation.request");
        request.then = Some("password.set_permanent".into());
        let body = told("escalation.requested", &request);
        let text = "An approval is asked for: Tomasz Wilk, permanent password, eu-west-1_a. https://passdesk.example/escalations/00000000-0000-0000-0000-000000000007";
        assert_eq!(body["text"], text);
        let mut decision = entry("escalation.approve");
        decision.part_of = Some(Uuid::from_u128(9));
        assert_eq!(told("escalation.approved", &decision)["data"]["link"], "https://passdesk.example/escalations/00000000-0000-0000-0000-000000000009");
    }

    #[test]
    fn a_name_is_no_link_no_mention_and_no_markup() {
        let mut entry = entry("lock.set");
        assert!(told("lock.set", &entry)["text"].as_str().expect("text").starts_with("Locking somebody out (denied by policy): Tomasz Wilk"));
        entry.outcome = Some(Outcome::Succeeded);
        for (name, shown) in [
            ("<!channel> [pay](https://evil.example)", "channel pay https evil.example"),
            ("@here *bold* `code`\u{7}", "here bold code"),
            ("María-José O’Brien", "María-José O’Brien"),
            ("王小明", "王小明"),
        ] {
            entry.actor.as_mut().expect("who").name = name.into();
            let text = told("lock.set", &entry)["text"].as_str().expect("text").to_owned();
            assert!(text.starts_with(&format!("Locked out: {shown}, eu-west-1_a. https://")), "{text}");
        }
    }
}
