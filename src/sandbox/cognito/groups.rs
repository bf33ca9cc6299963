//! AdminListGroupsForUser, in pages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::page_token::PageTokens;
use super::wire::Answer;
use super::{Call, input};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    limit: Option<i64>,
    next_token: Option<String>,
}

/// AdminListGroupsForUser
pub fn list_for_user(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let limit = input::limit(input.limit);
    let (index, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let pool = call.pool(index)?;
    let tokens = PageTokens { secret: &call.world.token_secret, request: format!("AdminListGroupsForUser {} {username}", pool.settings.id), now: call.now };
    let after = input.next_token.as_deref().map(|token| tokens.read(token)).transpose()?;
    let user = call.user(index, &username)?;
    let mut groups: Vec<_> = pool.settings.groups.iter().filter(|group| user.groups.contains(&group.name)).collect();
    groups.sort_by(|left, right| left.name.cmp(&right.name));
    let given = after.map_or(0, |after| groups.partition_point(|group| group.name <= after));
    let rest = groups.get(given..).unwrap_or_default();
    let page = rest.get(..limit).unwrap_or(rest);
    let listed: Vec<Value> = page
        .iter()
        .map(|group| {
            json!({
                "GroupName": group.name,
                "UserPoolId": pool.settings.id,
                "Description": group.description,
                "Precedence": group.precedence,
                "CreationDate": pool.settings.created_at.wire(),
                "LastModifiedDate": pool.settings.created_at.wire(),
            })
        })
        .collect();
    let mut answer = json!({ "Groups": listed });
    if page.len() < rest.len()
        && let Some(last) = page.last()
    {
        answer["NextToken"] = json!(tokens.after(&last.name)?);
    }
    Ok(answer)
}
