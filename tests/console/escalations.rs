//! What a person may not do alone: asked for from the form, decided once by another person, carried out once with everything checked again.

use crate::browser::{Answer, Browser};
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html;
use crate::velocity::Ahead;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use passdesk::domain::escalation::{decision_id, end_id};
use passdesk::domain::operation::Action;
use passdesk::domain::policy::{Members, ProtectedTier, Reach};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// In a group that is protected.
pub const PROTECTED: &str = "root.operator";
pub const RESET: &str = "/api/passwords/reset";
const SET: &str = "/api/passwords/set";
const DECIDE: &str = "/api/escalations/decide";
const CARRY_OUT: &str = "/api/escalations/carry-out";
pub const WITHDRAW: &str = "/api/escalations/withdraw";

/// The form of the user's page, as it asks.
async fn asking(desk: &Desk, browser: &Browser, username: &str, word: &str, path: &str) -> BTreeMap<String, String> {
    let sub = desk.user(CUSTOMERS, username).await["sub"].as_str().expect("a sub").to_owned();
    let page = browser.page(&format!("/users/{CUSTOMERS}/{sub}?do={word}")).await;
    assert!(page.text().contains("This takes another person's approval.") && page.body.contains("Ask for approval"), "{}", page.text());
    let mut fields = html::form_fields(&page.body, path);
    fields.extend(form(&[("reason", "Caller lost the old phone"), ("ticket", "INC-204817"), ("ask", "yes")]));
    fields
}

pub async fn asked_for_reset(desk: &Desk, browser: &Browser) -> String {
    request_of(&browser.post(RESET, &asking(desk, browser, PROTECTED, "reset", RESET).await).await)
}

/// The id of the request to whose page an answer leads.
fn request_of(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let id = answer.location().strip_prefix("/escalations/").unwrap_or_else(|| panic!("no request: {}", answer.location()));
    Uuid::parse_str(id).unwrap_or_else(|_| panic!("something went wrong: {id}")).to_string()
}

pub fn page_of(id: &str) -> String {
    format!("/escalations/{id}")
}

/// The decision as the request's page offers it.
pub async fn decision(browser: &Browser, id: &str, verdict: &str) -> BTreeMap<String, String> {
    let mut fields = html::form_fields(&browser.page(&page_of(id)).await.body, DECIDE);
    fields.extend(form(&[("verdict", verdict), ("reason", "Called back on the number on file")]));
    fields
}

pub async fn decide(browser: &Browser, id: &str, verdict: &str) {
    let answer = browser.post(DECIDE, &decision(browser, id, verdict).await).await;
    assert_eq!((answer.status, answer.location()), (303, page_of(id).as_str()), "{}", answer.text());
}

pub async fn carry_out(browser: &Browser, id: &str) -> Answer {
    browser.post(CARRY_OUT, &form(&[("id", id)])).await
}

/// The code with which an answer leads back to the request's page.
pub fn problem_of(answer: &Answer) -> String {
    let query = answer.location().split_once("?problem=").unwrap_or_else(|| panic!("no problem: {}", answer.location())).1;
    query.split('&').next().unwrap_or_default().to_owned()
}

pub fn end_of(id: &str) -> String {
    end_id(Uuid::parse_str(id).expect("an id")).to_string()
}

async fn opening(desk: &Desk, id: &str) -> AuditEntry {
    desk.records(id).await.first().unwrap_or_else(|| panic!("no record of {id}")).entry.clone()
}

