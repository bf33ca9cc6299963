//! A session that was signed out of does not come back, whatever was under way.

use crate::browser::SESSION;
use crate::desk::{Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use futures::future::join_all;
use reqwest::Method;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Barrier;

/// Requests that are under way when the session ends: as many as one session may have.
const IN_FLIGHT: usize = 16;
/// How often each end is tried.
const ROUNDS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_requests_in_flight_a_signed_out_session_never_comes_back() {
    let desk = Arc::new(Desk::open().await);
    let ines = desk.signed_in(HELPDESK_INES).await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    for ends in ["signing out", "ending it from elsewhere"].repeat(ROUNDS) {
        let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
        let cookie = tomasz.cookie(SESSION).expect("a cookie");
        let barrier = Arc::new(Barrier::new(IN_FLIGHT + 1));
        let requests = (0..IN_FLIGHT).map(|number| {
            let (desk, barrier, cookie) = (Arc::clone(&desk), Arc::clone(&barrier), cookie.clone());
            tokio::spawn(async move {
                let browser = desk.browser();
                browser.set_cookie(SESSION, &cookie);
                barrier.wait().await;
                // Pages, forms that come back, and sign-ins that begin in the same browser.
                let answer = match number % 4 {
                    0 => browser.get("/sessions/left").await,
                    1 => browser.post("/theme", &form(&[("theme", "dark")])).await,
                    2 => browser.get("/auth/login").await,
                    _ => browser.get("/work").await,
                };
                (answer.status, browser.cookie(SESSION))
            })
        });
        let requests: Vec<_> = requests.collect();
        barrier.wait().await;
        if ends == "signing out" {
            assert_eq!(tomasz.post("/auth/logout", &BTreeMap::new()).await.status, 303);
        } else {
            let sub = form(&[("issuer", &desk.sandbox.issuer_url()), ("sub", HELPDESK_TOMASZ)]);
            assert_eq!(supervisor.post("/api/sessions/end-person", &sub).await.location(), "/sessions?ended=person");
        }
        let answers: Vec<_> = join_all(requests).await.into_iter().map(|answer| answer.expect("an answer")).collect();
        assert!(answers.iter().all(|(status, _)| *status < 500), "{ends}: {answers:?}");
        let cookies: Vec<String> = answers.into_iter().filter_map(|(_, cookie)| cookie).chain([cookie]).collect();
        for cookie in &cookies {
            let browser = desk.browser();
            browser.set_cookie(SESSION, cookie);
            let answer = browser.send(Method::GET, "/users", &[("accept", "text/html")], None).await;
            assert!(answer.location().starts_with("/sign-in"), "{ends}: {} {}", answer.status, answer.location());
        }
        let live = desk.console.sessions.list(None).await.expect("sessions");
        assert!(live.iter().all(|session| session.actor.id.sub != HELPDESK_TOMASZ), "{ends}: {live:?}");
    }
    assert_eq!(ines.get("/users").await.status, 200, "nobody else's");
}
