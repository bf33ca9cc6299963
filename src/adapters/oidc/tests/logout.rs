//! The issuer's word that a session is over, and the way to its own sign-out.

use super::issuer::Signing;
use super::{CLIENT_ID, START, with_issuer};
use crate::ports::identity_provider::{IdentityError, IdentityProvider, LogoutClaims};
use openidconnect::url::Url;
use serde_json::json;
use std::collections::HashMap;

#[tokio::test]
async fn a_logout_token_that_verifies_says_whose_sessions_end() {
    let (issuer, provider, _) = with_issuer().await;
    let claims = |sid: Option<&str>, sub: Option<&str>| LogoutClaims { sid: sid.map(str::to_owned), sub: sub.map(str::to_owned), jti: "logout-1".into() };
    for (what, patch, header, expected) in [
        ("both", json!({}), json!({ "typ": "logout+jwt" }), claims(Some("sid-1"), Some("person-1"))),
        ("sid only", json!({ "sub": null }), json!({}), claims(Some("sid-1"), None)),
        ("sub only", json!({ "sid": null, "exp": null, "aud": CLIENT_ID }), json!({ "typ": "application/JWT" }), claims(None, Some("person-1"))),
    ] {
        issuer.script(|script| (script.claims, script.header) = (patch, header));
        assert_eq!(provider.verify_logout_token(&issuer.logout_token()).await.expect(what), expected);
    }
}

#[tokio::test]
async fn every_tampered_logout_token_is_refused() {
    let (issuer, provider, _) = with_issuer().await;
    for (what, patch, header, signing) in [
        ("wrong iss", json!({ "iss": "https://evil.example" }), json!({}), Signing::Rs256),
        ("no iss", json!({ "iss": null }), json!({}), Signing::Rs256),
        ("wrong aud", json!({ "aud": ["other"] }), json!({}), Signing::Rs256),
        ("no aud", json!({ "aud": null }), json!({}), Signing::Rs256),
        ("iat in the future", json!({ "iat": START + 61 }), json!({}), Signing::Rs256),
        ("iat too old", json!({ "iat": START - 661 }), json!({}), Signing::Rs256),
        ("no iat", json!({ "iat": null }), json!({}), Signing::Rs256),
        ("nbf in the future", json!({ "nbf": START + 61 }), json!({}), Signing::Rs256),
        ("nbf is text", json!({ "nbf": "now" }), json!({}), Signing::Rs256),
        ("iat is text", json!({ "iat": "now" }), json!({}), Signing::Rs256),
        ("expired", json!({ "exp": START - 61 }), json!({}), Signing::Rs256),
        ("no events", json!({ "events": null }), json!({}), Signing::Rs256),
        ("another event", json!({ "events": { "urn:other": {} } }), json!({}), Signing::Rs256),
        ("an event that is no object", json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": 1 } }), json!({}), Signing::Rs256),
        ("neither sid nor sub", json!({ "sid": null, "sub": null }), json!({}), Signing::Rs256),
        ("empty sid", json!({ "sid": "" }), json!({}), Signing::Rs256),
        ("a nonce", json!({ "nonce": "n" }), json!({}), Signing::Rs256),
        ("no jti", json!({ "jti": null }), json!({}), Signing::Rs256),
        ("an ID token's typ", json!({}), json!({ "typ": "id_token+jwt" }), Signing::Rs256),
        ("a critical extension", json!({}), json!({ "crit": ["b64"] }), Signing::Rs256),
        ("alg none", json!({}), json!({}), Signing::Unsigned),
        ("no signature", json!({}), json!({}), Signing::Stripped),
        ("HS256 with the public key", json!({}), json!({}), Signing::PublicKeyAsSecret),
        ("another key under the same id", json!({}), json!({}), Signing::Forged),
        ("an unknown key", json!({}), json!({ "kid": "unknown" }), Signing::Rs256),
        ("an algorithm that is not allowed", json!({}), json!({ "alg": "RS512" }), Signing::Rs256),
    ] {
        issuer.script(|script| (script.claims, script.header, script.signing) = (patch, header, signing));
        let result = provider.verify_logout_token(&issuer.logout_token()).await;
        assert!(matches!(result, Err(IdentityError::Unverified(_))), "{what}: {result:?}");
    }
    for text in ["", "a.b", "a.b.c.d", "....", &"x".repeat(20_000), "é.é.é"] {
        assert!(matches!(provider.verify_logout_token(text).await, Err(IdentityError::Unverified(_))), "{}", text.len());
    }
}

#[tokio::test]
async fn an_id_token_is_no_logout_token() {
    let (issuer, provider, _) = with_issuer().await;
    assert!(provider.verify_logout_token(&issuer.id_token()).await.is_err());
}

#[tokio::test]
async fn signing_out_leads_to_the_issuer_and_back() {
    let (issuer, provider, _) = with_issuer().await;
    let hint = issuer.id_token();
    let url = Url::parse(&provider.end_session_url(&hint).await.expect("an address")).expect("a URL");
    let parameters: HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(url.path(), "/end");
    assert_eq!((parameters["id_token_hint"].as_str(), parameters["client_id"].as_str()), (hint.as_str(), CLIENT_ID));
    assert_eq!(parameters["post_logout_redirect_uri"], "https://desk.example/sign-in");
    let without_hint = provider.end_session_url("not a token").await.expect("an address");
    assert!(!without_hint.contains("id_token_hint") && without_hint.contains("client_id"));
}

#[tokio::test]
async fn an_issuer_without_a_sign_out_has_no_address_for_it() {
    let (issuer, provider, _) = with_issuer().await;
    issuer.script(|script| script.metadata = json!({ "end_session_endpoint": null }));
    assert_eq!(provider.end_session_url(&issuer.id_token()).await, None);
}
