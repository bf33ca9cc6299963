//! Check without sending: everything a form goes through up to the call, one record, and nothing else.

use crate::browser::{Answer, Browser};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR, form};
use crate::forms::{ALL, CONFIRM, ENABLE, Form, INVITATION, RESET, SET, SET_TYPED, SIGN_OUT, TYPED, VERIFY_EMAIL, VERIFY_PHONE, asking, typed};
use passdesk::domain::audit::{AuditEntry, RecordKind};
use std::collections::BTreeMap;

const WORKS: &str = "This would work, as far as can be told beforehand.";

/// The page that a check leads back to.
async fn check(browser: &Browser, of: Form, fields: &BTreeMap<String, String>) -> Answer {
    let answer = browser.post(of.path, &asking(fields)).await;
    assert!(answer.location().contains(&format!("?do={}&draft=", of.word)), "{}: {} {}", of.word, answer.location(), answer.text());
    browser.follow(&answer).await
}

/// The one record of a check, and nothing beside it.
async fn only_check(desk: &Desk, of: Form) -> AuditEntry {
    let records: Vec<AuditEntry> =
        desk.trail().await.into_iter().map(|row| row.opening.entry).filter(|entry| !matches!(entry.kind, RecordKind::Read | RecordKind::SignIn)).collect();
    let [record] = records.as_slice() else { panic!("{}: one record: {records:?}", of.word) };
    assert_eq!((record.kind, record.event.as_str()), (RecordKind::Check, of.event), "{}", of.word);
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0), "{}", of.word);
    record.clone()
}

fn ended(record: &AuditEntry) -> (&str, Option<&str>) {
    (record.outcome.map_or("", |outcome| outcome.name()), record.code.as_deref())
}

#[tokio::test]
async fn a_check_of_every_form_says_that_it_would_work_keeps_what_was_typed_and_does_nothing() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let before = desk.user(CUSTOMERS, of.user).await;
        let fields = of.filled(&desk, &hana).await;
        let page = check(&hana, of, &fields).await;
        assert_eq!(page.status, 200, "{}: {}", of.word, page.text());
        for words in ["Checked", WORKS, "Nothing was sent or changed. The check is on record."] {
            assert!(page.text().contains(words), "{} {words}: {}", of.word, page.text());
        }
        let help = passdesk::domain::preflight::Help::from_word(of.word).expect("a help");
        assert!(page.text().contains(&format!("Checked: {}", help.title())), "{}: it says of what: {}", of.word, page.text());
        let region = page.body.split("id=\"checked\"").nth(1).unwrap_or_default();
        assert!(region.starts_with(" data-tone=\"info\" role=\"status\""), "{}: {region:.60}", of.word);
        assert!(!page.text().contains("There is a problem") && !page.body.contains(TYPED), "{}", of.word);
        let kept = of.offered(&page);
        assert_eq!(typed(&kept), typed(&fields), "{}", of.word);

        let record = only_check(&desk, of).await;
        assert_eq!(ended(&record), ("would_work", None), "{}", of.word);
        assert_eq!(
            (record.reason.as_deref(), record.ticket.as_deref(), record.caller_verified_by.as_deref()),
            (Some("Caller lost the old phone"), Some("INC-204817"), Some("manager"))
        );
        assert_eq!((record.target.map(|target| target.username).as_deref(), record.state_before.as_deref()), (Some(of.user), before["status"].as_str()), "{}", of.word);
        assert_eq!(record.client_metadata.len(), usize::from(of.takes_metadata()), "{}", of.word);
        assert!(record.note.is_some_and(|note| note.starts_with("announced: ")), "{}", of.word);
        assert!(page.text().contains(&record.request_id), "{}: the page names the record's reference: {}", of.word, page.text());
        let contact = of.fields.iter().find(|(name, _)| *name == "contact").map(|(_, contact)| *contact);
        assert!(contact.is_none() || record.contact.as_deref() == contact, "{}: {:?}", of.word, record.contact);
        assert_eq!(desk.user(CUSTOMERS, of.user).await, before, "{}: the user is as they were", of.word);

        // The same form, sent as the page offers it now, and as it was before the check.
        let mut sent = kept;
        sent.extend(form(of.fields));
        let result = hana.post(of.path, &sent).await.result_id();
        assert_eq!(desk.outcome(&result).await.0, "succeeded", "{}", of.word);
        assert_eq!(desk.effects().await, if of.fields.iter().any(|(name, _)| *name == "contact") { 2 } else { 1 }, "{}", of.word);
    }
}

