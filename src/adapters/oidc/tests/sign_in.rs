//! The code flow: what is sent, what is believed, and what is not.

use super::issuer::{ACCESS_TOKEN, Signing, TestIssuer, forgers_key};
use super::{CLIENT_ID, START, TestClock, settings, with_issuer};
use crate::adapters::oidc::OidcProvider;
use crate::domain::step_up::SignInProof;
use crate::ports::identity_provider::{AskedFor, CallbackParameters, IdentityError, IdentityProvider, LoginAttempt, VerifiedIdentity};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::url::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use time::Duration;

const CODE: &str = "code-of-the-test";

pub(super) async fn attempt(provider: &OidcProvider, issuer: &TestIssuer) -> LoginAttempt {
    let attempt = provider.authorization_request(AskedFor::SignIn).await.expect("an authorization request").attempt;
    let nonce = attempt.nonce.expose().clone();
    issuer.script(|script| script.claims["nonce"] = json!(nonce));
    attempt
}

pub(super) fn answer(iss: Option<&str>) -> CallbackParameters {
    CallbackParameters { code: Some(CODE.into()), iss: iss.map(str::to_owned), error: None }
}

/// Signs in with these changes to the claims, the header and the signature.
pub(super) async fn sign_in(provider: &OidcProvider, issuer: &TestIssuer, claims: &Value, header: &Value, signing: Signing) -> Result<VerifiedIdentity, IdentityError> {
    let attempt = attempt(provider, issuer).await;
    issuer.script(|script| {
        for (name, value) in claims.as_object().into_iter().flatten() {
            script.claims[name] = value.clone();
        }
        script.header = header.clone();
        script.signing = signing;
    });
    let result = provider.redeem(&attempt, &answer(Some(issuer.url()))).await;
    issuer.script(|script| {
        script.claims = json!({});
        script.header = json!({});
        script.signing = Signing::Rs256;
    });
    result
}

#[tokio::test]
async fn an_authorization_request_carries_pkce_state_and_nonce_each_time_anew() {
    let (issuer, provider, _) = with_issuer().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..2 {
        let request = provider.authorization_request(AskedFor::SignIn).await.expect("a request");
        let url = Url::parse(&request.url).expect("a URL");
        let parameters: HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert!(request.url.starts_with(&format!("{}/authorize?", issuer.url())));
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256"), ("scope", "openid profile email")] {
            assert_eq!(parameters[name], value);
        }
        assert_eq!(parameters["redirect_uri"], "https://desk.example/auth/callback");
        assert_eq!(parameters["state"], request.attempt.state);
        assert_eq!(&parameters["nonce"], request.attempt.nonce.expose());
        for value in [&request.attempt.state, request.attempt.nonce.expose(), request.attempt.pkce_verifier.expose()] {
            assert!(value.len() >= 43, "256 bits");
            assert!(seen.insert(value.clone()), "never twice");
        }
        assert!(!request.url.contains(request.attempt.pkce_verifier.expose()));
    }
    assert_eq!(issuer.script(|script| script.discoveries), 1, "metadata is kept");
}

#[tokio::test]
async fn a_sign_in_that_verifies_says_who_it_is() {
    let (issuer, provider, _) = with_issuer().await;
    let identity = sign_in(&provider, &issuer, &json!({}), &json!({}), Signing::Rs256).await.expect("a verified identity");
    let known = VerifiedIdentity {
        issuer: issuer.url().to_owned(),
        sub: "person-1".into(),
        name: "Ana Desk".into(),
        email: Some("ana@desk.example".into()),
        groups: vec!["desk".into()],
        sid: Some("sid-1".into()),
        issued_at: START,
        proof: SignInProof { auth_time: Some(START - 20), acr: None },
        id_token: identity.id_token.clone(),
    };
    assert_eq!(identity, known);
    assert_eq!(identity.id_token.split('.').count(), 3);
    let (authorization, body) = issuer.script(|script| script.token_requests.remove(0));
    assert!(authorization.is_some_and(|value| value.starts_with("Basic ")));
    assert!(body.contains(&format!("code={CODE}")) && body.contains("code_verifier=") && !body.contains("client_secret"));
}

