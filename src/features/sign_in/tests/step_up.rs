//! A fresh sign-in in the middle of a session: whose it must be, when, and what becomes of the session.

use super::{Desk, cookie, location};
use crate::ports::identity_provider::IdentityError;
use std::sync::atomic::Ordering;

const SESSION: &str = "__Host-passdesk";

/// A signed-in Ana on her way to the issuer: her session, and all cookies of her browser.
async fn on_the_way(desk: &Desk) -> (String, String) {
    let session = desk.sign_in("").await.expect("a session");
    let answer = desk.get("/auth/step-up?return_to=/again/1", &session).await;
    assert_eq!(location(&answer), "https://id.example/authorize?state=state-1&max_age=0");
    let login = cookie(&answer, super::super::LOGIN_COOKIE).expect("a login cookie");
    (session.clone(), format!("{session}; {login}"))
}

#[tokio::test]
async fn the_same_person_comes_back_with_a_new_session_and_the_old_one_is_dead() {
    let desk = Desk::open();
    let (before, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&answer), "/again/1");
    let after = cookie(&answer, SESSION).expect("a session");
    assert_ne!(after, before);
    assert_eq!((desk.me(&before).await, desk.me(&after).await), (String::new(), "Ana".into()));
    assert_eq!(*desk.store.ended.lock().expect("lock"), ["replaced"]);
    assert_eq!(desk.trail.lines()[1..], ["session.step_up succeeded auth_time 1970-01-01T00:00:07Z ana", "session.end succeeded replaced ana"]);
    let again = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&again), "/sign-in?problem=sign_in_failed&reference=R1", "an answer is taken once");
    assert_eq!(desk.trail.lines().len(), 3);
}

#[tokio::test]
async fn what_is_no_answer_leaves_the_session_as_it_was_and_is_on_record() {
    type Turn = fn(&Desk);
    let cases: [(&str, Turn, &str, &str); 6] = [
        ("somebody else", |desk| *desk.identity.sub.lock().expect("lock") = Some("eva"), "code=c", "step_up_other_person"),
        ("no auth_time", |desk| *desk.identity.auth_time.lock().expect("lock") = None, "code=c", "step_up_not_fresh"),
        ("before the question", |desk| *desk.identity.auth_time.lock().expect("lock") = Some(-31), "code=c", "step_up_not_fresh"),
        ("cancelled", |_| {}, "error=access_denied", "sign_in_failed"),
        ("not verified", |desk| *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unverified("nonce".into())), "code=c", "sign_in_failed"),
        ("down", |desk| *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unavailable("down".into())), "code=c", "issuer_unavailable"),
    ];
    for (what, turn, query, code) in cases {
        let desk = Desk::open();
        let (before, cookies) = on_the_way(&desk).await;
        *desk.identity.auth_time.lock().expect("lock") = Some(7);
        turn(&desk);
        let answer = desk.get(&format!("/auth/callback?state=state-1&{query}"), &cookies).await;
        assert_eq!(location(&answer), format!("/sign-in?problem={code}&reference=R1&return_to=%2Fagain%2F1"), "{what}");
        assert_eq!(cookie(&answer, SESSION), None, "{what}");
        assert_eq!(desk.me(&before).await, "Ana", "{what}");
        let lines = desk.trail.lines();
        assert_eq!(lines[1..], [format!("session.step_up refused {code} ana")], "{what}");
    }
}

