//! Reading one user: what the user page shows, and what a decision needs.

use super::seen::Seen;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::{PoolFacts, PoolId, ServedPool};
use crate::domain::preflight::{Preflight, preflight};
use crate::domain::search::{Comparison, UserFilter};
use crate::domain::user::{Sub, User, Username};
use crate::domain::velocity::Usage;
use crate::features::console::{Caller, Console};
use crate::features::contact_changes::contact_change;
use crate::features::faults::read_failed;
use crate::features::records::{denied, record_user_read, require};
use crate::features::signals::note_canary;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, UserPage};
use crate::wire::{ApiError, DeskFields, ErrorCode};
use std::sync::Arc;
use time::OffsetDateTime;

/// Everything that the user page shows of Cognito.
#[derive(Debug, Clone)]
pub struct UserView {
    /// The pool, as staff know it.
    pub pool: ServedPool,
    /// What the pool allows.
    pub facts: Arc<PoolFacts>,
    /// The user and their groups.
    pub target: TargetFacts,
    /// Contacts are shown unmasked; this is on record.
    pub shows_contacts: bool,
    /// The contacts' state, for the forms.
    pub contacts: String,
    /// What their timeline tells; nothing until it is read.
    pub past: Past,
}

/// What the trail knows of a user, as far as their page and its forms need it.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The sequence of the last thing on record for this user; 0 where there is none.
    pub last_sequence: i64,
    /// The sequence of the last intent on record for this user; 0 where there is none.
    pub last_effect: i64,
    /// When the last reset code went out from here, if nothing changed their status since.
    pub code_sent_at: Option<OffsetDateTime>,
    /// What was done lately and still stands, in a sentence.
    pub lately: Option<String>,
    /// How much of the limits on what may be done for them is used up.
    pub usage: Vec<Usage>,
}

impl UserView {
    /// What is wrong, and what can be done.
    pub fn preflight(&self, now: OffsetDateTime) -> Preflight {
        preflight(&self.facts, &self.target.user, self.past.code_sent_at, now)
    }

    /// The fields of a form for this user, with what was typed before. The idempotency key follows from the form, the user, the session
    /// and the last thing on record for this user: two tabs that show the same state carry the same key, and have one effect. It
    /// cannot be foretold by others, since it hangs on the session's own ID token.
    pub fn desk_fields(&self, form: &str, caller: &Caller, typed: DeskFields) -> DeskFields {
        let user = &self.target.user;
        let action_id = caller.form_key(&[form, self.pool.id.as_str(), user.sub.as_str(), &self.past.last_sequence.to_string()]);
        let seen = Seen::new(self.past.last_effect, user, &self.contacts).to_string();
        DeskFields { pool: self.pool.id.to_string(), sub: user.sub.as_str().to_owned(), username: user.username.as_str().to_owned(), action_id, seen, ..typed }
    }
}

/// Reads a user by `sub`, and records that this person did. `shows_contacts` asks for unmasked contacts, a right of its own.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `pool_unknown`, `user_gone`, and what Cognito reports.
pub async fn read_user(console: &Console, caller: &Caller, pool: &str, sub: &str, shows_contacts: bool) -> Result<UserView, ApiError> {
    caller.actor()?;
    let action = if shows_contacts { Action::ReadContacts } else { Action::ReadUser };
    let pool = console.pool(pool, caller)?.clone();
    let asked_for = RecordedTarget { pool: pool.id.to_string(), sub: sub.chars().take(128).collect(), ..RecordedTarget::default() };
    require(console, caller, action, Some(asked_for)).await?;
    let sub = Sub::try_from(sub.to_owned()).map_err(|_| caller.error(ErrorCode::UserGone))?;
    let (facts, username) = futures::join!(console.directory.describe_pool(&pool.id), username_of(console, &pool.id, &sub));
    let facts = facts.map_err(|failure| read_failed(&failure, caller))?;
    let username = username.map_err(|failure| read_failed(&failure, caller))?.ok_or_else(|| caller.error(ErrorCode::UserGone))?;
    let target = fresh_target(console, caller, &pool.id, &username, &sub).await?;
    in_scope(console, caller, action, &target).await?;
    record_user_read(console, caller, action, &target).await?;
    let contacts = console.marker.state(&target.user);
    Ok(UserView { pool, facts, target, shows_contacts, contacts, past: Past::default() })
}

