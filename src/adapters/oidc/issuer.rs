//! What is known of the issuer: asked for when first needed, kept for a while, and asked again soon after a failure.

use super::http::IssuerHttp;
use super::metadata::{IssuerMetadata, check_endpoints};
use super::settings::OidcSettings;
use crate::domain::clock::Clock;
use crate::ports::identity_provider::IdentityError;
use openidconnect::core::CoreJsonWebKey;
use openidconnect::{DiscoveryError, IssuerUrl, JsonWebKeySet};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

/// How long metadata and keys hold.
pub(super) const KEPT_FOR: Duration = Duration::minutes(10);
/// A failure is remembered just long enough to spare a struggling issuer a burst.
const FAILURE_KEPT_FOR: Duration = Duration::seconds(2);
/// Anyone can send a token with an unknown key id; they must not make us ask the issuer each time.
const REFETCH_PAUSE: Duration = Duration::seconds(30);

/// Metadata and keys as of some time.
#[derive(Debug, Clone)]
pub(super) struct IssuerFacts {
    pub(super) metadata: IssuerMetadata,
    pub(super) keys: JsonWebKeySet<CoreJsonWebKey>,
    fetched_at: OffsetDateTime,
}

#[derive(Default)]
struct Known {
    facts: Option<Arc<IssuerFacts>>,
    failure: Option<(OffsetDateTime, String)>,
    keys_asked_at: Option<OffsetDateTime>,
}

/// The issuer, through its published documents.
pub(super) struct Issuer {
    url: IssuerUrl,
    http: IssuerHttp,
    settings: Arc<OidcSettings>,
    clock: Arc<dyn Clock>,
    // Held while asking, so that a burst of sign-ins asks once.
    known: Mutex<Known>,
}

impl Issuer {
    pub(super) fn new(url: IssuerUrl, http: IssuerHttp, settings: Arc<OidcSettings>, clock: Arc<dyn Clock>) -> Self {
        Self { url, http, settings, clock, known: Mutex::default() }
    }

    pub(super) fn http(&self) -> &IssuerHttp {
        &self.http
    }

    /// Metadata and keys, not older than this.
    #[tracing::instrument(skip_all)]
    pub(super) async fn facts(&self, max_age: Duration) -> Result<Arc<IssuerFacts>, IdentityError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if let Some(facts) = known.facts.as_ref().filter(|facts| is_within(facts.fetched_at, now, max_age)) {
            return Ok(facts.clone());
        }
        if let Some((_, reason)) = known.failure.as_ref().filter(|(at, _)| is_within(*at, now, FAILURE_KEPT_FOR)) {
            return Err(IdentityError::Unavailable(reason.clone()));
        }
        match self.discover(now).await {
            Ok(facts) => {
                let facts = Arc::new(facts);
                *known = Known { facts: Some(facts.clone()), failure: None, keys_asked_at: known.keys_asked_at };
                Ok(facts)
            }
            Err(reason) => {
                tracing::warn!(reason, "the issuer's metadata cannot be used");
                // The time after the attempt: a timeout takes longer than a failure is kept.
                known.failure = Some((self.clock.now(), reason.clone()));
                Err(IdentityError::Unavailable(reason))
            }
        }
    }

    /// What was known last, however old: good enough for an address that only the browser visits.
    pub(super) async fn last_known(&self) -> Option<Arc<IssuerFacts>> {
        self.known.lock().await.facts.clone()
    }

    /// The facts with newer keys than `seen`, for a token whose key is not among those: issuers rotate keys.
    #[tracing::instrument(skip_all)]
    pub(super) async fn with_newer_keys(&self, seen: &Arc<IssuerFacts>) -> Result<Arc<IssuerFacts>, IdentityError> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if let Some(facts) = known.facts.as_ref().filter(|facts| !Arc::ptr_eq(facts, seen)) {
            return Ok(facts.clone());
        }
        if known.keys_asked_at.is_some_and(|at| is_within(at, now, REFETCH_PAUSE)) {
            return Ok(seen.clone());
        }
        known.keys_asked_at = Some(now);
        let keys = JsonWebKeySet::fetch_async(seen.metadata.jwks_uri(), &self.http).await.map_err(|e| IdentityError::Unavailable(describe(&e)))?;
        let facts = Arc::new(IssuerFacts { keys, ..IssuerFacts::clone(seen) });
        known.facts = Some(facts.clone());
        Ok(facts)
    }

    async fn discover(&self, now: OffsetDateTime) -> Result<IssuerFacts, String> {
        let metadata = IssuerMetadata::discover_async(self.url.clone(), &self.http).await.map_err(|e| describe(&e))?;
        // The library compared the issuer's name; here it is again, since everything rests on it.
        if metadata.issuer().as_str() != self.settings.issuer {
            return Err("the metadata names another issuer".to_owned());
        }
        check_endpoints(&metadata, self.settings.address_rule())?;
        let keys = metadata.jwks().clone();
        Ok(IssuerFacts { metadata, keys, fetched_at: now })
    }
}

/// Whether `at` is at most `window` ago; a clock that was set back makes nothing last longer.
fn is_within(at: OffsetDateTime, now: OffsetDateTime, window: Duration) -> bool {
    let age = now - at;
    age >= Duration::ZERO && age < window
}

fn describe<E: std::error::Error + 'static>(error: &DiscoveryError<E>) -> String {
    match error {
        // Metadata and keys are public, so the reader's complaint may be shown.
        DiscoveryError::Parse(reason) => format!("the answer is not what Discovery 1.0 describes: {reason}"),
        DiscoveryError::Request(reason) => reason.to_string(),
        other => other.to_string(),
    }
}
