use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};

/// Every operation that names a user, with an input that is good but for the username.
fn naming_a_user(name: &str) -> Vec<(&'static str, Value)> {
    let of_pool = |extra: Value| {
        let mut input = json!({ "UserPoolId": CUSTOMERS, "Username": name });
        for (member, value) in extra.as_object().unwrap() {
            input[member] = value.clone();
        }
        input
    };
    let of_client = |extra: Value| {
        let mut input = of_pool(extra);
        input["ClientId"] = json!(CUSTOMERS_APP);
        input
    };
    let parameters = json!({ "USERNAME": name, "PASSWORD": "x" });
    let answers = json!({ "USERNAME": name, "NEW_PASSWORD": "Another-Pass-1" });
    let (session, challenge) = ("x".repeat(20), "NEW_PASSWORD_REQUIRED");
    vec![
        ("AdminGetUser", of_pool(json!({}))),
        ("AdminListGroupsForUser", of_pool(json!({}))),
        ("AdminListUserAuthEvents", of_pool(json!({}))),
        ("AdminResetUserPassword", of_pool(json!({}))),
        ("AdminSetUserPassword", of_pool(json!({ "Password": "Valid-Pass-2024" }))),
        ("AdminCreateUser", of_pool(json!({ "MessageAction": "RESEND" }))),
        ("AdminConfirmSignUp", of_pool(json!({}))),
        ("AdminUpdateUserAttributes", of_pool(json!({ "UserAttributes": [] }))),
        ("AdminUserGlobalSignOut", of_pool(json!({}))),
        ("AdminEnableUser", of_pool(json!({}))),
        ("AdminDisableUser", of_pool(json!({}))),
        ("ForgotPassword", of_client(json!({}))),
        ("ConfirmForgotPassword", of_client(json!({ "ConfirmationCode": "1", "Password": "Valid-Pass-2024" }))),
        ("InitiateAuth", json!({ "ClientId": CUSTOMERS_APP, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters })),
        ("AdminInitiateAuth", json!({ "UserPoolId": CUSTOMERS, "ClientId": CUSTOMERS_APP, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters })),
        ("RespondToAuthChallenge", json!({ "ClientId": CUSTOMERS_APP, "ChallengeName": challenge, "Session": session, "ChallengeResponses": answers })),
        (
            "AdminRespondToAuthChallenge",
            json!({ "UserPoolId": CUSTOMERS, "ClientId": CUSTOMERS_APP, "ChallengeName": challenge, "Session": session, "ChallengeResponses": answers }),
        ),
    ]
}

#[tokio::test]
async fn an_empty_an_overlong_and_a_spaced_username_are_refused_on_every_operation() {
    let bench = Bench::new().await;
    let long = "x".repeat(129);
    for name in ["", "a b", "tab\t", long.as_str()] {
        for (operation, input) in naming_a_user(name) {
            let (kind, message) = bench.refused(operation, input).await;
            assert_eq!(kind, "InvalidParameterException", "{operation} {name:?}");
            assert!(message.contains("Value at 'username' failed to satisfy constraint: Member must"), "{operation} {message}");
        }
    }
    assert_eq!(bench.effects().await, 0);
}

#[tokio::test]
async fn constraints_come_before_the_pool_and_types_before_constraints() {
    let bench = Bench::new().await;
    let kind = async |input: Value| bench.refused("AdminSetUserPassword", input).await.0;
    assert_eq!(kind(json!({ "UserPoolId": "eu-west-1_Missing", "Username": "a" })).await, "InvalidParameterException");
    assert_eq!(kind(json!({ "UserPoolId": "eu-west-1_Missing", "Username": "a", "Password": "x" })).await, "ResourceNotFoundException");
    assert_eq!(kind(json!({ "UserPoolId": "nonsense", "Username": "a", "Password": 7 })).await, "SerializationException");
    assert_eq!(kind(json!(["not", "a", "structure"])).await, "SerializationException");
    let answer = bench.request("ListUsers", &json!(null)).body("{").send().await.unwrap().text().await.unwrap();
    assert!(answer.contains("SerializationException"), "{answer}");
}

#[tokio::test]
async fn two_broken_constraints_are_told_at_once() {
    let bench = Bench::new().await;
    let (kind, message) = bench.refused("AdminSetUserPassword", json!({ "UserPoolId": CUSTOMERS, "Username": "a b", "Password": "x".repeat(257) })).await;
    assert_eq!(kind, "InvalidParameterException");
    assert!(message.starts_with("2 validation errors detected: Value at 'username' failed") && message.contains("; Value at 'password' failed"), "{message}");
}

#[tokio::test]
async fn members_that_are_null_are_members_left_out() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "ClientMetadata": null });
    assert!(bench.call("AdminResetUserPassword", input).await.is_ok());
}

#[tokio::test]
async fn an_overlong_value_is_refused_without_an_overlong_header() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "NextToken": "x".repeat(131_073) });
    let answer = bench.request("AdminListGroupsForUser", &input).send().await.unwrap();
    assert!(answer.headers()["x-amzn-errormessage"].len() < 1024);
    assert!(answer.text().await.unwrap().contains("Value at 'nextToken' failed"));
}
