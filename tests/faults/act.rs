//! One action through the console's own services, as a form would have it.

use crate::lane::Lane;
use crate::world::{POOL, World};
use passdesk::domain::contact::Contact;
use passdesk::domain::preflight::Help;
use passdesk::features::accounts;
use passdesk::features::accounts::wire::AccountForm;
use passdesk::features::console::Caller;
use passdesk::features::forms::{FormAnswer, Press};
use passdesk::features::passwords::wire::{ResetForm, SetPasswordForm};
use passdesk::features::passwords::{TypedPassword, send_reset_code, set_password};
use passdesk::wire::{ApiError, DeskFields};
use rand::Rng;
use rand::rngs::StdRng;
use uuid::Uuid;

/// An action that was begun.
#[derive(Debug)]
pub struct Done {
    pub action: Uuid,
    /// A generated password waits to be shown.
    pub has_password: bool,
}

/// Acts once; `None` where nothing was begun.
pub async fn act(world: &World, lane: Lane, user: &str, dice: &mut StdRng) -> Option<Done> {
    let action = uuid::Builder::from_random_bytes(dice.random()).into_uuid();
    let caller = world.caller(dice.random_range(0..3));
    let is_double = dice.random_bool(0.05);
    match lane {
        Lane::Reset => {
            let form = ResetForm { desk: desk(world, user, action), ..ResetForm::default() };
            let send = || send_reset_code(world.console(), &caller, form.clone(), Press::Send);
            form_ended(world, action, twice(send, is_double).await).await
        }
        Lane::Temporary => {
            let lasts = if dice.random_bool(0.5) { "temporary" } else { "permanent" };
            let form = SetPasswordForm { desk: desk(world, user, action), lasts: lasts.into(), source: "generated".into(), ..SetPasswordForm::default() };
            let send = || set_password(world.console(), &caller, form.clone(), TypedPassword::default(), Press::Send);
            form_ended(world, action, twice(send, is_double).await).await
        }
        Lane::Resend => account(world, &caller, user, action, Help::Invitation, is_double).await,
        Lane::Confirm => account(world, &caller, user, action, Help::ConfirmSignUp, is_double).await,
        Lane::Enable => account(world, &caller, user, action, Help::Enable, is_double).await,
        Lane::Mark => account(world, &caller, user, action, Help::MarkVerified(Contact::Email), is_double).await,
        Lane::SignOut => account(world, &caller, user, action, Help::SignOut, is_double).await,
    }
}

async fn account(world: &World, caller: &Caller, user: &str, action: Uuid, help: Help, is_double: bool) -> Option<Done> {
    let form = AccountForm { desk: desk(world, user, action), help: help.word().to_owned(), ..AccountForm::default() };
    let send = || accounts::act(world.console(), caller, form.clone(), Press::Send);
    form_ended(world, action, twice(send, is_double).await).await
}

fn desk(world: &World, user: &str, action: Uuid) -> DeskFields {
    let (reason, sub) = ("Caller lost the old phone".to_owned(), world.sub_of(user));
    DeskFields { pool: POOL.into(), sub, username: user.into(), action_id: action.to_string(), reason, ..DeskFields::default() }
}

/// The form once, or twice at the same time, as by a double click.
async fn twice<F: Future<Output = Result<FormAnswer, ApiError>>>(send: impl Fn() -> F, is_double: bool) -> Vec<FormAnswer> {
    let answers = if is_double { futures::join!(send(), async { Some(send().await) }) } else { (send().await, None) };
    [Some(answers.0), answers.1].into_iter().flatten().map(|answer| answer.expect("an answer")).collect()
}

async fn form_ended(world: &World, action: Uuid, answers: Vec<FormAnswer>) -> Option<Done> {
    let showings = answers.iter().filter(|answer| matches!(answer, FormAnswer::Result { reveal: Some(_), .. })).count();
    assert!(showings <= 1, "one showing an action");
    world.row(action).await.map(|_| Done { action, has_password: showings == 1 })
}
