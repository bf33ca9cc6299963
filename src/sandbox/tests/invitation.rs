use serde_json::{Value, json};

use super::{Bench, CUSTOMERS};
use crate::sandbox::SEED_PASSWORD;

#[tokio::test]
async fn an_invitation_is_resent_to_those_who_never_signed_in_only() {
    let bench = Bench::new().await;
    let resend = |username: &str, mediums: Value| json!({ "UserPoolId": CUSTOMERS, "Username": username, "MessageAction": "RESEND", "DesiredDeliveryMediums": mediums });
    let refused = bench.refusal("AdminCreateUser", resend("amara.okafor", json!(["EMAIL"]))).await;
    assert_eq!(refused.unwrap(), "UnsupportedUserStateException");
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["status"], "CONFIRMED");
    let by_phone = bench.refusal("AdminCreateUser", resend("dana.kowalczyk", json!([]))).await;
    assert_eq!(by_phone.unwrap(), "InvalidParameterException");
    bench.call("AdminCreateUser", resend("dana.kowalczyk", json!(["EMAIL"]))).await.unwrap();
    let password = bench.last_code().await;
    let answer = bench.sign_in("dana.kowalczyk", &password).await.unwrap();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert!(bench.sign_in("dana.kowalczyk", SEED_PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_confirmed_sign_up_still_needs_a_verified_contact_and_a_taken_alias_is_refused() {
    let bench = Bench::new().await;
    let freya = json!({ "UserPoolId": CUSTOMERS, "Username": "freya.lindholm" });
    bench.call("AdminConfirmSignUp", freya.clone()).await.unwrap();
    assert_eq!(bench.refusal("AdminConfirmSignUp", freya).await.unwrap(), "NotAuthorizedException");
    assert_eq!(bench.reset(CUSTOMERS, "freya.lindholm").await.unwrap_err().0, "InvalidParameterException");
    let update = |name: &str, value: &str| {
        let attributes = json!([{ "Name": name, "Value": value }]);
        json!({ "UserPoolId": CUSTOMERS, "Username": "freya.lindholm", "UserAttributes": attributes })
    };
    for (name, value, expected) in
        [("preferred_username", "AMARA", "AliasExistsException"), ("sub", "x", "InvalidParameterException"), ("shoe_size", "42", "InvalidParameterException")]
    {
        let refused = bench.refusal("AdminUpdateUserAttributes", update(name, value)).await;
        assert_eq!(refused.unwrap(), expected, "{name}");
    }
    bench.call("AdminUpdateUserAttributes", update("email_verified", "true")).await.unwrap();
    assert!(bench.reset(CUSTOMERS, "freya.lindholm").await.is_ok());
}

#[tokio::test]
async fn a_resent_invitation_can_carry_a_password_and_go_both_ways_and_restarts_the_clock() {
    let bench = Bench::new().await;
    let resend = |password: &str| {
        let mediums = json!(["SMS", "EMAIL"]);
        json!({ "UserPoolId": CUSTOMERS, "Username": "yuki.tanaka", "MessageAction": "RESEND", "DesiredDeliveryMediums": mediums, "TemporaryPassword": password })
    };
    assert_eq!(bench.refusal("AdminCreateUser", resend("weak")).await.unwrap(), "InvalidPasswordException");
    let phone = json!({ "attributes": { "phone_number": "+447700900999" } });
    bench.set(&format!("users/{CUSTOMERS}/yuki.tanaka"), phone).await;
    bench.set("clock", json!({ "advance_seconds": 8 * 86_400 })).await;
    assert!(bench.sign_in("yuki.tanaka", SEED_PASSWORD).await.is_err());
    bench.call("AdminCreateUser", resend("Invited-Pass-1")).await.unwrap();
    assert_eq!(bench.get("outbox").await["count"], 2);
    assert_eq!(bench.sign_in("yuki.tanaka", "Invited-Pass-1").await.unwrap()["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!(bench.refusal("AdminCreateUser", resend("Invited-Pass-1")).await, None);
    for username in ["amara.okafor", "mateo.alvarez", "freya.lindholm"] {
        let input = json!({ "UserPoolId": CUSTOMERS, "Username": username, "MessageAction": "RESEND" });
        assert_eq!(bench.refusal("AdminCreateUser", input).await.unwrap(), "UnsupportedUserStateException", "{username}");
    }
}
