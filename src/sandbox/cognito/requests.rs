//! The requests that arrived, as they arrived but for what is secret: for tests that hold two callers against each other.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

/// So many are kept.
const KEPT: usize = 200;

/// What stands for a password, a token or a code.
const NOT_KEPT: &str = "(not kept)";

/// Members that hold secrets, beside those whose names end in `Password`.
const SECRETS: [&str; 3] = ["AuthParameters", "ChallengeResponses", "Session"];

/// A signed request.
#[derive(Debug, Clone, Serialize)]
pub struct KeptRequest {
    /// Counts up from 1 without gaps.
    pub sequence: u64,
    /// The operation, as in `AdminResetUserPassword`.
    pub operation: &'static str,
    /// The Region it was signed for.
    pub region: String,
    /// Whose credentials it was signed with.
    pub caller: String,
    /// What the caller says that it is.
    pub user_agent: String,
    /// The `x-amzn-requestid` of the answer.
    pub request_id: String,
    /// The body, without secrets.
    pub input: Value,
}

/// The newest requests, in memory alone.
#[derive(Debug, Default)]
pub struct Requests(Mutex<VecDeque<KeptRequest>>);

impl Requests {
    /// Keeps a request under the next number, and forgets the oldest.
    pub fn keep(&self, request: KeptRequest) {
        let mut kept = self.lock();
        let sequence = kept.back().map_or(0, |last| last.sequence) + 1;
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(KeptRequest { sequence, input: without_secrets(request.input), ..request });
    }

    /// Oldest first.
    pub fn list(&self) -> Vec<KeptRequest> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<KeptRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn without_secrets(input: Value) -> Value {
    let Value::Object(members) = input else { return input };
    let is_secret = |name: &str| name.ends_with("Password") || SECRETS.contains(&name);
    Value::Object(members.into_iter().map(|(name, value)| if is_secret(&name) { (name, NOT_KEPT.into()) } else { (name, value) }).collect())
}
