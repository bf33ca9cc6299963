//! Setting a password: check, read afresh, make the password (a typed one needs a right of its own), decide, record, act, close.

use super::check::in_turn;
use super::chosen::{Chosen, Permanence, Source, check};
use super::reveal::{RevealCookie, seal};
use super::sign_out::sign_out_afterwards;
use super::typed::TypedPassword;
use super::wire::SetPasswordForm;
use crate::domain::clock::readable;
use crate::domain::operation::{Action, Operation, SetPermanentPassword, SetTemporaryPassword, TypePassword};
use crate::domain::password::NewPassword;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolFacts;
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Attempt, Plan, begin, close, permitted, stopped, ticket_rules};
use crate::features::escalations::ask;
use crate::features::faults::{broke_off, read_failed};
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{FormAnswer, Press, Ready, Received, Stop, again, again_or_error, back, check_for_approval, fresh_sign_in, gate, receive, target_of};
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::{Accepted, DirectoryFailure, UserDirectory};
use crate::wire::{ApiError, ErrorCode, FieldError, TICKED};
use async_trait::async_trait;
use rand::TryRngCore;
use rand::rngs::OsRng;
use time::Duration;

/// The two operations of `AdminSetUserPassword`: same form, different rights, different calls.
#[async_trait]
trait SetsPassword: Operation {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, password: &NewPassword) -> Result<Accepted, DirectoryFailure>
    where
        Self: Sized;
}

#[async_trait]
impl SetsPassword for SetTemporaryPassword {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, password: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        directory.set_temporary_password(recorded, password).await
    }
}

#[async_trait]
impl SetsPassword for SetPermanentPassword {
    async fn call(directory: &dyn UserDirectory, recorded: &Recorded<Self>, password: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        directory.set_permanent_password(recorded, password).await
    }
}

/// Handles a posted form that sets a password. What was typed as a password is used once and kept nowhere.
///
/// # Errors
/// `not_signed_in`, or a denial: there is no page to go back to.
pub async fn set_password(console: &Console, caller: &Caller, form: SetPasswordForm, typed: TypedPassword, press: Press) -> Result<FormAnswer, ApiError> {
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { Stop::settle(handle(&owned_console, &owned_caller, form, typed, press).await) });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

/// A form on its way, with everything that was found out for it.
struct Task {
    received: Received,
    form: SetPasswordForm,
    chosen: Chosen,
    target: TargetFacts,
    facts: std::sync::Arc<PoolFacts>,
    password: NewPassword,
    press: Press,
}

async fn handle(console: &Console, caller: &Caller, form: SetPasswordForm, typed: TypedPassword, press: Press) -> Result<FormAnswer, Stop> {
    let kept = KeptForm::SetPassword(form.clone());
    // A word that is neither is refused below, beside its field.
    let action = Permanence::from_word(&form.lasts).unwrap_or(Permanence::Temporary).action();
    let received = receive(console, caller, action, &kept).await?;
    let chosen = match check(&form, &typed, press, &ticket_rules(console, caller, action)) {
        Ok(chosen) => chosen,
        Err(fields) => return Err(back(console, caller, kept, Some(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) })).await),
    };
    let target = target_of(console, caller, &received, &kept, action, &chosen.why, &[]).await?;
    let facts = match console.directory.describe_pool(&received.pool).await {
        Ok(facts) => facts,
        Err(failure) => return Err(again(console, caller, &kept, read_failed(&failure, caller)).await),
    };
    if matches!(press, Press::Ask | Press::Check) {
        let note = announcement(console, &facts, &chosen);
        let ready = Ready { received: &received, kept: &kept, help: chosen.lasts.help(), target: &target, facts: &facts, why: &chosen.why, client_metadata: &[], note: &note };
        if press == Press::Ask {
            return ask(console, caller, &ready).await;
        }
        check_for_approval(console, caller, &ready).await?;
    }
    let made_for = MadeFor { received: &received, kept: &kept, target: &target, facts: &facts, chosen: &chosen, press };
    let password = match new_password(console, caller, &made_for, typed).await {
        Err(Stop::Error(error)) => return Err(again_or_error(console, caller, &kept, error).await),
        made => made?,
    };
    let task = Task { received, form, chosen, target, facts, password, press };
    let ended = match task.chosen.lasts {
        Permanence::Temporary => carry_out(console, caller, SetTemporaryPassword, task).await,
        Permanence::Permanent => carry_out(console, caller, SetPermanentPassword, task).await,
    };
    match ended {
        Err(Stop::Error(error)) => Err(again_or_error(console, caller, &kept, error).await),
        ended => ended,
    }
}

/// What a password is made for.
struct MadeFor<'a> {
    received: &'a Received,
    kept: &'a KeptForm,
    target: &'a TargetFacts,
    facts: &'a PoolFacts,
    chosen: &'a Chosen,
    press: Press,
}

