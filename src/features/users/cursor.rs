//! Where a search goes on: for each filter, Cognito's own token, or that it is finished.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// One entry per filter, in the plan's order; `None`: finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SearchCursor(pub Vec<Option<String>>);

impl SearchCursor {
    /// As it stands in an address; absent where every filter is finished.
    pub fn encode(&self) -> Option<String> {
        if self.0.iter().all(Option::is_none) {
            return None;
        }
        serde_json::to_vec(&self.0).ok().map(|json| URL_SAFE_NO_PAD.encode(json))
    }

    /// Reads a cursor of a plan with `filters` filters; anything else is no cursor. Cognito checks its own tokens.
    pub fn decode(text: &str, filters: usize) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        let tokens: Vec<Option<String>> = serde_json::from_slice(&json).ok()?;
        (tokens.len() == filters && tokens.iter().any(Option::is_some)).then_some(Self(tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_only_for_its_own_plan() {
        let cursor = SearchCursor(vec![None, Some("t\"1".into())]);
        let text = cursor.encode().expect("not finished");
        assert_eq!(SearchCursor::decode(&text, 2), Some(cursor));
        assert_eq!(SearchCursor::decode(&text, 3), None);
        assert_eq!(SearchCursor::decode("<script>", 2), None);
        assert_eq!(SearchCursor::decode(&URL_SAFE_NO_PAD.encode("[null,null]"), 2), None, "a finished search has no next page");
        assert_eq!(SearchCursor(vec![None]).encode(), None);
    }
}
