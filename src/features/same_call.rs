//! The same call for other tools: below each form, and on each record.

use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::contact::Contact;
use crate::domain::pool::PoolId;
use crate::domain::preflight::Help;
use crate::domain::same_call::{CalledFor, Dialect, ServiceCall};
use crate::domain::user::User;
use crate::ui::{CopyText, Disclosure};
use leptos::prelude::*;

/// What stands for a value of ClientMetadata that the trail does not keep.
const LEFT_OUT: &str = "<left out of the trail>";

/// The call that a form will make for a user.
pub fn call_for(help: Help, user: &User, contact: Option<Contact>, metadata: &[(String, String)]) -> ServiceCall {
    let user = CalledFor { region: user.pool.region(), pool: user.pool.as_str(), username: user.username.as_str() };
    ServiceCall::of(help, user, contact, metadata)
}

/// The call that a record is about, made, denied or checked; `None` where it is about none, or about a user that is none.
pub fn recorded_call(entry: &AuditEntry) -> Option<ServiceCall> {
    if !matches!(entry.kind, RecordKind::Intent | RecordKind::Check | RecordKind::Denied) {
        return None;
    }
    let (target, help) = (entry.target.as_ref()?, help_of(entry)?);
    let pool = PoolId::try_from(target.pool.clone()).ok().filter(|_| !target.username.is_empty())?;
    let kept = |(key, value): &(String, String)| {
        let value = if entry.metadata_withheld.contains(key) { LEFT_OUT.to_owned() } else { value.clone() };
        (key.clone(), value)
    };
    let metadata: Vec<(String, String)> = entry.client_metadata.iter().map(kept).collect();
    let user = CalledFor { region: pool.region(), pool: pool.as_str(), username: &target.username };
    Some(ServiceCall::of(help, user, contact_of(entry), &metadata))
}

fn contact_of(entry: &AuditEntry) -> Option<Contact> {
    entry.contact.as_deref().and_then(Contact::from_attribute)
}

/// The way to help that a record is about.
pub fn help_of(entry: &AuditEntry) -> Option<Help> {
    let contact = contact_of(entry);
    let is_of = |help: &Help| match help {
        Help::MarkVerified(of) => entry.event == help.action().event() && contact == Some(*of),
        _ => entry.event == help.action().event(),
    };
    Help::ALL.into_iter().find(is_of)
}

/// The call in every dialect, one click away. Whoever runs one is outside of the console: nothing here decides on it, and nothing records it but AWS.
#[component]
pub fn SameCall(
    /// The call.
    call: ServiceCall,
    /// Tells several of one page apart.
    #[prop(into, optional)]
    id: String,
    /// What is not in it.
    #[prop(into, optional)]
    missing: String,
) -> impl IntoView {
    let blocks = Dialect::ALL
        .into_iter()
        .map(|dialect| {
            let (id, name) = (format!("call{id}-{}", dialect.word()), dialect.name());
            view! {
                <div class="same-call">
                    <h3 class="small same-call__name">{name}</h3>
                    <CopyText id=id.clone() text=call.written(dialect) label=format!("The call for {name}")>
                        <button class="button button--small copy-text__button" type="button" data-copy=id aria-label=format!("Copy the call for {name}") hidden>
                            "Copy"
                        </button>
                    </CopyText>
                </div>
            }
        })
        .collect_view();
    view! {
        <Disclosure summary="The same call for AWS CLI, PowerShell, R and Python">
            <p class="soft small">"Run elsewhere it asks nobody here and leaves no record here. What follows it, such as signing out everywhere, is a call of its own. " {missing}</p>
            {blocks}
        </Disclosure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::RecordedTarget;

    fn entry(kind: RecordKind, event: &str) -> AuditEntry {
        let mut entry = AuditEntry::new(kind, event, 0, None, &RequestOrigin::default());
        entry.target = Some(RecordedTarget { pool: "eu-west-1_Nw4Customers".into(), username: "amara.okafor".into(), ..RecordedTarget::default() });
        entry.client_metadata = vec![("ticket".into(), "INC-204817".into()), ("pin".into(), "(12 characters)".into())];
        entry.metadata_withheld = vec!["pin".into()];
        entry
    }

    #[test]
    fn a_record_shows_the_call_that_it_is_about_and_no_value_that_it_does_not_keep() {
        let call = recorded_call(&entry(RecordKind::Intent, "password.reset")).expect("a call").written(Dialect::Yaml);
        assert!(call.contains("\"ticket\": \"INC-204817\"") && call.contains("\"pin\": \"<left out of the trail>\""), "{call}");
        let mark = AuditEntry { contact: Some("phone_number".into()), ..entry(RecordKind::Denied, "user.mark_contact_verified") };
        assert!(recorded_call(&mark).expect("a call").written(Dialect::Yaml).contains("phone_number_verified"));
        for (kind, event) in [(RecordKind::Read, "user.read"), (RecordKind::Outcome, "password.reset"), (RecordKind::Denied, "user.read"), (RecordKind::Denied, "password.type")] {
            assert_eq!(recorded_call(&entry(kind, event)), None, "{kind:?} {event}");
        }
        let planted = |change: fn(&mut RecordedTarget)| {
            let mut entry = entry(RecordKind::Denied, "password.reset");
            change(entry.target.as_mut().expect("a target"));
            recorded_call(&entry)
        };
        assert_eq!(planted(|target| target.pool = "no pool".into()), None);
        assert_eq!(planted(|target| target.username = String::new()), None);
    }
}
