//! Locks hold from the next request, on every instance, and for what is under way; each of them, and each refusal, is on record.

use crate::browser::{Answer, Browser, SESSION};
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html;
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use passdesk::domain::locks::{Lock, LockOn};
use passdesk::domain::operation::SignOutEverywhere;
use passdesk::domain::reason::Reason;
use passdesk::domain::step_up::SignInProof;
use passdesk::domain::user::{Sub, Username};
use passdesk::features::console::Caller;
use passdesk::features::effects::{Plan, Why, begin, permitted};
use passdesk::features::users::fresh_target;
use passdesk::ports::session_store::StaffSession;
use passdesk::wire::ErrorCode;
use std::collections::BTreeMap;
use uuid::Uuid;

const LEILA: &str = "nw-1004";
const REASON: &str = "Laptop stolen on the train";

fn on_person(desk: &Desk, sub: &str) -> BTreeMap<String, String> {
    form(&[("on", "person"), ("issuer", &desk.sandbox.issuer_url()), ("sub", sub), ("reason", REASON)])
}

fn on_role(role: &str) -> BTreeMap<String, String> {
    form(&[("on", "role"), ("role", role), ("reason", REASON)])
}

fn on_actions() -> BTreeMap<String, String> {
    form(&[("on", "actions"), ("reason", REASON), ("hours", "8")])
}

async fn lock(browser: &Browser, fields: &BTreeMap<String, String>) {
    let answer = browser.post("/api/locks/set", fields).await;
    assert_eq!((answer.status, answer.location()), (303, "/locks?done=set"), "{}", answer.text());
}

/// Lifts the only lock there is.
async fn lift(desk: &Desk, browser: &Browser) -> Answer {
    let standing = desk.console.locks.standing().await.expect("locks");
    assert_eq!(standing.len(), 1);
    browser.post("/api/locks/lift", &form(&[("id", &standing[0].id.to_string())])).await
}

async fn newest(desk: &Desk, kind: RecordKind, event: &str) -> AuditEntry {
    desk.newest(kind, event).await.unwrap_or_else(|| panic!("no record of {event}")).entry
}

