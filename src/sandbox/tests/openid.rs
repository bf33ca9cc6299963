use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdTokenVerifier, CoreProviderMetadata};
use openidconnect::{AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _};
use serde_json::{Value, json};

use super::Bench;
use super::browser::{CHALLENGE, REDIRECT, redirected};

/// Changed fields of a token request, the status and the error.
type Refusal = (&'static [(&'static str, &'static str)], u16, &'static str);

#[tokio::test]
async fn the_openidconnect_crate_signs_a_persona_in() {
    let bench = Bench::new().await;
    let issuer = IssuerUrl::new(bench.sandbox.issuer_url()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &bench.http).await.unwrap();
    let client =
        CoreClient::from_provider_metadata(metadata, ClientId::new(bench.sandbox.client_id().to_owned()), Some(ClientSecret::new(bench.sandbox.client_secret().to_owned())))
            .set_redirect_uri(RedirectUrl::new(REDIRECT.to_owned()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let answer = bench.choose(url.as_str(), "persona", "nw-1003").await;
    assert!(answer.headers()["set-cookie"].to_str().unwrap().starts_with("sandbox-issuer="));
    let back = redirected(&answer);
    assert_eq!((&back["state"], &back["iss"]), (state.secret(), &bench.sandbox.issuer_url()));
    let code = AuthorizationCode::new(back["code"].clone());
    let tokens = client.exchange_code(code).unwrap().set_pkce_verifier(verifier).request_async(&bench.http).await.unwrap();
    let id_token = tokens.id_token().unwrap();
    let verifier: CoreIdTokenVerifier<'_> = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &nonce).unwrap();
    assert_eq!(claims.subject().as_str(), "nw-1003");
    assert!(claims.access_token_hash().is_some() && claims.auth_time().is_some() && claims.auth_context_ref().is_some());
    let userinfo = bench.http.get(format!("{}/userinfo", bench.sandbox.issuer_url())).bearer_auth(tokens.access_token().secret());
    let userinfo: Value = serde_json::from_str(&userinfo.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(userinfo["groups"], json!(["passdesk-supervisor"]));
}

#[tokio::test]
async fn a_code_is_worth_nothing_to_anybody_else_or_later_or_twice() {
    let bench = Bench::new().await;
    let cases: [Refusal; 6] = [
        (&[("client_secret", "wrong")], 401, "invalid_client"),
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[("code", "nonsense")], 400, "invalid_grant"),
        (&[("redirect_uri", "http://127.0.0.1:4400/")], 400, "invalid_grant"),
        (&[("code_verifier", CHALLENGE)], 400, "invalid_grant"),
        (&[("code_verifier", "")], 400, "invalid_grant"),
    ];
    for (changes, status, error) in cases {
        assert_eq!(bench.exchange(changes).await, (status, json!({ "error": error })), "{changes:?}");
    }
    let code = bench.code().await;
    let (status, tokens) = bench.exchange(&[("code", &code)]).await;
    assert_eq!(status, 200);
    assert_eq!(bench.exchange(&[("code", &code)]).await.0, 400);
    let userinfo = bench.http.get(format!("{}/userinfo", bench.sandbox.issuer_url())).bearer_auth(tokens["access_token"].as_str().unwrap());
    assert_eq!(userinfo.send().await.unwrap().status(), 401);
    let late = bench.code().await;
    bench.set("clock", json!({ "clock": "issuer", "advance_seconds": 61 })).await;
    assert_eq!(bench.exchange(&[("code", &late)]).await.0, 400);
}

#[tokio::test]
async fn cancelling_and_silence_answer_with_errors() {
    let bench = Bench::new().await;
    let cancelled = redirected(&bench.choose(&bench.authorization_url(), "cancel", "yes").await);
    assert_eq!((cancelled["error"].as_str(), cancelled["state"].as_str()), ("access_denied", "s"));
    assert_eq!(cancelled["iss"], bench.sandbox.issuer_url());
    let silent = bench.http.get(format!("{}&prompt=none", bench.authorization_url())).send().await.unwrap();
    assert_eq!(redirected(&silent)["error"], "login_required");
    let stranger = bench.authorization_url().replace("4400", "4401");
    assert_eq!(bench.http.get(stranger).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_issuer_misbehaves_once_when_asked() {
    let bench = Bench::new().await;
    let misbehave = format!("{}/misbehave", bench.sandbox.issuer_url());
    let next = |kind: &str| bench.http.post(&misbehave).header("content-type", "application/json").body(json!({ "next": kind }).to_string()).send();
    assert_eq!(next("wrong_nonce").await.unwrap().status(), 200);
    for expected in [false, true] {
        let (_, tokens) = bench.exchange(&[]).await;
        let token = tokens["id_token"].as_str().unwrap();
        let claims = bench.sandbox.shared.issuer.key.verified(token).unwrap();
        assert_eq!(claims["nonce"] == "n", expected);
    }
    next("callback_with_wrong_iss").await.unwrap();
    let answer = bench.choose(&bench.authorization_url(), "persona", "nw-1001").await;
    assert_ne!(redirected(&answer)["iss"], bench.sandbox.issuer_url());
}
