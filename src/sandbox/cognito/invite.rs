//! AdminCreateUser with `MessageAction=RESEND`: a new temporary password for somebody who has never
//! signed in. The sandbox creates nobody.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::get_user::{attribute_list, described};
use super::input::ClientMetadata;
use super::wire::{Answer, WireError};
use super::{Call, input, password};
use crate::sandbox::chance;
use crate::sandbox::model::{Medium, Message, PasswordHash, User, UserStatus};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    temporary_password: Option<String>,
    message_action: Option<String>,
    #[serde(default)]
    desired_delivery_mediums: Vec<String>,
    client_metadata: Option<ClientMetadata>,
}

/// AdminCreateUser, RESEND
pub fn resend(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let metadata = input.client_metadata.unwrap_or_default();
    if input.message_action.as_deref() != Some("RESEND") {
        return Err(WireError::invalid("This sandbox resends invitations and creates nobody."));
    }
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let user = call.user(pool, &username)?;
    if user.status != UserStatus::ForceChangePassword {
        return Err(WireError::new("UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD"));
    }
    let addresses = addresses(user, &input.desired_delivery_mediums)?;
    let password = match input.temporary_password.filter(|password| !password.is_empty()) {
        Some(password) => password::conforming(&call.pool(pool)?.settings.policy, password)?,
        None => temporary_password(),
    };
    for address in addresses {
        send(call, pool, &username, address, &password, metadata.clone())?;
    }
    let now = call.now;
    let user = call.user_mut(pool, &username)?;
    user.replace_password(PasswordHash::new(&password, chance::token()));
    user.temporary_since = Some(now);
    user.modified_at = now;
    call.log_effect(pool, &username)?;
    let user = call.user(pool, &username)?;
    let mut answer: Map<String, Value> = described(user);
    answer.insert("Attributes".to_owned(), attribute_list(user, None));
    Ok(json!({ "User": answer }))
}

/// Where the invitation goes: by text message unless e-mail is asked for, by both if both are.
fn addresses(user: &User, mediums: &[String]) -> Result<Vec<(Medium, String)>, WireError> {
    let wants = |medium: Medium| mediums.iter().any(|it| it == medium.word()) || (mediums.is_empty() && medium == Medium::Sms);
    let has = |medium: Medium| user.attribute(medium.attribute()).map(|address| (medium, address.to_owned()));
    let found: Vec<_> = [Medium::Sms, Medium::Email].into_iter().filter(|medium| wants(*medium)).filter_map(has).collect();
    if found.is_empty() { Err(WireError::invalid("User has no contact of the desired kind to send the invitation to.")) } else { Ok(found) }
}

/// Meets the policy of every pool here.
fn temporary_password() -> String {
    format!("Nw-{}-{}", chance::code(), chance::letters(6))
}

fn send(call: &mut Call<'_>, pool: usize, username: &str, (medium, destination): (Medium, String), password: &str, metadata: ClientMetadata) -> Result<(), WireError> {
    let settings = &call.pool(pool)?.settings;
    let trigger = settings.custom_message.clone();
    let text = match &trigger {
        None => format!("Your username is {username} and temporary password is {password}."),
        Some(_) => format!("Welcome to {}! Sign in as {username} with {password} and choose a password of your own.", settings.name),
    };
    let message = Message {
        sequence: 0,
        at: call.now,
        operation: call.operation.to_owned(),
        pool: settings.id.clone(),
        username: username.to_owned(),
        medium,
        destination,
        subject: match medium {
            Medium::Email => "Your temporary password".to_owned(),
            Medium::Sms => String::new(),
        },
        text,
        code: password.to_owned(),
        has_password: true,
        code_expires_at: call.now.plus_days(settings.policy.temporary_days()),
        client_metadata: trigger.is_some().then_some(metadata),
        trigger,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}