#[tokio::test]
async fn a_request_is_asked_from_the_form_approved_by_another_person_and_carried_out_once() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let fields = asking(&desk, &tomasz, PROTECTED, "reset", RESET).await;
    let id = request_of(&tomasz.post(RESET, &fields).await);
    let second = tomasz.post(RESET, &fields).await;
    assert!(second.location().starts_with("/escalations/"), "{}", tomasz.follow(&second).await.text());
    assert_eq!(request_of(&second), id, "a second click is the same request");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Escalation, "escalation.request").await), (0, 1));
    let own = tomasz.page(&page_of(&id)).await.text();
    assert!(own.contains("It waits for another person's decision.") && own.contains("Withdraw") && !own.contains("Approve"), "{own}");
    let queue = hana.page("/escalations").await.text();
    assert!(queue.contains("Reset code for Ruth Operator") && queue.contains("Tomasz") && queue.contains("Waiting"), "{queue}");
    let shown = hana.page(&page_of(&id)).await.text();
    for words in ["Caller lost the old phone", "INC-204817", "root.operator", "This user is protected.", "in the tier protected", "Approve", "Reject"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "escalation_over", "nobody has approved it");

    decide(&hana, &id, "approve").await;
    assert_eq!(desk.effects().await, 0, "an approval does nothing yet");
    let own = tomasz.page(&page_of(&id)).await.text();
    assert!(own.contains("approved it.") && own.contains("Called back on the number on file") && own.contains("Carry it out"), "{own}");
    let result = carry_out(&tomasz, &id).await;
    assert_eq!(result.result_id(), end_of(&id));
    assert_eq!(desk.outcome(&end_of(&id)).await.0, "succeeded");
    for again in [carry_out(&tomasz, &id).await, tomasz.post(RESET, &fields).await] {
        assert!(again.location().contains(&end_of(&id)) || again.location().ends_with(&id), "{}", again.location());
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (1, 1));
    assert!(tomasz.page(&page_of(&id)).await.text().contains("It was carried out."));

    let (request, decided, intent) = (opening(&desk, &id).await, opening(&desk, &decision_id(Uuid::parse_str(&id).unwrap()).to_string()).await, opening(&desk, &end_of(&id)).await);
    assert_eq!((request.then.as_deref(), request.code.as_deref(), request.part_of), (Some("password.reset"), Some("protected_user"), None));
    assert!(!request.note.as_deref().expect("a note").contains("as ticked"), "nothing was: {:?}", request.note);
    assert_eq!(
        (decided.event.as_str(), decided.request_hash.as_ref(), decided.actor.expect("who").sub.as_str()),
        ("escalation.approve", request.request_hash.as_ref(), SUPERVISOR)
    );
    assert_eq!((intent.basis.as_deref(), intent.part_of.map(|id| id.to_string()), intent.actor.expect("who").sub.as_str()), (Some("approval"), Some(id), HELPDESK_TOMASZ));
    assert!(intent.note.expect("a note").contains("approved by"));
    desk.verified_records().await;
}

#[tokio::test]
async fn twenty_sides_decide_at_once_and_one_of_them_did() {
    let desk = Desk::open().await;
    let (tomasz, hana, mikael) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    let instances = [desk.address(), desk.second_instance().await];
    let id = asked_for_reset(&desk, &tomasz).await;
    let (approve, reject) = (decision(&hana, &id, "approve").await, decision(&mikael, &id, "reject").await);
    let sides: Vec<Browser> = (0..10).flat_map(|pair| [hana.elsewhere(instances[pair % 2]), mikael.elsewhere(instances[pair % 2])]).collect();
    let answers = futures::future::join_all(sides.iter().enumerate().map(|(place, side)| side.post(DECIDE, if place % 2 == 0 { &approve } else { &reject }))).await;
    assert!(answers.iter().all(|answer| answer.status == 303), "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    let decided = desk.records(&decision_id(Uuid::parse_str(&id).unwrap()).to_string()).await;
    assert_eq!(decided.len(), 1, "{decided:?}");
    let was_approved = decided[0].entry.event == "escalation.approve";
    let sides: Vec<Browser> = (0..20).map(|place| tomasz.elsewhere(instances[place % 2])).collect();
    let carried = futures::future::join_all(sides.iter().map(|side| carry_out(side, &id))).await;
    assert_eq!(desk.effects().await, u64::from(was_approved));
    assert_eq!(carried.iter().filter(|answer| answer.location().starts_with(&format!("/results/{}", end_of(&id)))).count(), if was_approved { 20 } else { 0 });
    assert_eq!(desk.count(RecordKind::Escalation, "escalation.approve").await + desk.count(RecordKind::Escalation, "escalation.reject").await, 1);
}

#[tokio::test]
async fn nobody_decides_on_their_own_request_also_not_by_a_second_account_with_the_same_address() {
    let desk = Desk::open().await;
    let (hana, tomasz) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(HELPDESK_TOMASZ).await);
    let id = asked_for_reset(&desk, &hana).await;
    let shown = opening(&desk, &id).await.request_hash.expect("a hash");
    let own = form(&[("id", &id), ("verdict", "approve"), ("reason", "I know them"), ("shown", &shown)]);
    assert_eq!(problem_of(&hana.post(DECIDE, &own).await), "own_request");
    assert_eq!(desk.newest(RecordKind::Denied, "escalation.decide").await.expect("a record").entry.code.as_deref(), Some("own_request"));
    // The administrator's account turns out to have the supervisor's e-mail address.
    let mikael = desk.signed_in(ADMIN).await;
    let mut database = desk.intruder().await;
    let email: String =
        sqlx::query_scalar("SELECT actor ->> '$.email' FROM sessions WHERE sub = ? AND revoked_at IS NULL").bind(SUPERVISOR).fetch_one(&mut database).await.unwrap();
    sqlx::query("UPDATE sessions SET data = replace(data, (actor ->> '$.email'), ?1), actor = json_set(actor, '$.email', ?1) WHERE sub = ?2")
        .bind(email.to_uppercase())
        .bind(ADMIN)
        .execute(&mut database)
        .await
        .unwrap();
    assert_eq!(problem_of(&mikael.post(DECIDE, &own).await), "own_request");
    assert_eq!(tomasz.post_for_json(DECIDE, &own).await.code(), "not_allowed");
    assert!(desk.records(&decision_id(Uuid::parse_str(&id).unwrap()).to_string()).await.is_empty());
    assert_eq!(tomasz.get(&page_of(&id)).await.status, 403, "another's request is nobody's to look at");
    assert_eq!(desk.signed_in(AUDITOR).await.get("/escalations").await.status, 403);
}

