use serde_json::{Value, json};

use super::{Bench, CUSTOMERS};

async fn update(bench: &Bench, username: &str, pairs: &[(&str, &str)]) -> Result<Value, (String, String)> {
    let attributes: Vec<_> = pairs.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    bench.call("AdminUpdateUserAttributes", json!({ "UserPoolId": CUSTOMERS, "Username": username, "UserAttributes": attributes })).await
}

#[tokio::test]
async fn contacts_of_the_wrong_form_and_flags_without_a_contact_are_refused() {
    let bench = Bench::new().await;
    for (name, value, message) in [
        ("email", "not an address", "Invalid email address format."),
        ("phone_number", "0770 900147", "Invalid phone number format."),
        ("email_verified", "true", "Email is required to verify/un-verify an email"),
        ("phone_number_verified", "true", "Phone Number is required to verify/un-verify a phone number"),
    ] {
        let refused = update(&bench, "nobody.reachable", &[(name, value)]).await.unwrap_err();
        assert_eq!(refused, ("InvalidParameterException".to_owned(), message.to_owned()), "{name}");
    }
    assert_eq!(bench.effects().await, 0);
}

#[tokio::test]
async fn a_changed_contact_is_unverified_unless_the_call_says_otherwise_and_a_removed_one_leaves_no_flag() {
    let bench = Bench::new().await;
    let attributes = async || bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["attributes"].clone();
    update(&bench, "amara.okafor", &[("email", "amara@example.net")]).await.unwrap();
    assert_eq!(attributes().await["email_verified"], "false");
    update(&bench, "amara.okafor", &[("email", "amara@example.com"), ("email_verified", "true")]).await.unwrap();
    assert_eq!(attributes().await["email_verified"], "true");
    update(&bench, "amara.okafor", &[("email", "")]).await.unwrap();
    let left = attributes().await;
    assert!(left["email"].is_null() && left["email_verified"].is_null(), "{left}");
}

#[tokio::test]
async fn a_verified_address_that_somebody_has_already_cannot_be_verified_twice() {
    let bench = Bench::new().await;
    update(&bench, "nobody.reachable", &[("email", "Amara.Okafor@example.com")]).await.unwrap();
    let (kind, message) = update(&bench, "nobody.reachable", &[("email_verified", "true")]).await.unwrap_err();
    assert_eq!((kind.as_str(), message.as_str()), ("AliasExistsException", "An account with the given email already exists."));
}
