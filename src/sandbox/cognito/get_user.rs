//! AdminGetUser, and GetUser with an access token.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::wire::Answer;
use super::{Call, auth, input};
use crate::sandbox::model::User;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
}

/// AdminGetUser
pub fn admin_get(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let user = call.user(pool, &username)?;
    let mut answer = described(user);
    answer.insert("UserAttributes".to_owned(), attribute_list(user, None));
    add_mfa(&mut answer, user);
    Ok(Value::Object(answer))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenInput {
    access_token: Option<String>,
}

/// GetUser: shows whether a session is still alive.
pub fn get(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: TokenInput = input::read(body)?;
    let (pool, username) = auth::owner_of_access_token(call, input::required("accessToken", input.access_token.as_ref())?)?;
    let user = call.user(pool, &username)?;
    let mut answer = Map::new();
    answer.insert("Username".to_owned(), json!(user.username));
    answer.insert("UserAttributes".to_owned(), attribute_list(user, None));
    add_mfa(&mut answer, user);
    Ok(Value::Object(answer))
}

fn add_mfa(answer: &mut Map<String, Value>, user: &User) {
    if let Some(first) = user.mfa.first() {
        answer.insert("UserMFASettingList".to_owned(), json!(user.mfa));
        answer.insert("PreferredMfaSetting".to_owned(), json!(first));
    }
}

/// What AdminGetUser and ListUsers tell alike.
pub fn described(user: &User) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("Username".to_owned(), json!(user.username));
    map.insert("UserCreateDate".to_owned(), json!(user.created_at.wire()));
    map.insert("UserLastModifiedDate".to_owned(), json!(user.modified_at.wire()));
    map.insert("Enabled".to_owned(), json!(user.enabled));
    map.insert("UserStatus".to_owned(), json!(user.status.word()));
    map
}

/// The attributes as a list; all of them, or only the named ones.
pub fn attribute_list(user: &User, only: Option<&[String]>) -> Value {
    let wanted = |name: &String| only.is_none_or(|names| names.contains(name));
    let list = user.attributes.iter().filter(|(name, _)| wanted(name));
    Value::Array(list.map(|(name, value)| json!({ "Name": name, "Value": value })).collect())
}
