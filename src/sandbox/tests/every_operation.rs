use serde_json::{Value, json};

use super::super::cognito::{FaultKind, operation_names, signed_operation_names};
use super::{Bench, CUSTOMERS};

async fn told(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    (status, body["__type"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn every_operation_of_administrators_wants_a_signature_and_none_of_the_users_own_does() {
    let bench = Bench::new().await;
    for operation in operation_names() {
        let mut request = bench.request(operation, &json!({})).build().unwrap();
        request.headers_mut().remove("authorization");
        let (status, kind) = told(reqwest::RequestBuilder::from_parts(bench.http.clone(), request)).await;
        let is_signed = signed_operation_names().any(|name| name == operation);
        let expected = if is_signed { "MissingAuthenticationTokenException" } else { "InvalidParameterException" };
        assert_eq!((status, kind.as_str()), (400, expected), "{operation}");
    }
}

#[tokio::test]
async fn every_operation_of_administrators_can_be_denied_before_anything_else_is_looked_at() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "denied": [{ "operations": ["*"] }] })).await;
    for operation in signed_operation_names() {
        let (kind, message) = bench.refused(operation, json!({ "UserPoolId": CUSTOMERS, "Username": 7 })).await;
        assert_eq!(kind, "AccessDeniedException", "{operation}");
        assert!(message.contains(&format!("perform: cognito-idp:{operation} on resource: ")), "{message}");
    }
}

#[tokio::test]
async fn every_kind_of_exception_meets_every_operation_with_its_status_and_no_effect() {
    let bench = Bench::new().await;
    let exceptions: Vec<_> = FaultKind::all().filter(|(kind, _)| matches!(kind, FaultKind::Exception(_))).collect();
    for operation in operation_names() {
        for (_, word) in &exceptions {
            bench.set("faults", json!({ "operation": operation, "kind": word, "times": 1 })).await;
            let (status, kind) = told(bench.request(operation, &json!({}))).await;
            assert_eq!(status, if *word == "internal_error" { 500 } else { 400 }, "{operation} {word}");
            let mut letters = kind.trim_end_matches("Exception").to_lowercase();
            letters.retain(|c| c.is_ascii_alphanumeric());
            let is_own = letters == word.replace('_', "");
            let by_another_name = ["throttle", "bad_signature", "clock_skew", "unknown_key", "mail_limit"].contains(word);
            assert!(is_own || by_another_name, "{operation} {word} {kind}");
        }
    }
    assert_eq!((bench.effects().await, bench.get("faults").await["faults"].as_array().unwrap().len()), (0, 0));
}
