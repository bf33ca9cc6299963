//! What every posted form goes through before it is about anything in particular: a live session, the right at all, a user, an id.

use super::answer::{FormAnswer, Stop};
use super::draft::{Draft, KeptForm};
use super::shown::enough_is_shown;
use crate::domain::audit::RecordedTarget;
use crate::domain::escalation::end_id;
use crate::domain::operation::Action;
use crate::domain::part::is_part;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolId;
use crate::domain::user::{Sub, Username};
use crate::features::console::{Caller, Console};
use crate::features::effects::{Attempt, Why, stopped};
use crate::features::faults::is_for_want_of_approval;
use crate::features::kept::keep;
use crate::features::records::require_to_ask;
use crate::features::users::fresh_target;
use crate::wire::{ApiError, DeskFields, ErrorCode};
use uuid::Uuid;

/// Whom a form is for, and under which id.
#[derive(Debug, Clone)]
pub struct Received {
    /// The served pool.
    pub pool: PoolId,
    /// The user that the page showed.
    pub sub: Sub,
    /// Their canonical username then.
    pub username: Username,
    /// The idempotency key.
    pub action_id: Uuid,
}

/// Reads what every form must carry; keeps the form where it cannot go on now.
///
/// # Errors
/// The page to go to instead, or a denial.
pub async fn receive(console: &Console, caller: &Caller, action: Action, form: &KeptForm) -> Result<Received, Stop> {
    if caller.staff.is_none() && caller.expired.is_some() {
        let error = caller.error(ErrorCode::SessionEnded);
        let draft = keep(console, caller, &Draft { form: form.clone(), error: Some(error.clone()), checked: None, asks: false, filled_from: None }).await?;
        return Err(Stop::Page(FormAnswer::SignInFirst { draft, error }));
    }
    let desk = form.desk();
    // With an approval at least: whether without one is decided on the user as they are.
    if let Err(error) = require_to_ask(console, caller, action, Some(asked_for(desk))).await {
        // Locks are lifted: what was typed is not lost to one.
        return Err(if error.code == ErrorCode::Locked { again(console, caller, form, error).await } else { error.into() });
    }
    let named = if desk.pool.is_empty() { Err(caller.error(ErrorCode::PoolUnknown)) } else { console.pool(&desk.pool, caller) };
    let pool = match named {
        Ok(pool) => pool.id.clone(),
        Err(error) => return Err(again(console, caller, form, error).await),
    };
    let (Ok(sub), Ok(username)) = (Sub::try_from(desk.sub.clone()), Username::try_from(desk.username.clone())) else {
        return Err(again(console, caller, form, caller.error(ErrorCode::UserGone)).await);
    };
    // Ids that follow from an action's are its parts' own: no form may take one beforehand. An approved request ends under the one that is its own.
    let is_free = |id: &Uuid| !id.is_nil() && (!is_part(*id) || caller.approval.as_ref().is_some_and(|approval| end_id(approval.request()) == *id));
    let Some(action_id) = Uuid::try_parse(&desk.action_id).ok().filter(is_free) else {
        return Err(again(console, caller, form, caller.error(ErrorCode::InvalidForm)).await);
    };
    Ok(Received { pool, sub, username, action_id })
}

/// The user as they are now. One who is not the one that the page showed is never acted on, nor one for whom too little is shown, and that is
/// on record; a Cognito that does not answer is not.
///
/// # Errors
/// The page to go to instead.
pub async fn target_of(
    console: &Console,
    caller: &Caller,
    received: &Received,
    form: &KeptForm,
    action: Action,
    why: &Why,
    client_metadata: &[(String, String)],
) -> Result<TargetFacts, Stop> {
    let mut error = match fresh_target(console, caller, &received.pool, &received.username, &received.sub).await {
        Ok(target) => {
            enough_is_shown(console, caller, form, &target, why, client_metadata).await?;
            return Ok(target);
        }
        Err(error) => error,
    };
    if matches!(error.code, ErrorCode::UserGone | ErrorCode::UserMoved) {
        let attempt = Attempt { action, target: asked_for(form.desk()), why, contact: form.contact(), client_metadata, state_before: None };
        error = stopped(console, caller, attempt, error).await;
    }
    Err(again(console, caller, form, error).await)
}

/// The user as the form names them, for a record; what a stranger may have typed is cut to what a record keeps.
fn asked_for(desk: &DeskFields) -> RecordedTarget {
    let cut = |text: &str| text.chars().take(128).collect();
    RecordedTarget { pool: cut(&desk.pool), username: cut(&desk.username), sub: cut(&desk.sub), name: String::new() }
}

/// Back to the user's page, with the form as it was typed.
pub async fn back(console: &Console, caller: &Caller, form: KeptForm, error: Option<ApiError>) -> Stop {
    let (pool, sub, shown) = (form.desk().pool.clone(), form.desk().sub.clone(), form.shown());
    match keep(console, caller, &Draft { form, error: error.clone(), checked: None, asks: false, filled_from: None }).await {
        Ok(draft) => Stop::Page(FormAnswer::Back { pool, sub, shown, draft, error }),
        Err(error) => Stop::Error(error),
    }
}

/// To a page that offers the form again without reading the user.
pub async fn again(console: &Console, caller: &Caller, form: &KeptForm, error: ApiError) -> Stop {
    match keep(console, caller, &Draft { form: form.clone(), error: Some(error.clone()), checked: None, asks: false, filled_from: None }).await {
        Ok(draft) => Stop::Page(FormAnswer::Again { draft, error }),
        Err(error) => Stop::Error(error),
    }
}

/// The same for what was asked for and not done: the page offers to ask again.
pub async fn again_asking(console: &Console, caller: &Caller, form: &KeptForm, error: ApiError) -> Stop {
    match keep(console, caller, &Draft { form: form.clone(), error: Some(error.clone()), checked: None, asks: true, filled_from: None }).await {
        Ok(draft) => Stop::Page(FormAnswer::Again { draft, error }),
        Err(error) => Stop::Error(error),
    }
}

/// Nothing was done, and the same form may be sent again: with the error's page where that helps.
pub async fn again_or_error(console: &Console, caller: &Caller, form: &KeptForm, error: ApiError) -> Stop {
    use ErrorCode::{Busy, CognitoAccessDenied, CognitoUnreachable, DatabaseUnavailable, FormReused, Internal, Locked, Overloaded, PoolUnknown, TrailUnavailable};
    if matches!(error.code, ErrorCode::StaffLimit | ErrorCode::UserLimit) {
        // The user's page says what is used up, and when it works again.
        return back(console, caller, form.clone(), Some(error)).await;
    }
    if matches!(error.code, TrailUnavailable | DatabaseUnavailable | CognitoUnreachable | CognitoAccessDenied | PoolUnknown | Busy | FormReused | Overloaded | Internal | Locked) {
        again(console, caller, form, error).await
    } else if is_for_want_of_approval(error.code) && caller.approval.is_none() {
        // There it can be asked for.
        back(console, caller, form.clone(), Some(error)).await
    } else {
        Stop::Error(error)
    }
}