#[tokio::test]
async fn an_approval_is_not_carried_out_after_the_user_or_a_right_changed_or_it_was_withdrawn() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    // Withdrawn after the approval.
    let id = asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &id, "approve").await;
    assert_eq!(hana.post_for_json(WITHDRAW, &form(&[("id", &id)])).await.code(), "not_allowed");
    assert_eq!(tomasz.post(WITHDRAW, &form(&[("id", &id)])).await.location(), page_of(&id));
    assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "escalation_over");
    // Somebody else's work came between.
    let id = asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &id, "approve").await;
    desk.change_user(CUSTOMERS, PROTECTED, json!({ "enabled": false })).await;
    assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "page_is_stale");
    desk.change_user(CUSTOMERS, PROTECTED, json!({ "enabled": true })).await;
    // Whoever approved is locked out meanwhile.
    let id = asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &id, "approve").await;
    let mikael = desk.signed_in(ADMIN).await;
    let lock = form(&[("on", "person"), ("issuer", &desk.sandbox.issuer_url()), ("sub", SUPERVISOR), ("reason", "A stolen laptop")]);
    assert_eq!(mikael.post("/api/locks/set", &lock).await.location(), "/locks?done=set");
    assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "approver_may_not");
    assert_eq!(desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry.code.as_deref(), Some("approver_may_not"));
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn what_nobody_decides_on_or_uses_in_time_expires_and_is_forgotten() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), |settings| settings.desk.escalations.lasts = Duration::minutes(5)).await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let (undecided, unused) = (asked_for_reset(&desk, &tomasz).await, asked_for_reset(&desk, &tomasz).await);
    let late = decision(&hana, &undecided, "approve").await;
    decide(&hana, &unused, "approve").await;
    clock.turn(Duration::minutes(5));
    assert_eq!(problem_of(&hana.post(DECIDE, &late).await), "escalation_over");
    assert_eq!(problem_of(&carry_out(&tomasz, &unused).await), "escalation_over");
    assert_eq!(passdesk::features::escalations::expire(&desk.console).await.expect("ended"), 2);
    assert_eq!(passdesk::features::escalations::expire(&desk.console).await.expect("ended"), 0);
    assert!(tomasz.page(&page_of(&undecided)).await.text().contains("Nobody decided in time"));
    assert!(tomasz.page(&page_of(&unused)).await.text().contains("The approval expired."));
    assert_eq!((desk.count(RecordKind::Escalation, "escalation.expire").await, desk.effects().await), (2, 0));
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM escalations WHERE wanted <> ''").fetch_one(&mut desk.intruder().await).await.unwrap();
    assert_eq!(kept, 0, "what was asked for is forgotten once nothing can become of it");
}

