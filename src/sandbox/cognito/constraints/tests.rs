use serde_json::{Value, json};

use super::check::check;
use super::{CREATE_USER, INITIATE_AUTH, LIST_GROUPS_FOR_USER, LIST_USERS, Member, POOL_AND_USER, SET_USER_PASSWORD};

fn refused(members: &[Member], body: Value) -> (&'static str, String) {
    let error = check(members, &body).unwrap_err();
    (error.kind, error.message)
}

fn user(name: &str) -> Value {
    json!({ "UserPoolId": "eu-west-1_Nw4Customers", "Username": name })
}

#[test]
fn a_broken_constraint_is_told_in_the_words_of_aws() {
    let long = "x".repeat(129);
    let at = "failed to satisfy constraint: Member must";
    let pattern = r"satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+";
    let cases = [
        (user(&long), format!("1 validation error detected: Value at 'username' {at} have length less than or equal to 128")),
        (user(""), format!("2 validation errors detected: Value at 'username' {at} {pattern}; Value at 'username' {at} have length greater than or equal to 1")),
        (json!({ "Username": "a" }), format!("1 validation error detected: Value null at 'userPoolId' {at} not be null")),
        (json!({ "UserPoolId": null, "Username": "a" }), format!("1 validation error detected: Value null at 'userPoolId' {at} not be null")),
        (
            json!({ "UserPoolId": "x", "Username": "a" }),
            format!(r"1 validation error detected: Value 'x' at 'userPoolId' {at} satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+"),
        ),
    ];
    for (body, message) in cases {
        assert_eq!(refused(POOL_AND_USER, body), ("InvalidParameterException", message));
    }
    let mut body = user("a");
    body["Limit"] = json!(61);
    let message = format!("1 validation error detected: Value '61' at 'limit' {at} have value less than or equal to 60");
    assert_eq!(refused(LIST_GROUPS_FOR_USER, body), ("InvalidParameterException", message));
}

#[test]
fn members_inside_of_lists_and_maps_are_checked_too() {
    let with = |name: &str, value: Value| {
        let mut body = user("a");
        body[name] = value;
        body
    };
    let cases = [
        (with("UserAttributes", json!([{ "Value": "v" }])), "'userAttributes.1.member.name' failed to satisfy constraint: Member must not be null"),
        (with("UserAttributes", json!([{ "Name": "n".repeat(33) }])), "length less than or equal to 32"),
        (with("DesiredDeliveryMediums", json!(["FAX"])), "[Member must satisfy enum value set: [SMS, EMAIL]]"),
        (with("MessageAction", json!("SING")), "Value 'SING' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set: [RESEND, SUPPRESS]"),
        (with("ClientMetadata", json!({ "k": "v".repeat(131_073) })), "Map value must satisfy constraint: [Member must have length less than or equal to 131072"),
    ];
    for (body, part) in cases {
        let (kind, message) = refused(CREATE_USER, body);
        assert!(kind == "InvalidParameterException" && message.contains(part), "{message}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_a_serialization_exception() {
    let set = |name: &str, value: Value| {
        let mut body = user("a");
        body["Password"] = json!("Valid-Pass-2024");
        body[name] = value;
        body
    };
    for (body, message) in [
        (set("Username", json!(7)), "NUMBER_VALUE can not be converted to a String"),
        (set("Username", json!(true)), "TRUE_VALUE can not be converted to a String"),
        (set("Username", json!(["a"])), "Start of list found where not expected"),
        (set("Password", json!({})), "Start of structure or map found where not expected."),
        (set("Permanent", json!("yes")), "STRING_VALUE can not be converted to a Boolean"),
        (json!([]), "Start of list found where not expected"),
    ] {
        assert_eq!(refused(SET_USER_PASSWORD, body), ("SerializationException", message.to_owned()));
    }
    assert_eq!(refused(LIST_USERS, json!({ "UserPoolId": "a_b", "Limit": "5" })).1, "STRING_VALUE can not be converted to an Integer");
}

#[test]
fn no_message_repeats_a_password() {
    for secret in [" hunter2-hunter2", &"hunter2".repeat(40)] {
        let mut body = user("a");
        body["Password"] = json!(secret);
        assert!(!refused(SET_USER_PASSWORD, body).1.contains("hunter2"));
        let parameters = json!({ "USERNAME": "a", "PASSWORD": "hunter2".repeat(20_000) });
        let body = json!({ "ClientId": "abc", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
        assert!(!refused(INITIATE_AUTH, body).1.contains("hunter2"));
    }
}
