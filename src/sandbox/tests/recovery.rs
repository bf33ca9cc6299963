use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};
use crate::sandbox::SEED_PASSWORD;

async fn confirm(bench: &Bench, code: &str, password: &str) -> Result<Value, (String, String)> {
    let input = json!({ "ClientId": CUSTOMERS_APP, "Username": "amara.okafor", "ConfirmationCode": code, "Password": password });
    bench.call("ConfirmForgotPassword", input).await
}

#[tokio::test]
async fn a_reset_stops_the_old_password_and_the_code_finishes_it() {
    let bench = Bench::new().await;
    assert!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.is_ok());
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    assert_eq!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.unwrap_err().0, "PasswordResetRequiredException");
    let code = bench.last_code().await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(confirm(&bench, wrong, "Another-Pass-1").await.unwrap_err().0, "CodeMismatchException");
    assert_eq!(confirm(&bench, &code, "short-1A").await.unwrap_err().0, "InvalidPasswordException");
    assert_eq!(confirm(&bench, &code, SEED_PASSWORD).await.unwrap_err().0, "PasswordHistoryPolicyViolationException");
    confirm(&bench, &code, "Another-Pass-1").await.unwrap();
    assert!(confirm(&bench, &code, "Another-Pass-2").await.is_err());
    assert!(bench.sign_in("amara.okafor", "Another-Pass-1").await.is_ok());
    assert!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_code_is_over_after_an_hour() {
    let bench = Bench::new().await;
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    let code = bench.last_code().await;
    bench.set("clock", json!({ "advance_seconds": 3601 })).await;
    assert_eq!(confirm(&bench, &code, "Another-Pass-1").await.unwrap_err().0, "ExpiredCodeException");
}

#[tokio::test]
async fn sign_in_answers_by_the_state_of_the_user() {
    let bench = Bench::new().await;
    let refused = [
        ("dana.kowalczyk", "User account has expired, it must be reset by an administrator."),
        ("samir.haddad", "User is disabled."),
        ("no.such.user", "Incorrect username or password."),
        ("Google_108214573920164837261", "Incorrect username or password."),
    ];
    for (username, message) in refused {
        let answer = bench.sign_in(username, SEED_PASSWORD).await.unwrap_err();
        assert_eq!(answer, ("NotAuthorizedException".to_owned(), message.to_owned()), "{username}");
    }
    assert_eq!(bench.sign_in("freya.lindholm", SEED_PASSWORD).await.unwrap_err().0, "UserNotConfirmedException");
    let challenge = bench.sign_in("yuki.tanaka", SEED_PASSWORD).await.unwrap();
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let input = json!({
        "ClientId": CUSTOMERS_APP, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "yuki.tanaka", "NEW_PASSWORD": "Another-Pass-1" },
    });
    bench.call("RespondToAuthChallenge", input).await.unwrap();
    assert!(bench.sign_in("yuki.tanaka", "Another-Pass-1").await.is_ok());
}

#[tokio::test]
async fn repeated_wrong_passwords_lock_even_the_right_one_out_for_a_while() {
    let bench = Bench::new().await;
    for _ in 0..10 {
        let _ = bench.sign_in("amara.okafor", "wrong").await;
        bench.set("clock", json!({ "advance_seconds": 2 })).await;
    }
    let _ = bench.sign_in("amara.okafor", "wrong").await;
    assert_eq!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.unwrap_err().1, "Password attempts exceeded");
    bench.set("clock", json!({ "advance_seconds": 901 })).await;
    assert!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_set_password_works_and_a_global_sign_out_revokes_tokens() {
    let bench = Bench::new().await;
    let set = |password: &str, permanent: bool| json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "Password": password, "Permanent": permanent });
    for (password, expected) in [
        ("x".repeat(257), "InvalidParameterException"),
        (" Leading-Space-1".to_owned(), "InvalidParameterException"),
        ("weak".to_owned(), "InvalidPasswordException"),
        (SEED_PASSWORD.to_owned(), "PasswordHistoryPolicyViolationException"),
    ] {
        assert_eq!(bench.refusal("AdminSetUserPassword", set(&password, true)).await.unwrap(), expected, "{password}");
    }
    let longest = format!("Ä 1aA-{}", "ü".repeat(250));
    assert_eq!(bench.refusal("AdminSetUserPassword", set(&longest, true)).await, None);
    let tokens = bench.sign_in("amara.okafor", &longest).await.unwrap();
    let token = json!({ "AccessToken": tokens["AuthenticationResult"]["AccessToken"] });
    assert_eq!(bench.call("GetUser", token.clone()).await.unwrap()["Username"], "amara.okafor");
    let user = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    bench.call("AdminUserGlobalSignOut", user).await.unwrap();
    assert_eq!(bench.refusal("GetUser", token).await.unwrap(), "NotAuthorizedException");
    bench.call("AdminSetUserPassword", set("Temporary-1x", false)).await.unwrap();
    let answer = bench.sign_in("amara.okafor", "Temporary-1x").await.unwrap();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn wrong_passwords_are_forgotten_after_a_quarter_of_an_hour_without_a_try() {
    let bench = Bench::new().await;
    for _ in 0..4 {
        bench.sign_in("amara.okafor", "wrong").await.unwrap_err();
    }
    bench.set("clock", json!({ "advance_seconds": 900 })).await;
    bench.sign_in("amara.okafor", "wrong").await.unwrap_err();
    assert!(bench.sign_in("amara.okafor", SEED_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn nobody_learns_from_a_forgotten_password_who_exists() {
    let bench = Bench::new().await;
    let forgot = |username: &str| json!({ "ClientId": CUSTOMERS_APP, "Username": username });
    let known = bench.call("ForgotPassword", forgot("amara.okafor")).await.unwrap();
    let unknown = bench.call("ForgotPassword", forgot("no.such.user")).await.unwrap();
    assert_eq!(
        (&known["CodeDeliveryDetails"]["DeliveryMedium"], &known["CodeDeliveryDetails"]["AttributeName"]),
        (&unknown["CodeDeliveryDetails"]["DeliveryMedium"], &unknown["CodeDeliveryDetails"]["AttributeName"])
    );
    let mut guess = forgot("no.such.user");
    guess["ConfirmationCode"] = json!("123456");
    guess["Password"] = json!("Another-Pass-1");
    assert_eq!(bench.refusal("ConfirmForgotPassword", guess).await.unwrap(), "CodeMismatchException");
    assert_eq!(bench.effects().await, 1);
}
