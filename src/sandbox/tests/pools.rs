use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, KIOSKS, PARTNERS, settings};
use crate::sandbox::Sandbox;

async fn described(bench: &Bench, pool: &str) -> Value {
    bench.call("DescribeUserPool", json!({ "UserPoolId": pool })).await.unwrap()["UserPool"].clone()
}

#[tokio::test]
async fn the_seeded_pools_tell_their_mailers_triggers_and_text_messages() {
    let bench = Bench::new().await;
    let customers = described(&bench, CUSTOMERS).await;
    assert_eq!(customers["EmailConfiguration"]["EmailSendingAccount"], "DEVELOPER");
    assert_eq!(customers["LambdaConfig"], json!({ "CustomMessage": "arn:aws:lambda:eu-west-1:123456789012:function:northwind-messages" }));
    let partners = described(&bench, PARTNERS).await;
    assert_eq!((&partners["EmailConfiguration"], &partners["LambdaConfig"]), (&json!({ "EmailSendingAccount": "COGNITO_DEFAULT" }), &json!({})));
    assert!(partners["SmsConfiguration"].is_object() && partners["SmsConfigurationFailure"].is_null());
    assert_eq!((&partners["MfaConfiguration"], bench.get("pools").await["pools"].as_array().map(Vec::len)), (&json!("OPTIONAL"), Some(3)));
}

#[tokio::test]
async fn a_pools_settings_change_behind_the_consoles_back_and_are_told_as_aws_does() {
    let mut bench = Bench::new().await;
    let patch = json!({
        "recovery": null, "policy": { "minimum_length": 20, "temporary_password_validity_days": 3 }, "mailer": "COGNITO_DEFAULT", "sms": "SNSSandbox", "mfa": "OFF",
        "triggers": ["CustomEmailSender", "CustomSMSSender", "PreSignUp", "PostConfirmation"], "tier": "LITE", "threat_protection": false,
    });
    bench.set(&format!("pools/{CUSTOMERS}"), patch.clone()).await;
    bench.sandbox.shutdown().await;
    bench.sandbox = Sandbox::start(settings(&bench.folder)).await.unwrap();
    let told = bench.get(&format!("pools/{CUSTOMERS}")).await;
    for name in ["recovery", "mailer", "sms", "mfa", "triggers", "tier", "threat_protection"] {
        assert_eq!(told[name], patch[name], "{name}");
    }
    let pool = described(&bench, CUSTOMERS).await;
    assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 20);
    assert_eq!(pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"], 3);
    assert_eq!(pool["Policies"]["PasswordPolicy"]["PasswordHistorySize"], 4);
    assert!(["AccountRecoverySetting", "UserPoolAddOns"].iter().all(|name| pool[name].is_null()), "{pool}");
    assert_eq!((&pool["SmsConfigurationFailure"], &pool["MfaConfiguration"], &pool["UserPoolTier"]), (&json!("SNSSandbox"), &json!("OFF"), &json!("LITE")));
    let function = |name: &str| format!("arn:aws:lambda:eu-west-1:123456789012:function:northwind-{name}");
    let mut triggers = pool["LambdaConfig"].clone();
    assert!(triggers["KMSKeyID"].take().as_str().unwrap().starts_with("arn:aws:kms:"));
    let expected = json!({
        "KMSKeyID": null, "PreSignUp": function("before-sign-up"), "PostConfirmation": function("after-confirmation"),
        "CustomEmailSender": { "LambdaVersion": "V1_0", "LambdaArn": function("mails") }, "CustomSMSSender": { "LambdaVersion": "V1_0", "LambdaArn": function("texts") },
    });
    assert_eq!(triggers, expected);
    bench.set(&format!("pools/{CUSTOMERS}"), json!({ "sms": "not_configured", "recovery": ["admin_only"], "triggers": [] })).await;
    let pool = described(&bench, CUSTOMERS).await;
    assert!(pool["SmsConfiguration"].is_null() && pool["SmsConfigurationFailure"].is_null() && pool["LambdaConfig"] == json!({}));
    assert_eq!(pool["AccountRecoverySetting"]["RecoveryMechanisms"], json!([{ "Name": "admin_only", "Priority": 1 }]));
}

#[tokio::test]
async fn what_no_pool_can_be_is_refused_with_a_sentence_and_changes_nothing() {
    let bench = Bench::new().await;
    let kiosks = format!("pools/{KIOSKS}");
    let before = bench.get(&kiosks).await;
    for (body, says) in [
        (json!({ "mailer": "COGNITO_DEFAULT", "speed": 1 }), "unknown field `speed`"),
        (json!({ "policy": { "length": 8 } }), "unknown field `length`"),
        (json!({ "policy": { "minimum_length": 5 } }), "minimum_length: 6 to 99"),
        (json!({ "policy": { "temporary_password_validity_days": 366 } }), "temporary_password_validity_days: 0 to 365"),
        (json!({ "recovery": [] }), "recovery: null, one mechanism"),
        (json!({ "recovery": ["admin_only", "verified_email"] }), "recovery: null, one mechanism"),
        (json!({ "recovery": ["verified_email", "verified_email"] }), "recovery: null, one mechanism"),
        (json!({ "recovery": ["pigeon"] }), "unknown variant `pigeon`"),
        (json!({ "sms": "broken" }), "unknown variant `broken`"),
        (json!({ "triggers": ["UserMigration"] }), "unknown variant `UserMigration`"),
        (json!({ "tier": "GOLD" }), "tier: LITE, ESSENTIALS or PLUS"),
    ] {
        let (status, told) = bench.control(Method::POST, &kiosks, Some(body.clone())).await;
        assert!(status == 422 && told["error"].as_str().unwrap().contains(says), "{body} {told}");
    }
    assert_eq!(bench.get(&kiosks).await, before);
    assert_eq!(bench.control(Method::POST, "pools/eu-west-1_Missing", Some(json!({}))).await.0, 404);
}
