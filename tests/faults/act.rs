//! One action through the console's own services; operations that have no form yet go the same way by hand: permit, intent, call, close.

use crate::lane::Lane;
use crate::world::{POOL, World};
use async_trait::async_trait;
use passdesk::domain::client_metadata::ClientMetadata;
use passdesk::domain::contact::Contact;
use passdesk::domain::operation::{ConfirmSignUp, EnableUser, MarkContactVerified, Operation, ResendInvitation, SignOutEverywhere};
use passdesk::domain::reason::Reason;
use passdesk::features::console::Caller;
use passdesk::features::effects::{Plan, Why, begin, close, permitted};
use passdesk::features::forms::{FormAnswer, Press};
use passdesk::features::passwords::wire::{ResetForm, SetPasswordForm};
use passdesk::features::passwords::{TypedPassword, send_reset_code, set_password};
use passdesk::ports::audit_log::Recorded;
use passdesk::ports::user_directory::{Accepted, DirectoryFailure, UserDirectory};
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
        Lane::Resend => by_hand(world, &caller, user, action, ResendInvitation { contact: Contact::Email, client_metadata: ClientMetadata::default() }).await,
        Lane::Confirm => by_hand(world, &caller, user, action, ConfirmSignUp { client_metadata: ClientMetadata::default() }).await,
        Lane::Enable => by_hand(world, &caller, user, action, EnableUser).await,
        Lane::Mark => by_hand(world, &caller, user, action, MarkContactVerified { contact: Contact::Email }).await,
        Lane::SignOut => by_hand(world, &caller, user, action, SignOutEverywhere).await,
    }
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

/// The one call of an operation.
#[async_trait]
trait Calls: Operation + Sized {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure>;
}

macro_rules! calls {
    ($($operation:ty => $method:ident),*) => {$(
        #[async_trait]
        impl Calls for $operation {
            async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>) -> Result<Accepted, DirectoryFailure> {
                directory.$method(recorded).await
            }
        }
    )*};
}

calls!(ResendInvitation => resend_invitation, ConfirmSignUp => confirm_sign_up, EnableUser => enable_user, MarkContactVerified => mark_contact_verified, SignOutEverywhere => sign_out_everywhere);

async fn by_hand<Op: Calls>(world: &World, caller: &Caller, user: &str, action_id: Uuid, operation: Op) -> Option<Done> {
    let console = world.console();
    let why = Why { reason: Reason::parse("Caller lost the old phone").expect("a reason"), ticket: None, caller_verified_by: None };
    let target = world.target(user).await?;
    let permit = permitted(console, caller, operation, target, &why).await.expect("a permit");
    let plan = Plan { action_id, part_of: None, then: None, password_source: None, why: &why, note: "announced: a test".into() };
    let recorded = begin(console, caller, permit, plan).await.expect("the trail").expect("the first one");
    let ended = Op::call(&*console.directory, &recorded).await;
    // The record tells.
    let _ = close(console, caller, &recorded, &ended).await;
    Some(Done { action: action_id, has_password: false })
}