#[tokio::test]
async fn what_is_kept_of_a_request_cannot_be_made_into_another_one() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    let approve = decision(&hana, &id, "approve").await;
    let mut database = desk.intruder().await;
    let edit = "UPDATE escalations SET wanted = replace(wanted, 'root.operator', 'greta.holm')";
    assert!(sqlx::query(edit).execute(&mut database).await.expect_err("refused").to_string().contains("never edited"));
    sqlx::query("DROP TRIGGER escalations_stay").execute(&mut database).await.unwrap();
    sqlx::query(edit).execute(&mut database).await.unwrap();
    assert_eq!(problem_of(&hana.post(DECIDE, &approve).await), "request_altered");
    let altered = async |event: &str, who: &str| {
        let record = desk.newest(RecordKind::Denied, event).await.unwrap_or_else(|| panic!("no record of {event}")).entry;
        assert_eq!((record.code.as_deref(), record.part_of.map(|id| id.to_string()), record.actor.expect("who").sub.as_str()), (Some("request_altered"), Some(id.clone()), who));
    };
    altered("escalation.decide", SUPERVISOR).await;
    sqlx::query("UPDATE escalations SET wanted = replace(wanted, 'greta.holm', 'root.operator')").execute(&mut database).await.unwrap();
    decide(&hana, &id, "approve").await;
    sqlx::query(edit).execute(&mut database).await.unwrap();
    assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "request_altered");
    altered("escalation.carry_out", HELPDESK_TOMASZ).await;
    let page = tomasz.get(&page_of(&id)).await;
    assert!(page.status == 409 && !page.body.contains(CARRY_OUT), "{}", page.text());
    altered("escalation.read", HELPDESK_TOMASZ).await;
    assert_eq!(desk.effects().await, 0);
}

/// A desk whose help desk may set permanent passwords with an approval.
async fn desk_with_asking() -> Desk {
    Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        let rights = &mut policy.roles.get_mut(&Role::HELPDESK).expect("the role").rights;
        rights.give(Action::SetPermanentPassword, Reach::WithApproval);
        rights.give(Action::TypePassword, Reach::WithApproval);
    })
    .await
}

#[tokio::test]
async fn a_generated_password_of_an_approved_request_is_shown_once_to_whoever_carries_it_out() {
    let desk = desk_with_asking().await;
    let (ines, hana) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let mut fields = desk.set_form(CUSTOMERS, "kofi.mensah", "permanent").await;
    // Sent as if they might: denied, and given back with the button that asks.
    let refused = ines.post(SET, &fields).await;
    let page = ines.follow(&refused).await;
    assert!(page.status == 403 && page.text().contains("Your role may do this with an approval only.") && page.body.contains("Ask for approval"), "{}", page.text());
    fields.insert("ask".into(), "yes".into());
    fields.insert("action_id".into(), Uuid::new_v4().to_string());
    let id = request_of(&ines.post(SET, &fields).await);
    decide(&hana, &id, "approve").await;
    let result = carry_out(&ines, &id).await;
    let shown = ines.follow(&result).await;
    let password = html::revealed(&shown.body).expect("the password is shown");
    assert!(desk.application_sign_in("kofi.mensah", &password).await.expect("signed in")["AuthenticationResult"].is_object());
    assert!(html::revealed(&hana.page(result.location()).await.body).is_none(), "not to whoever approved");
    assert!(html::revealed(&ines.page(result.location()).await.body).is_none(), "and once");
}

