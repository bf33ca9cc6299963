#![expect(clippy::disallowed_types, reason = "the sandbox is held against the very client that the console uses")]

use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::{Client, Config};
use serde_json::json;

use super::{Bench, CUSTOMERS};

/// What becomes of a call that the SDK signs with these keys: nothing, or the exception's name and message.
async fn signed_by(bench: &Bench, key: &str, secret: &str, token: Option<&str>) -> Option<(String, String)> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new(key, secret, token.map(str::to_owned), None, "test"))
        .endpoint_url(bench.sandbox.cognito_url())
        .build();
    let request = Client::from_conf(config).admin_reset_user_password().user_pool_id(CUSTOMERS).username("amara.okafor").client_metadata("ticket", "ä");
    let error = request.send().await.err()?.into_service_error();
    Some((error.code().unwrap_or_default().to_owned(), error.message().unwrap_or_default().to_owned()))
}

#[tokio::test]
async fn a_known_key_needs_its_own_secret() {
    let bench = Bench::new().await;
    assert_eq!(signed_by(&bench, "SANDBOX", "sandbox", None).await, None);
    assert_eq!(signed_by(&bench, "SANDBOX", "sandbox", Some("a-session")).await, None);
    let (kind, message) = signed_by(&bench, "SANDBOX", "a guess", None).await.unwrap();
    assert_eq!(kind, "InvalidSignatureException");
    assert!(message.starts_with("The request signature we calculated does not match the signature you provided."), "{message}");
    assert_eq!(bench.effects().await, 2);
}

#[tokio::test]
async fn an_unknown_key_is_believed_until_only_known_ones_are() {
    let bench = Bench::new().await;
    assert_eq!(signed_by(&bench, "AKIDEXAMPLE", "anything", None).await, None);
    bench.set("switches", json!({ "only_known_keys": true })).await;
    let refused = signed_by(&bench, "AKIDEXAMPLE", "anything", None).await.unwrap();
    assert_eq!(refused, ("UnrecognizedClientException".to_owned(), "The security token included in the request is invalid.".to_owned()));
    assert_eq!(signed_by(&bench, "SANDBOX", "sandbox", None).await, None);
}

#[tokio::test]
async fn an_old_signature_of_a_known_key_has_expired_whatever_the_sandboxs_own_clock_says() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    let mut old = bench.request("AdminResetUserPassword", &input).build().unwrap();
    let authorization = super::authorization("eu-west-1").replace("AKIDEXAMPLE", "SANDBOX");
    old.headers_mut().insert("authorization", authorization.parse().unwrap());
    let answer = bench.http.execute(old).await.unwrap().text().await.unwrap();
    assert!(answer.contains("InvalidSignatureException") && answer.contains("Signature expired: 20240102T000000Z is now earlier than "), "{answer}");
    bench.set("clock", json!({ "advance_seconds": 864_000 })).await;
    assert_eq!(signed_by(&bench, "SANDBOX", "sandbox", None).await, None);
}
