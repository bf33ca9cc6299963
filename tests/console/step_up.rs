//! Actions that ask for a fresh sign-in: who is asked, what survives the way to the issuer and back, and which answers are none.

use crate::browser::{Answer, Browser, SESSION};
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::{self, SET, SET_TYPED, TYPED, asking, typed};
use crate::html;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use passdesk::domain::step_up::StepUpRules;
use reqwest::Method;
use std::collections::BTreeMap;

const MFA: &str = "urn:northwind:acr:mfa";
const EVENT: &str = "session.step_up";

/// Somebody whom the issuer lets in by a sign-in of yesterday.
async fn since_yesterday(desk: &Desk, persona: &str) -> Browser {
    desk.misbehave("old_auth_time").await;
    desk.signed_in(persona).await
}

/// The form for a permanent password, as the page offers it and somebody fills it in.
async fn permanent(desk: &Desk, browser: &Browser) -> BTreeMap<String, String> {
    let mut fields = SET.filled(desk, browser).await;
    fields.extend(form(&[("lasts", "permanent"), ("source", "words"), ("signs_out", "yes")]));
    fields
}

/// Where the way to the issuer, on which an answer leads, is to end.
fn return_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let query = answer.location().strip_prefix("/auth/step-up?").unwrap_or_else(|| panic!("not asked to sign in again: {}", answer.location()));
    url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "return_to").expect("a page to return to").1.into_owned()
}

/// Signs in again as this persona, from an answer that asks for it, and gives the console's answer to the callback.
async fn step_up(browser: &Browser, asked: &Answer, persona: &str) -> Answer {
    let to_issuer = browser.get(asked.location()).await;
    let callback = browser.callback_from(&to_issuer, persona).await;
    browser.get(&callback).await
}

/// The parameters of the sign-in page that an answer redirects to.
fn problem_of(answer: &Answer) -> BTreeMap<String, String> {
    let query = answer.location().strip_prefix("/sign-in?").unwrap_or_else(|| panic!("{} {}", answer.status, answer.location()));
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

async fn step_ups(desk: &Desk) -> Vec<AuditEntry> {
    let rows = desk.trail().await.into_iter().map(|row| row.opening.entry);
    rows.filter(|entry| entry.kind == RecordKind::SignIn && entry.event == EVENT).collect()
}

#[tokio::test]
async fn a_sign_in_of_just_now_is_enough() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let page = hana.page(&SET.address(&desk).await).await;
    assert!(page.text().contains("UTC on this asks you to sign in again.") && !page.text().contains("You will be asked"), "{}", page.text());
    hana.set_password(&permanent(&desk, &hana).await).await.result_id();
    let auditor = desk.signed_in(AUDITOR).await;
    assert_eq!(auditor.post("/audit/export", &form(&[("format", "jsonl"), ("everything", "on")])).await.status, 200);
    assert!(step_ups(&desk).await.is_empty());
}