#[tokio::test]
async fn the_very_same_form_can_be_sent_after_a_check_and_has_one_effect() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let fields = of.filled(&desk, &hana).await;
        for _ in 0..2 {
            check(&hana, of, &fields).await;
        }
        assert_eq!((desk.count(RecordKind::Check, of.event).await, desk.effects().await), (2, 0), "{}: each check is on record", of.word);
        assert_eq!(hana.post(of.path, &fields).await.result_id(), fields["action_id"], "{}", of.word);
        assert_eq!(desk.outcome(&fields["action_id"]).await.0, "succeeded", "{}", of.word);
    }
}

#[tokio::test]
async fn many_checks_do_not_make_a_page_look_old() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    hana.post(SIGN_OUT.path, &SIGN_OUT.filled(&desk, &hana).await).await.result_id();
    let fields = SIGN_OUT.filled(&desk, &hana).await;
    for _ in 0..15 {
        check(&hana, SIGN_OUT, &fields).await;
    }
    assert_eq!(hana.post(SIGN_OUT.path, &fields).await.result_id(), fields["action_id"]);
}

#[tokio::test]
async fn a_check_of_what_is_impossible_says_why_and_under_which_code_it_is_on_record() {
    for (of, pool, username, code, why) in [
        (RESET, CUSTOMERS, "dana.kowalczyk", "wrong_state", "a temporary password waits to be changed."),
        (RESET, CUSTOMERS, "freya.lindholm", "wrong_state", "the sign-up is not confirmed."),
        (RESET, CUSTOMERS, "nobody.reachable", "no_verified_contact", "no verified contact that this pool sends codes to."),
        (RESET, CUSTOMERS, "ravi.iyer", "no_verified_contact", "their only verified contact is the phone of their second factor."),
        (RESET, CUSTOMERS, "samir.haddad", "user_disabled", "the account is disabled."),
        (RESET, KIOSKS, "kiosk-lisbon-01", "recovery_off", "the pool has no self-service recovery."),
        (SET, CUSTOMERS, "samir.haddad", "user_disabled", "the account is disabled."),
        (SET, CUSTOMERS, "archived.user", "wrong_state", "not in this state."),
        (INVITATION, CUSTOMERS, "amara.okafor", "invitation_over", "they have signed in before."),
        (INVITATION, CUSTOMERS, "freya.lindholm", "invitation_over", "they signed up by themselves."),
        (CONFIRM, CUSTOMERS, "amara.okafor", "nothing_to_do", "there is no sign-up to confirm."),
        (ENABLE, CUSTOMERS, "amara.okafor", "nothing_to_do", "the account is enabled."),
        (VERIFY_EMAIL, CUSTOMERS, "amara.okafor", "nothing_to_do", "the e-mail address is verified."),
        (VERIFY_PHONE, CUSTOMERS, "dana.kowalczyk", "no_contact", "they have no phone number."),
        (SIGN_OUT, CUSTOMERS, "samir.haddad", "user_disabled", "the account is disabled."),
    ] {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let page = check(&hana, of, &of.forged(&desk, pool, username).await).await;
        assert_eq!(page.status, 200, "{} {username}", of.word);
        assert!(page.text().contains(&format!("This would not work: {why}")), "{} {username}: {}", of.word, page.text());
        assert!(page.text().contains("Nothing was sent or changed.") && !page.text().contains(WORKS), "{} {username}: {}", of.word, page.text());
        let record = only_check(&desk, of).await;
        assert_eq!(ended(&record), ("would_not_work", Some(code)), "{} {username}", of.word);
        assert_eq!(record.note, Some(format!("not possible: {why}")), "{} {username}: nothing is announced that would not happen", of.word);
        let auditor = desk.signed_in(AUDITOR).await;
        let trail = auditor.page(&format!("/audit/{}", record.action_id)).await;
        assert!(!trail.text().contains("Refused by Cognito"), "{} {username}: Cognito was not asked: {}", of.word, trail.text());
    }
}

