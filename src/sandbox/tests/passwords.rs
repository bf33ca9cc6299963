use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};
use crate::sandbox::SEED_PASSWORD;

#[tokio::test]
async fn the_last_four_passwords_are_refused_and_the_fifth_is_free_again() {
    let bench = Bench::new().await;
    for number in 1..4 {
        bench.set_password("amara.okafor", &format!("Another-Pass-{number}"), true).await.unwrap();
        let (kind, _) = bench.set_password("amara.okafor", SEED_PASSWORD, true).await.unwrap_err();
        assert_eq!(kind, "PasswordHistoryPolicyViolationException", "{number}");
    }
    bench.set_password("amara.okafor", "Another-Pass-4", true).await.unwrap();
    assert!(bench.set_password("amara.okafor", SEED_PASSWORD, true).await.is_ok());
}

#[tokio::test]
async fn every_rule_of_the_policy_has_its_own_sentence() {
    let bench = Bench::new().await;
    for (password, rule) in [
        ("Ab1-", "Password not long enough"),
        ("ABCDEFGHIJK-1", "Password must have lowercase characters"),
        ("abcdefghijk-1", "Password must have uppercase characters"),
        ("Abcdefghijk-x", "Password must have numeric characters"),
        ("Abcdefghijk1x", "Password must have symbol characters"),
        // Letters beyond Basic Latin are no lower case.
        ("ÄÖÜäöü-ABC-123", "Password must have lowercase characters"),
    ] {
        let refused = bench.set_password("amara.okafor", password, true).await.unwrap_err();
        assert_eq!(refused, ("InvalidPasswordException".to_owned(), format!("Password did not conform with policy: {rule}")));
    }
    assert_eq!(bench.effects().await, 0);
}

#[tokio::test]
async fn a_password_may_have_256_characters_of_any_script_and_a_space_inside() {
    let bench = Bench::new().await;
    for password in [format!("aA1 {}", "長".repeat(252)), "Sunny days 1 🌻🌻".to_owned()] {
        bench.set_password("amara.okafor", &password, true).await.unwrap();
        assert!(bench.sign_in("amara.okafor", &password).await.is_ok());
    }
    for password in [format!("aA1 {}", "長".repeat(253)), "Trailing-Space-1 ".to_owned(), String::new()] {
        let (kind, message) = bench.set_password("amara.okafor", &password, true).await.unwrap_err();
        assert_eq!(kind, "InvalidParameterException");
        assert!(message.contains("Value at 'password' failed to satisfy constraint"), "{message}");
    }
}

#[tokio::test]
async fn a_temporary_password_expires_by_the_clock_and_a_new_one_starts_it_again() {
    let bench = Bench::new().await;
    bench.set_password("amara.okafor", "Temporary-1x", false).await.unwrap();
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["status"], "FORCE_CHANGE_PASSWORD");
    bench.set("clock", json!({ "advance_seconds": 7 * 86_400 - 5 })).await;
    assert_eq!(bench.sign_in("amara.okafor", "Temporary-1x").await.unwrap()["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    bench.set("clock", json!({ "advance_seconds": 10 })).await;
    let expired = "User account has expired, it must be reset by an administrator.".to_owned();
    assert_eq!(bench.sign_in("amara.okafor", "Temporary-1x").await.unwrap_err().1, expired);
    bench.set_password("amara.okafor", "Temporary-2x", false).await.unwrap();
    assert!(bench.sign_in("amara.okafor", "Temporary-2x").await.is_ok());
}

async fn answer(bench: &Bench, operation: &str, session: &Value, username: &str, new: &str) -> Result<Value, (String, String)> {
    let responses = json!({ "USERNAME": username, "NEW_PASSWORD": new });
    let input = json!({ "UserPoolId": CUSTOMERS, "ClientId": CUSTOMERS_APP, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses });
    bench.call(operation, input).await
}

#[tokio::test]
async fn the_answer_to_a_challenge_is_held_to_the_policy_its_user_and_its_three_minutes() {
    let bench = Bench::new().await;
    let session = async || bench.sign_in("yuki.tanaka", SEED_PASSWORD).await.unwrap()["Session"].clone();
    let first = session().await;
    for (username, new, refused) in [
        ("yuki.tanaka", "short", "InvalidPasswordException"),
        ("yuki.tanaka", SEED_PASSWORD, "PasswordHistoryPolicyViolationException"),
        ("yuki.tanaka", " Leading-Space-1", "InvalidParameterException"),
        ("amara.okafor", "Another-Pass-1", "NotAuthorizedException"),
    ] {
        assert_eq!(answer(&bench, "RespondToAuthChallenge", &first, username, new).await.unwrap_err().0, refused, "{new}");
    }
    bench.set("clock", json!({ "advance_seconds": 180 })).await;
    let late = answer(&bench, "RespondToAuthChallenge", &first, "yuki.tanaka", "Another-Pass-1").await.unwrap_err();
    assert_eq!(late, ("NotAuthorizedException".to_owned(), "Invalid session for the user, session is expired.".to_owned()));
    let second = session().await;
    let signed_in = answer(&bench, "AdminRespondToAuthChallenge", &second, "yuki.tanaka", "Another-Pass-1").await.unwrap();
    assert!(signed_in["AuthenticationResult"]["AccessToken"].is_string());
    assert_eq!(answer(&bench, "RespondToAuthChallenge", &second, "yuki.tanaka", "Another-Pass-2").await.unwrap_err().0, "NotAuthorizedException");
    assert!(bench.sign_in("yuki.tanaka", "Another-Pass-1").await.is_ok());
}

#[tokio::test]
async fn a_set_password_confirms_every_state() {
    let bench = Bench::new().await;
    for username in ["freya.lindholm", "mateo.alvarez", "dana.kowalczyk", "Google_108214573920164837261"] {
        bench.set_password(username, "Another-Pass-1", true).await.unwrap();
        assert_eq!(bench.get(&format!("users/{CUSTOMERS}/{username}")).await["status"], "CONFIRMED", "{username}");
        assert!(bench.sign_in(username, "Another-Pass-1").await.is_ok(), "{username}");
    }
}
