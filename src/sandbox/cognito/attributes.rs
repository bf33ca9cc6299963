//! AdminUpdateUserAttributes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::{Answer, WireError};
use super::{Call, contacts, input, lookup, schema};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    #[serde(default)]
    user_attributes: Vec<Attribute>,
}

/// AttributeType
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute {
    name: String,
    value: Option<String>,
}

/// The attributes of a call by name, if the pools know them and a caller may set them.
pub fn read(list: &[Attribute]) -> Result<BTreeMap<String, String>, WireError> {
    let mut changes = BTreeMap::new();
    for Attribute { name, value } in list {
        if !schema::is_known(name) {
            return Err(WireError::invalid(format!("user.{name}: Attribute does not exist in the schema.")));
        }
        if name == "sub" || name == "identities" {
            return Err(WireError::invalid(format!("user.{name}: Attribute cannot be updated.")));
        }
        changes.insert(name.clone(), value.clone().unwrap_or_default());
    }
    Ok(changes)
}

/// AdminUpdateUserAttributes: a changed contact is unverified unless the call says otherwise.
pub fn update(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let (index, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let mut changes = read(&input.user_attributes)?;
    let mut changed = call.user(index, &username)?.clone();
    contacts::complete(&mut changes, &changed);
    // An empty value takes the attribute away.
    for (name, value) in &changes {
        if value.is_empty() {
            changed.attributes.remove(name);
        } else {
            changed.attributes.insert(name.clone(), value.clone());
        }
    }
    contacts::check(&changes, &changed)?;
    changed.modified_at = call.now;
    if let Some(alias) = lookup::taken_alias(call.pool(index)?, &changed) {
        let why = format!("An account with the given {alias} already exists.");
        return Err(WireError::new("AliasExistsException", why));
    }
    *call.user_mut(index, &username)? = changed;
    call.log_effect(index, &username)?;
    Ok(json!({}))
}