#[tokio::test]
async fn whoever_may_not_send_may_not_check_and_that_is_on_record() {
    let desk = Desk::open().await;
    let (tomasz, auditor, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(AUDITOR).await, desk.signed_in(SUPERVISOR).await);
    for of in ALL {
        let mut wrong = vec![(&auditor, of.user, "not_allowed"), (&hana, "Google_108214573920164837261", "external_user")];
        if matches!(of.word, "enable" | "verify-email" | "verify-phone") || of.event == "password.set_permanent" {
            wrong.push((&tomasz, of.user, "not_allowed"));
        }
        for (browser, username, code) in wrong {
            let before = desk.trail().await.iter().filter(|row| row.opening.entry.kind == RecordKind::Denied).count();
            let answer = browser.post_for_json(of.path, &asking(&of.forged(&desk, CUSTOMERS, username).await)).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, code), "{} {username}: {}", of.word, answer.body);
            let denied: Vec<AuditEntry> = desk.trail().await.into_iter().map(|row| row.opening.entry).filter(|entry| entry.kind == RecordKind::Denied).collect();
            assert_eq!((denied.len(), denied[0].code.as_deref()), (before + 1, Some(code)), "{} {username}", of.word);
            assert_eq!(denied[0].target.clone().expect("a target").username, username, "{}", of.word);
        }
        assert_eq!(desk.count(RecordKind::Check, of.event).await, 0, "{}: a denied check is no check", of.word);
    }
    assert_eq!(desk.effects().await, 0);
}

/// Whoever may ask for it may find out what would come of it: that is no attempt, and none of their denials.
#[tokio::test]
async fn a_check_of_what_takes_an_approval_says_so_and_is_no_denial() {
    for of in ALL.into_iter().filter(|of| matches!(of.event, "password.reset" | "password.set_temporary" | "user.sign_out")) {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let answer = hana.post(of.path, &asking(&of.forged(&desk, CUSTOMERS, "root.operator").await)).await;
        let page = hana.follow(&answer).await;
        assert_eq!(page.status, 200, "{}", of.word);
        assert!(page.text().contains("This would not work: it takes another person's approval.") && page.body.contains("Ask for approval"), "{}: {}", of.word, page.text());
        assert_eq!(ended(&only_check(&desk, of).await), ("would_not_work", Some("protected_user")), "{}", of.word);
        assert_eq!((desk.count(RecordKind::Denied, of.event).await, desk.effects().await), (0, 0), "{}", of.word);
        // What was found holds for the user as they were.
        desk.change_user(CUSTOMERS, "root.operator", serde_json::json!({ "enabled": false })).await;
        let later = hana.follow(&answer).await;
        assert!(!later.text().contains("This would not work"), "{}: {}", of.word, later.text());
    }
}

#[tokio::test]
async fn a_check_of_a_typed_password_names_what_the_pools_rules_have_against_it() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let mut fields = SET_TYPED.filled(&desk, &hana).await;
    fields.insert("password".into(), "xqzkvw".into());
    let page = hana.follow(&hana.post(SET_TYPED.path, &asking(&fields)).await).await;
    assert_eq!(page.status, 422);
    for words in ["There is a problem", "at least 12 characters", "a capital letter", "a digit"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.text().contains(WORKS) && !page.body.contains("xqzkvw"), "{}", page.text());
    assert_eq!(typed(&SET_TYPED.offered(&page)), typed(&fields));
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, SET_TYPED.event).await), (0, 0));
    let denied = desk.newest(RecordKind::Denied, "password.type").await.expect("a record, since each refusal tells a little about the user").entry;
    assert_eq!((denied.code.as_deref(), denied.reason.as_deref()), (Some("password_refused"), Some("Caller lost the old phone")));
}