/// Asked again with the user read: whom a role is for hangs on their groups and attributes.
async fn in_scope(console: &Console, caller: &Caller, action: Action, target: &TargetFacts) -> Result<(), ApiError> {
    match console.rules.policy.decide(caller.actor()?, action, Some(target), console.now()) {
        Ok(_) => Ok(()),
        Err(denial) => Err(denied(console, caller, action, denial, Some(RecordedTarget::from(target)), |_| {}).await),
    }
}

/// The user as Cognito knows them now, with groups; refuses when the username has come to belong to someone else.
///
/// # Errors
/// `user_gone`, `user_moved`, `trail_unavailable`, and what Cognito reports.
pub async fn fresh_target(console: &Console, caller: &Caller, pool: &PoolId, username: &Username, sub: &Sub) -> Result<TargetFacts, ApiError> {
    let (user, groups) = futures::join!(console.directory.get_user(pool, username), console.directory.groups_of(pool, username));
    let user: User = user.map_err(|failure| read_failed(&failure, caller))?;
    // An alias may have moved between the two answers, and the groups be somebody else's: only those of the canonical username count.
    let groups = if user.username == *username { groups } else { console.directory.groups_of(pool, &user.username).await };
    let groups = groups.map_err(|failure| read_failed(&failure, caller))?;
    // Before anything is answered: that a username is somebody's is found out by a form with any `sub`, too.
    note_canary(console, caller, &user, &groups, "opened, or acted on").await?;
    if user.sub != *sub {
        return Err(caller.error(ErrorCode::UserMoved));
    }
    let contact_change = contact_change(console, caller, &user).await?;
    let contact_marks = console.marker.marks(&user);
    Ok(TargetFacts { user, groups, contact_change, contact_marks })
}

/// The user whom `AdminGetUser` means by this name: a username, an alias or a `sub`; `None` where it is nobody's.
///
/// # Errors
/// What Cognito reports.
pub async fn named_user(console: &Console, caller: &Caller, pool: &PoolId, name: &Username) -> Result<Option<User>, ApiError> {
    match console.directory.get_user(pool, name).await {
        Err(DirectoryFailure { error: DirectoryError::UserNotFound, .. }) => {}
        found => return found.map(Some).map_err(|failure| read_failed(&failure, caller)),
    }
    // Users of identity providers answer to their username alone.
    let Ok(sub) = Sub::try_from(name.as_str().to_owned()) else { return Ok(None) };
    let Some(username) = username_of(console, pool, &sub).await.map_err(|failure| read_failed(&failure, caller))? else { return Ok(None) };
    console.directory.get_user(pool, &username).await.map(Some).map_err(|failure| read_failed(&failure, caller))
}

/// The canonical username of a `sub`. By `ListUsers`, which finds users of identity providers too and counts nobody as active.
async fn username_of(console: &Console, pool: &PoolId, sub: &Sub) -> Result<Option<Username>, DirectoryFailure> {
    let filter = UserFilter { attribute: "sub".into(), comparison: Comparison::Equals, value: sub.as_str().into() };
    let mut page = UserPage::default();
    // An empty page may have a token.
    for _ in 0..4 {
        page = console.directory.list_users(pool, Some(&filter), 1, page.next.as_deref()).await?;
        if !page.users.is_empty() || page.next.is_none() {
            break;
        }
    }
    if let Some(user) = page.users.into_iter().next() {
        return Ok(Some(user.username));
    }
    // The list lags behind for users who were just made: they answer to their sub directly.
    let Ok(as_username) = Username::try_from(sub.as_str().to_owned()) else { return Ok(None) };
    match console.directory.get_user(pool, &as_username).await {
        Ok(user) => Ok(Some(user.username)),
        Err(DirectoryFailure { error: DirectoryError::UserNotFound, .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}
