//! AdminCreateUser: a new user with a temporary password, or (`RESEND`) a new temporary password
//! for somebody who has never signed in.

mod create;
mod invitation;
mod resend;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attributes::Attribute;
use super::get_user::{attribute_list, described};
use super::input::ClientMetadata;
use super::wire::{Answer, WireError};
use super::{Call, input, password};
use crate::sandbox::chance;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    #[serde(default)]
    user_attributes: Vec<Attribute>,
    temporary_password: Option<String>,
    #[serde(default)]
    force_alias_creation: bool,
    message_action: Option<String>,
    #[serde(default)]
    desired_delivery_mediums: Vec<String>,
    #[serde(default)]
    client_metadata: ClientMetadata,
}

/// AdminCreateUser
pub fn create_user(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let (pool, username) = match input.message_action.as_deref() {
        Some("RESEND") => resend::resend(call, input)?,
        _ => create::create(call, input)?,
    };
    call.log_effect(pool, &username)?;
    let user = call.user(pool, &username)?;
    let mut answer: Map<String, Value> = described(user);
    answer.insert("Attributes".to_owned(), attribute_list(user, None));
    Ok(json!({ "User": answer }))
}

/// The temporary password of the call if it conforms, and otherwise one of our own.
fn temporary_password(call: &Call<'_>, pool: usize, asked: Option<String>) -> Result<String, WireError> {
    match asked {
        Some(asked) => password::conforming(&call.pool(pool)?.settings.policy, asked),
        // Meets the policy of every pool here.
        None => Ok(format!("Nw-{}-{}", chance::code(), chance::letters(6))),
    }
}
