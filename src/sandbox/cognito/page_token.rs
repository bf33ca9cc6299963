//! Pagination tokens: opaque, tied to the request they belong to, good for an hour.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::wire::WireError;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;

#[derive(Serialize, Deserialize)]
struct Position {
    /// The operation, the pool and the filter.
    request: String,
    /// Go on after this item; nothing yet was given when empty.
    after: String,
    expires_at: Moment,
}

/// Makes and reads the tokens of one request.
#[derive(Debug)]
pub struct PageTokens<'a> {
    /// The sandbox's own secret.
    pub secret: &'a str,
    /// What the token is tied to: operation, pool and filter.
    pub request: String,
    /// The time of this call.
    pub now: Moment,
}

impl PageTokens<'_> {
    /// A token that goes on after an item, for an hour.
    pub fn after(&self, item: &str) -> Result<String, WireError> {
        self.after_for(item, 3600)
    }

    /// A token that is good for so many seconds.
    pub fn after_for(&self, item: &str, seconds: i64) -> Result<String, WireError> {
        let position = Position { request: chance::digest(&self.request), after: item.to_owned(), expires_at: self.now.plus_seconds(seconds) };
        let body = serde_json::to_string(&position).map_err(|_| WireError::internal())?;
        Ok(URL_SAFE_NO_PAD.encode(format!("{}.{body}", self.seal(&body))))
    }

    /// The item to go on after.
    pub fn read(&self, token: &str) -> Result<String, WireError> {
        self.position(token).ok_or_else(|| WireError::invalid("Invalid pagination token."))
    }

    /// Whether it was one of these tokens, and its time is over.
    pub fn is_expired(&self, token: &str) -> bool {
        self.sealed(token).is_some_and(|position| self.now >= position.expires_at)
    }

    fn position(&self, token: &str) -> Option<String> {
        self.sealed(token).filter(|position| self.now < position.expires_at).map(|position| position.after)
    }

    fn sealed(&self, token: &str) -> Option<Position> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let (seal, body) = text.split_once('.')?;
        if !chance::same_secret(seal, &self.seal(body)) {
            return None;
        }
        serde_json::from_str(body).ok().filter(|position: &Position| position.request == chance::digest(&self.request))
    }

    /// The secret stands on both sides, so that the hash cannot be extended.
    fn seal(&self, body: &str) -> String {
        chance::digest(&format!("{0}|{body}|{0}", self.secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(request: &str, at: i64) -> PageTokens<'static> {
        PageTokens { secret: "s", request: request.to_owned(), now: Moment::from_millis(at) }
    }

    #[test]
    fn a_token_goes_on_where_the_page_ended() {
        let token = tokens("a", 0).after("item").unwrap();
        assert_eq!(tokens("a", 0).read(&token).unwrap(), "item");
    }

    #[test]
    fn a_token_of_another_request_or_an_old_one_or_nonsense_is_an_invalid_parameter() {
        let token = tokens("a", 0).after("item").unwrap();
        let cut = &token[..token.len() - 4];
        let cases = [("b", 0, token.as_str()), ("a", 3_600_000, &token), ("a", 0, "nonsense"), ("a", 0, ""), ("a", 0, cut)];
        for (request, at, token) in cases {
            let refused = tokens(request, at).read(token).unwrap_err();
            assert_eq!(refused.kind, "InvalidParameterException", "{request} {at} {token}");
        }
    }
}
