use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, PARTNERS};

fn newcomer(pool: &str, username: &str, extra: Value) -> Value {
    let mut input = json!({ "UserPoolId": pool, "Username": username, "MessageAction": "SUPPRESS", "TemporaryPassword": "Newcomer-Pass-1" });
    for (member, value) in extra.as_object().unwrap() {
        input[member] = value.clone();
    }
    input
}

#[tokio::test]
async fn a_new_user_signs_in_with_the_temporary_password_and_has_to_replace_it() {
    let bench = Bench::new().await;
    let attributes = json!([{ "Name": "email", "Value": "new@example.com" }, { "Name": "email_verified", "Value": "true" }]);
    let answer = bench.call("AdminCreateUser", newcomer(CUSTOMERS, "New.Comer", json!({ "UserAttributes": attributes }))).await.unwrap();
    assert_eq!((answer["User"]["Username"].as_str(), answer["User"]["UserStatus"].as_str()), (Some("New.Comer"), Some("FORCE_CHANGE_PASSWORD")));
    assert_eq!(bench.sign_in("new.comer", "Newcomer-Pass-1").await.unwrap()["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!((bench.effects().await, bench.get("outbox").await["count"].as_u64()), (1, Some(0)));
    let by_alias = json!({ "UserPoolId": CUSTOMERS, "Username": "new@example.com" });
    assert_eq!(bench.call("AdminGetUser", by_alias).await.unwrap()["Username"], "New.Comer");
    let invited = json!({ "MessageAction": null, "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [{ "Name": "email", "Value": "second@example.com" }] });
    bench.call("AdminCreateUser", newcomer(CUSTOMERS, "second", invited)).await.unwrap();
    assert_eq!(bench.last_code().await, "Newcomer-Pass-1");
}

#[tokio::test]
async fn what_is_taken_or_of_the_wrong_form_makes_no_new_user() {
    let bench = Bench::new().await;
    let email = |value: &str| json!({ "UserAttributes": [{ "Name": "email", "Value": value }, { "Name": "email_verified", "Value": "true" }] });
    for (pool, username, extra, refused) in [
        (CUSTOMERS, "amara.okafor", json!({}), "UsernameExistsException"),
        (CUSTOMERS, "AMARA.okafor", json!({}), "UsernameExistsException"),
        (CUSTOMERS, "newcomer", email("Amara.Okafor@example.com"), "AliasExistsException"),
        (CUSTOMERS, "newcomer", email("nonsense"), "InvalidParameterException"),
        (CUSTOMERS, "newcomer@example.com", json!({}), "InvalidParameterException"),
        (CUSTOMERS, "newcomer", json!({ "TemporaryPassword": "weak" }), "InvalidPasswordException"),
        (CUSTOMERS, "newcomer", json!({ "UserAttributes": [{ "Name": "shoe_size", "Value": "42" }] }), "InvalidParameterException"),
        (PARTNERS, "newcomer", json!({}), "InvalidParameterException"),
        (PARTNERS, "pia.larsen@carrier.example", json!({}), "UsernameExistsException"),
        (CUSTOMERS, "newcomer", json!({ "MessageAction": "RESEND" }), "UserNotFoundException"),
    ] {
        let answer = bench.refusal("AdminCreateUser", newcomer(pool, username, extra.clone())).await;
        assert_eq!(answer.unwrap(), refused, "{username} {extra}");
    }
    assert_eq!(bench.effects().await, 0);
}

#[tokio::test]
async fn an_alias_goes_over_to_the_new_user_when_the_call_insists() {
    let bench = Bench::new().await;
    let attributes = json!([{ "Name": "email", "Value": "amara.okafor@example.com" }, { "Name": "email_verified", "Value": "true" }]);
    let forced = json!({ "UserAttributes": attributes, "ForceAliasCreation": true });
    bench.call("AdminCreateUser", newcomer(CUSTOMERS, "newcomer", forced)).await.unwrap();
    let found = bench.call("AdminGetUser", json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor@example.com" })).await.unwrap();
    assert_eq!(found["Username"], "newcomer");
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["attributes"]["email_verified"], "false");
}

#[tokio::test]
async fn a_user_whose_username_is_an_address_is_known_by_the_sub() {
    let bench = Bench::new().await;
    let answer = bench.call("AdminCreateUser", newcomer(PARTNERS, "new@carrier.example", json!({}))).await.unwrap();
    let sub = answer["User"]["Attributes"].as_array().unwrap().iter().find(|attribute| attribute["Name"] == "sub").unwrap()["Value"].clone();
    assert_eq!(answer["User"]["Username"], sub);
    let found = bench.call("AdminGetUser", json!({ "UserPoolId": PARTNERS, "Username": "new@carrier.example" })).await.unwrap();
    assert_eq!(found["Username"], sub);
}
