//! One form at a time for each user: between the look at what was done last and the record of what is done next, nobody else's form for
//! the same user comes in between. Of this process only; several instances are not supported.

use crate::domain::user::User;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{Mutex as Turnstile, OwnedMutexGuard};

/// A user's pool and `sub`.
type Place = (String, String);

/// The users for whom a form is on its way.
#[derive(Debug, Default)]
pub struct UserTurns(Mutex<HashMap<Place, Weak<Turnstile<()>>>>);

/// A user's turn; it ends when this is dropped.
#[derive(Debug)]
#[must_use = "a turn that is dropped at once keeps nobody out"]
pub struct Turn(#[expect(dead_code, reason = "held, never read")] Option<OwnedMutexGuard<()>>);

impl Turn {
    /// For a form that does nothing new.
    pub(super) fn none() -> Self {
        Self(None)
    }
}

impl UserTurns {
    /// Waits for the user's turn.
    pub async fn take(&self, user: &User) -> Turn {
        let turnstile = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, turnstile| turnstile.strong_count() > 0);
            let place = known.entry((user.pool.to_string(), user.sub.as_str().to_owned())).or_default();
            place.upgrade().unwrap_or_else(|| {
                let fresh = Arc::new(Turnstile::new(()));
                *place = Arc::downgrade(&fresh);
                fresh
            })
        };
        Turn(Some(turnstile.lock_owned().await))
    }
}