#[tokio::test]
async fn an_older_sign_in_leads_to_the_issuer_and_back_to_the_form_for_one_effect() {
    let desk = Desk::open().await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    let page = hana.page(&SET.address(&desk).await).await;
    assert!(page.text().contains("Set permanent password You will be asked to sign in again."), "{}", page.text());
    let (fields, before) = (permanent(&desk, &hana).await, hana.cookie(SESSION).expect("a session"));
    let asked = hana.set_password(&fields).await;
    let form_page = return_to(&asked);
    assert!(form_page.starts_with("/again/"), "{form_page}");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.set_permanent").await), (0, 0), "nothing was done yet");
    // Before the way to its end, the form is there and says what it takes.
    let waiting = hana.get(&form_page).await;
    assert!(waiting.status == 401 && waiting.text().contains("This asks you to sign in again."), "{}", waiting.text());

    let to_issuer = hana.get(asked.location()).await;
    assert!(to_issuer.location().contains("max_age=0") && !to_issuer.location().contains("prompt="), "{}", to_issuer.location());
    let callback = hana.callback_from(&to_issuer, SUPERVISOR).await;
    let back = hana.get(&callback).await;
    assert_eq!((back.status, back.location()), (303, form_page.as_str()));
    let page = hana.follow(&back).await;
    assert!(page.status == 200 && page.text().contains("You signed in again. Check what is below, then send it."), "{}", page.text());
    assert!(!page.text().contains("There is a problem") && !page.body.contains("<title>Error"), "{}", page.text());
    let offered = SET.offered(&page);
    assert_eq!(typed(&offered), typed(&fields), "everything is as it was filled in");
    assert_ne!(offered["action_id"], fields["action_id"]);

    let result = hana.set_password(&offered).await;
    assert_eq!(desk.outcome(&result.result_id()).await.0, "succeeded");
    // A second click, and the first form once more from the browser's history.
    assert_eq!(hana.set_password(&offered).await.result_id(), result.result_id());
    let old = hana.follow(&hana.set_password(&fields).await).await;
    assert!(old.text().contains("Something has changed for this user"), "{}", old.text());
    assert_eq!(desk.count(RecordKind::Intent, "password.set_permanent").await, 1);
    assert_eq!(desk.user(CUSTOMERS, SET.user).await["status"], "CONFIRMED");

    let thief = desk.browser();
    thief.set_cookie(SESSION, &before);
    assert_eq!(thief.get("/users").await.status, 303, "the old cookie is worth nothing");
    assert_eq!(desk.console.sessions.list(None).await.expect("sessions").len(), 1);
    assert_eq!(hana.get(&callback).await.sign_in_problem(), "sign_in_failed", "the answer was taken once");
    let records = step_ups(&desk).await;
    assert_eq!(records.len(), 1);
    let (record, note) = (&records[0], records[0].note.clone().unwrap_or_default());
    assert_eq!((record.outcome, record.actor.as_ref().map(|actor| actor.sub.as_str())), (Some(Outcome::Succeeded), Some(SUPERVISOR)));
    assert!(note.starts_with("auth_time 20") && note.ends_with(&format!("acr {MFA}")), "{note}");
    let listed = desk.signed_in(AUDITOR).await.page("/audit?action=session.step_up").await;
    assert!(listed.text().contains("Signed in again"), "{}", listed.text());
}

#[tokio::test]
async fn a_typed_password_is_neither_looked_at_nor_kept_on_the_way() {
    let desk = Desk::open().await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    for lasts in ["temporary", "permanent"] {
        let mut fields = SET_TYPED.filled(&desk, &hana).await;
        // One that the pool's rules would refuse: nobody is told so before they signed in again.
        fields.extend(form(&[("lasts", lasts), ("password", "short-Kestrel")]));
        return_to(&hana.set_password(&fields).await);
    }
    assert_eq!(desk.count(RecordKind::Denied, "password.type").await, 0);
    let fields = SET_TYPED.filled(&desk, &hana).await;
    let asked = hana.set_password(&fields).await;
    let page = hana.follow(&step_up(&hana, &asked, SUPERVISOR).await).await;
    assert!(!page.body.contains(TYPED), "{}", page.text());
    let mut offered = SET.offered(&page);
    assert_eq!((typed(&offered), offered["password"].as_str()), (typed(&fields), ""));
    offered.extend(form(&[("password", TYPED)]));
    assert_eq!(desk.outcome(&hana.set_password(&offered).await.result_id()).await.0, "succeeded");
    assert!(desk.application_sign_in(SET_TYPED.user, TYPED).await.is_ok());
}