#[tokio::test]
async fn what_a_ticked_box_adds_is_asked_for_with_the_whole_form_and_nothing_is_done_by_halves() {
    let desk = Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.get_mut(&Role::HELPDESK).expect("the role").rights.give(Action::SignOutEverywhere, Reach::WithApproval);
    })
    .await;
    let (ines, hana) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let mut fields = desk.reset_form(CUSTOMERS, "kofi.mensah").await;
    fields.insert("signs_out".into(), "yes".into());
    let page = ines.follow(&ines.post(RESET, &fields).await).await;
    let text = page.text();
    assert!(page.status == 403 && text.contains("“Sign out everywhere” takes another person's approval.") && page.body.contains("Ask for approval"), "{text}");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Denied, "user.sign_out").await), (0, 1));
    assert_eq!(desk.newest(RecordKind::Denied, "user.sign_out").await.expect("a record").entry.code.as_deref(), Some("needs_approval"));
    // A check says so and tries nothing: it is no denial.
    fields.extend(form(&[("check", "yes"), ("action_id", &Uuid::new_v4().to_string())]));
    let checked = ines.follow(&ines.post(RESET, &fields).await).await;
    assert!(checked.status == 200 && checked.text().contains("This would not work: it takes another person's approval. With it, it would work"), "{}", checked.text());
    let check = desk.newest(RecordKind::Check, "password.reset").await.expect("a record").entry;
    assert_eq!((check.outcome, check.code.as_deref()), (Some(Outcome::WouldNotWork), Some("needs_approval")));
    assert_eq!(desk.count(RecordKind::Denied, "user.sign_out").await, 1);
    fields.remove("check");
    fields.insert("action_id".into(), Uuid::new_v4().to_string());
    fields.insert("ask".into(), "yes".into());
    let id = request_of(&ines.post(RESET, &fields).await);
    decide(&hana, &id, "approve").await;
    carry_out(&ines, &id).await.result_id();
    let over = ines.page(&page_of(&id)).await.text();
    assert!(over.contains("then, as ticked: sign"), "also once it is over: {over}");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "user.sign_out").await), (2, 1));
    // Unticked it takes nobody's approval.
    let alone = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    ines.post(RESET, &alone).await.result_id();
}

