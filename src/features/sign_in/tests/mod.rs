//! The routes, with everything outside them played by fakes.

mod fakes;
mod locks;
mod sign_in;
mod sign_out;
mod step_up;

use super::{RoleMap, SignInState, current_staff, routes};
use crate::domain::actor::{RequestOrigin, Role};
use crate::domain::step_up::StepUpRules;
use axum::body::Body;
use axum::http::{Request, Response, header};
use axum::routing::get;
use axum::{Extension, Router};
use fakes::{FakeAttempts, FakeClock, FakeIdentity, FakeStore, FakeTrail, handle_of};
use locks::FakeLocks;
use std::sync::Arc;
use tower::ServiceExt;
use tower_sessions::{Session, SessionManagerLayer};

/// The console's sign-in, and a handle on each fake.
struct Desk {
    router: Router,
    identity: Arc<FakeIdentity>,
    attempts: Arc<FakeAttempts>,
    store: FakeStore,
    trail: Arc<FakeTrail>,
    locks: Arc<FakeLocks>,
}

impl Desk {
    fn open() -> Self {
        let (identity, attempts, store, trail) = (Arc::new(FakeIdentity::default()), Arc::new(FakeAttempts::default()), FakeStore::default(), Arc::new(FakeTrail::default()));
        let locks = Arc::new(FakeLocks::default());
        let roles: RoleMap = [("desk".to_owned(), Role::HELPDESK), ("leads".to_owned(), Role::SUPERVISOR)].into_iter().collect();
        let state = SignInState {
            identity: identity.clone(),
            attempts: attempts.clone(),
            sessions: Arc::new(store.clone()),
            handle_of,
            audit: trail.clone(),
            clock: Arc::new(FakeClock),
            roles,
            locks: locks.clone(),
            crowd: Arc::default(),
            strangers: Arc::default(),
            step_up: StepUpRules::default(),
        };
        let origin = RequestOrigin { request_id: "R1".into(), address: "192.0.2.7".into(), user_agent: "Test".into() };
        let sessions = SessionManagerLayer::new(store.clone()).with_name("__Host-passdesk");
        let router = routes().with_state(state).route("/me", get(me)).layer(Extension(origin)).layer(sessions);
        Self { router, identity, attempts, store, trail, locks }
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    async fn get(&self, address: &str, cookies: &str) -> Response<Body> {
        self.send(Request::get(address).header(header::COOKIE, cookies).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, address: &str, cookies: &str, form: &str) -> Response<Body> {
        let request = Request::post(address).header(header::COOKIE, cookies).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    /// Begins an attempt and gives its login cookie.
    async fn begin(&self, return_to: &str, cookies: &str) -> String {
        let answer = self.get(&format!("/auth/login?return_to={return_to}"), cookies).await;
        assert_eq!(answer.status(), 303);
        cookie(&answer, super::LOGIN_COOKIE).expect("a login cookie")
    }

    /// Signs in and gives the session cookie.
    async fn sign_in(&self, cookies: &str) -> Option<String> {
        let login = self.begin("/audit", cookies).await;
        let answer = self.get("/auth/callback?state=state-1&code=c", &format!("{login}; {cookies}")).await;
        cookie(&answer, "__Host-passdesk")
    }

    /// Who the console takes this browser for.
    async fn me(&self, cookies: &str) -> String {
        body(self.get("/me", cookies).await).await
    }
}

async fn me(session: Session) -> String {
    current_staff(&session).await.expect("a store").map(|staff| staff.actor.name).unwrap_or_default()
}

async fn body(answer: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), 65_536).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn location(answer: &Response<Body>) -> &str {
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    answer.headers()[header::LOCATION].to_str().expect("an address")
}

/// `name=value` of a cookie that this answer sets.
fn cookie(answer: &Response<Body>, name: &str) -> Option<String> {
    let lines = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.filter_map(|line| line.split(';').next());
    pairs.find(|pair| pair.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).is_some_and(|value| !value.is_empty())).map(str::to_owned)
}