#[tokio::test]
async fn sign_ins_that_are_unusual_but_right_are_accepted() {
    let (issuer, provider, _) = with_issuer().await;
    let url = issuer.url().to_owned();
    for (what, claims, header, signing) in [
        ("PS256", json!({}), json!({}), Signing::Ps256),
        ("typ JWT", json!({}), json!({ "typ": "JWT" }), Signing::Rs256),
        ("no key id, one key", json!({}), json!({ "kid": null }), Signing::Rs256),
        ("several audiences and azp", json!({ "aud": [CLIENT_ID, "other"], "azp": CLIENT_ID }), json!({}), Signing::Rs256),
        ("no at_hash, auth_time, sid", json!({ "at_hash": null, "auth_time": null, "sid": null }), json!({}), Signing::Rs256),
        ("a clock a minute ahead", json!({ "iat": START + 59, "auth_time": START + 59 }), json!({}), Signing::Rs256),
        ("a clock a minute behind", json!({ "exp": START - 59 }), json!({}), Signing::Rs256),
    ] {
        let result = sign_in(&provider, &issuer, &claims, &header, signing).await;
        assert!(result.is_ok(), "{what}: {result:?} from {url}");
    }
}

#[tokio::test]
async fn names_and_groups_fall_back_as_documented() {
    let (issuer, provider, _) = with_issuer().await;
    for (claims, name, email, groups) in [
        (json!({ "name": null, "preferred_username": "ana" }), "ana", Some("ana@desk.example"), vec!["desk"]),
        (json!({ "name": "" }), "ana@desk.example", Some("ana@desk.example"), vec!["desk"]),
        (json!({ "name": null, "email": null, "groups": "leads" }), "person-1", None, vec!["leads"]),
        (json!({ "groups": null }), "Ana Desk", Some("ana@desk.example"), vec![]),
        // An address that nobody verified still forbids its account, and allows nothing.
        (json!({ "email_verified": false }), "Ana Desk", Some("ana@desk.example"), vec!["desk"]),
    ] {
        let identity = sign_in(&provider, &issuer, &claims, &json!({}), Signing::Rs256).await.expect("a verified identity");
        assert_eq!((identity.name.as_str(), identity.email.as_deref(), identity.groups), (name, email, groups.into_iter().map(str::to_owned).collect()));
    }
}