#[tokio::test]
async fn roles_are_read_afresh_and_without_one_the_session_ends() {
    let desk = Desk::open();
    let (before, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    *desk.identity.groups.lock().expect("lock") = Some(vec!["leads".to_owned()]);
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    let session = cookie(&answer, SESSION).expect("a session");
    let roles: Vec<_> = desk.store.records.lock().expect("lock").values().map(|record| record.data["staff"]["actor"]["roles"].clone()).collect();
    assert_eq!(roles, [serde_json::json!(["supervisor"])]);
    assert_eq!(desk.me(&before).await, "");

    *desk.identity.groups.lock().expect("lock") = Some(vec!["cooks".to_owned()]);
    let way = desk.get("/auth/step-up?return_to=/again/1", &session).await;
    let login = cookie(&way, super::super::LOGIN_COOKIE).expect("a login cookie");
    let answer = desk.get("/auth/callback?state=state-1&code=c", &format!("{session}; {login}")).await;
    assert_eq!(location(&answer), "/sign-in?problem=no_role&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!((desk.me(&session).await, *desk.store.ended.lock().expect("lock") == ["replaced", "no_role"]), (String::new(), true));
    assert_eq!(desk.trail.lines()[3..], ["session.end succeeded no_role ana", "session.step_up denied no_role ana"]);
    assert_eq!(*desk.store.forgotten.lock().expect("lock"), ["ana"], "nor is she what she was by the sign-in before");
}

#[tokio::test]
async fn a_session_that_ended_on_the_way_does_not_go_on() {
    let desk = Desk::open();
    let (session, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    desk.post("/auth/logout", &session, "").await;
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&answer), "/sign-in?problem=session_ended&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!((cookie(&answer, SESSION), desk.me(&session).await), (None, String::new()));
    assert_eq!(desk.trail.lines()[2..], ["session.step_up refused session_ended ana"]);
}

#[tokio::test]
async fn somebody_elses_session_that_is_in_the_browser_by_now_is_not_touched() {
    let desk = Desk::open();
    let (_, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    let login = cookies.split("; ").find(|pair| pair.starts_with(super::super::LOGIN_COOKIE)).expect("a login cookie").to_owned();
    // Eva signs in elsewhere, and her session comes into this browser.
    let elsewhere = Desk::open();
    *elsewhere.identity.sub.lock().expect("lock") = Some("eva");
    let hers = elsewhere.sign_in("").await.expect("a session");
    desk.store.records.lock().expect("lock").extend(elsewhere.store.records.lock().expect("lock").clone());
    let answer = desk.get("/auth/callback?state=state-1&code=c", &format!("{hers}; {login}")).await;
    assert_eq!(location(&answer), "/sign-in?problem=session_ended&reference=R1&return_to=%2Fagain%2F1");
    assert!(desk.store.ended.lock().expect("lock").is_empty());
}

#[tokio::test]
async fn without_a_trail_or_a_session_store_nothing_changes() {
    let desk = Desk::open();
    let (session, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    desk.trail.is_down.store(true, Ordering::Relaxed);
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&answer), "/sign-in?problem=trail_unavailable&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!(desk.me(&session).await, "Ana");
    desk.trail.is_down.store(false, Ordering::Relaxed);
    desk.store.cannot_end.store(true, Ordering::Relaxed);
    desk.get("/auth/step-up?return_to=/again/1", &cookies).await;
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&answer), "/sign-in?problem=database_unavailable&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!(desk.me(&session).await, "Ana");
    assert_eq!(desk.trail.lines().last().map(String::as_str), Some("session.step_up refused database_unavailable ana"), "what was recorded too early is taken back");
}

#[tokio::test]
async fn a_stranger_signs_in_as_ever_and_no_step_leads_abroad() {
    let desk = Desk::open();
    assert_eq!(location(&desk.get("/auth/step-up?return_to=/again/1", "").await), "/sign-in?return_to=%2Fagain%2F1");
    assert_eq!(location(&desk.get("/auth/step-up?return_to=//evil.example", "").await), "/sign-in?return_to=%2Fusers");
    let session = desk.sign_in("").await.expect("a session");
    *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unavailable("down".into()));
    let answer = desk.get("/auth/step-up?return_to=/again/1", &session).await;
    assert_eq!(location(&answer), "/sign-in?problem=issuer_unavailable&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!(desk.me(&session).await, "Ana");
}

#[tokio::test]
async fn whoever_is_locked_out_meanwhile_gets_no_new_session_and_loses_the_old_one() {
    let desk = Desk::open();
    let (session, cookies) = on_the_way(&desk).await;
    *desk.identity.auth_time.lock().expect("lock") = Some(7);
    super::locks::lock(&desk, "ana").await;
    let answer = desk.get("/auth/callback?state=state-1&code=c", &cookies).await;
    assert_eq!(location(&answer), "/sign-in?problem=locked&reference=R1&return_to=%2Fagain%2F1");
    assert_eq!(
        (desk.me(&session).await, desk.trail.lines()[1..].to_vec()),
        (String::new(), vec!["session.end succeeded locked ana".to_owned(), "session.step_up denied locked ana".to_owned()])
    );
}
