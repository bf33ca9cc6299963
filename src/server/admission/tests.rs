use super::*;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::routing::any;
use futures::FutureExt;
use std::future::pending;
use std::pin::Pin;
use tower::ServiceExt;

type Asked = Pin<Box<dyn Future<Output = Response>>>;

/// A router whose pages under `/users/p/` and `/results/held` never answer, with so many places and nobody who changes their number.
fn router(places: f64) -> Router {
    let door = Door::new();
    door.gate.set_limit(places);
    for session in 0..300 {
        door.known.note(session_of(&HeaderMap::from_iter([(header::COOKIE, cookie(session))])).expect("a session"));
    }
    let held = || async {
        pending::<()>().await;
        "never"
    };
    let routes = Router::new().route("/users/{pool}/{sub}", any(held)).route("/results/{action}", any(held)).fallback(any(|| async { "here" }));
    routes.layer(from_fn_with_state(door, enter))
}

fn cookie(session: usize) -> HeaderValue {
    HeaderValue::try_from(format!("__Host-passdesk=s{session}")).expect("ASCII")
}

fn ask(router: &Router, method: &str, path: &str, session: usize) -> Asked {
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie(session));
    let request = request.body(Body::empty()).expect("a request");
    Box::pin(router.clone().oneshot(request).map(|answer| answer.unwrap_or_else(|never| match never {})))
}

/// Holds so many pages of users, each of another session.
fn hold(router: &Router, pages: usize) -> Vec<Asked> {
    let mut held: Vec<Asked> = (0..pages).map(|number| ask(router, "GET", "/users/p/s", 100 + number)).collect();
    assert!(held.iter_mut().all(|page| page.now_or_never().is_none()), "they are on their way");
    held
}

fn retry_after(answer: &Response) -> &str {
    answer.headers().get(header::RETRY_AFTER).map_or("", |value| value.to_str().expect("ASCII"))
}

#[tokio::test]
async fn with_too_much_to_do_the_trail_is_refused_first_then_searches_then_users_and_actions_last() {
    let router = router(20.0);
    let mut held = hold(&router, 10);
    let trail = ask(&router, "GET", "/audit", 1).await;
    assert_eq!((trail.status(), retry_after(&trail)), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(ask(&router, "GET", "/users?q=amara", 1).await.status(), StatusCode::OK);
    held.extend(hold(&router, 5));
    let search = ask(&router, "GET", "/users?q=amara", 1).await;
    assert_eq!((search.status(), retry_after(&search)), (StatusCode::SERVICE_UNAVAILABLE, "3"));
    held.extend(hold(&router, 3));
    let user = ask(&router, "GET", "/users/p/s", 1).await;
    assert_eq!((user.status(), retry_after(&user)), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert_eq!(ask(&router, "POST", "/api/passwords/reset", 1).await.status(), StatusCode::OK, "an action has a place that is kept for it");
    let mut results: Vec<Asked> = (0..2).map(|number| ask(&router, "GET", "/results/held", 200 + number)).collect();
    assert!(results.iter_mut().all(|page| page.now_or_never().is_none()));
    let action = ask(&router, "POST", "/api/passwords/reset", 1).await;
    assert_eq!((action.status(), retry_after(&action)), (StatusCode::SERVICE_UNAVAILABLE, "1"), "when there is none at all");
    // It is as before at once.
    drop((held, results));
    for path in ["/audit", "/users?q=amara"] {
        assert_eq!(ask(&router, "GET", path, 1).await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn one_browser_takes_its_own_places_and_nobody_elses() {
    let router = router(200.0);
    let mut held: Vec<Asked> = (0..gate::OF_A_SESSION).map(|_| ask(&router, "GET", "/users/p/s", 1)).collect();
    assert!(held.iter_mut().all(|page| page.now_or_never().is_none()));
    let one_more = ask(&router, "GET", "/users?q=amara", 1).await;
    assert_eq!((one_more.status(), retry_after(&one_more)), (StatusCode::SERVICE_UNAVAILABLE, "3"));
    assert_eq!(ask(&router, "GET", "/users?q=amara", 2).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_session_that_nobody_has_found_goes_with_the_strangers_until_it_is_found() {
    let door = Door::new();
    door.gate.set_limit(20.0);
    let signed_in = || async { (axum::Extension(SignedIn), "somebody's page") };
    let held = || async { pending::<&str>().await };
    let routes = Router::new().route("/results/{action}", any(held)).route("/users", any(signed_in)).fallback(any(|| async { "here" }));
    let router = routes.layer(from_fn_with_state(door.clone(), enter));
    // Made-up cookies fill no more than what strangers may.
    let mut held: Vec<Asked> = (0..15).map(|number| ask(&router, "GET", "/results/held", 500 + number)).collect();
    assert!(held.iter_mut().all(|page| page.now_or_never().is_none()));
    assert_eq!(ask(&router, "POST", "/api/passwords/reset", 700).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    held.pop();
    assert_eq!(ask(&router, "GET", "/users", 700).await.status(), StatusCode::OK);
    held.push(ask(&router, "GET", "/results/held", 900));
    assert!(held.iter_mut().all(|page| page.now_or_never().is_none()));
    assert_eq!(ask(&router, "POST", "/api/passwords/reset", 700).await.status(), StatusCode::OK, "it is a session's");
}

#[tokio::test]
async fn endings_have_places_of_their_own_and_so_many() {
    let door = Door::new();
    door.gate.set_limit(1.0);
    let held = || async { pending::<&str>().await };
    let router = Router::new().fallback(any(held)).layer(from_fn_with_state(door, enter));
    let mut inside: Vec<Asked> = (0..ENDINGS).map(|number| ask(&router, "POST", "/auth/logout", number)).collect();
    assert!(inside.iter_mut().all(|ending| ending.now_or_never().is_none()), "they are on their way");
    inside.push(ask(&router, "POST", "/auth/logout", 400));
    assert!(inside.last_mut().is_some_and(|ending| ending.now_or_never().is_none()), "beyond them it is one of the requests");
    assert_eq!(ask(&router, "POST", "/auth/logout", 401).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}
