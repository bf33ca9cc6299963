use std::time::Duration;

use serde_json::{Value, json};

use super::{Bench, CUSTOMERS};

/// Whether the client sees an end without an answer, and how many effects there are.
const KINDS: [(&str, &str, u64); 6] = [
    ("cut_before", "nothing", 0),
    ("cut_after", "nothing", 1),
    ("timeout_before", "nothing", 0),
    ("timeout_after", "nothing", 1),
    ("garbage", "200", 1),
    ("unavailable", "503", 0),
];

/// Every operation by which staff change a user, and somebody for whom it works.
fn operations() -> Vec<(&'static str, Value)> {
    let about = |username: &str, more: Value| {
        let mut input = json!({ "UserPoolId": CUSTOMERS, "Username": username });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    vec![
        ("AdminResetUserPassword", about("amara.okafor", json!({}))),
        ("AdminSetUserPassword", about("amara.okafor", json!({ "Password": "Another-Pass-1" }))),
        ("AdminCreateUser", about("dana.kowalczyk", json!({ "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] }))),
        ("AdminConfirmSignUp", about("freya.lindholm", json!({}))),
        ("AdminUpdateUserAttributes", about("lena.fischer", json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] }))),
        ("AdminEnableUser", about("samir.haddad", json!({}))),
        ("AdminDisableUser", about("kofi.mensah", json!({}))),
        ("AdminUserGlobalSignOut", about("mei.chen", json!({}))),
    ]
}

#[tokio::test]
async fn every_fault_of_the_network_loses_the_answer_of_every_effect_and_happens_as_it_is_named() {
    for (kind, seen, effects) in KINDS {
        let bench = Bench::new().await;
        for (operation, input) in operations() {
            bench.set("faults", json!({ "operation": operation, "kind": kind, "times": 1 })).await;
            let answer = bench.request(operation, &input).timeout(Duration::from_millis(400)).send().await;
            let saw = match answer {
                Err(_) => "nothing".to_owned(),
                Ok(answer) => {
                    let status = answer.status().as_u16().to_string();
                    assert!(serde_json::from_str::<Value>(&answer.text().await.unwrap()).is_err(), "{operation} {kind}");
                    status
                }
            };
            assert_eq!(saw, seen, "{operation} {kind}");
            assert_eq!(bench.get(&format!("effects/counts?operation={operation}")).await["count"], effects, "{operation} {kind}");
        }
    }
}
