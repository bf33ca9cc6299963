use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, PARTNERS, settings};
use crate::sandbox::{Sandbox, SandboxError};

#[tokio::test]
async fn an_address_beyond_loopback_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(&folder);
    settings.cognito_listen = ([0, 0, 0, 0], 0).into();
    assert!(matches!(Sandbox::start(settings).await, Err(SandboxError::NotLoopback(_))));
}

#[tokio::test]
async fn errors_have_the_shape_of_the_wire() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "no.such.user" });
    let answer = bench.request("AdminGetUser", &input).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(header("x-amzn-errortype"), "UserNotFoundException:");
    assert_eq!(header("x-amzn-requestid").len(), 36);
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(body, json!({ "__type": "UserNotFoundException", "message": "User does not exist." }));
}

#[tokio::test]
async fn a_call_without_a_proper_signature_is_refused() {
    let bench = Bench::new().await;
    let good = super::authorization("eu-west-1");
    let cases = [
        (String::new(), "MissingAuthenticationTokenException"),
        ("Bearer x".to_owned(), "MissingAuthenticationTokenException"),
        (good.replace("Signature=", "Signature=zz"), "InvalidSignatureException"),
        (good.replace("cognito-idp", "s3"), "InvalidSignatureException"),
        (good.replace("SignedHeaders", "Signed"), "IncompleteSignatureException"),
    ];
    for (authorization, expected) in cases {
        let input = json!({ "MaxResults": 10 });
        let mut request = bench.request("ListUserPools", &input).build().unwrap();
        request.headers_mut().insert("authorization", authorization.parse().unwrap());
        let answer = bench.http.execute(request).await.unwrap();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(body["__type"], expected, "{authorization}");
    }
}

#[tokio::test]
async fn unknown_operations_pools_and_regions_are_told_apart() {
    let bench = Bench::new().await;
    let refusal = |operation: &'static str, input: Value| bench.refusal(operation, input);
    assert_eq!(refusal("AdminFly", json!({})).await.unwrap(), "UnknownOperationException");
    let missing = json!({ "UserPoolId": "eu-west-1_Missing" });
    assert_eq!(refusal("DescribeUserPool", missing).await.unwrap(), "ResourceNotFoundException");
    let malformed = json!({ "UserPoolId": "nonsense" });
    assert_eq!(refusal("DescribeUserPool", malformed).await.unwrap(), "InvalidParameterException");
    let elsewhere = bench.request("DescribeUserPool", &json!({ "UserPoolId": PARTNERS })).build().unwrap();
    let mut elsewhere = elsewhere;
    elsewhere.headers_mut().insert("authorization", super::authorization("eu-west-1").parse().unwrap());
    let answer = bench.http.execute(elsewhere).await.unwrap().text().await.unwrap();
    assert!(answer.contains("ResourceNotFoundException"), "{answer}");
}

#[tokio::test]
async fn foreign_hosts_and_posts_from_other_sites_are_refused_and_pages_are_strict() {
    let bench = Bench::new().await;
    let url = format!("{}/sandbox/faults", bench.sandbox.cognito_url());
    let rebound = bench.http.get(&url).header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 421);
    for site in ["cross-site", "same-site"] {
        let forged = bench.http.post(&url).header("sec-fetch-site", site).body("{}").send().await.unwrap();
        assert_eq!(forged.status(), 403, "{site}");
    }
    for page in ["", "outbox", "effects", "faults", "sandbox.css"] {
        let answer = bench.http.get(format!("{}/sandbox/{page}", bench.sandbox.cognito_url())).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{page}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}