#[tokio::test]
async fn where_so_configured_whoever_approved_carries_it_out_and_nobody_else() {
    let desk = Desk::open_with(|settings| settings.desk.escalations.approver_carries_out = true).await;
    let (tomasz, hana, mikael) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    let mut fields = asking(&desk, &tomasz, PROTECTED, "password", SET).await;
    fields.extend(form(&[("lasts", "temporary"), ("source", "words")]));
    let id = request_of(&tomasz.post(SET, &fields).await);
    decide(&hana, &id, "approve").await;
    for other in [&tomasz, &mikael] {
        assert_eq!(other.post_for_json(CARRY_OUT, &form(&[("id", &id)])).await.code(), "not_allowed");
    }
    let result = carry_out(&hana, &id).await;
    assert!(html::revealed(&hana.follow(&result).await.body).is_some());
    let intent = opening(&desk, &end_of(&id)).await;
    assert_eq!((intent.actor.expect("who").sub.as_str(), intent.role.as_deref()), (SUPERVISOR, Some("supervisor")), "by the role of whoever does it");
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn a_typed_password_is_typed_when_it_is_set_and_kept_nowhere_before() {
    const TYPED: &str = "Quartz-Meadow-58-lantern";
    let desk = desk_with_asking().await;
    let (ines, hana) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let mut fields = desk.typed_form(CUSTOMERS, "kofi.mensah", "permanent", TYPED).await;
    fields.insert("ask".into(), "yes".into());
    let id = request_of(&ines.post(SET, &fields).await);
    let kept: String = sqlx::query_scalar("SELECT wanted FROM escalations").fetch_one(&mut desk.intruder().await).await.unwrap();
    assert!(!kept.contains("Quartz") && kept.contains("typed"), "{kept}");
    decide(&hana, &id, "approve").await;
    let page = ines.page(&page_of(&id)).await;
    assert!(page.body.contains("name=\"password\""), "{}", page.text());
    let empty = ines.follow(&carry_out(&ines, &id).await).await;
    assert!(empty.status == 422 && empty.text().contains("Type the password"), "{}", empty.text());
    let weak = ines.follow(&ines.post(CARRY_OUT, &form(&[("id", &id), ("password", "password1")])).await).await;
    assert!(weak.status == 422 && weak.body.contains("name=\"password\"") && !weak.body.contains("password1"), "{}", weak.text());
    ines.post(CARRY_OUT, &form(&[("id", &id), ("password", TYPED)])).await.result_id();
    assert!(desk.application_sign_in("kofi.mensah", TYPED).await.expect("signed in")["AuthenticationResult"].is_object());
}

#[tokio::test]
async fn approving_asks_for_a_fresh_sign_in_and_so_does_a_protected_user() {
    let desk = Desk::open().await;
    desk.misbehave("old_auth_time").await;
    let hana = desk.signed_in(SUPERVISOR).await;
    desk.misbehave("old_auth_time").await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = asked_for_reset(&desk, &tomasz).await;
    let asked = hana.post(DECIDE, &decision(&hana, &id, "approve").await).await;
    assert!(asked.location().starts_with("/auth/step-up?return_to=%2Fescalations%2F"), "{}", asked.location());
    let to_issuer = hana.get(asked.location()).await;
    let back = hana.get(&hana.callback_from(&to_issuer, SUPERVISOR).await).await;
    let page = hana.follow(&back).await;
    assert!(page.status == 200 && html::form_fields(&page.body, DECIDE)["reason"] == "Called back on the number on file", "{} {}", back.location(), page.text());
    decide(&hana, &id, "approve").await;
    let asked = carry_out(&tomasz, &id).await;
    assert_eq!((asked.location(), desk.effects().await), (format!("/auth/step-up?return_to=%2Fescalations%2F{id}").as_str(), 0));
    let to_issuer = tomasz.get(asked.location()).await;
    let back = tomasz.get(&tomasz.callback_from(&to_issuer, HELPDESK_TOMASZ).await).await;
    assert_eq!(back.location(), page_of(&id));
    carry_out(&tomasz, &id).await.result_id();
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn asking_is_refused_where_it_makes_no_sense_and_says_why() {
    let desk = Desk::open().await;
    let (tomasz, auditor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(AUDITOR).await);
    let with_ask = |mut fields: BTreeMap<String, String>| {
        fields.insert("ask".into(), "yes".into());
        fields
    };
    let own = with_ask(desk.reset_form(CUSTOMERS, "amara.okafor").await);
    assert_eq!(tomasz.post_for_json(RESET, &own).await.code(), "approval_not_needed");
    assert_eq!(auditor.post_for_json(RESET, &own).await.code(), "not_allowed");
    let external = with_ask(desk.reset_form(CUSTOMERS, "Google_108214573920164837261").await);
    assert_eq!(tomasz.post_for_json(RESET, &external).await.code(), "external_user");
    let no_right = with_ask(desk.reset_form(CUSTOMERS, "samir.haddad").await);
    assert_eq!(tomasz.post_for_json("/api/users/enable", &no_right).await.code(), "not_allowed");
    let mut unsaid = with_ask(desk.reset_form(CUSTOMERS, PROTECTED).await);
    unsaid.insert("reason".into(), String::new());
    assert_eq!(tomasz.post_for_json(RESET, &unsaid).await.code(), "invalid_form");
    for _ in 0..10 {
        asked_for_reset(&desk, &tomasz).await;
    }
    let eleventh = with_ask(desk.reset_form(CUSTOMERS, PROTECTED).await);
    assert_eq!(tomasz.post_for_json(RESET, &eleventh).await.code(), "too_many_requests");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Escalation, "escalation.request").await), (0, 10));
}

#[tokio::test]
async fn a_rejection_says_why_to_whoever_asked_and_news_count_what_waits() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    let news = |body: &str| serde_json::from_str::<serde_json::Value>(body).expect("news");
    assert_eq!(news(&hana.get("/escalations/news").await.body)["to_decide"], 1);
    let own = news(&tomasz.get(&format!("/escalations/news?request={id}")).await.body);
    assert_eq!((own["to_decide"].as_u64(), own["standing"].as_str()), (Some(0), Some("open")));
    assert!(desk.browser().get("/escalations/news").await.status >= 300);
    let mut silent = decision(&hana, &id, "reject").await;
    silent.insert("reason".into(), " ".into());
    let page = hana.follow(&hana.post(DECIDE, &silent).await).await;
    assert!(page.status == 422 && page.text().contains("Say why you do this"), "{}", page.text());
    decide(&hana, &id, "reject").await;
    let told = tomasz.page(&page_of(&id)).await.text();
    assert!(told.contains("rejected it.") && told.contains("Called back on the number on file") && !told.contains("Carry it out"), "{told}");
    assert_eq!(news(&hana.get("/escalations/news").await.body)["to_decide"], 0);
    let record = desk.newest(RecordKind::Read, "escalation.read").await.expect("a record").entry;
    assert_eq!(record.outcome, Some(Outcome::Succeeded));
}

