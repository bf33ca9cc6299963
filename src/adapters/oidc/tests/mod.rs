//! The relying party against a small issuer that lies on demand.

mod discovery;
mod issuer;
mod logout;
mod sign_in;
mod token_endpoint;

use super::{OidcProvider, OidcSettings};
use crate::domain::clock::Clock;
use crate::domain::secret::Secret;
use issuer::TestIssuer;
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime};

/// The time at which each test begins, in seconds since 1970.
const START: i64 = 1_800_000_000;
const CLIENT_ID: &str = "passdesk";
const CLIENT_SECRET: &str = "a secret/of+the client";

/// A clock that goes when it is told to.
struct TestClock(Mutex<OffsetDateTime>);

impl TestClock {
    fn start() -> Arc<Self> {
        Arc::new(Self(Mutex::new(OffsetDateTime::from_unix_timestamp(START).expect("a time"))))
    }

    fn advance(&self, by: Duration) {
        *self.0.lock().expect("the clock") += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().expect("the clock")
    }
}

fn settings(issuer: &str) -> OidcSettings {
    let mut settings = OidcSettings::new(issuer, CLIENT_ID, "https://desk.example/auth/callback", "https://desk.example/sign-in");
    settings.client_secret = Some(Secret::new(CLIENT_SECRET.to_owned()));
    settings
}

async fn with_issuer() -> (TestIssuer, OidcProvider, Arc<TestClock>) {
    let issuer = TestIssuer::start().await;
    let clock = TestClock::start();
    let provider = OidcProvider::new(settings(issuer.url()), clock.clone()).expect("settings that work");
    (issuer, provider, clock)
}
