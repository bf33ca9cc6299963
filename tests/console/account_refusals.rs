//! What is not done to an account's standing: wrong states, wrong roles, users whom policy keeps from the desk. Cognito is not asked.

use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::forms::{ACCOUNT, CONFIRM, ENABLE, Form, INVITATION, SIGN_OUT, VERIFY_EMAIL, VERIFY_PHONE, typed};
use passdesk::domain::audit::{AuditEntry, RecordKind};
use serde_json::json;

const OVER: (&str, &str) = ("invitation_over", "there is no invitation to send again");
const STATE: (&str, &str) = ("wrong_state", "Cognito does not do this for a user in this state.");
const DISABLED: (&str, &str) = ("user_disabled", "This user is disabled.");
const NOTHING: (&str, &str) = ("nothing_to_do", "There is nothing to be done: it is so already.");
const NO_CONTACT: (&str, &str) = ("no_contact", "This user has no such contact.");

/// Forms that a page would not offer, with what stops them.
const WRONG_STATE: [(Form, &str, (&str, &str)); 19] = [
    (INVITATION, "amara.okafor", OVER),
    (INVITATION, "mateo.alvarez", OVER),
    (INVITATION, "freya.lindholm", OVER),
    (INVITATION, "expired.and.disabled", DISABLED),
    (INVITATION, "nobody.reachable", NO_CONTACT),
    (INVITATION, "archived.user", STATE),
    (CONFIRM, "amara.okafor", NOTHING),
    (CONFIRM, "dana.kowalczyk", NOTHING),
    (CONFIRM, "samir.haddad", DISABLED),
    (CONFIRM, "compromised.user", STATE),
    (ENABLE, "amara.okafor", NOTHING),
    (ENABLE, "unknown.user", STATE),
    (VERIFY_EMAIL, "amara.okafor", NOTHING),
    (VERIFY_EMAIL, "kofi.mensah", NO_CONTACT),
    (VERIFY_EMAIL, "samir.haddad", DISABLED),
    (VERIFY_PHONE, "kofi.mensah", NOTHING),
    (VERIFY_PHONE, "dana.kowalczyk", NO_CONTACT),
    (SIGN_OUT, "samir.haddad", DISABLED),
    (SIGN_OUT, "archived.user", STATE),
];

/// Users whom policy keeps from everybody at the desk.
const KEPT: [(&str, (&str, &str)); 4] = [
    ("root.operator", ("protected_user", "This user is protected.")),
    ("member.everywhere", ("protected_user", "This user is protected.")),
    ("Google_108214573920164837261", ("external_user", "Another identity provider signs this user in.")),
    ("ines.duarte", ("own_account", "This is your own account.")),
];

/// Everything that a refused attempt leaves: one record, which says what was wanted, and nothing else.
async fn expect_denied(desk: &Desk, of: Form, username: &str, code: &str) -> AuditEntry {
    let record = desk.newest(RecordKind::Denied, of.event).await.unwrap_or_else(|| panic!("{} {username}: no record", of.word)).entry;
    assert_eq!((record.code.as_deref(), record.outcome.map(|outcome| outcome.name())), (Some(code), Some("denied")), "{} {username}", of.word);
    assert_eq!(record.target.clone().expect("a target").username, username, "{}", of.word);
    assert_eq!((record.reason.as_deref(), record.ticket.as_deref()), (Some("Caller lost the old phone"), Some("INC-204817")), "{} {username}", of.word);
    let contact = of.fields.iter().find(|(name, _)| *name == "contact").map(|(_, contact)| *contact);
    assert!(contact.is_none() || record.contact.as_deref() == contact, "{} {username}: {:?}", of.word, record.contact);
    assert_eq!(desk.count(RecordKind::Intent, of.event).await, 0, "{} {username}: nothing was about to be done", of.word);
    record
}

#[tokio::test]
async fn forged_forms_are_stopped_before_cognito_is_asked_and_leave_a_record() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    desk.change_user(CUSTOMERS, "nobody.reachable", json!({ "status": "FORCE_CHANGE_PASSWORD" })).await;
    for (place, (of, username, (code, sentence))) in WRONG_STATE.into_iter().enumerate() {
        let fields = of.forged(&desk, CUSTOMERS, username).await;
        let page = hana.page(&format!("/users/{CUSTOMERS}/{}?do={}", fields["sub"], of.word)).await;
        assert!(!page.body.contains(&format!("action=\"{}\"", of.path)), "{} {username}: the page offers no such form", of.word);
        let told = hana.follow(&hana.post(of.path, &fields).await).await;
        assert!(told.status == 422 && told.text().contains(sentence), "{} {username}: {} {}", of.word, told.status, told.text());
        assert!(told.text().contains("There is a problem") && told.text().contains("Nothing was done."), "{} {username}: {}", of.word, told.text());
        let record = expect_denied(&desk, of, username, code).await;
        let status = desk.user(CUSTOMERS, username).await["status"].as_str().map(str::to_owned);
        assert_eq!(record.state_before, status, "{} {username}", of.word);
        let json = hana.post_for_json(of.path, &of.forged(&desk, CUSTOMERS, username).await).await;
        assert_eq!((json.status, json.code().as_str()), (422, code), "{} {username}", of.word);
        let denied = desk.trail().await.iter().filter(|row| row.opening.entry.kind == RecordKind::Denied).count();
        assert_eq!(denied, 2 * (place + 1), "{} {username}: one record for each attempt", of.word);
    }
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
}