#[tokio::test]
async fn every_tampered_id_token_is_refused_and_not_repeated_in_the_error() {
    let (issuer, provider, _) = with_issuer().await;
    let rows = [
        ("wrong aud", json!({ "aud": "other" }), json!({}), Signing::Rs256),
        ("no aud", json!({ "aud": [] }), json!({}), Signing::Rs256),
        ("wrong iss", json!({ "iss": "https://evil.example" }), json!({}), Signing::Rs256),
        ("iss with a slash more", json!({ "iss": format!("{}/", issuer.url()) }), json!({}), Signing::Rs256),
        ("expired", json!({ "exp": START - 61 }), json!({}), Signing::Rs256),
        ("no exp", json!({ "exp": null }), json!({}), Signing::Rs256),
        ("iat in the future", json!({ "iat": START + 61 }), json!({}), Signing::Rs256),
        ("iat too old", json!({ "iat": START - 661, "auth_time": null }), json!({}), Signing::Rs256),
        ("no iat", json!({ "iat": null }), json!({}), Signing::Rs256),
        ("nbf in the future", json!({ "nbf": START + 61 }), json!({}), Signing::Rs256),
        ("nbf at the end of time", json!({ "nbf": 1e300 }), json!({}), Signing::Rs256),
        ("nbf is text", json!({ "nbf": "0" }), json!({}), Signing::Rs256),
        ("exp at the beginning of time", json!({ "exp": 0 }), json!({}), Signing::Rs256),
        ("exp before time", json!({ "exp": -1e300 }), json!({}), Signing::Rs256),
        ("exp is text", json!({ "exp": (START + 300).to_string() }), json!({}), Signing::Rs256),
        ("iat at the end of time", json!({ "iat": i64::MAX }), json!({}), Signing::Rs256),
        ("iat is text", json!({ "iat": START.to_string() }), json!({}), Signing::Rs256),
        ("wrong nonce", json!({ "nonce": "another" }), json!({}), Signing::Rs256),
        ("no nonce", json!({ "nonce": null }), json!({}), Signing::Rs256),
        ("auth_time in the future", json!({ "auth_time": START + 100 }), json!({}), Signing::Rs256),
        ("auth_time before time", json!({ "auth_time": -1 }), json!({}), Signing::Rs256),
        ("at_hash of another token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }), json!({}), Signing::Rs256),
        ("azp of another client", json!({ "azp": "other" }), json!({}), Signing::Rs256),
        ("several audiences, azp of another", json!({ "aud": [CLIENT_ID, "other"], "azp": "other" }), json!({}), Signing::Rs256),
        ("several audiences, no azp", json!({ "aud": [CLIENT_ID, "other"] }), json!({}), Signing::Rs256),
        ("aud in another case", json!({ "aud": CLIENT_ID.to_uppercase() }), json!({}), Signing::Rs256),
        ("aud with white space", json!({ "aud": format!("{CLIENT_ID} ") }), json!({}), Signing::Rs256),
        ("aud as a list in a text", json!({ "aud": format!("[\"{CLIENT_ID}\"]") }), json!({}), Signing::Rs256),
        ("at_hash that is empty", json!({ "at_hash": "" }), json!({}), Signing::Rs256),
        ("at_hash over all of the digest", json!({ "at_hash": BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(ACCESS_TOKEN)) }), json!({}), Signing::Rs256),
        ("nonce in a list", json!({ "nonce": ["another"] }), json!({}), Signing::Rs256),
        ("no sub", json!({ "sub": null }), json!({}), Signing::Rs256),
        ("empty sub", json!({ "sub": "" }), json!({}), Signing::Rs256),
        ("endless sub", json!({ "sub": "x".repeat(256) }), json!({}), Signing::Rs256),
        ("alg none", json!({}), json!({}), Signing::Unsigned),
        ("no signature", json!({}), json!({}), Signing::Stripped),
        ("HS256 with the public key", json!({}), json!({}), Signing::PublicKeyAsSecret),
        ("another key under the same id", json!({}), json!({}), Signing::Forged),
        ("an algorithm that is not allowed", json!({}), json!({ "alg": "RS512" }), Signing::Rs256),
        ("an unknown key", json!({}), json!({ "kid": "unknown" }), Signing::Rs256),
        ("alg None", json!({}), json!({ "alg": "None" }), Signing::Unsigned),
        ("alg NONE", json!({}), json!({ "alg": "NONE" }), Signing::Unsigned),
        ("alg of no text", json!({}), json!({ "alg": null }), Signing::Rs256),
        ("alg rs256", json!({}), json!({ "alg": "rs256" }), Signing::Rs256),
        ("RS256 in the name of ES256", json!({}), json!({ "alg": "ES256" }), Signing::Rs256),
        ("RS256 in the name of PS256", json!({}), json!({ "alg": "PS256" }), Signing::Rs256),
        ("the forger's key in the header", json!({}), json!({ "jwk": forgers_key() }), Signing::Forged),
        ("the forger's key by an address", json!({}), json!({ "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert" }), Signing::Forged),
        ("a kid that leads to a file", json!({}), json!({ "kid": "../../../../dev/null" }), Signing::PublicKeyAsSecret),
        ("a kid that is a statement", json!({}), json!({ "kid": "x' UNION SELECT 'key" }), Signing::Forged),
        ("no kid", json!({}), json!({ "kid": null }), Signing::Forged),
        ("a payload that is not encoded", json!({}), json!({ "b64": false, "crit": ["b64"] }), Signing::Rs256),
        ("an access token's typ", json!({}), json!({ "typ": "at+jwt" }), Signing::Rs256),
        ("a logout token's typ", json!({}), json!({ "typ": "logout+jwt" }), Signing::Rs256),
        ("a critical extension", json!({}), json!({ "crit": ["b64"] }), Signing::Rs256),
    ];
    for (what, claims, header, signing) in rows {
        let result = sign_in(&provider, &issuer, &claims, &header, signing).await;
        let Err(error @ IdentityError::Unverified(_)) = result else { panic!("{what}: {result:?}") };
        let text = format!("{error} {error:?}");
        assert!(![CODE, ACCESS_TOKEN, "eyJ", super::CLIENT_SECRET].iter().any(|secret| text.contains(secret)), "{what}: {text}");
    }
}

#[tokio::test]
async fn a_required_acr_must_be_there() {
    let issuer = TestIssuer::start().await;
    let mut settings = settings(issuer.url());
    settings.required_acr = vec!["mfa".into(), "phr".into()];
    let provider = OidcProvider::new(settings, TestClock::start()).expect("settings");
    assert!(provider.authorization_request(AskedFor::SignIn).await.expect("a request").url.contains("acr_values=mfa+phr"));
    for (acr, is_accepted) in [(json!("phr"), true), (json!("pwd"), false), (Value::Null, false)] {
        let result = sign_in(&provider, &issuer, &json!({ "acr": acr }), &json!({}), Signing::Rs256).await;
        assert_eq!(result.is_ok(), is_accepted, "{acr}: {result:?}");
    }
}

