//! Headers and hosts. What every answer carries is an invariant of the harness; here every kind of answer is made once.

use crate::browser::encode;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use reqwest::Method;
use std::collections::BTreeMap;

#[tokio::test]
async fn every_kind_of_answer_carries_the_policy_and_its_family() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let stranger = desk.browser();
    // Each of these goes through `invariants::hold`.
    let kinds = [
        (stranger.get("/").await, 303, "a redirect"),
        (stranger.get("/sign-in").await, 200, "a page for strangers"),
        (stranger.get("/problem?code=busy").await, 503, "a problem"),
        (tomasz.get("/users").await, 200, "a page"),
        (tomasz.get("/nowhere").await, 404, "no page"),
        (tomasz.get("/audit").await, 403, "a denial"),
        (tomasz.get("/users?q=amara.okafor").await, 302, "an exact hit"),
        (tomasz.post_for_json("/api/users/search", &crate::desk::form(&[("pool", CUSTOMERS), ("q", "amara")])).await, 200, "JSON"),
        (tomasz.post_for_json("/api/users/search", &BTreeMap::new()).await, 422, "JSON that is an error"),
        (tomasz.send(Method::POST, "/theme", &[], None).await, 403, "a guard's refusal"),
        (tomasz.send(Method::DELETE, "/users", &[], None).await, 405, "another method"),
        (stranger.get("/healthz").await, 200, "health"),
        (stranger.get("/readyz").await, 200, "readiness"),
        (stranger.get("/pkg/none.css").await, 404, "an asset that is none"),
    ];
    for (answer, status, what) in kinds {
        assert_eq!(answer.status, status, "{what}: {}", answer.text());
        assert!(answer.header("content-security-policy").contains(&format!("form-action 'self' {}", desk.sandbox.issuer_url())), "{what}");
        assert!(answer.header("strict-transport-security").is_empty(), "{what}: plain http on loopback");
        assert!(answer.header("server").is_empty() && answer.header("x-powered-by").is_empty(), "{what}: nothing tells the version");
    }
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let port = desk.url.rsplit(':').next().expect("a port").to_owned();
    let others = ["evil.example".to_owned(), format!("localhost:{port}"), format!("evil.example:{port}"), "127.0.0.1".to_owned(), format!("127.0.0.1:{port}.evil.example")];
    for host in &others {
        for path in ["/users", "/sign-in", "/auth/login", "/api/users/search"] {
            let answer = tomasz.send(Method::GET, path, &[("host", host), ("accept", "text/html")], None).await;
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.body.contains("evil") && answer.cookies().is_empty(), "{host} {path}");
        }
    }
    let forwarded = tomasz.send(Method::GET, "/auth/login", &[("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")], None).await;
    assert!(forwarded.status == 303 && !forwarded.location().contains("evil"), "{}", forwarded.location());
}

#[tokio::test]
async fn the_clients_address_is_the_peers_whatever_it_claims() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let headers = [("x-forwarded-for", "203.0.113.7"), ("x-real-ip", "203.0.113.7"), ("forwarded", "for=203.0.113.7"), ("accept", "text/html")];
    tomasz.send(Method::GET, &format!("/users?{}", encode(&crate::desk::form(&[("q", "amara")]))), &headers, None).await;
    let record = desk.trail().await.into_iter().next().expect("a record").opening.entry;
    assert_eq!((record.event.as_str(), record.address.as_str()), ("user.search", "127.0.0.1"));
}