/// A generated password, or the typed one where this person may choose it and the pool's rules allow it.
async fn new_password(console: &Console, caller: &Caller, made_for: &MadeFor<'_>, typed: TypedPassword) -> Result<NewPassword, Stop> {
    let MadeFor { received, kept, target, facts, chosen, press } = *made_for;
    let policy = &facts.password_policy;
    let style = match chosen.source {
        Source::Generated(style) => style,
        Source::Typed => {
            let permit = permitted(console, caller, TypePassword, target.clone(), &chosen.why).await?;
            if press == Press::Send {
                // Before anything is said of the password, which has to be typed again in any case.
                fresh_sign_in(console, caller, kept, received.action_id, &kept.actions(), Some(target)).await?;
            }
            let words = context_words(&target.user, &console.pool_name(&target.user.pool));
            let policy = *policy;
            let checked = in_turn(caller, move || {
                let context: Vec<&str> = words.iter().map(String::as_str).collect();
                NewPassword::typed(typed.into_secret(), &policy, &context, &permit)
            });
            return match checked.await? {
                Ok(password) => Ok(password),
                Err(problems) => {
                    // On record, since each refusal tells a little about the user.
                    let error = caller.error(ErrorCode::PasswordRefused);
                    let state_before = Some(target.user.status.name());
                    let attempt = Attempt { action: Action::TypePassword, target: target.into(), why: &chosen.why, contact: None, client_metadata: &[], state_before };
                    let error = stopped(console, caller, attempt, error).await;
                    let fields = problems.into_iter().map(|sentence| FieldError { field: "password".into(), sentence }).collect();
                    Err(back(console, caller, kept.clone(), Some(ApiError { fields, ..error })).await)
                }
            };
        }
    };
    // Asked first, since the generator cannot stop half-way; nothing has been recorded or called yet.
    if let Err(error) = OsRng.try_fill_bytes(&mut [0; 32]) {
        tracing::error!(request_id = %caller.origin.request_id, %error, "the system gives no random bytes");
        return Err(Stop::Error(caller.error(ErrorCode::Internal)));
    }
    Ok(NewPassword::generated(policy, style, &mut OsRng.unwrap_err()))
}

/// Words that an attacker would try first for this user.
fn context_words(user: &User, pool_name: &str) -> Vec<String> {
    let names = ["name", "given_name", "family_name", "nickname", "preferred_username", "email", "phone_number", "birthdate"];
    let attributes = names.iter().filter_map(|name| user.attribute(name)).map(str::to_owned);
    attributes.chain([user.username.as_str().to_owned(), pool_name.to_owned(), "passdesk".to_owned()]).collect()
}

async fn carry_out<Op: SetsPassword>(console: &Console, caller: &Caller, operation: Op, task: Task) -> Result<FormAnswer, Stop> {
    let Task { received, form, chosen, target, facts, password, press } = task;
    let why = &chosen.why;
    let action_id = received.action_id;
    let permit = permitted(console, caller, operation, target.clone(), why).await?;
    // Policy has spoken first: what state a user is in is no business of those who may not act on them.
    let note = announcement(console, &facts, &chosen);
    let kept = KeptForm::SetPassword(form.clone());
    let help = chosen.lasts.help();
    let turn = gate(console, caller, &Ready { received: &received, kept: &kept, help, target: &target, facts: &facts, why, client_metadata: &[], note: &note }, press).await?;
    let signs_out = form.signs_out == TICKED;
    let plan = Plan { action_id, part_of: None, then: signs_out.then_some(Action::SignOutEverywhere), password_source: Some(chosen.source.name()), why, note };
    let Some(recorded) = begin(console, caller, permit, plan).await? else { return Ok(FormAnswer::Result { action: action_id, is_repeat: true, reveal: None }) };
    drop(turn);
    let ended = Op::call(&*console.directory, &recorded, &password).await;
    if let Err((_, code)) = close(console, caller, &recorded, &ended).await {
        // What Cognito says of a typed password belongs beside it; the refusal is on record.
        if matches!(code, ErrorCode::PasswordAgainstPolicy | ErrorCode::PasswordUsedBefore) && !password.is_generated() {
            let fields = vec![FieldError { field: "password".into(), sentence: format!("{} {}", code.title(), code.advice()) }];
            return Err(back(console, caller, KeptForm::SetPassword(form), Some(ApiError { fields, ..caller.error(code) })).await);
        }
        return Ok(FormAnswer::Result { action: action_id, is_repeat: false, reveal: None });
    }
    if signs_out {
        sign_out_afterwards::<Op>(console, caller, action_id, target, why).await;
    }
    // Last, so that none of its two minutes is spent waiting here.
    let reveal: Option<RevealCookie> = if password.is_generated() { seal(console, caller, action_id, password.expose()).await } else { None };
    Ok(FormAnswer::Result { action: action_id, is_repeat: false, reveal })
}

/// What will happen, as the result page and the record tell it.
fn announcement(console: &Console, facts: &PoolFacts, chosen: &Chosen) -> String {
    let made = chosen.source.name();
    match chosen.lasts {
        Permanence::Temporary => {
            let ends_at = console.now().saturating_add(Duration::days(i64::from(facts.temporary_password_days)));
            format!("announced: a temporary password, {made}; it works until {}", readable(ends_at))
        }
        Permanence::Permanent => format!("announced: a permanent password, {made}; it works at once"),
    }
}