#[tokio::test]
async fn a_fresh_sign_in_is_asked_for_by_its_age_and_strength_and_told_by_the_token() {
    let issuer = TestIssuer::start().await;
    let mut settings = settings(issuer.url());
    settings.required_acr = vec!["mfa".into(), "phr".into()];
    let provider = OidcProvider::new(settings, TestClock::start()).expect("settings");
    for (acr_values, asked) in [(vec![], "acr_values=mfa+phr"), (vec!["phr".to_owned()], "acr_values=phr")] {
        let url = provider.authorization_request(AskedFor::FreshSignIn { acr_values: &acr_values }).await.expect("a request").url;
        assert!(url.contains("&max_age=0") && !url.contains("prompt=") && url.contains(asked), "{url}");
    }
    assert!(!provider.authorization_request(AskedFor::SignIn).await.expect("a request").url.contains("max_age"), "no sign-in ends the issuer's session without need");
    for (auth_time, kept) in [(json!(START - 20), Some(START - 20)), (Value::Null, None)] {
        let identity = sign_in(&provider, &issuer, &json!({ "acr": "phr", "auth_time": auth_time }), &json!({}), Signing::Rs256).await.expect("an identity");
        assert_eq!((identity.issued_at, identity.proof), (START, SignInProof { auth_time: kept, acr: Some("phr".into()) }));
    }
}

#[tokio::test]
async fn a_callback_of_another_issuer_never_sends_the_code() {
    let (issuer, provider, _) = with_issuer().await;
    issuer.script(|script| script.metadata = json!({ "authorization_response_iss_parameter_supported": true }));
    let attempt = attempt(&provider, &issuer).await;
    let with_slash = format!("{}/", issuer.url());
    for (what, callback) in [
        ("mix-up", answer(Some("https://evil.example"))),
        ("nearly the same", answer(Some(&with_slash))),
        ("empty", answer(Some(""))),
        ("missing though promised", answer(None)),
        ("no code", CallbackParameters { code: None, ..answer(Some(issuer.url())) }),
        ("mix-up of an error", CallbackParameters { code: None, iss: Some("https://evil.example".into()), error: Some("access_denied".into()) }),
    ] {
        let result = provider.redeem(&attempt, &callback).await;
        assert!(matches!(result, Err(IdentityError::Unverified(_))), "{what}: {result:?}");
    }
    let refused = CallbackParameters { code: Some(CODE.into()), iss: Some(issuer.url().to_owned()), error: Some("access_denied".into()) };
    assert!(matches!(provider.redeem(&attempt, &refused).await, Err(IdentityError::Refused(code)) if code == "access_denied"));
    assert!(issuer.script(|script| script.token_requests.is_empty()), "the token endpoint was never called");
    assert!(provider.redeem(&attempt, &answer(Some(issuer.url()))).await.is_ok());
}

#[tokio::test]
async fn a_missing_iss_is_accepted_from_an_issuer_that_does_not_promise_it() {
    let (issuer, provider, _) = with_issuer().await;
    let attempt = attempt(&provider, &issuer).await;
    assert!(provider.redeem(&attempt, &answer(None)).await.is_ok());
}

#[tokio::test]
async fn rotated_keys_are_read_again_but_not_for_every_stranger() {
    let (issuer, provider, clock) = with_issuer().await;
    sign_in(&provider, &issuer, &json!({}), &json!({}), Signing::Rs256).await.expect("an identity");
    issuer.script(|script| script.kid = "second");
    sign_in(&provider, &issuer, &json!({}), &json!({}), Signing::Rs256).await.expect("an identity, with the new key");
    assert_eq!(issuer.script(|script| script.key_reads), 2);
    for (after, reads) in [(Duration::ZERO, 2), (Duration::seconds(29), 2), (Duration::seconds(1), 3), (Duration::ZERO, 3)] {
        clock.advance(after);
        let stranger = sign_in(&provider, &issuer, &json!({}), &json!({ "kid": "stranger" }), Signing::Rs256).await;
        assert!(stranger.is_err());
        assert_eq!(issuer.script(|script| script.key_reads), reads);
    }
}
