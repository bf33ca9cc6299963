use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};
use crate::sandbox::SEED_PASSWORD;

async fn answer(bench: &Bench, challenge: &Value, username: &str, code: &str) -> Result<Value, (String, String)> {
    let name = challenge["ChallengeName"].as_str().unwrap();
    let mut responses = json!({ "USERNAME": username });
    responses[format!("{name}_CODE")] = json!(code);
    bench.call("RespondToAuthChallenge", json!({ "ClientId": CUSTOMERS_APP, "ChallengeName": name, "Session": challenge["Session"], "ChallengeResponses": responses })).await
}

#[tokio::test]
async fn a_user_with_sms_mfa_gets_tokens_for_the_code_of_the_message_only() {
    let bench = Bench::new().await;
    let challenge = bench.sign_in("mei.chen", SEED_PASSWORD).await.unwrap();
    assert_eq!((&challenge["ChallengeName"], &challenge["AuthenticationResult"]), (&json!("SMS_MFA"), &Value::Null));
    assert_eq!(challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "+*******0178");
    let code = bench.last_code().await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(answer(&bench, &challenge, "mei.chen", wrong).await.unwrap_err().0, "CodeMismatchException");
    let tokens = answer(&bench, &challenge, "mei.chen", &code).await.unwrap();
    assert!(tokens["AuthenticationResult"]["AccessToken"].is_string());
    assert_eq!(answer(&bench, &challenge, "mei.chen", &code).await.unwrap_err().0, "NotAuthorizedException");
    assert_eq!(bench.effects().await, 0);
}

#[tokio::test]
async fn an_authenticator_apps_code_is_on_the_control_endpoint_and_good_for_half_a_minute() {
    let bench = Bench::new().await;
    let amara = format!("users/{CUSTOMERS}/amara.okafor");
    bench.set(&amara, json!({ "mfa": ["SOFTWARE_TOKEN_MFA"] })).await;
    let code = bench.get(&amara).await["software_token_code"].as_str().unwrap().to_owned();
    let challenge = bench.sign_in("amara.okafor", SEED_PASSWORD).await.unwrap();
    assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    bench.set("clock", json!({ "advance_seconds": 90 })).await;
    assert_eq!(answer(&bench, &challenge, "amara.okafor", &code).await.unwrap_err().0, "CodeMismatchException");
    let code = bench.get(&amara).await["software_token_code"].as_str().unwrap().to_owned();
    assert!(answer(&bench, &challenge, "amara.okafor", &code).await.is_ok());
    assert_eq!(bench.get("outbox").await["count"], 0);
}

#[tokio::test]
async fn five_wrong_codes_three_minutes_or_a_reset_end_the_challenge() {
    let bench = Bench::new().await;
    let challenge = bench.sign_in("mei.chen", SEED_PASSWORD).await.unwrap();
    for _ in 0..5 {
        assert_eq!(answer(&bench, &challenge, "mei.chen", "no code").await.unwrap_err().0, "CodeMismatchException");
    }
    let code = bench.last_code().await;
    assert_eq!(answer(&bench, &challenge, "mei.chen", &code).await.unwrap_err().0, "NotAuthorizedException");
    let late = bench.sign_in("mei.chen", SEED_PASSWORD).await.unwrap();
    bench.set("clock", json!({ "advance_seconds": 180 })).await;
    assert_eq!(answer(&bench, &late, "mei.chen", &bench.last_code().await).await.unwrap_err().0, "NotAuthorizedException");
    let reset = bench.sign_in("mei.chen", SEED_PASSWORD).await.unwrap();
    let code = bench.last_code().await;
    bench.reset(CUSTOMERS, "mei.chen").await.unwrap();
    assert_eq!(answer(&bench, &reset, "mei.chen", &code).await.unwrap_err().0, "NotAuthorizedException");
}

#[tokio::test]
async fn a_temporary_password_leads_over_the_new_one_to_the_second_factor() {
    let bench = Bench::new().await;
    bench.set_password("mei.chen", "Temporary-1x", false).await.unwrap();
    let first = bench.sign_in("mei.chen", "Temporary-1x").await.unwrap();
    let responses = json!({ "USERNAME": "mei.chen", "NEW_PASSWORD": "Another-Pass-1" });
    let input = json!({ "ClientId": CUSTOMERS_APP, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": first["Session"], "ChallengeResponses": responses });
    let second = bench.call("RespondToAuthChallenge", input).await.unwrap();
    assert_eq!(second["ChallengeName"], "SMS_MFA");
    assert!(answer(&bench, &second, "mei.chen", &bench.last_code().await).await.is_ok());
    assert_eq!(bench.control(Method::GET, "effects?operation=RespondToAuthChallenge", None).await.1["count"], 1);
}