#[tokio::test]
async fn an_approval_is_for_the_user_as_they_were_whatever_the_form_said_they_were() {
    let desk = Desk::open_with(|settings| {
        let members = Members { groups: vec!["gold".into()], ..Members::default() };
        Arc::make_mut(&mut settings.desk.policy).tiers.push(ProtectedTier { name: "vip".into(), members });
    })
    .await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    for change in [json!({ "attributes": { "email": "somebody.else@example.com", "email_verified": "true" } }), json!({ "groups": ["admins", "gold"] })] {
        let mut fields = desk.reset_form(CUSTOMERS, PROTECTED).await;
        assert!(!fields.contains_key("seen"), "no page made this form");
        fields.insert("ask".into(), "yes".into());
        let id = request_of(&tomasz.post(RESET, &fields).await);
        decide(&hana, &id, "approve").await;
        desk.change_user(CUSTOMERS, PROTECTED, change).await;
        let told = tomasz.follow(&carry_out(&tomasz, &id).await).await;
        assert!(told.status >= 400, "{}", told.text());
        assert_eq!(desk.effects().await, 0);
    }
}

#[tokio::test]
async fn whose_role_is_for_other_users_neither_sees_nor_decides_on_a_request() {
    let desk = Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.get_mut(&Role::SUPERVISOR).expect("the role").scope.groups = vec!["gold".into()];
    })
    .await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    let queue = hana.page("/escalations").await.text();
    assert!(queue.contains("Reset code for a user") && !queue.contains("Ruth") && !queue.contains("lost the old phone"), "{queue}");
    assert_eq!(hana.get(&page_of(&id)).await.status, 403);
    let shown = opening(&desk, &id).await.request_hash.expect("a hash");
    for verdict in ["approve", "reject"] {
        let fields = form(&[("id", &id), ("verdict", verdict), ("reason", "Called back"), ("shown", &shown)]);
        assert_eq!(hana.post_for_json(DECIDE, &fields).await.code(), "out_of_scope");
    }
    assert!(desk.records(&decision_id(Uuid::parse_str(&id).unwrap()).to_string()).await.is_empty());
}

#[tokio::test]
async fn what_cognito_refuses_of_an_approved_request_came_to_nothing_and_is_said_so() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &id, "approve").await;
    desk.fault("AdminResetUserPassword", "throttle", None).await;
    let result = carry_out(&tomasz, &id).await;
    desk.clear_faults().await;
    assert_eq!(result.result_id(), end_of(&id));
    let told = tomasz.page(&page_of(&id)).await.text();
    assert!(told.contains("It was begun, and came to nothing."), "{told}");
    for browser in [&tomasz, &hana] {
        let queue = browser.page("/escalations").await;
        assert!(queue.text().contains("Came to nothing") && !queue.text().contains("Carried out"), "{}", queue.text());
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn what_was_carried_out_is_found_from_ones_own_work_and_from_the_users_page() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &id, "approve").await;
    carry_out(&tomasz, &id).await.result_id();
    let sub = desk.user(CUSTOMERS, PROTECTED).await["sub"].as_str().expect("a sub").to_owned();
    for (path, wanted) in
        [("/work".to_owned(), vec![format!("/results/{}", end_of(&id))]), (format!("/users/{CUSTOMERS}/{sub}"), vec![format!("/results/{}", end_of(&id)), page_of(&id)])]
    {
        let page = tomasz.page(&path).await;
        let links: Vec<String> = html::tags(&page.body).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned()).collect();
        for href in &wanted {
            assert!(links.contains(href), "{path} leads to {href}: {links:?}");
        }
        for href in links.iter().filter(|href| href.starts_with("/results/") || href.starts_with("/escalations/")) {
            assert_eq!(tomasz.get(href).await.status, 200, "{href} on {path}");
        }
    }
}
