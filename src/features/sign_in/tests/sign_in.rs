//! From the button to a session, and all the ways that do not get there.

use super::{Desk, cookie, location};
use crate::features::sign_in::{LOGIN_COOKIE, ORIGIN_KEY};
use crate::ports::identity_provider::IdentityError;
use axum::http::{StatusCode, header};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn the_button_leads_to_the_issuer_with_a_cookie_that_binds_the_browser() {
    let desk = Desk::open();
    for answer in
        [desk.get("/auth/login?return_to=%2Faudit", "").await, desk.post("/auth/login", "", "return_to=%2Faudit").await, desk.post("/auth/login?return_to=/audit", "", "").await]
    {
        assert_eq!(location(&answer), "https://id.example/authorize?state=state-1");
        let line = answer.headers()[header::SET_COOKIE].to_str().expect("text").to_owned();
        for part in [LOGIN_COOKIE, "; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/", "; Max-Age=600"] {
            assert!(line.contains(part), "{line}");
        }
    }
    assert_eq!(desk.attempts.kept.lock().expect("lock").values().filter(|(return_to, _)| return_to == "/audit").count(), 3);
}

#[tokio::test]
async fn several_tabs_share_one_login_cookie() {
    let desk = Desk::open();
    let first = desk.begin("/users", "").await;
    assert_eq!(desk.begin("/audit", &first).await, first);
    assert_ne!(desk.begin("/audit", &format!("{LOGIN_COOKIE}=forged")).await, first);
}

#[tokio::test]
async fn a_sign_in_ends_where_it_began_with_a_record_before_the_session() {
    let desk = Desk::open();
    let login = desk.begin("/audit", "").await;
    let answer = desk.get("/auth/callback?state=state-1&code=c&iss=x", &login).await;
    assert_eq!(location(&answer), "/audit");
    let session = cookie(&answer, "__Host-passdesk").expect("a session");
    assert_eq!(desk.me(&session).await, "Ana");
    assert_eq!(desk.trail.lines(), ["session.start succeeded ana"]);
    assert!(desk.trail.text().contains("192.0.2.7") && !desk.trail.text().contains("the-id-token"));
    let records = desk.store.records.lock().expect("lock");
    assert_eq!(records.values().next().expect("a session").data[ORIGIN_KEY], serde_json::json!({ "address": "192.0.2.7", "user_agent": "Test" }));
}

#[tokio::test]
async fn a_foreign_return_address_becomes_the_start_page() {
    let desk = Desk::open();
    let login = desk.begin("//evil.example", "").await;
    assert_eq!(location(&desk.get("/auth/callback?state=state-1&code=c", &login).await), "/users");
}

#[tokio::test]
async fn an_attempt_works_once_and_only_in_its_browser() {
    let desk = Desk::open();
    let login = desk.begin("/users", "").await;
    for (address, cookies) in [
        ("/auth/callback?state=state-1&code=c", ""),
        ("/auth/callback?state=state-1&code=c", &*format!("{LOGIN_COOKIE}=00112233445566778899aabbccddeeff")),
        ("/auth/callback?state=other&code=c", &*login),
        ("/auth/callback?code=c", &*login),
        ("/auth/callback?state=state-1&state=state-1&code=c", &*login),
        ("/auth/callback", &*login),
    ] {
        let answer = desk.get(address, cookies).await;
        assert_eq!(location(&answer), "/sign-in?problem=sign_in_failed&reference=R1", "{address} {cookies}");
        assert_eq!(cookie(&answer, "__Host-passdesk"), None);
    }
    assert!(desk.trail.lines().is_empty(), "strangers do not write the trail");
    assert_eq!(location(&desk.get("/auth/callback?state=state-1&code=c", &login).await), "/users");
    assert_eq!(location(&desk.get("/auth/callback?state=state-1&code=c", &login).await), "/sign-in?problem=sign_in_failed&reference=R1");
}

#[tokio::test]
async fn a_person_without_a_role_is_recorded_and_stays_outside() {
    let desk = Desk::open();
    for groups in [vec![], vec!["cooks".to_owned(), "Desk".to_owned()]] {
        *desk.identity.groups.lock().expect("lock") = Some(groups);
        let login = desk.begin("/users", "").await;
        let answer = desk.get("/auth/callback?state=state-1&code=c", &login).await;
        assert_eq!(location(&answer), "/sign-in?problem=no_role&reference=R1");
        assert_eq!(cookie(&answer, "__Host-passdesk"), None);
    }
    assert_eq!(desk.trail.lines(), ["session.start denied no_role ana"; 2]);
    assert!(desk.store.records.lock().expect("lock").is_empty());
}

