use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, PARTNERS};
use crate::sandbox::SEED_PASSWORD;

async fn events(bench: &Bench, username: &str, most: Value, token: Value) -> Value {
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": username, "MaxResults": most, "NextToken": token });
    bench.call("AdminListUserAuthEvents", input).await.unwrap()
}

#[tokio::test]
async fn a_pool_without_threat_protection_has_no_events_to_list() {
    let bench = Bench::new().await;
    let input = json!({ "UserPoolId": PARTNERS, "Username": "pia.larsen@carrier.example" });
    assert_eq!(bench.refusal("AdminListUserAuthEvents", input).await.unwrap(), "UserPoolAddOnNotEnabledException");
    let missing = json!({ "UserPoolId": CUSTOMERS, "Username": "no.such.user" });
    assert_eq!(bench.refusal("AdminListUserAuthEvents", missing).await.unwrap(), "UserNotFoundException");
    let pool = bench.call("DescribeUserPool", json!({ "UserPoolId": CUSTOMERS })).await.unwrap();
    assert_eq!(pool["UserPool"]["UserPoolAddOns"]["AdvancedSecurityMode"], "ENFORCED");
}

#[tokio::test]
async fn sign_ins_forgotten_passwords_and_changes_are_listed_newest_first() {
    let bench = Bench::new().await;
    bench.sign_in("kofi.mensah", "wrong").await.unwrap_err();
    bench.sign_in("kofi.mensah", SEED_PASSWORD).await.unwrap();
    let client = json!({ "ClientId": super::CUSTOMERS_APP, "Username": "kofi.mensah", "UserContextData": { "IpAddress": "203.0.113.5" } });
    bench.call("ForgotPassword", client.clone()).await.unwrap();
    let mut confirm = client;
    confirm["ConfirmationCode"] = json!(bench.last_code().await);
    confirm["Password"] = json!("Another-Pass-1");
    bench.call("ConfirmForgotPassword", confirm).await.unwrap();
    bench.set_password("kofi.mensah", "Temporary-1x", false).await.unwrap();
    bench.sign_in("kofi.mensah", "Temporary-1x").await.unwrap();
    let listed = events(&bench, "kofi.mensah", json!(null), json!(null)).await;
    let told: Vec<_> = listed["AuthEvents"].as_array().unwrap().iter().map(|event| (event["EventType"].as_str().unwrap(), event["EventResponse"].as_str().unwrap())).collect();
    assert_eq!(told, [("SignIn", "InProgress"), ("PasswordChange", "Pass"), ("ForgotPassword", "Pass"), ("SignIn", "Pass"), ("SignIn", "Fail")]);
    assert_eq!(listed["AuthEvents"][1]["EventContextData"]["IpAddress"], "203.0.113.5");
    assert!(listed["NextToken"].is_null());
    assert!(!listed.to_string().contains("Another-Pass-1"));
}

#[tokio::test]
async fn events_come_in_pages_of_at_most_sixty() {
    let bench = Bench::new().await;
    let (mut sizes, mut ids, mut token) = (Vec::new(), std::collections::BTreeSet::new(), json!(null));
    loop {
        let page = events(&bench, "member.everywhere", json!(30), token).await;
        let listed = page["AuthEvents"].as_array().unwrap();
        sizes.push(listed.len());
        ids.extend(listed.iter().map(|event| event["EventId"].to_string()));
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!((sizes, ids.len()), (vec![30, 30, 15], 75));
    assert_eq!(events(&bench, "member.everywhere", json!(0), json!(null)).await["AuthEvents"].as_array().unwrap().len(), 60);
    for (most, token) in [(json!(61), json!(null)), (json!(-1), json!(null)), (json!(5), json!("nonsense")), (json!(5), json!(""))] {
        let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "MaxResults": most, "NextToken": token });
        assert_eq!(bench.refusal("AdminListUserAuthEvents", input.clone()).await.unwrap(), "InvalidParameterException", "{input}");
    }
}
