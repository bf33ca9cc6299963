//! The message that carries a temporary password.

use crate::sandbox::cognito::Call;
use crate::sandbox::cognito::input::ClientMetadata;
use crate::sandbox::cognito::sending::{self, Letter, Route};
use crate::sandbox::cognito::wire::WireError;
use crate::sandbox::model::{Medium, User};

/// An invitation on its way, to be filled with the password.
pub struct Invitation {
    route: Route,
    destination: String,
}

/// Where invitations go: by text message unless e-mail is asked for, by both if both are. Refused
/// before anything is sent, if the pool cannot send one of them.
pub fn prepare(call: &Call<'_>, pool: usize, user: &User, mediums: &[String]) -> Result<Vec<Invitation>, WireError> {
    let wants = |medium: Medium| mediums.iter().any(|it| it == medium.word()) || (mediums.is_empty() && medium == Medium::Sms);
    let mut invitations = Vec::new();
    for medium in [Medium::Sms, Medium::Email].into_iter().filter(|medium| wants(*medium)) {
        if let Some(destination) = user.attribute(medium.attribute()) {
            invitations.push(Invitation { route: sending::route(call, pool, medium, "AdminCreateUser")?, destination: destination.to_owned() });
        }
    }
    Ok(invitations)
}

/// Sends an invitation.
pub fn send(call: &mut Call<'_>, pool: usize, username: &str, invitation: Invitation, password: &str, metadata: &ClientMetadata) -> Result<(), WireError> {
    let Invitation { route, destination } = invitation;
    let settings = &call.pool(pool)?.settings;
    let text = match route.is_custom() {
        false => format!("Your username is {username} and temporary password is {password}."),
        true => format!("Welcome to {}! Sign in as {username} with {password} and choose a password of your own.", settings.name),
    };
    let letter = Letter {
        destination,
        subject: "Your temporary password".to_owned(),
        text,
        code: password.to_owned(),
        has_password: true,
        code_expires_at: call.now.plus_days(settings.policy.temporary_days()),
    };
    sending::send(call, pool, username, route, letter, metadata.clone())
}