#[tokio::test]
async fn users_whom_policy_keeps_are_kept_by_every_form() {
    for of in ACCOUNT {
        let desk = Desk::open().await;
        desk.change_user(CUSTOMERS, "ines.duarte", json!({ "attributes": { "email": "hana.sato@northwind.example" } })).await;
        let hana = desk.signed_in(SUPERVISOR).await;
        for (username, (code, sentence)) in KEPT {
            let fields = of.forged(&desk, CUSTOMERS, username).await;
            let page = hana.page(&format!("/users/{CUSTOMERS}/{}?do={}", fields["sub"], of.word)).await;
            // What another person may approve can be asked for; nothing can be sent.
            let asks = code == "protected_user";
            assert!(!page.text().contains("Send reset code") && page.text().contains("Ask for approval") == asks, "{} {username}: {}", of.word, page.text());
            let told = hana.follow(&hana.post(of.path, &fields).await).await;
            assert!(told.status == 403 && told.text().contains(sentence), "{} {username}: {} {}", of.word, told.status, told.text());
            let record = expect_denied(&desk, of, username, code).await;
            assert!(told.text().contains(&record.request_id), "{} {username}: the page names the record's reference", of.word);
        }
        assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0), "{}", of.word);
    }
}

#[tokio::test]
async fn only_a_supervisor_enables_accounts_and_vouches_for_contacts_and_an_auditor_does_nothing() {
    let desk = Desk::open().await;
    let (tomasz, ines, auditor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(AUDITOR).await);
    for of in ACCOUNT {
        let is_supervisors = matches!(of.word, "enable" | "verify-email" | "verify-phone");
        let page = tomasz.page(&of.address(&desk).await).await;
        assert_eq!(page.body.contains(&format!("action=\"{}\"", of.path)), !is_supervisors, "{}: {}", of.word, page.text());
        assert!(!is_supervisors || page.text().contains("your role does not allow this."), "{}: {}", of.word, page.text());
        let wrong = if is_supervisors { vec![&tomasz, &ines, &auditor] } else { vec![&auditor] };
        for browser in wrong {
            let before = desk.count(RecordKind::Denied, of.event).await;
            let answer = browser.post_for_json(of.path, &of.forged(&desk, CUSTOMERS, of.user).await).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "not_allowed"), "{}", of.word);
            assert_eq!(desk.count(RecordKind::Denied, of.event).await, before + 1, "{}", of.word);
            let record = desk.newest(RecordKind::Denied, of.event).await.expect("a record").entry;
            assert_eq!((record.code.as_deref(), record.target.expect("a target").username.as_str()), (Some("not_allowed"), of.user), "{}", of.word);
        }
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn whoever_may_not_act_hears_nothing_of_the_users_state() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    // Protected and past the first sign-in: policy speaks first.
    let answer = hana.post_for_json(INVITATION.path, &INVITATION.forged(&desk, CUSTOMERS, "root.operator").await).await;
    assert_eq!(answer.code(), "protected_user");
}

#[tokio::test]
async fn a_user_who_is_gone_or_has_changed_hands_is_never_acted_on() {
    for of in ACCOUNT {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let mut fields = of.forged(&desk, CUSTOMERS, of.user).await;
        fields.insert("sub".into(), "00000000-0000-4000-8000-000000000000".into());
        let told = hana.follow(&hana.post(of.path, &fields).await).await;
        assert!(told.text().contains("This username now belongs to someone else."), "{}: {}", of.word, told.text());
        expect_denied(&desk, of, of.user, "user_moved").await;
        let gone = of.forged(&desk, CUSTOMERS, of.user).await;
        desk.delete_user(CUSTOMERS, of.user).await;
        let told = hana.follow(&hana.post(of.path, &gone).await).await;
        assert!(told.text().contains("This user is not in the pool."), "{}: {}", of.word, told.text());
        assert_eq!(typed(&of.offered(&told)), typed(&gone), "{}", of.word);
        expect_denied(&desk, of, of.user, "user_gone").await;
        assert_eq!(desk.effects().await, 0, "{}", of.word);
    }
}

#[tokio::test]
async fn a_contact_that_is_none_and_a_help_that_is_another_are_no_forms() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for contact in ["", "address", "email_verified", "EMAIL"] {
        let mut fields = VERIFY_EMAIL.forged(&desk, CUSTOMERS, "lena.fischer").await;
        fields.insert("contact".into(), contact.into());
        let answer = hana.post_for_json(VERIFY_EMAIL.path, &fields).await;
        assert_eq!(answer.code(), "invalid_form", "{contact:?}: {}", answer.body);
    }
    let mut fields = VERIFY_EMAIL.forged(&desk, CUSTOMERS, "lena.fischer").await;
    fields.insert("help".into(), "enable".into());
    hana.post(VERIFY_EMAIL.path, &fields).await.result_id();
    assert_eq!((desk.count(RecordKind::Intent, "user.enable").await, desk.effects().await), (0, 1), "what is asked for follows from the address alone");
}