#[tokio::test]
async fn a_sign_in_that_does_not_verify_is_recorded_without_its_details() {
    let desk = Desk::open();
    for (query, fault, problem) in [
        ("error=access_denied", None, "sign_in_failed"),
        ("code=c", Some((|| IdentityError::Unverified("nonce mismatch of token xyz".into())) as fn() -> IdentityError), "sign_in_failed"),
        ("code=c", Some(|| IdentityError::Unavailable("down".into())), "issuer_unavailable"),
    ] {
        let login = desk.begin("/users", "").await;
        *desk.identity.fault.lock().expect("lock") = fault;
        let answer = desk.get(&format!("/auth/callback?state=state-1&{query}"), &login).await;
        *desk.identity.fault.lock().expect("lock") = None;
        assert_eq!(location(&answer), format!("/sign-in?problem={problem}&reference=R1"));
        assert_eq!(cookie(&answer, "__Host-passdesk"), None);
    }
    assert_eq!(desk.trail.lines(), ["session.start refused sign_in_failed", "session.start refused sign_in_failed", "session.start refused issuer_unavailable"]);
    assert!(!desk.trail.text().contains("xyz"));
}

#[tokio::test]
async fn without_a_trail_nobody_gets_in() {
    let desk = Desk::open();
    let login = desk.begin("/users", "").await;
    desk.trail.is_down.store(true, Ordering::Relaxed);
    let answer = desk.get("/auth/callback?state=state-1&code=c", &login).await;
    assert_eq!(location(&answer), "/sign-in?problem=trail_unavailable&reference=R1");
    assert_eq!(cookie(&answer, "__Host-passdesk"), None);
    assert!(desk.store.records.lock().expect("lock").is_empty());
}

#[tokio::test]
async fn without_a_session_store_the_trail_tells_that_the_start_came_to_nothing() {
    let desk = Desk::open();
    let login = desk.begin("/users", "").await;
    desk.store.cannot_create.store(true, Ordering::Relaxed);
    let answer = desk.get("/auth/callback?state=state-1&code=c", &login).await;
    assert_eq!(location(&answer), "/sign-in?problem=database_unavailable&reference=R1");
    assert_eq!(cookie(&answer, "__Host-passdesk"), None);
    assert_eq!(desk.trail.lines(), ["session.start succeeded ana", "session.start refused database_unavailable ana"]);
}

#[tokio::test]
async fn what_is_down_is_named() {
    let desk = Desk::open();
    desk.attempts.is_down.store(true, Ordering::Relaxed);
    assert_eq!(location(&desk.get("/auth/login", "").await), "/sign-in?problem=database_unavailable&reference=R1");
    *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unavailable("down".into()));
    let answer = desk.get("/auth/login", "").await;
    assert_eq!(location(&answer), "/sign-in?problem=issuer_unavailable&reference=R1");
    assert_eq!(cookie(&answer, LOGIN_COOKIE), None);
}

#[tokio::test]
async fn a_new_sign_in_replaces_the_session_and_its_id() {
    let desk = Desk::open();
    let first = desk.sign_in("").await.expect("a session");
    let second = desk.sign_in(&first).await.expect("another session");
    assert_ne!(first, second);
    assert_eq!((desk.me(&first).await, desk.me(&second).await), (String::new(), "Ana".into()));
    assert_eq!(*desk.store.ended.lock().expect("lock"), ["replaced"]);
    assert_eq!(desk.trail.lines(), ["session.start succeeded ana", "session.start succeeded ana", "session.end succeeded replaced ana"]);
}

#[tokio::test]
async fn a_session_id_that_someone_planted_is_not_taken_up() {
    let desk = Desk::open();
    let planted = "__Host-passdesk=AAAAAAAAAAAAAAAAAAAAAA";
    let session = desk.sign_in(planted).await.expect("a session");
    assert_ne!(session, planted);
    assert_eq!(desk.me(planted).await, "");
}

#[tokio::test]
async fn a_session_that_cannot_be_replaced_is_not_doubled() {
    let desk = Desk::open();
    let first = desk.sign_in("").await.expect("a session");
    desk.store.cannot_end.store(true, Ordering::Relaxed);
    assert_eq!(desk.sign_in(&first).await, None);
    assert_eq!(desk.store.records.lock().expect("lock").len(), 1);
    assert_eq!(desk.get("/auth/callback", "").await.status(), StatusCode::SEE_OTHER);
}