#[tokio::test]
async fn what_is_no_answer_is_refused_with_a_sentence_and_the_session_stays() {
    let desk = Desk::open_with(|settings| settings.desk.step_up.acr_values = vec![MFA.into()]).await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    let session = hana.cookie(SESSION);
    let fields = permanent(&desk, &hana).await;
    for (persona, misbehaviour, code, sentence) in [
        (ADMIN, "", "step_up_other_person", "Somebody else signed in."),
        (HELPDESK_TOMASZ, "", "step_up_other_person", "you are still signed in as before"),
        (SUPERVISOR, "old_auth_time", "step_up_not_fresh", "The sign-in service did not ask you to sign in again."),
        (SUPERVISOR, "no_auth_time", "step_up_not_fresh", "it vouched for an earlier sign-in"),
        (SUPERVISOR, "wrong_acr", "step_up_too_weak", "This sign-in is not as strong as the desk asks for."),
        (SUPERVISOR, "wrong_nonce", "sign_in_failed", "The sign-in did not work."),
    ] {
        let asked = hana.set_password(&fields).await;
        if !misbehaviour.is_empty() {
            desk.misbehave(misbehaviour).await;
        }
        let refused = step_up(&hana, &asked, persona).await;
        let problem = problem_of(&refused);
        assert_eq!((problem["problem"].as_str(), problem["return_to"].as_str()), (code, return_to(&asked).as_str()), "{persona} {misbehaviour}");
        let page = hana.follow(&refused).await;
        assert!(page.text().contains(sentence) && page.text().contains(&problem["reference"]), "{}", page.text());
        let links: Vec<_> = html::tags(&page.body).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned()).collect();
        assert!(links.contains(&asked.location().to_owned()) && links.contains(&problem["return_to"]), "{links:?}");
        let record = step_ups(&desk).await.remove(0);
        assert_eq!((record.outcome, record.code.as_deref(), record.request_id.as_str()), (Some(Outcome::Refused), Some(code), problem["reference"].as_str()));
        assert_eq!(record.actor.expect("who").sub, SUPERVISOR, "whose session it is");
        assert_eq!(record.note.unwrap_or_default().contains(persona), persona != SUPERVISOR);
        assert_eq!(hana.cookie(SESSION), session);
        assert!(hana.page("/users").await.text().contains("Hana Satō"));
        assert_eq!(hana.get(&return_to(&asked)).await.status, 401, "it still has to be done");
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.set_permanent").await), (0, 0));
    let back = step_up(&hana, &hana.set_password(&fields).await, SUPERVISOR).await;
    hana.set_password(&SET.offered(&hana.follow(&back).await)).await.result_id();
}

#[tokio::test]
async fn a_sign_in_without_auth_time_or_in_a_weaker_way_is_not_fresh_however_young() {
    let desk = Desk::open_with(|settings| settings.desk.step_up.acr_values = vec![MFA.into()]).await;
    for misbehaviour in ["no_auth_time", "wrong_acr"] {
        desk.misbehave(misbehaviour).await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let asked = hana.set_password(&permanent(&desk, &hana).await).await;
        return_to(&asked);
        let to_issuer = hana.get(asked.location()).await;
        assert!(to_issuer.location().contains("acr_values=urn%3Anorthwind%3Aacr%3Amfa"), "{misbehaviour}: {}", to_issuer.location());
    }
    let hana = desk.signed_in(SUPERVISOR).await;
    hana.set_password(&permanent(&desk, &hana).await).await.result_id();
}

#[tokio::test]
async fn a_callback_is_no_good_in_another_browser_and_a_kept_form_is_its_owners() {
    let desk = Desk::open().await;
    let (hana, admin) = (since_yesterday(&desk, SUPERVISOR).await, since_yesterday(&desk, ADMIN).await);
    let asked = hana.set_password(&permanent(&desk, &hana).await).await;
    let callback = hana.callback_from(&hana.get(asked.location()).await, SUPERVISOR).await;
    let theirs = admin.cookie(SESSION);
    assert_eq!(admin.get(&callback).await.sign_in_problem(), "sign_in_failed");
    assert_eq!(admin.cookie(SESSION), theirs);
    assert_eq!(admin.get(&return_to(&asked)).await.status, 404, "nobody else's");
    // It was not used up: its own browser may still come.
    assert_eq!(hana.get(&callback).await.location(), return_to(&asked));
}

#[tokio::test]
async fn two_tabs_may_be_on_their_way_at_once() {
    let desk = Desk::open().await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    let asked = hana.set_password(&permanent(&desk, &hana).await).await;
    let (first, second) = (hana.get(asked.location()).await, hana.get(asked.location()).await);
    let (first, second) = (hana.callback_from(&first, SUPERVISOR).await, hana.callback_from(&second, SUPERVISOR).await);
    for callback in [first, second] {
        assert_eq!(hana.get(&callback).await.location(), return_to(&asked));
    }
    assert_eq!(desk.console.sessions.list(None).await.expect("sessions").len(), 1);
}

