use serde_json::json;

use super::{Bench, CUSTOMERS, KIOSKS};

#[tokio::test]
async fn what_no_policy_allows_is_denied_in_the_words_of_aws_and_has_no_effect() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "denied": [{ "operations": ["AdminSetUserPassword", "AdminResetUserPassword"] }] })).await;
    let (kind, message) = bench.set_password("amara.okafor", "Valid-Pass-2024", true).await.unwrap_err();
    assert_eq!(kind, "AccessDeniedException");
    assert_eq!(
        message,
        "User: arn:aws:sts::123456789012:assumed-role/passdesk/sandbox is not authorized to perform: cognito-idp:AdminSetUserPassword on resource: arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Nw4Customers because no identity-based policy allows the cognito-idp:AdminSetUserPassword action"
    );
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "" });
    let answer = bench.request("AdminResetUserPassword", &input).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-amzn-errortype"].to_str().unwrap()), (400, "AccessDeniedException:"));
    assert_eq!(bench.effects().await, 0);
    assert!(bench.call("AdminGetUser", json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" })).await.is_ok());
    bench.set("switches", json!({})).await;
    assert!(bench.set_password("amara.okafor", "Valid-Pass-2024", true).await.is_ok());
}

#[tokio::test]
async fn a_denial_can_be_for_one_pool() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "denied": [{ "operations": ["*"], "pool": KIOSKS }] })).await;
    let read = |pool: &str| json!({ "UserPoolId": pool });
    assert_eq!(bench.refusal("DescribeUserPool", read(KIOSKS)).await.unwrap(), "AccessDeniedException");
    assert_eq!(bench.refusal("DescribeUserPool", read(CUSTOMERS)).await, None);
    assert_eq!(bench.refusal("ListUserPools", json!({ "MaxResults": 5 })).await, None);
}

#[tokio::test]
async fn only_operations_that_ask_for_rights_can_be_denied() {
    let bench = Bench::new().await;
    for name in ["InitiateAuth", "Fly"] {
        let body = json!({ "denied": [{ "operations": [name] }] });
        assert_eq!(bench.control(reqwest::Method::POST, "switches", Some(body)).await.0, 422, "{name}");
    }
}
