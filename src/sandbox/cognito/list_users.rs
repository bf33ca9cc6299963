//! ListUsers: one filter, pages in no particular order, some of them short.

use serde::Deserialize;
use serde_json::{Value, json};

use super::filter::Filter;
use super::get_user::{attribute_list, described};
use super::page_token::PageTokens;
use super::wire::{Answer, WireError};
use super::{Call, input, schema};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    filter: Option<String>,
    limit: Option<i64>,
    pagination_token: Option<String>,
    attributes_to_get: Option<Vec<String>>,
}

/// ListUsers
pub fn list(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let limit = input::limit(input.limit);
    let index = call.pool_index(input.user_pool_id.as_ref())?;
    let text = input.filter.unwrap_or_default();
    let filter = Filter::parse(&text)?;
    if let Some(names) = &input.attributes_to_get
        && names.iter().any(|name| !schema::is_known(name))
    {
        return Err(WireError::invalid("One or more requested attributes do not exist."));
    }
    let pool = call.pool(index)?;
    let tokens = PageTokens { secret: &call.world.token_secret, request: format!("ListUsers {} {text}", pool.settings.id), now: call.now };
    let after = input.pagination_token.as_deref().map(|token| tokens.read(token)).transpose()?;
    if after.is_none() && call.world.switches.empty_first_pages {
        return Ok(json!({ "Users": [], "PaginationToken": tokens.after("")? }));
    }

    let mut found: Vec<_> =
        pool.users.values().filter_map(|user| call.world.as_listed(index, user, call.now)).filter(|user| filter.as_ref().is_none_or(|it| it.finds(user))).collect();
    // Cognito promises no order; that of the random `sub` keeps its callers from relying on one.
    found.sort_by(|left, right| left.sub().cmp(right.sub()));
    let given = after.map_or(0, |after| found.partition_point(|user| user.sub() <= after.as_str()));
    let rest = found.get(given..).unwrap_or_default();
    let page = rest.get(..page_size(given, limit)).unwrap_or(rest);
    if let Some(names) = &input.attributes_to_get
        && page.iter().any(|user| names.iter().any(|name| user.attribute(name).is_none()))
    {
        return Err(WireError::invalid("One or more requested attributes are not set for every user found."));
    }
    let users: Vec<Value> = page
        .iter()
        .map(|user| {
            let mut described = described(user);
            let attributes = attribute_list(user, input.attributes_to_get.as_deref());
            described.insert("Attributes".to_owned(), attributes);
            Value::Object(described)
        })
        .collect();
    let mut answer = json!({ "Users": users });
    if page.len() < rest.len()
        && let Some(last) = page.last()
    {
        answer["PaginationToken"] = json!(tokens.after(last.sub())?);
    }
    Ok(answer)
}

/// Every third page is short, although more follows: callers must go by the token alone.
fn page_size(given: usize, limit: usize) -> usize {
    if limit >= 4 && (given / limit) % 3 == 1 { limit - limit / 4 } else { limit }
}