#[tokio::test]
async fn fields_that_need_attention_are_named_as_they_are_when_sending() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let mut fields = of.filled(&desk, &hana).await;
        fields.extend(form(&[("reason", "abc"), ("ticket", "wrong"), ("caller_verified_by", "telepathy")]));
        let mut sentences = vec!["Say a little more", "Write the ticket as in INC-204817.", "Choose how the caller was verified from the list."];
        if of.takes_metadata() {
            fields.extend(form(&[("metadata[0][key]", "token"), ("metadata[0][value]", "AKIAIOSFODNN7EXAMPLE"), ("metadata[1][key]", ""), ("metadata[1][value]", "no key")]));
            sentences.extend(["Give this value a key", "This looks like a secret."]);
        }
        let page = hana.follow(&hana.post(of.path, &asking(&fields)).await).await;
        assert_eq!(page.status, 422, "{}", of.word);
        for sentence in sentences {
            assert!(page.text().contains(sentence), "{} {sentence}: {}", of.word, page.text());
        }
        assert!(!page.body.contains("id=\"checked\""), "{}", of.word);
        fields.insert("caller_verified_by".into(), String::new());
        assert_eq!(typed(&of.offered(&page)), typed(&fields), "{}", of.word);
        let records = desk.trail().await.iter().filter(|row| !matches!(row.opening.entry.kind, RecordKind::Read | RecordKind::SignIn)).count();
        assert_eq!((records, desk.effects().await), (0, 0), "{}: nothing was checked yet", of.word);
    }
}

#[tokio::test]
async fn a_check_that_cannot_be_recorded_or_read_is_none() {
    for of in [RESET, SET, INVITATION] {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let fields = asking(&of.filled(&desk, &hana).await);
        desk.fault("AdminGetUser", "cut_before", None).await;
        let answer = hana.post(of.path, &fields).await;
        assert!(answer.location().starts_with("/again/"), "{}: {}", of.word, answer.location());
        desk.clear_faults().await;
        assert_eq!((desk.count(RecordKind::Check, of.event).await, desk.effects().await), (0, 0), "{}", of.word);
    }
}

#[tokio::test]
async fn a_check_reads_as_a_check_wherever_it_is_told() {
    for of in ALL {
        let desk = Desk::open().await;
        let (hana, tomasz) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(HELPDESK_TOMASZ).await);
        check(&hana, of, &of.filled(&desk, &hana).await).await;
        let record = only_check(&desk, of).await;
        let user = tomasz.page(&of.address(&desk).await).await;
        assert!(user.text().contains("(checked only) would work"), "{}: {}", of.word, user.text());
        assert!(!user.text().to_lowercase().contains("succeeded"), "{}: {}", of.word, user.text());
        assert!(!user.body.contains(&format!("/results/{}", record.action_id)), "{}: there is no result to look at", of.word);
        assert_eq!(tomasz.get(&format!("/results/{}", record.action_id)).await.status, 404, "{}", of.word);
        let page = hana.page(&format!("/audit/{}", record.action_id)).await;
        assert!(page.text().contains("(checked only)") && page.text().contains("Would work") && !page.text().contains("Succeeded"), "{}: {}", of.word, page.text());
        assert!(hana.page("/audit").await.text().contains("(checked only)"), "{}", of.word);
    }
}

#[tokio::test]
async fn a_code_that_was_only_checked_is_not_taken_for_one_that_was_sent() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let of = Form { user: "mateo.alvarez", ..RESET };
    let page = check(&hana, of, &of.filled(&desk, &hana).await).await;
    assert!(page.text().contains("was sent a reset code 2 days ago, and it has stopped working."), "{}", page.text());
}
