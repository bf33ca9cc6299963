//! SchemaAttributes: which attributes the pools know.

use serde_json::{Value, json};

/// The standard attributes of every pool, and the one that the made-up company added.
const SCHEMA: [(&str, &str); 22] = [
    ("sub", "String"),
    ("name", "String"),
    ("given_name", "String"),
    ("family_name", "String"),
    ("preferred_username", "String"),
    ("email", "String"),
    ("email_verified", "Boolean"),
    ("phone_number", "String"),
    ("phone_number_verified", "Boolean"),
    ("middle_name", "String"),
    ("nickname", "String"),
    ("profile", "String"),
    ("picture", "String"),
    ("website", "String"),
    ("gender", "String"),
    ("birthdate", "String"),
    ("address", "String"),
    ("locale", "String"),
    ("zoneinfo", "String"),
    ("identities", "String"),
    ("updated_at", "Number"),
    ("custom:customer_number", "String"),
];

/// Whether the pools know an attribute.
pub fn is_known(name: &str) -> bool {
    SCHEMA.iter().any(|(known, _)| *known == name)
}

/// SchemaAttributes as DescribeUserPool tells them.
pub fn described() -> Value {
    Value::Array(SCHEMA.iter().map(schema_attribute).collect())
}

fn schema_attribute((name, kind): &(&str, &str)) -> Value {
    let mut attribute = json!({
        "Name": name,
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": false,
        "Mutable": *name != "sub",
        "Required": *name == "sub",
    });
    if *kind == "String" {
        attribute["StringAttributeConstraints"] = json!({ "MinLength": "0", "MaxLength": "2048" });
    }
    attribute
}