#[tokio::test]
async fn an_export_leads_the_same_way_and_back_to_the_page_with_its_button() {
    let desk = Desk::open().await;
    let auditor = since_yesterday(&desk, AUDITOR).await;
    let exports = [
        (form(&[("format", "jsonl"), ("everything", "on")]), "/audit/proof", "/audit/proof?signed_in=again#export"),
        (form(&[("format", "csv"), ("action", "session.start"), ("who", "priya")]), "/audit", "/audit?who=priya&action=session.start&signed_in=again#export"),
    ];
    for (fields, page, comes_back) in &exports {
        assert!(auditor.page(page).await.text().contains("You will be asked to sign in again."), "{page}");
        assert_eq!(return_to(&auditor.post("/audit/export", fields).await), *comes_back);
        let by_script = auditor.post_for_json("/audit/export", fields).await;
        assert_eq!((by_script.status, by_script.code().as_str()), (401, "step_up_required"), "{}", by_script.body);
    }
    assert_eq!(desk.count(RecordKind::Read, "trail.export").await, 0, "nothing was taken away yet");
    let asked = auditor.post("/audit/export", &exports[0].0).await;
    let back = step_up(&auditor, &asked, AUDITOR).await;
    assert_eq!(back.location(), exports[0].2);
    for (fields, _, comes_back) in &exports {
        let page = auditor.page(comes_back.trim_end_matches("#export")).await;
        assert!(page.text().contains("You signed in again. Export it now."), "{}", page.text());
        let file = auditor.post("/audit/export", fields).await;
        assert!(file.status == 200 && file.header("content-disposition").starts_with("attachment"), "{} {}", file.status, file.text());
    }
    assert_eq!(step_ups(&desk).await.len(), 1, "one way for both");
}

#[tokio::test]
async fn every_action_that_can_ask_asks_where_the_settings_say_so_and_a_check_never_does() {
    let desk = Desk::open_with(|settings| settings.desk.step_up.actions = StepUpRules::POSSIBLE.to_vec()).await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    for asked in forms::ALL {
        let fields = asked.filled(&desk, &hana).await;
        let page = hana.page(&asked.address(&desk).await).await;
        assert!(page.text().contains("You will be asked to sign in again."), "{}: {}", asked.word, page.text());
        let check = hana.post(asked.path, &asking(&fields)).await;
        assert!(check.location().starts_with("/users/"), "{}: {}", asked.word, check.location());
        return_to(&hana.post(asked.path, &fields).await);
        assert_eq!(hana.post_for_json(asked.path, &fields).await.code(), "step_up_required", "{}", asked.word);
    }
    assert_eq!(desk.effects().await, 0);
    for (form, follows) in [(forms::RESET, "signs_out"), (forms::VERIFY_EMAIL, "sends_code")] {
        let rules = StepUpRules {
            actions: vec![if follows == "signs_out" { passdesk::domain::operation::Action::SignOutEverywhere } else { passdesk::domain::operation::Action::SendResetCode }],
            ..StepUpRules::default()
        };
        let desk = Desk::open_with(|settings| settings.desk.step_up = rules).await;
        let hana = since_yesterday(&desk, SUPERVISOR).await;
        let mut fields = form.filled(&desk, &hana).await;
        fields.insert(follows.into(), "yes".into());
        return_to(&hana.post(form.path, &fields).await);
    }
}

#[tokio::test]
async fn nobody_is_asked_where_the_settings_name_no_action() {
    let desk = Desk::open_with(|settings| settings.desk.step_up.actions = Vec::new()).await;
    let hana = since_yesterday(&desk, SUPERVISOR).await;
    assert!(!hana.page(&SET.address(&desk).await).await.text().contains("sign in again"));
    hana.set_password(&permanent(&desk, &hana).await).await.result_id();
    assert_eq!(since_yesterday(&desk, AUDITOR).await.post("/audit/export", &form(&[("format", "jsonl")])).await.status, 200);
}

#[tokio::test]
async fn policy_speaks_first() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (since_yesterday(&desk, HELPDESK_TOMASZ).await, since_yesterday(&desk, SUPERVISOR).await);
    let denied = tomasz.post_for_json("/api/passwords/set", &desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await).await;
    assert_eq!(denied.code(), "not_allowed");
    for fields in [desk.set_form(CUSTOMERS, "root.operator", "permanent").await, desk.typed_form(CUSTOMERS, "root.operator", "temporary", TYPED).await] {
        assert_eq!(hana.post_for_json("/api/passwords/set", &fields).await.code(), "protected_user");
    }
    let supervisor = hana
        .send(
            Method::POST,
            "/audit/export",
            &[("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")],
            Some("format=jsonl".into()),
        )
        .await;
    assert_eq!(supervisor.code(), "not_allowed");
}
