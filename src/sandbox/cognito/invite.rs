//! AdminCreateUser with `MessageAction=RESEND`: a new temporary password for somebody who has never
//! signed in. The sandbox creates nobody.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::get_user::{attribute_list, described};
use super::input::ClientMetadata;
use super::wire::{Answer, WireError};
use super::{Call, input};
use crate::sandbox::chance;
use crate::sandbox::model::{Medium, Message, PasswordHash, UserStatus};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    message_action: Option<String>,
    #[serde(default)]
    desired_delivery_mediums: Vec<String>,
    client_metadata: Option<ClientMetadata>,
}

/// AdminCreateUser, RESEND
pub fn resend(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let metadata = input::client_metadata(input.client_metadata)?;
    if input.message_action.as_deref() != Some("RESEND") {
        return Err(WireError::invalid("This sandbox resends invitations and creates nobody."));
    }
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let user = call.user(pool, &username)?;
    if user.status != UserStatus::ForceChangePassword {
        return Err(WireError::new("UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD"));
    }
    // A text message unless e-mail is asked for.
    let wants = |medium: &str| input.desired_delivery_mediums.iter().any(|it| it == medium);
    let medium = if wants("EMAIL") && !wants("SMS") { Medium::Email } else { Medium::Sms };
    let address =
        user.attribute(medium.attribute()).map(str::to_owned).ok_or_else(|| WireError::invalid(format!("User has no {} to send the invitation to.", medium.attribute())))?;
    let password = temporary_password();
    send(call, pool, &username, (medium, address), &password, metadata)?;
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
        code_expires_at: call.now.plus_days(settings.policy.temporary_days()),
        client_metadata: trigger.is_some().then_some(metadata),
        trigger,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}
