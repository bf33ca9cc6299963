//! Which user a Username parameter means: the username, an alias, or the `sub`.

use super::wire::WireError;
use crate::sandbox::model::{Medium, Pool, User, UserStatus};

/// The canonical username. The username itself wins over a `sub`, and a `sub` over an alias.
pub fn find(pool: &Pool, name: &str) -> Result<String, WireError> {
    if pool.users.contains_key(name) {
        return Ok(name.to_owned());
    }
    let users = || pool.users.values();
    users()
        .find(|user| pool.same_name(&user.username, name))
        .or_else(|| users().find(|user| is_local(user) && user.sub() == name))
        .or_else(|| users().find(|user| is_local(user) && answers_to(pool, user, name)))
        .map(|user| user.username.clone())
        .ok_or_else(WireError::no_user)
}

/// Users from an identity provider are found by their username only.
fn is_local(user: &User) -> bool {
    user.status != UserStatus::ExternalProvider
}

/// Whether a name is one of a user's aliases. An e-mail address or a number that is an *alias*
/// counts once it is verified; where it stands for the username it always does.
fn answers_to(pool: &Pool, user: &User, name: &str) -> bool {
    let same = |attribute: &str| user.attribute(attribute).is_some_and(|value| pool.same_name(value, name));
    let username = |attribute: &String| same(attribute);
    let alias = |attribute: &String| {
        let counts = match attribute.as_str() {
            "email" => user.is_verified(Medium::Email),
            "phone_number" => user.is_verified(Medium::Sms),
            _ => true,
        };
        counts && same(attribute)
    };
    pool.settings.username_attributes.iter().any(username) || pool.settings.alias_attributes.iter().any(alias)
}

/// The attribute by which a user would be found that already finds somebody else.
pub fn taken_alias<'a>(pool: &'a Pool, user: &User) -> Option<&'a str> {
    let settings = &pool.settings;
    let others = || pool.users.values().filter(|other| is_local(other) && other.username != user.username);
    settings
        .alias_attributes
        .iter()
        .chain(&settings.username_attributes)
        .map(String::as_str)
        .find(|name| user.attribute(name).is_some_and(|value| answers_to(pool, user, value) && others().any(|other| answers_to(pool, other, value))))
}