#[tokio::test]
async fn a_locked_person_is_out_at_the_next_request_stays_out_and_is_not_told_why() {
    let desk = Desk::open().await;
    let (tomasz, ines, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let cookie = tomasz.cookie(SESSION).expect("a cookie");
    lock(&supervisor, &on_person(&desk, HELPDESK_TOMASZ)).await;
    let answer = tomasz.get("/users").await;
    assert!(answer.location().starts_with("/sign-in?problem=locked"), "{}", answer.location());
    let told = tomasz.follow(&answer).await.text();
    assert!(told.contains("Ask your supervisor.") && !told.contains(REASON), "{told}");
    // Whatever is sent with the old cookie does nothing.
    tomasz.set_cookie(SESSION, &cookie);
    let sent = tomasz.post_for_json("/api/passwords/reset", &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert_eq!((sent.status, sent.code().as_str(), desk.effects().await), (403, "locked", 0));
    let back = tomasz.sign_in(HELPDESK_TOMASZ).await;
    assert_eq!(back.sign_in_problem(), "locked");
    let refused = newest(&desk, RecordKind::SignIn, "session.start").await;
    assert_eq!((refused.outcome, refused.code.as_deref(), refused.actor.expect("who").sub.as_str()), (Some(Outcome::Denied), Some("locked"), HELPDESK_TOMASZ));
    assert_eq!(ines.get("/users").await.status, 200, "nobody else");

    let set = newest(&desk, RecordKind::SignIn, "lock.set").await;
    assert_eq!((set.outcome, set.reason.as_deref(), set.actor.expect("who").sub.as_str()), (Some(Outcome::Succeeded), Some(REASON), SUPERVISOR));
    assert_eq!(set.note.as_deref(), Some("on Tomasz Wilk (nw-1002), until it is lifted"));
    assert_eq!(desk.count(RecordKind::SignIn, "session.end_other").await, 1, "the session that it ended");

    let leila = desk.signed_in(LEILA).await;
    assert!(leila.page("/locks").await.text().contains(REASON), "other supervisors see why");
    assert_eq!(lift(&desk, &leila).await.location(), "/locks?done=lifted");
    assert_eq!(newest(&desk, RecordKind::SignIn, "lock.lift").await.actor.expect("who").sub, LEILA);
    desk.signed_in(HELPDESK_TOMASZ).await;
}

#[tokio::test]
async fn a_lock_that_one_instance_sets_holds_at_the_next_request_of_another() {
    let desk = Desk::open().await;
    let second = desk.second_instance().await;
    let (tomasz, ines, admin) = (desk.signed_in(HELPDESK_TOMASZ).await.elsewhere(second), desk.signed_in(HELPDESK_INES).await.elsewhere(second), desk.signed_in(ADMIN).await);
    assert_eq!((tomasz.get("/users").await.status, ines.get("/users").await.status), (200, 200));
    lock(&admin, &on_person(&desk, HELPDESK_TOMASZ)).await;
    assert!(tomasz.get("/users").await.location().starts_with("/sign-in?problem=locked"));
    assert_eq!(lift(&desk, &admin).await.status, 303);
    lock(&admin, &on_actions()).await;
    let page = ines.page("/users").await.text();
    assert!(page.contains("Actions are locked by Mikael Lindqvist until ") && page.contains(REASON), "{page}");
    let refused = ines.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert!(refused.location().starts_with("/again/"), "{}", refused.location());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn under_a_lock_on_all_actions_reading_goes_on_nothing_has_an_effect_and_what_was_typed_is_kept() {
    let desk = Desk::open().await;
    let (tomasz, auditor, supervisor, admin) =
        (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(AUDITOR).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    lock(&admin, &on_actions()).await;
    let user = format!("/users/{CUSTOMERS}/{}", fields["sub"]);
    for (browser, paths) in [
        (&tomasz, vec!["/users", "/work", "/waiting", user.as_str()]),
        (&auditor, vec!["/audit", "/users"]),
        (&supervisor, vec!["/audit", "/sessions", "/locks"]),
        (&admin, vec!["/users"]),
    ] {
        for path in paths {
            assert!(browser.page(path).await.text().contains("Actions are locked by"), "{path} says so");
        }
    }
    for browser in [&tomasz, &supervisor, &admin] {
        let answer = browser.reset(&fields).await;
        let page = browser.follow(&answer).await;
        assert!(page.status == 403 && page.text().contains("This is locked for you at the moment."), "{} {}", page.status, page.text());
        assert_eq!(html::reset_fields(&page.body)["reason"], fields["reason"], "what was typed is kept");
        let record = newest(&desk, RecordKind::Denied, "password.reset").await;
        assert_eq!((record.code.as_deref(), record.note.as_deref()), (Some("locked"), Some("lock on all actions, set by Mikael Lindqvist (nw-1006)")));
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
    // Guarding goes on too: sessions end, people are locked out.
    lock(&supervisor, &on_person(&desk, HELPDESK_TOMASZ)).await;
    let refused = supervisor.post_for_json("/api/locks/set", &on_actions()).await;
    assert_eq!(refused.code(), "not_allowed", "a supervisor locks people, and nothing wider");
    assert_eq!(newest(&desk, RecordKind::Denied, "lock.set_wide").await.code.as_deref(), Some("not_allowed"));
}

#[tokio::test]
async fn a_lock_on_a_role_stops_those_who_have_it_whatever_else_they_are_and_its_lifting_lets_them_go_on() {
    let desk = Desk::open().await;
    let (tomasz, leila, supervisor, admin) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(LEILA).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    lock(&admin, &on_role("helpdesk")).await;
    for browser in [&tomasz, &leila] {
        assert!(browser.page("/users").await.text().contains("Actions of the role helpdesk are locked by Mikael Lindqvist"));
        let refused = browser.post_for_json("/api/passwords/reset", &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "locked"), "{}", refused.body);
    }
    assert!(!supervisor.page("/users").await.text().contains("are locked"), "whom it does not concern reads nothing of it");
    let of_leila = leila.post_for_json("/api/locks/set", &on_person(&desk, HELPDESK_TOMASZ)).await;
    assert_eq!(of_leila.code(), "locked", "nor does she lock anybody out");
    assert_eq!(supervisor.post_for_json("/api/locks/lift", &form(&[("id", &desk.console.locks.standing().await.expect("locks")[0].id.to_string())])).await.code(), "not_allowed");
    assert_eq!(newest(&desk, RecordKind::Denied, "lock.lift").await.code.as_deref(), Some("not_allowed"));
    assert_eq!(desk.effects().await, 0);
    assert_eq!(lift(&desk, &admin).await.status, 303);
    assert_eq!(desk.outcome(&tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id()).await.0, "succeeded");
}

#[tokio::test]
async fn nobody_locks_themselves_the_help_desk_and_auditors_lock_nobody_and_every_attempt_is_on_record() {
    let desk = Desk::open().await;
    let (supervisor, admin) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    for (browser, sub) in [(&supervisor, SUPERVISOR), (&admin, ADMIN)] {
        assert_eq!(browser.post_for_json("/api/locks/set", &on_person(&desk, sub)).await.code(), "own_account");
        assert_eq!(newest(&desk, RecordKind::Denied, "lock.set").await.actor.expect("who").sub, sub);
    }
    for persona in [HELPDESK_TOMASZ, AUDITOR] {
        let browser = desk.signed_in(persona).await;
        for (fields, event) in [(on_person(&desk, SUPERVISOR), "lock.set"), (on_role("supervisor"), "lock.set_wide"), (on_actions(), "lock.set_wide")] {
            let before = desk.count(RecordKind::Denied, event).await;
            assert_eq!(browser.post_for_json("/api/locks/set", &fields).await.code(), "not_allowed");
            assert_eq!(desk.count(RecordKind::Denied, event).await, before + 1);
        }
        assert_eq!(browser.get("/locks").await.status, 403);
    }
    assert!(desk.console.locks.standing().await.expect("locks").is_empty());
}

#[tokio::test]
async fn the_last_administrator_is_not_locked_out_and_the_role_that_lifts_locks_is_not_locked() {
    let desk = Desk::open().await;
    let (supervisor, admin) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    assert_eq!(supervisor.post_for_json("/api/locks/set", &on_person(&desk, ADMIN)).await.code(), "last_admin");
    assert_eq!(newest(&desk, RecordKind::Denied, "lock.set").await.code.as_deref(), Some("last_admin"));
    let refused = admin.post("/api/locks/set", &on_role("admin")).await;
    let page = admin.follow(&refused).await;
    assert!(page.status == 422 && page.text().contains("Choose a role from the list."), "{} {}", page.status, page.text());
    assert!(desk.console.locks.standing().await.expect("locks").is_empty());
    assert_eq!(admin.get("/users").await.status, 200);
}

#[tokio::test]
async fn an_administrator_is_locked_out_while_another_one_can_lift_it() {
    // Supervisors are administrators here, too: what a group means is the configuration's word.
    let desk = Desk::open_with(|settings| {
        settings.roles.insert("passdesk-supervisor".into(), Role::ADMIN);
    })
    .await;
    let (hana, mikael) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    lock(&hana, &on_person(&desk, ADMIN)).await;
    assert!(mikael.get("/users").await.location().starts_with("/sign-in?problem=locked"));
    assert_eq!(hana.get("/users").await.status, 200);
}

#[tokio::test]
async fn a_lock_needs_a_reason_and_a_person_who_signed_in_here_and_a_repeated_form_is_one_lock() {
    let desk = Desk::open().await;
    let (_ines, supervisor) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let mut fields = on_person(&desk, HELPDESK_INES);
    fields.insert("reason".into(), " ".into());
    fields.insert("hours".into(), "24".into());
    let page = supervisor.follow(&supervisor.post("/api/locks/set", &fields).await).await;
    assert!(page.status == 422 && page.text().contains("Say why you do this") && page.text().contains("Lock out Inês Duarte"), "{} {}", page.status, page.text());
    assert!(page.body.contains("<option value=\"24\" selected"), "what was chosen is kept");
    assert_eq!(supervisor.post_for_json("/api/locks/set", &on_person(&desk, "nw-9999")).await.code(), "not_found");
    lock(&supervisor, &on_person(&desk, HELPDESK_INES)).await;
    lock(&supervisor, &on_person(&desk, HELPDESK_INES)).await;
    assert_eq!(desk.count(RecordKind::SignIn, "lock.set").await, 1, "the same form twice is one lock");
    let mut other = on_person(&desk, HELPDESK_INES);
    other.insert("reason".into(), "Another reason".into());
    assert_eq!(supervisor.post_for_json("/api/locks/set", &other).await.code(), "nothing_to_do");
}

#[tokio::test]
async fn without_a_record_nothing_is_locked_or_lifted() {
    let desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let mut intruder = desk.intruder().await;
    const NO_SET: &str = r#"CREATE TRIGGER refuse BEFORE INSERT ON audit_records WHEN NEW.body LIKE '%"event":"lock.set"%' BEGIN SELECT RAISE(ABORT, 'no'); END"#;
    const NO_LIFT: &str = r#"CREATE TRIGGER refuse BEFORE INSERT ON audit_records WHEN NEW.body LIKE '%"event":"lock.lift"%' BEGIN SELECT RAISE(ABORT, 'no'); END"#;
    for (refuse, is_locked) in [(NO_SET, false), (NO_LIFT, true)] {
        sqlx::query(refuse).execute(&mut intruder).await.expect("a trigger");
        let answer = if is_locked { lift(&desk, &supervisor).await } else { supervisor.post("/api/locks/set", &on_person(&desk, HELPDESK_TOMASZ)).await };
        assert!(answer.location().starts_with("/problem?code=trail_unavailable"), "{}", answer.location());
        assert_eq!(tomasz.get("/users").await.status == 200, !is_locked);
        sqlx::query("DROP TRIGGER refuse").execute(&mut intruder).await.expect("no trigger");
        if !is_locked {
            lock(&supervisor, &on_person(&desk, HELPDESK_TOMASZ)).await;
        }
    }
}

#[tokio::test]
async fn a_lock_that_cannot_be_read_lets_nobody_do_anything() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    sqlx::query("ALTER TABLE locks RENAME TO gone").execute(&mut desk.intruder().await).await.expect("gone");
    assert_eq!(tomasz.get("/users").await.status, 503);
    assert_eq!((tomasz.post_for_json("/api/passwords/reset", &fields).await.status, desk.effects().await), (503, 0));
    let stranger = desk.browser().sign_in(HELPDESK_INES).await;
    assert_eq!(stranger.sign_in_problem(), "database_unavailable");
}

/// Somebody whose request came in before the lock, as far as the decision.
fn caller_from_before(desk: &Desk) -> Caller {
    let id = StaffId { issuer: desk.sandbox.issuer_url(), sub: HELPDESK_TOMASZ.into() };
    let actor = Actor { id, name: "Tomasz Wilk".into(), email: None, roles: [Role::HELPDESK].into() };
    let staff = StaffSession { actor, groups: vec!["passdesk-helpdesk".into()], sid: None, id_token: "none".into(), auth_time: 0, proof: SignInProof::default() };
    Caller { staff: Some(staff), session_handle: "0123".into(), origin: RequestOrigin { request_id: "AAAA-BBBB-CCCC".into(), ..RequestOrigin::default() }, ..Caller::default() }
}

#[tokio::test]
async fn what_was_permitted_before_a_lock_is_not_carried_out_after_it() {
    let desk = Desk::open().await;
    let caller = caller_from_before(&desk);
    let user = desk.user(CUSTOMERS, "amara.okafor").await;
    let (username, sub) = (user["username"].as_str().expect("a name"), user["sub"].as_str().expect("a sub"));
    let pool = desk.console.pool(CUSTOMERS, &caller).expect("a pool").id.clone();
    let (username, sub) = (Username::try_from(username.to_owned()).expect("a name"), Sub::try_from(sub.to_owned()).expect("a sub"));
    let why = Why { reason: Reason::parse("Caller lost the phone").expect("a reason"), ticket: None, caller_verified_by: None };
    let set_by = StaffId { issuer: desk.sandbox.issuer_url(), sub: ADMIN.into() };
    let tomasz = LockOn::Person { id: caller.actor().expect("him").id.clone(), name: "Tomasz".into() };
    for on in [LockOn::Actions, LockOn::Role(Role::HELPDESK), tomasz] {
        let target = fresh_target(&desk.console, &caller, &pool, &username, &sub).await.expect("a user");
        let permit = permitted(&desk.console, &caller, SignOutEverywhere, target, &why).await.expect("a permit: nothing is locked yet");
        let lock = Lock { id: Uuid::new_v4(), on, reason: REASON.into(), set_by: set_by.clone(), set_by_name: "Mikael".into(), set_at: 1, until: None };
        desk.console.locks.set(&lock, None).await.expect("set");
        let action_id = Uuid::new_v4();
        let plan = || Plan { action_id, part_of: None, then: None, password_source: None, why: &why, note: "announced: a test".into() };
        let stopped = begin(&desk.console, &caller, permit, plan()).await.expect_err("there is nothing to call Cognito with");
        assert_eq!(stopped.code, ErrorCode::Locked);
        assert_eq!(desk.outcome(&action_id.to_string()).await, ("denied".into(), "locked".into()));
        assert_eq!(desk.effects().await, 0);
        // Nor is a new one permitted.
        let target = fresh_target(&desk.console, &caller, &pool, &username, &sub).await.expect("a user");
        let refused = permitted(&desk.console, &caller, SignOutEverywhere, target, &why).await.expect_err("locked");
        assert_eq!(refused.code, ErrorCode::Locked);
        let record = newest(&desk, RecordKind::Denied, "user.sign_out").await;
        assert_eq!((record.code.as_deref(), record.reason.as_deref()), (Some("locked"), Some("Caller lost the phone")));
        assert!(desk.console.locks.lift(lock.id, &set_by).await.expect("lifted"));
    }
}
