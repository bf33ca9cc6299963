use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP, PARTNERS};

const PIA: &str = "pia.larsen@carrier.example";

fn resend(pool: &str, username: &str, mediums: Value) -> Value {
    json!({ "UserPoolId": pool, "Username": username, "MessageAction": "RESEND", "DesiredDeliveryMediums": mediums, "ClientMetadata": { "ticket": "7" } })
}

/// Gives a pool other settings.
async fn pool(bench: &Bench, id: &str, patch: Value) {
    bench.set(&format!("pools/{id}"), patch).await;
}

async fn newest(bench: &Bench) -> Value {
    bench.get("outbox").await["messages"][0].clone()
}

#[tokio::test]
async fn a_pool_that_cannot_text_refuses_every_text_message_and_changes_nothing() {
    let bench = Bench::new().await;
    for (sms, kind, message) in [
        ("not_configured", "InvalidParameterException", "User pool does not have SMS configuration to send messages."),
        ("InvalidSmsRoleAccessPolicyException", "InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS"),
        ("InvalidSmsRoleTrustRelationshipException", "InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship allowing Cognito to assume the role"),
    ] {
        let expected = (kind.to_owned(), message.to_owned());
        for id in [CUSTOMERS, PARTNERS] {
            pool(&bench, id, json!({ "sms": sms })).await;
        }
        let both = json!({ "attributes": { "phone_number": "+447700900999" } });
        bench.set(&format!("users/{CUSTOMERS}/dana.kowalczyk"), both).await;
        let before = [bench.get(&format!("users/{PARTNERS}/{PIA}")).await, bench.get(&format!("users/{CUSTOMERS}/dana.kowalczyk")).await];
        assert_eq!(bench.reset(PARTNERS, PIA).await.unwrap_err(), expected);
        assert_eq!(bench.refused("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!([]))).await, expected);
        // The mail that goes with it stays behind as well.
        assert_eq!(bench.refused("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!(["SMS", "EMAIL"]))).await, expected);
        assert_eq!(bench.refused("ForgotPassword", json!({ "ClientId": CUSTOMERS_APP, "Username": "kofi.mensah" })).await, expected);
        assert_eq!(bench.sign_in("mei.chen", crate::sandbox::SEED_PASSWORD).await.unwrap_err(), expected);
        let after = [bench.get(&format!("users/{PARTNERS}/{PIA}")).await, bench.get(&format!("users/{CUSTOMERS}/dana.kowalczyk")).await];
        assert_eq!(after, before, "{sms}");
        assert_eq!((bench.effects().await, bench.get("outbox").await["count"].as_u64()), (0, Some(0)), "{sms}");
    }
    assert!(bench.reset(CUSTOMERS, "amara.okafor").await.is_ok());
    assert!(bench.call("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!(["EMAIL"]))).await.is_ok());
}

#[tokio::test]
async fn the_sandbox_of_sns_accepts_the_call_and_keeps_the_message() {
    let bench = Bench::new().await;
    pool(&bench, PARTNERS, json!({ "sms": "SNSSandbox" })).await;
    bench.reset(PARTNERS, PIA).await.unwrap();
    assert_eq!(bench.get(&format!("users/{PARTNERS}/{PIA}")).await["status"], "RESET_REQUIRED");
    let message = newest(&bench).await;
    assert_eq!((&message["medium"], &message["swallowed"]), (&json!("SMS"), &json!(true)));
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    assert_eq!(newest(&bench).await["swallowed"], false);
}

#[tokio::test]
async fn a_sender_takes_the_place_of_mailer_and_sns_and_is_given_the_metadata_of_a_reset() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "mails_a_day": 0 })).await;
    for sms in ["SNSSandbox", "not_configured", "InvalidSmsRoleAccessPolicyException"] {
        pool(&bench, CUSTOMERS, json!({ "sms": sms, "mailer": "COGNITO_DEFAULT", "triggers": ["CustomMessage", "CustomEmailSender", "CustomSMSSender"] })).await;
        for (username, source) in [("kofi.mensah", "CustomSMSSender_ForgotPassword"), ("amara.okafor", "CustomEmailSender_ForgotPassword")] {
            let input = json!({ "UserPoolId": CUSTOMERS, "Username": username, "ClientMetadata": { "ticket": "7" } });
            bench.call("AdminResetUserPassword", input).await.unwrap();
            let message = newest(&bench).await;
            assert_eq!((&message["trigger_source"], &message["client_metadata"], &message["swallowed"]), (&json!(source), &json!({ "ticket": "7" }), &json!(false)));
        }
    }
    bench.call("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!(["EMAIL"]))).await.unwrap();
    let message = newest(&bench).await;
    assert_eq!((&message["trigger_source"], &message["client_metadata"]), (&json!("CustomEmailSender_AdminCreateUser"), &json!({})));
}

#[tokio::test]
async fn an_effect_tells_which_functions_were_reached_and_what_they_were_given() {
    let bench = Bench::new().await;
    pool(&bench, CUSTOMERS, json!({ "triggers": ["CustomMessage", "PreSignUp", "PostConfirmation"] })).await;
    let about = |username: &str, more: Value| {
        let mut input = json!({ "UserPoolId": CUSTOMERS, "Username": username, "ClientMetadata": { "ticket": "7" } });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let attributes = json!([{ "Name": "email", "Value": "newcomer@example.com" }]);
    let calls = [
        ("AdminConfirmSignUp", about("freya.lindholm", json!({})), vec!["PostConfirmation_ConfirmSignUp"]),
        ("AdminResetUserPassword", about("amara.okafor", json!({})), vec!["CustomMessage_ForgotPassword"]),
        ("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!(["EMAIL"])), vec!["CustomMessage_AdminCreateUser"]),
        (
            "AdminCreateUser",
            about("newcomer", json!({ "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": attributes })),
            vec!["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"],
        ),
        ("AdminUpdateUserAttributes", about("lena.fischer", json!({ "UserAttributes": [{ "Name": "email_verified", "Value": "true" }] })), vec![]),
    ];
    for (operation, input, sources) in calls {
        bench.call(operation, input).await.unwrap();
        let effects = bench.get("effects").await["effects"].clone();
        let triggers = effects.as_array().unwrap().last().unwrap()["triggers"].as_array().unwrap().clone();
        assert_eq!(triggers.iter().map(|it| it["source"].as_str().unwrap()).collect::<Vec<_>>(), sources, "{operation}");
        assert!(triggers.iter().all(|it| it["client_metadata"] == json!({ "ticket": "7" })), "{operation} {triggers:?}");
    }
    let messages = bench.get("outbox").await["messages"].clone();
    assert!(messages.as_array().unwrap().iter().all(|message| message["client_metadata"]["ticket"] == "7"), "{messages}");
    let page = bench.http.get(format!("{}/sandbox/effects", bench.sandbox.cognito_url())).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("PostConfirmation_ConfirmSignUp: {&quot;ticket&quot;:&quot;7&quot;}"), "{page}");
}

#[tokio::test]
async fn a_pool_without_functions_hands_client_metadata_to_nobody() {
    let bench = Bench::new().await;
    pool(&bench, CUSTOMERS, json!({ "triggers": [] })).await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "freya.lindholm", "ClientMetadata": { "ticket": "7" } });
    bench.call("AdminConfirmSignUp", input).await.unwrap();
    bench.call("AdminCreateUser", resend(CUSTOMERS, "dana.kowalczyk", json!(["EMAIL"]))).await.unwrap();
    let effects = bench.get("effects").await["effects"].clone();
    assert!(effects.as_array().unwrap().iter().all(|effect| effect["triggers"] == json!([])), "{effects}");
    assert_eq!(newest(&bench).await["client_metadata"], Value::Null);
}
