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
