//! The message that carries a temporary password.

use crate::sandbox::cognito::Call;
use crate::sandbox::cognito::input::ClientMetadata;
use crate::sandbox::cognito::wire::WireError;
use crate::sandbox::model::{Medium, Message, Trigger, User};

/// Where an invitation goes: by text message unless e-mail is asked for, by both if both are.
pub fn addresses(user: &User, mediums: &[String]) -> Vec<(Medium, String)> {
    let wants = |medium: Medium| mediums.iter().any(|it| it == medium.word()) || (mediums.is_empty() && medium == Medium::Sms);
    let has = |medium: Medium| user.attribute(medium.attribute()).map(|address| (medium, address.to_owned()));
    [Medium::Sms, Medium::Email].into_iter().filter(|medium| wants(*medium)).filter_map(has).collect()
}

/// Puts an invitation into the outbox, through the pool's CustomMessage trigger where it has one.
pub fn send(call: &mut Call<'_>, pool: usize, username: &str, (medium, destination): (Medium, String), password: &str, metadata: &ClientMetadata) -> Result<(), WireError> {
    let settings = &call.pool(pool)?.settings;
    let trigger = settings.trigger(Trigger::CustomMessage).map(str::to_owned);
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
        client_metadata: trigger.is_some().then(|| metadata.clone()),
        trigger,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}
