//! Metadata: what stops a sign-in, and how it heals.

use super::issuer::TestIssuer;
use super::{TestClock, settings, with_issuer};
use crate::adapters::oidc::OidcProvider;
use crate::ports::identity_provider::{AskedFor, IdentityError, IdentityProvider};
use axum::http::{StatusCode, header};
use openidconnect::core::CoreJwsSigningAlgorithm;
use serde_json::json;
use time::Duration;

#[tokio::test]
async fn metadata_that_must_not_be_used_stops_the_sign_in() {
    for (what, patch) in [
        ("another issuer", json!({ "issuer": "https://evil.example" })),
        ("the same issuer on another host name", json!({ "issuer": "http://localhost:1" })),
        ("http authorization endpoint", json!({ "authorization_endpoint": "http://id.example/authorize" })),
        ("http token endpoint", json!({ "token_endpoint": "http://id.example/token" })),
        ("http keys", json!({ "jwks_uri": "http://id.example/keys" })),
        ("http end of session", json!({ "end_session_endpoint": "http://id.example/end" })),
        ("a password in an endpoint", json!({ "token_endpoint": "https://a:b@id.example/token" })),
        ("a script as endpoint", json!({ "authorization_endpoint": "javascript:alert(1)" })),
        ("no token endpoint", json!({ "token_endpoint": null })),
        ("no keys", json!({ "jwks_uri": null })),
    ] {
        let (issuer, provider, _) = with_issuer().await;
        issuer.script(|script| script.metadata = patch);
        let result = provider.authorization_request(AskedFor::SignIn).await;
        assert!(matches!(result, Err(IdentityError::Unavailable(_))), "{what}: {result:?}");
        assert!(provider.check().await.is_err(), "{what}");
    }
}

#[tokio::test]
async fn an_issuer_with_a_slash_at_the_end_is_another_issuer() {
    let issuer = TestIssuer::start().await;
    let provider = OidcProvider::new(settings(&format!("{}/", issuer.url())), TestClock::start()).expect("settings");
    assert!(provider.check().await.is_err());
}

#[tokio::test]
async fn redirects_large_answers_and_nonsense_are_no_metadata() {
    let elsewhere = TestIssuer::start().await;
    let target = format!("{}/.well-known/openid-configuration", elsewhere.url());
    for (status, headers, body) in [
        (StatusCode::FOUND, vec![(header::LOCATION, target)], String::new()),
        (StatusCode::OK, vec![(header::CONTENT_TYPE, "application/json".to_owned())], " ".repeat(1_100_000)),
        (StatusCode::OK, vec![(header::CONTENT_TYPE, "text/html".to_owned())], "{}".to_owned()),
        (StatusCode::OK, vec![(header::CONTENT_TYPE, "application/json".to_owned())], "[]".to_owned()),
        (StatusCode::NOT_FOUND, vec![], "none".to_owned()),
        (StatusCode::BAD_GATEWAY, vec![], "none".to_owned()),
    ] {
        let (issuer, provider, _) = with_issuer().await;
        issuer.script(|script| script.discovery_answer = Some((status, headers, body)));
        assert!(matches!(provider.authorization_request(AskedFor::SignIn).await, Err(IdentityError::Unavailable(_))), "{status}");
    }
    assert_eq!(elsewhere.script(|script| script.discoveries), 0, "no redirect was followed");
}

#[tokio::test]
async fn an_issuer_that_was_down_is_asked_again_within_two_seconds() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").to_string();
    let clock = TestClock::start();
    let provider = OidcProvider::new(settings(&format!("http://{address}")), clock.clone()).expect("the console starts without its issuer");
    assert!(matches!(provider.authorization_request(AskedFor::SignIn).await, Err(IdentityError::Unavailable(_))));
    assert!(provider.end_session_url("x").await.is_none());
    let issuer = TestIssuer::start_at(&address).await;
    clock.advance(Duration::seconds(1));
    assert!(provider.authorization_request(AskedFor::SignIn).await.is_err(), "a burst asks once");
    assert_eq!(issuer.script(|script| script.discoveries), 0);
    clock.advance(Duration::seconds(1));
    assert!(provider.authorization_request(AskedFor::SignIn).await.is_ok());
    assert!(provider.check().await.is_ok());
    assert_eq!(issuer.script(|script| script.discoveries), 1);
}

#[tokio::test]
async fn an_issuer_that_never_answers_does_not_hold_a_sign_in_up() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut settings = settings(&format!("http://{}", silent.local_addr().expect("an address")));
    settings.timeout = std::time::Duration::from_millis(100);
    let provider = OidcProvider::new(settings, TestClock::start()).expect("settings");
    let result = tokio::time::timeout(std::time::Duration::from_secs(5), provider.authorization_request(AskedFor::SignIn)).await;
    assert!(matches!(result, Ok(Err(IdentityError::Unavailable(reason))) if reason.contains("timed out")));
}

#[tokio::test]
async fn metadata_is_read_again_after_ten_minutes() {
    let (issuer, provider, clock) = with_issuer().await;
    for (after, discoveries) in [(Duration::ZERO, 1), (Duration::seconds(599), 1), (Duration::seconds(1), 2)] {
        clock.advance(after);
        provider.authorization_request(AskedFor::SignIn).await.expect("a request");
        assert_eq!(issuer.script(|script| script.discoveries), discoveries);
    }
}

#[tokio::test]
async fn a_check_says_where_issuer_and_configuration_do_not_fit() {
    for patch in [json!({ "id_token_signing_alg_values_supported": ["HS256"] }), json!({ "code_challenge_methods_supported": ["plain"] })] {
        let (issuer, provider, _) = with_issuer().await;
        issuer.script(|script| script.metadata = patch.clone());
        assert!(provider.check().await.is_err(), "{patch}");
    }
}

#[test]
fn settings_that_cannot_work_are_named() {
    let bad = |change: fn(&mut super::OidcSettings)| {
        let mut settings = settings("https://id.example");
        change(&mut settings);
        OidcProvider::new(settings, TestClock::start()).err().map(|error| error.name)
    };
    assert_eq!(bad(|_| ()), None);
    assert_eq!(bad(|settings| settings.issuer = "http://id.example".into()), Some("issuer"));
    assert_eq!(bad(|settings| settings.issuer = "https://id.example/?a=b".into()), Some("issuer"));
    assert_eq!(bad(|settings| settings.issuer = "id.example".into()), Some("issuer"));
    assert_eq!(bad(|settings| settings.client_id.clear()), Some("client_id"));
    assert_eq!(bad(|settings| settings.redirect_url = "http://desk.example/auth/callback".into()), Some("redirect_url"));
    assert_eq!(bad(|settings| settings.allowed_algorithms.clear()), Some("allowed_algorithms"));
    assert_eq!(bad(|settings| settings.allowed_algorithms.push(CoreJwsSigningAlgorithm::HmacSha256)), Some("allowed_algorithms"));
    assert_eq!(bad(|settings| settings.allowed_algorithms.push(CoreJwsSigningAlgorithm::None)), Some("allowed_algorithms"));
}
