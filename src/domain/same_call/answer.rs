//! What came of a call, as a document: the request without its password, how it ended, AWS's own words for that, and when. Made from the trail's records.

use super::documents::{object, values};
use super::quoting::{is_all_plain, json as text};
use super::{ServiceCall, Value};
use crate::domain::audit::AuditEntry;
use crate::domain::clock::{from_micros, rfc3339};

/// The records of one call.
#[derive(Debug, Clone, Copy)]
pub struct CallRecords<'a> {
    /// What it began with: the intent, or the denial.
    pub opening: &'a AuditEntry,
    /// How it ended, where Cognito was asked.
    pub outcome: Option<&'a AuditEntry>,
    /// What reading the user again told.
    pub reconciled: Option<&'a AuditEntry>,
}

impl ServiceCall {
    /// The names of what it carries, but for a password.
    pub fn names(&self) -> Vec<&'static str> {
        self.parameters.iter().filter(|(_, value)| *value != Value::Password).map(|(name, _)| *name).collect()
    }

    /// One value: a text as it is where all of it can be seen, else as JSON. `None` for a name that it does not carry, and for a password.
    pub fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.parameters.iter().find(|(known, value)| *known == name && *value != Value::Password)?;
        if let Value::Text(plain) = value
            && is_all_plain(plain)
        {
            return Some(plain.clone());
        }
        values(self, 0).into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The whole answer, as JSON. What the trail does not have is null.
    pub fn answer(&self, records: CallRecords<'_>) -> String {
        let CallRecords { opening, outcome, reconciled } = records;
        let quoted = |value: Option<&str>| value.map_or_else(|| "null".to_owned(), text);
        let at = |entry: Option<&AuditEntry>| quoted(entry.map(|entry| rfc3339(from_micros(entry.occurred_at))).as_deref());
        let word = |entry: &AuditEntry| quoted(entry.outcome.map(|outcome| outcome.name()));
        // A denial ends where it begins; nothing was sent then.
        let ended = outcome.or(Some(opening).filter(|opening| opening.outcome.is_some()));
        let mut members = vec![
            ("operation", text(self.operation)),
            ("request", object(&values(self, 2), 2)),
            ("requested_at", at(Some(opening))),
            ("outcome", ended.map_or_else(|| "null".to_owned(), word)),
            ("answered_at", at(outcome)),
            ("took_milliseconds", outcome.map_or_else(|| "null".to_owned(), |outcome| ((outcome.occurred_at - opening.occurred_at) / 1_000).to_string())),
            ("code", quoted(ended.and_then(|ended| ended.code.as_deref()))),
            ("aws_code", quoted(outcome.and_then(|outcome| outcome.aws_code.as_deref()))),
            ("aws_request_id", quoted(outcome.and_then(|outcome| outcome.aws_request_id.as_deref()))),
        ];
        if let Some(reconciled) = reconciled {
            members.push(("reconciled", object(&[("outcome", word(reconciled)), ("at", at(Some(reconciled)))], 2)));
        }
        members.push(("reference", text(&opening.request_id)));
        members.push(("action_id", text(&opening.action_id.to_string())));
        object(&members, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{Outcome, RecordKind};
    use crate::domain::preflight::Help;
    use crate::domain::same_call::CalledFor;

    fn call(help: Help, username: &str) -> ServiceCall {
        let user = CalledFor { region: "eu-west-1", pool: "eu-west-1_Nw4Customers", username };
        ServiceCall::of(help, user, None, &[("locale".into(), "pl \"PL\"".into()), ("n".into(), "\u{202e}".into())])
    }

    fn entry(kind: RecordKind, outcome: Option<Outcome>) -> AuditEntry {
        let mut entry = AuditEntry::new(kind, "password.reset", 1_700_000_000_000_000, None, &RequestOrigin::default());
        entry.outcome = outcome;
        entry
    }

    #[test]
    fn an_answer_is_json_with_everything_that_the_trail_has() {
        let (opening, mut outcome) = (entry(RecordKind::Intent, None), entry(RecordKind::Outcome, Some(Outcome::Refused)));
        (outcome.aws_code, outcome.aws_request_id, outcome.code) = (Some("LimitExceededException".into()), Some("id-1".into()), Some("too_many_attempts".into()));
        let reconciled = entry(RecordKind::Reconciled, Some(Outcome::NoEffect));
        let written = call(Help::ResetCode, "amara").answer(CallRecords { opening: &opening, outcome: Some(&outcome), reconciled: Some(&reconciled) });
        let read: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(
            (read["operation"].as_str(), read["request"]["Username"].as_str(), read["request"]["ClientMetadata"]["locale"].as_str()),
            (Some("AdminResetUserPassword"), Some("amara"), Some("pl \"PL\""))
        );
        assert_eq!((read["outcome"].as_str(), read["aws_code"].as_str(), read["aws_request_id"].as_str()), (Some("refused"), Some("LimitExceededException"), Some("id-1")));
        assert_eq!((read["reconciled"]["outcome"].as_str(), read["requested_at"].as_str().map(|at| &at[..4])), (Some("no_effect"), Some("2023")));
        assert!(!written.contains('\u{202e}'), "what nobody sees is written as its number");
        let denied = entry(RecordKind::Denied, Some(Outcome::Denied));
        let read: serde_json::Value =
            serde_json::from_str(&call(Help::ResetCode, "amara").answer(CallRecords { opening: &denied, outcome: None, reconciled: None })).expect("JSON");
        assert!(read["outcome"] == "denied" && read["answered_at"].is_null() && read["aws_code"].is_null() && read.get("reconciled").is_none(), "{read}");
    }

    #[test]
    fn one_value_is_as_it_is_and_a_password_is_none() {
        let reset = call(Help::ResetCode, "amara");
        assert_eq!((reset.value("Username").as_deref(), reset.value("Password"), reset.value("x")), (Some("amara"), None, None));
        assert!(reset.value("ClientMetadata").is_some_and(|value| value.contains("\"locale\": \"pl \\\"PL\\\"\"")));
        assert_eq!(call(Help::ResetCode, "a\u{202e}").value("Username").as_deref(), Some("\"a\\u202e\""));
        let set = call(Help::PermanentPassword, "amara");
        assert_eq!((set.names(), set.value("Permanent").as_deref(), set.value("Password")), (vec!["UserPoolId", "Username", "Permanent"], Some("true"), None));
        let opening = entry(RecordKind::Intent, None);
        let written = set.answer(CallRecords { opening: &opening, outcome: None, reconciled: None });
        assert!(!written.contains("Password\":") && written.contains("\"outcome\": null"), "{written}");
    }
}
