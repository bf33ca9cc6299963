//! A new user.

use super::{Input, invitation, temporary_password};
use crate::sandbox::chance;
use crate::sandbox::cognito::wire::WireError;
use crate::sandbox::cognito::{Call, attributes, contacts, input, lookup};
use crate::sandbox::model::{PasswordHash, Pool, Trigger, User, UserStatus};

/// Creates the user, and sends the invitation unless it is suppressed.
pub fn create(call: &mut Call<'_>, input: Input) -> Result<(usize, String), WireError> {
    let name = input::required("username", input.username.as_ref())?;
    let index = call.pool_index(input.user_pool_id.as_ref())?;
    let mut changes = attributes::read(&input.user_attributes)?;
    let pool = call.pool(index)?;
    let sub = chance::request_id();
    let username = if pool.settings.username_attributes.is_empty() {
        plain_username(pool, name)?
    } else {
        // A user who signs in with an address is known by the `sub`.
        let contact = pool.settings.username_attributes.iter().find(|contact| contacts::fits(contact, name));
        let contact = contact.ok_or_else(|| WireError::invalid(format!("Username should be an {}.", pool.settings.username_attributes.join(" or "))))?;
        changes.entry(contact.clone()).or_insert_with(|| name.to_owned());
        sub.clone()
    };
    let mut user = User::new(username.clone(), UserStatus::ForceChangePassword, call.now);
    contacts::complete(&mut changes, &user);
    user.attributes = changes.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.clone(), value.clone())).collect();
    user.attributes.insert("sub".to_owned(), sub);
    contacts::check(&changes, &user)?;
    let taken = lookup::taken_alias(pool, &user).map(str::to_owned);
    let password = temporary_password(call, index, input.temporary_password)?;
    call.invoke(index, Trigger::PreSignUp, "AdminCreateUser", &input.client_metadata)?;
    if let Some(alias) = taken {
        take_alias(call, index, &user, &alias, input.force_alias_creation)?;
    }
    user.password = Some(PasswordHash::new(&password, chance::token()));
    user.temporary_since = Some(call.now);
    if input.message_action.is_none() {
        for invitation in invitation::prepare(call, index, &user, &input.desired_delivery_mediums)? {
            invitation::send(call, index, &username, invitation, &password, &input.client_metadata)?;
        }
    }
    call.world.add_user(index, user);
    Ok((index, username))
}

fn plain_username(pool: &Pool, name: &str) -> Result<String, WireError> {
    for (contact, form) in [("email", "email"), ("phone_number", "phone number")] {
        if pool.settings.alias_attributes.iter().any(|alias| alias == contact) && contacts::fits(contact, name) {
            return Err(WireError::invalid(format!("Username cannot be of {form} format, since user pool is configured for {form} alias.")));
        }
    }
    if pool.users.keys().any(|taken| pool.same_name(taken, name)) {
        return Err(WireError::new("UsernameExistsException", "User account already exists"));
    }
    Ok(name.to_owned())
}

/// An alias of somebody else goes over to the new user, if the call insists.
fn take_alias(call: &mut Call<'_>, index: usize, user: &User, alias: &str, is_forced: bool) -> Result<(), WireError> {
    let pool = call.pool(index)?;
    if pool.settings.username_attributes.iter().any(|it| it == alias) {
        return Err(WireError::new("UsernameExistsException", format!("An account with the given {alias} already exists.")));
    }
    if !is_forced {
        return Err(WireError::new("AliasExistsException", format!("An account with the given {alias} already exists.")));
    }
    let value = user.attribute(alias).unwrap_or_default();
    let owner = lookup::find(pool, value)?;
    let owner = call.user_mut(index, &owner)?;
    if alias == "preferred_username" {
        owner.attributes.remove(alias);
    } else {
        owner.attributes.insert(format!("{alias}_verified"), "false".to_owned());
    }
    Ok(())
}
