//! What becomes of an approval whose people are not what they were: shut out, locked out, or at the end of its time while it is carried out.

use crate::browser::Browser;
use crate::desk::{ADMIN, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::escalations::{PROTECTED, WITHDRAW, asked_for_reset, carry_out, decide, end_of, problem_of};
use crate::velocity::Ahead;
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::RecordKind;
use passdesk::domain::client_metadata::ClientMetadata;
use passdesk::domain::escalation::Approval;
use passdesk::domain::locks::{Lock, LockOn};
use passdesk::domain::operation::SendResetCode;
use passdesk::domain::reason::Reason;
use passdesk::domain::step_up::SignInProof;
use passdesk::domain::user::{Sub, Username};
use passdesk::features::console::Caller;
use passdesk::features::effects::{Plan, Why, begin, permitted};
use passdesk::features::escalations::Register;
use passdesk::features::users::fresh_target;
use passdesk::ports::session_store::StaffSession;
use passdesk::wire::ErrorCode;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// A request of Tomasz's that Hana has approved.
async fn approved(desk: &Desk, tomasz: &Browser, hana: &Browser) -> String {
    let id = asked_for_reset(desk, tomasz).await;
    decide(hana, &id, "approve").await;
    id
}

async fn sign_out(browser: &Browser) {
    assert_eq!(browser.post("/auth/logout", &BTreeMap::new()).await.status, 303);
}

#[tokio::test]
async fn whoever_approved_and_has_no_role_any_more_or_was_shut_out_approves_nothing() {
    let desk = Desk::open().await;
    let (tomasz, mikael) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(ADMIN).await);
    let person = form(&[("issuer", &desk.sandbox.issuer_url()), ("sub", SUPERVISOR)]);
    for how in ["ended by another", "an earlier session ended by another", "ended by the issuer", "a sign-in without a role", "a fresh sign-in without a role"] {
        let earlier = desk.signed_in(SUPERVISOR).await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let id = approved(&desk, &tomasz, &hana).await;
        match how {
            "ended by another" => assert_eq!(mikael.post("/api/sessions/end-person", &person).await.location(), "/sessions?ended=person"),
            "an earlier session ended by another" => {
                sign_out(&hana).await;
                assert_eq!(mikael.post("/api/sessions/end-person", &person).await.location(), "/sessions?ended=person");
            }
            "ended by the issuer" => {
                let text = "SELECT sid FROM sessions WHERE sub = ? AND revoked_at IS NULL";
                let sids: Vec<String> = sqlx::query_scalar(text).bind(SUPERVISOR).fetch_all(&mut desk.intruder().await).await.expect("sessions");
                for sid in sids {
                    desk.issuer(Method::POST, &format!("/sessions/{sid}/end")).await;
                }
            }
            "a sign-in without a role" => {
                sign_out(&hana).await;
                desk.misbehave("no_groups").await;
                assert_eq!(desk.browser().sign_in(SUPERVISOR).await.sign_in_problem(), "no_role");
                assert!(earlier.get("/users").await.location().starts_with("/sign-in"), "the session of before is over too");
            }
            _ => {
                sign_out(&earlier).await;
                desk.misbehave("no_groups").await;
                let to_issuer = hana.get("/auth/step-up?return_to=/users").await;
                let back = hana.get(&hana.callback_from(&to_issuer, SUPERVISOR).await).await;
                assert_eq!(back.location().split('&').next(), Some("/sign-in?problem=no_role"));
            }
        }
        assert_eq!(problem_of(&carry_out(&tomasz, &id).await), "approver_may_not", "{how}");
        assert_eq!(desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry.code.as_deref(), Some("approver_may_not"), "{how}");
        tomasz.post(WITHDRAW, &form(&[("id", &id)])).await;
    }
    assert_eq!(desk.effects().await, 0);
    // A new sign-in with a role, and what is decided then holds.
    let hana = desk.signed_in(SUPERVISOR).await;
    let id = approved(&desk, &tomasz, &hana).await;
    carry_out(&tomasz, &id).await.result_id();
}

#[tokio::test]
async fn whoever_asked_and_was_shut_out_has_nothing_carried_out_for_them() {
    let desk = Desk::open_with(|settings| settings.desk.escalations.approver_carries_out = true).await;
    let (tomasz, hana, mikael) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    let id = approved(&desk, &tomasz, &hana).await;
    let person = form(&[("issuer", &desk.sandbox.issuer_url()), ("sub", HELPDESK_TOMASZ)]);
    mikael.post("/api/sessions/end-person", &person).await;
    assert_eq!(problem_of(&carry_out(&hana, &id).await), "not_allowed");
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn whoever_approved_and_signed_out_or_stayed_away_has_approved_all_the_same() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), |_| {}).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let id = approved(&desk, &tomasz, &hana).await;
    sign_out(&hana).await;
    carry_out(&tomasz, &id).await.result_id();

    // They end their newer session from the older one's list, and sign out of that.
    let (older, newer) = (desk.signed_in(SUPERVISOR).await, desk.signed_in(SUPERVISOR).await);
    let id = approved(&desk, &tomasz, &newer).await;
    older.post("/api/sessions/end-others", &BTreeMap::new()).await;
    assert!(newer.get("/users").await.location().starts_with("/sign-in"));
    sign_out(&older).await;
    carry_out(&tomasz, &id).await.result_id();

    let hana = desk.signed_in(SUPERVISOR).await;
    let id = approved(&desk, &tomasz, &hana).await;
    clock.turn(Duration::minutes(20));
    desk.control(Method::POST, "clock", Some(json!({ "clock": "issuer", "advance_seconds": 1_200 }))).await;
    assert!(hana.get("/users").await.location().starts_with("/sign-in"), "too long unused");
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    carry_out(&tomasz, &id).await.result_id();
}

