use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Bench, CUSTOMERS};

/// Everything a raw client receives for a reset before the connection ends.
async fn raw_reset(bench: &Bench) -> Vec<u8> {
    let address = bench.sandbox.cognito_url().replace("http://", "");
    let body = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" }).to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nX-Amz-Target: AWSCognitoIdentityProviderService.AdminResetUserPassword\r\nX-Amz-Date: 20240102T000000Z\r\nAuthorization: {}\r\nContent-Length: {}\r\n\r\n{body}",
        super::authorization("eu-west-1"),
        body.len()
    );
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    // A reset connection is an end, too.
    let _ = stream.read_to_end(&mut received).await;
    received
}

#[tokio::test]
async fn a_cut_connection_dies_without_a_byte_with_and_without_the_effect() {
    let bench = Bench::new().await;
    for (kind, effects) in [("cut_before", 0), ("cut_after", 1)] {
        bench.set("faults", json!({ "operation": "AdminResetUserPassword", "kind": kind, "times": 1 })).await;
        assert!(raw_reset(&bench).await.is_empty(), "{kind}");
        assert_eq!(bench.effects().await, effects, "{kind}");
    }
    assert!(bench.reset(CUSTOMERS, "amara.okafor").await.is_ok());
}

#[tokio::test]
async fn faults_answer_in_the_place_of_the_operation() {
    let bench = Bench::new().await;
    let cases = [
        ("throttle", "TooManyRequestsException"),
        ("limit_exceeded", "LimitExceededException"),
        ("internal_error", "InternalErrorException"),
        ("access_denied", "AccessDeniedException"),
        ("user_lambda_validation", "UserLambdaValidationException"),
        ("bad_signature", "InvalidSignatureException"),
        ("expired_token", "ExpiredTokenException"),
        ("code_delivery_failure", "CodeDeliveryFailureException"),
        ("operation_not_enabled", "OperationNotEnabledException"),
        ("unexpected_lambda", "UnexpectedLambdaException"),
        ("invalid_lambda_response", "InvalidLambdaResponseException"),
        ("invalid_email_role_access_policy", "InvalidEmailRoleAccessPolicyException"),
        ("invalid_sms_role_access_policy", "InvalidSmsRoleAccessPolicyException"),
        ("invalid_sms_role_trust_relationship", "InvalidSmsRoleTrustRelationshipException"),
        ("clock_skew", "InvalidSignatureException"),
        ("unknown_key", "UnrecognizedClientException"),
        ("invalid_password", "InvalidPasswordException"),
        ("password_history_policy_violation", "PasswordHistoryPolicyViolationException"),
    ];
    for (kind, exception) in cases {
        bench.set("faults", json!({ "operation": "*", "kind": kind, "times": 1 })).await;
        assert_eq!(bench.reset(CUSTOMERS, "amara.okafor").await.unwrap_err().0, exception);
    }
    assert_eq!(bench.effects().await, 0);
    bench.set("faults", json!({ "operation": "*", "kind": "garbage", "delay_ms": 150 })).await;
    let started = Instant::now();
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    let answer = bench.request("AdminResetUserPassword", &input).send().await.unwrap();
    assert!(answer.status() == 200 && started.elapsed().as_millis() >= 150);
    assert!(serde_json::from_str::<Value>(&answer.text().await.unwrap()).is_err());
    assert_eq!(bench.control(Method::DELETE, "faults", None).await.1, json!({ "faults": [] }));
    assert!(bench.reset(CUSTOMERS, "amara.okafor").await.is_ok());
}

#[tokio::test]
async fn nonsense_faults_are_refused() {
    let bench = Bench::new().await;
    for body in
        [json!({}), json!({ "operation": "Fly" }), json!({ "operation": "*", "kind": "x" }), json!({ "operation": "*", "times": 0 }), json!({ "operation": "*", "speed": 1 })]
    {
        assert_eq!(bench.control(Method::POST, "faults", Some(body.clone())).await.0, 422, "{body}");
    }
    let form = bench
        .http
        .post(format!("{}/sandbox/faults", bench.sandbox.cognito_url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("operation=ListUsers&kind=throttle&delay_ms=&times=3")
        .send()
        .await
        .unwrap();
    assert_eq!(form.status(), 303);
    assert_eq!(bench.get("faults").await["faults"], json!([{ "operation": "ListUsers", "kind": "throttle", "delay_ms": 0, "delay_after_ms": 0, "times": 3 }]));
}

#[tokio::test]
async fn an_effect_happens_although_the_client_stopped_waiting() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    for (field, effects) in [("delay_ms", 1), ("delay_after_ms", 2)] {
        bench.set("faults", json!({ "operation": "*", "times": 1, field: 200 })).await;
        let request = bench.request("AdminResetUserPassword", &input).timeout(Duration::from_millis(100));
        assert!(request.send().await.unwrap_err().is_timeout(), "{field}");
        tokio::time::sleep(Duration::from_millis(250)).await;
        assert_eq!(bench.effects().await, effects, "{field}");
    }
}

#[tokio::test]
async fn a_time_out_gives_no_answer_with_and_without_the_effect() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    for (kind, effects) in [("timeout_before", 0), ("timeout_after", 1)] {
        bench.set("faults", json!({ "operation": "AdminResetUserPassword", "kind": kind, "times": 1 })).await;
        let request = bench.request("AdminResetUserPassword", &input).timeout(Duration::from_millis(300));
        assert!(request.send().await.unwrap_err().is_timeout(), "{kind}");
        assert_eq!(bench.effects().await, effects, "{kind}");
    }
}

#[tokio::test]
async fn an_unavailable_service_answers_with_a_page_and_does_nothing() {
    let bench = Bench::new().await;
    bench.set("faults", json!({ "operation": "*", "kind": "unavailable", "times": 1 })).await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    let answer = bench.request("AdminResetUserPassword", &input).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().get("x-amzn-requestid").is_none());
    assert_eq!(bench.effects().await, 0);
}
