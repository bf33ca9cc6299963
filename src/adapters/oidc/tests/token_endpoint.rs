//! What the token endpoint is sent, and what is made of its answers.

use super::issuer::Signing;
use super::sign_in::{answer, attempt, sign_in};
use super::with_issuer;
use crate::ports::identity_provider::IdentityProvider;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_bad_token_response_is_told_apart_and_not_repeated() {
    let (issuer, provider, _) = with_issuer().await;
    let attempt = attempt(&provider, &issuer).await;
    let secret = "s3cr3t-token";
    for (status, body, kind) in [
        (StatusCode::BAD_REQUEST, format!(r#"{{"error":"invalid_grant","error_description":"{secret}"}}"#), "refused"),
        (StatusCode::BAD_REQUEST, format!(r#"{{"error":"{}"}}"#, secret.to_uppercase()), "refused"),
        (StatusCode::SERVICE_UNAVAILABLE, secret.to_owned(), "answer"),
        (StatusCode::FOUND, secret.to_owned(), "answer"),
        (StatusCode::OK, format!(r#"{{"access_token":["{secret}"],"token_type":"Bearer"}}"#), "verify"),
        (StatusCode::OK, format!(r#"{{"access_token":"{secret}","token_type":"Bearer"}}"#), "verify"),
        (StatusCode::OK, format!(r#"{{"access_token":"{secret}","token_type":"DPoP","id_token":"{}"}}"#, issuer.id_token()), "verify"),
        (StatusCode::OK, format!(r#"{{"access_token":"a","token_type":"Bearer","id_token":"{secret}.{secret}.x"}}"#), "verify"),
    ] {
        issuer.script(|script| script.token_answer = Some((status, body.clone())));
        let error = provider.redeem(&attempt, &answer(None)).await.expect_err("no identity");
        let text = format!("{error} {error:?}").to_lowercase();
        assert!(text.contains(kind) && !text.contains(secret), "{status} {body}: {text}");
    }
}

#[tokio::test]
async fn the_secret_goes_into_the_body_only_where_the_issuer_takes_nothing_else() {
    for (methods, is_in_body) in [(json!(["client_secret_post"]), true), (json!(["client_secret_post", "client_secret_basic"]), false), (Value::Null, false)] {
        let (issuer, provider, _) = with_issuer().await;
        issuer.script(|script| script.metadata = json!({ "token_endpoint_auth_methods_supported": methods }));
        sign_in(&provider, &issuer, &json!({}), &json!({}), Signing::Rs256).await.expect("an identity");
        let (authorization, body) = issuer.script(|script| script.token_requests.remove(0));
        assert_eq!((authorization.is_none(), body.contains("client_secret=")), (is_in_body, is_in_body), "{methods}");
    }
}
