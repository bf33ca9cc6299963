//! The end of a session, by its owner and by the issuer.

use super::{Desk, body, location};
use crate::ports::identity_provider::IdentityError;
use axum::http::{StatusCode, header};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn signing_out_ends_the_session_here_and_at_the_issuer() {
    for (has_end_session, next) in [(true, "https://id.example/end?id_token_hint=the-id-token"), (false, "/sign-in?ended=signed_out")] {
        let desk = Desk::open();
        desk.identity.has_end_session.store(has_end_session, Ordering::Relaxed);
        let session = desk.sign_in("").await.expect("a session");
        let answer = desk.post("/auth/logout", &session, "").await;
        assert_eq!(location(&answer), next);
        assert_eq!(answer.headers()["clear-site-data"], r#""cache", "storage""#);
        assert!(answer.headers()[header::SET_COOKIE].to_str().expect("text").contains("Max-Age=0"));
        assert_eq!(desk.me(&session).await, "");
        assert_eq!(*desk.store.ended.lock().expect("lock"), ["signed_out"]);
        assert_eq!(desk.trail.lines().last().map(String::as_str), Some("session.end succeeded signed_out ana"));
    }
}

#[tokio::test]
async fn signing_out_works_without_a_trail_and_says_when_it_did_not_work() {
    let desk = Desk::open();
    let session = desk.sign_in("").await.expect("a session");
    desk.store.cannot_end.store(true, Ordering::Relaxed);
    assert_eq!(location(&desk.post("/auth/logout", &session, "").await), "/sign-in?problem=database_unavailable&reference=R1");
    assert_eq!(desk.me(&session).await, "Ana");
    desk.store.cannot_end.store(false, Ordering::Relaxed);
    desk.trail.is_down.store(true, Ordering::Relaxed);
    assert_eq!(location(&desk.post("/auth/logout", &session, "").await), "/sign-in?ended=signed_out");
    assert_eq!(desk.me(&session).await, "");
}

#[tokio::test]
async fn a_stranger_may_sign_out_and_leaves_no_record() {
    let desk = Desk::open();
    assert_eq!(location(&desk.post("/auth/logout", "", "").await), "/sign-in?ended=signed_out");
    assert!(desk.trail.lines().is_empty());
}

#[tokio::test]
async fn a_link_cannot_sign_anyone_out() {
    let desk = Desk::open();
    for address in ["/auth/logout", "/auth/backchannel-logout"] {
        let answer = desk.get(address, "").await;
        assert_eq!((answer.status(), &answer.headers()[header::CACHE_CONTROL]), (StatusCode::METHOD_NOT_ALLOWED, &"no-store".parse().expect("a value")));
    }
}

#[tokio::test]
async fn the_issuer_ends_sessions_once_per_logout_token() {
    let desk = Desk::open();
    let session = desk.sign_in("").await.expect("a session");
    let answer = desk.post("/auth/backchannel-logout", "", "logout_token=t1").await;
    assert_eq!((answer.status(), &answer.headers()[header::CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().expect("a value")));
    assert!(answer.headers().get(header::SET_COOKIE).is_none());
    assert_eq!(desk.me(&session).await, "");
    assert_eq!(*desk.store.ended.lock().expect("lock"), ["by_issuer"]);
    assert_eq!(desk.trail.lines().last().map(String::as_str), Some("session.end succeeded by_issuer ana"));
    assert_eq!(desk.post("/auth/backchannel-logout", "", "logout_token=t1").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(desk.post("/auth/backchannel-logout", "", "logout_token=t2").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_bad_logout_request_gets_the_answer_of_the_specification() {
    let desk = Desk::open();
    let session = desk.sign_in("").await.expect("a session");
    let plain = axum::http::Request::post("/auth/backchannel-logout").header(header::CONTENT_TYPE, "text/plain");
    let plain = desk.send(plain.body("logout_token=t1".into()).expect("a request")).await;
    let empty = desk.post("/auth/backchannel-logout", "", "").await;
    *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unverified("iss".into()));
    let wrong = desk.post("/auth/backchannel-logout", "", "logout_token=t1").await;
    *desk.identity.fault.lock().expect("lock") = Some(|| IdentityError::Unavailable("down".into()));
    let down = desk.post("/auth/backchannel-logout", "", "logout_token=t1").await;
    for (answer, error) in [(plain, "invalid_request"), (empty, "invalid_request"), (wrong, "invalid_request"), (down, "temporarily_unavailable")] {
        assert_eq!((answer.status(), &answer.headers()[header::CACHE_CONTROL]), (StatusCode::BAD_REQUEST, &"no-store".parse().expect("a value")));
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        let text = body(answer).await;
        assert!(text.contains(&format!(r#""error":"{error}""#)), "{text}");
    }
    assert_eq!(desk.me(&session).await, "Ana");
}