fn person(desk: &Desk, sub: &str, role: &Role) -> Actor {
    Actor { id: StaffId { issuer: desk.sandbox.issuer_url(), sub: sub.into() }, name: sub.into(), email: None, roles: [role.clone()].into() }
}

/// Somebody who has begun to carry out this approval.
fn caller_with(approval: Approval, actor: &Actor) -> Caller {
    let staff = StaffSession { actor: actor.clone(), groups: Vec::new(), sid: None, id_token: "none".into(), auth_time: 0, proof: SignInProof::default() };
    let origin = RequestOrigin { request_id: "AAAA-BBBB-CCCC".into(), ..RequestOrigin::default() };
    Caller { staff: Some(staff), session_handle: "0123".into(), approval: Some(Arc::new(approval)), origin, ..Caller::default() }
}

#[tokio::test]
async fn a_lock_on_either_of_two_people_and_the_end_of_the_approval_stop_what_is_being_carried_out() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), |settings| settings.desk.escalations.lasts = Duration::minutes(5)).await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let (asker, approver) = (person(&desk, HELPDESK_TOMASZ, &Role::HELPDESK), person(&desk, SUPERVISOR, &Role::SUPERVISOR));
    let user = desk.user(CUSTOMERS, PROTECTED).await;
    let sub = Sub::try_from(user["sub"].as_str().expect("a sub").to_owned()).expect("a sub");
    let username = Username::try_from(PROTECTED.to_owned()).expect("a name");
    let why = Why { reason: Reason::parse("Caller lost the phone").expect("a reason"), ticket: None, caller_verified_by: None };
    let register = Register::of(&desk.console);
    for (by, locked, code) in [
        (&asker, Some(&approver), ErrorCode::ApproverMayNot),
        (&approver, Some(&asker), ErrorCode::Locked),
        // Last, since the clock is not turned back.
        (&asker, None, ErrorCode::EscalationOver),
    ] {
        let id = approved(&desk, &tomasz, &hana).await;
        let escalation = register.load(Uuid::parse_str(&id).expect("an id")).await.expect("the register").expect("a request");
        let approval = || async { register.redeem(&escalation, (asker.clone(), approver.clone()), by).await.expect("the register").expect("approved") };
        let caller = caller_with(approval().await, by);
        let pool = desk.console.pool(CUSTOMERS, &caller).expect("a pool").id.clone();
        let target = || async { fresh_target(&desk.console, &caller, &pool, &username, &sub).await.expect("a user") };
        let code_for = || SendResetCode { client_metadata: ClientMetadata::default() };
        let permit = permitted(&desk.console, &caller, code_for(), target().await, &why).await.expect("a permit: nothing has happened yet");
        let set_by = StaffId { issuer: desk.sandbox.issuer_url(), sub: ADMIN.into() };
        match locked {
            Some(locked) => {
                let on = LockOn::Person { id: locked.id.clone(), name: locked.name.clone() };
                let lock = Lock { id: Uuid::new_v4(), on, reason: "A stolen laptop".into(), set_by: set_by.clone(), set_by_name: "Mikael".into(), set_at: 1, until: None };
                desk.console.locks.set(&lock, None).await.expect("set");
            }
            None => clock.turn(Duration::minutes(5)),
        }
        let action_id = Uuid::parse_str(&end_of(&id)).expect("an id");
        let plan = Plan { action_id, part_of: None, then: None, password_source: None, why: &why, note: "announced: a test".into() };
        let stopped = begin(&desk.console, &caller, permit, plan).await.expect_err("there is nothing to call Cognito with");
        assert_eq!(stopped.code, code);
        assert_eq!(desk.outcome(&end_of(&id)).await, ("denied".into(), code.name().into()));
        if locked.is_some() {
            let refused = permitted(&desk.console, &caller, code_for(), target().await, &why).await.expect_err("nor is a new one permitted");
            assert_eq!(refused.code, code);
            let record = desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry;
            assert!(record.code.as_deref() == Some(code.name()) && record.note.is_some_and(|note| note.starts_with("lock on ")), "which lock it was is on record");
            let lock = desk.console.locks.standing().await.expect("locks").remove(0);
            assert!(desk.console.locks.lift(lock.id, &set_by).await.expect("lifted"));
        }
        assert_eq!(desk.effects().await, 0);
    }
}
