//! Whether each operation is allowed, and that asking changes nothing.

use super::{BY_ENVIRONMENT, Machine, TOKEN, WRONG};
use crate::desk::CUSTOMERS;
use passdesk::domain::cognito_operation::CognitoOperation;
use serde_json::json;
use std::collections::BTreeSet;

/// Everything that the adapter calls of Cognito is in the list that the IAM policy and the checks are held against.
#[test]
fn the_adapter_calls_the_listed_operations_and_no_others() {
    let mut called = BTreeSet::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/adapters/cognito")).expect("a folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("text");
        // The SDK's methods have the operations' names, and take nothing.
        for call in ["sdk.", "client."].into_iter().flat_map(|receiver| text.split(receiver).skip(1)) {
            let method: String = call.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            let is_operation = ["admin_", "list_", "describe_", "get_", "set_", "create_", "update_", "delete_"].iter().any(|word| method.starts_with(word));
            if is_operation && call[method.len()..].starts_with("()") {
                called.insert(method.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>());
            }
        }
    }
    assert_eq!(called, CognitoOperation::ALL.map(|operation| operation.name().to_owned()).into());
}

#[tokio::test]
async fn every_operation_is_asked_for_a_user_whom_nobody_has_and_changes_nothing() {
    let machine = Machine::new().await;
    let before = machine.desk.all_users(CUSTOMERS).await;
    let said = machine.check("", &WRONG).await;
    assert!(said.is_good, "{}\n{}", said.out, said.faults);
    for operation in CognitoOperation::ALL {
        said.has(&[&format!("{}: allowed", operation.name())]);
    }
    let requests = machine.requests().await;
    let of = |name: &str| requests.iter().filter(|request| request["operation"] == name).collect::<Vec<_>>();
    for operation in CognitoOperation::ALL {
        assert!(!of(operation.name()).is_empty(), "{} was asked", operation.name());
    }
    let names: Vec<&str> = requests.iter().filter_map(|request| request["input"]["Username"].as_str()).collect();
    assert_eq!(names.len(), 9, "{names:?}");
    let (name, digits) = (names[0], names[0].strip_prefix("passdesk-check-").expect("a name that says what it is"));
    assert!(digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) && names.iter().all(|other| *other == name), "{names:?}");
    let first = requests.iter().find(|request| request["input"]["Username"].is_string()).expect("a request");
    assert_eq!(first["operation"], "AdminGetUser", "first Cognito says that nobody has the name");
    assert_eq!(of("AdminCreateUser")[0]["input"]["MessageAction"], "RESEND");

    assert_eq!((machine.desk.effects().await, machine.desk.outbox().await.len()), (0, 0));
    assert_eq!(machine.desk.all_users(CUSTOMERS).await, before);
    let again = machine.check("", &WRONG).await;
    assert!(again.is_good);
    let later = machine.requests().await;
    let other = later.iter().rev().find_map(|request| request["input"]["Username"].as_str()).expect("a name");
    assert_ne!(other, name, "another name each time");
}

#[tokio::test]
async fn what_the_policy_leaves_out_is_named_with_awss_own_words() {
    let machine = Machine::new().await;
    machine.switch(json!({ "denied": [{ "operations": ["AdminSetUserPassword", "AdminCreateUser", "DescribeUserPool"] }] })).await;
    let said = machine.check("", &WRONG).await;
    assert!(!said.is_good);
    for operation in ["AdminSetUserPassword", "AdminCreateUser", "DescribeUserPool"] {
        let fault = format!("user pool {CUSTOMERS}: {operation}: denied: AccessDeniedException: User: ");
        assert!(said.faults.lines().any(|line| line.contains(&fault) && line.contains(&format!("cognito-idp:{operation}"))), "{fault}: {}", said.faults);
    }
    said.has(&["ListUsers: allowed", "AdminResetUserPassword: allowed", "AdminUserGlobalSignOut: allowed"]);
    assert_eq!(machine.desk.effects().await, 0);
}

#[tokio::test]
async fn what_no_role_here_can_come_to_need_may_be_left_out() {
    let mut machine = Machine::new().await;
    machine.roles = "\"desk\" = \"helpdesk\"";
    machine.switch(json!({ "denied": [{ "operations": ["AdminEnableUser", "AdminUpdateUserAttributes"] }] })).await;
    let said = machine.check("", &WRONG).await;
    assert!(said.is_good, "{}", said.faults);
    said.has(&[
        "AdminEnableUser: denied, and no role of this console needs it",
        "AdminUpdateUserAttributes: denied, and no role of this console needs it",
        "AdminResetUserPassword: allowed",
    ]);
}

#[tokio::test]
async fn without_the_word_that_nobody_has_the_name_nothing_with_an_effect_is_called() {
    for (setting, body) in [("switches", json!({ "denied": [{ "operations": ["AdminGetUser"] }] })), ("faults", json!({ "operation": "AdminGetUser", "kind": "throttle" }))] {
        let machine = Machine::new().await;
        machine.desk.control(reqwest::Method::POST, setting, Some(body)).await;
        let said = machine.check("", &WRONG).await;
        for operation in CognitoOperation::ALL.into_iter().filter(|operation| !operation.actions().is_empty()) {
            said.has(&[&format!("{}: not asked: nothing with an effect is called before AdminGetUser has said that nobody has the name", operation.name())]);
        }
        said.has(&["DescribeUserPool: allowed", "ListUsers: allowed"]);
        let reads = ["DescribeUserPool", "ListUsers", "AdminGetUser"];
        assert!(machine.requests().await.iter().all(|request| reads.contains(&request["operation"].as_str().unwrap_or_default())), "{setting}");
        assert_eq!(said.is_good, setting == "faults", "what is denied is a fault, and what is busy is none: {}", said.faults);
    }
}

#[tokio::test]
async fn an_answer_that_tells_nothing_is_told_as_it_is() {
    let machine = Machine::new().await;
    machine.desk.fault("AdminEnableUser", "internal_error", None).await;
    let said = machine.check("", &WRONG).await;
    assert!(said.is_good, "{}", said.faults);
    assert!(said.out.contains("AdminEnableUser: not clear: outcome unknown: InternalErrorException"), "{}", said.out);
    said.has(&["AdminUpdateUserAttributes: allowed"]);
}

#[tokio::test]
async fn a_pool_that_is_not_there_is_asked_no_more() {
    let machine = Machine::new().await;
    machine.desk.fault("DescribeUserPool", "cut_before", None).await;
    let said = machine.check("", &WRONG).await;
    assert!(!said.is_good && said.faults.contains(&format!("user pool {CUSTOMERS}: ")), "{}", said.faults);
    assert!(!said.out.contains("allowed"), "{}", said.out);
    assert!(machine.requests().await.is_empty());
}

#[tokio::test]
async fn whose_keys_aws_does_not_know_is_told_so() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let said = machine.check("", &WRONG).await;
    assert!(!said.is_good && said.faults.contains("UnrecognizedClientException"), "{}", said.faults);
    let right = machine.check("", &BY_ENVIRONMENT).await;
    right.is(super::HOST, "the environment");
}

#[tokio::test]
async fn an_endpoint_of_ones_own_without_an_sts_asks_nothing_of_aws() {
    let mut machine = Machine::new().await;
    machine.endpoints = format!("endpoint_url = {:?}", machine.desk.sandbox.cognito_url());
    let said = machine.check("", &WRONG).await;
    assert!(said.is_good, "{}", said.faults);
    said.has(&["who this console is there was not asked: endpoint_url leads elsewhere than to AWS, and there is no sts_endpoint_url", "AdminCreateUser: allowed"]);
}
