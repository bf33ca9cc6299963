//! Carrying a form out: check, read afresh, decide, look again, record, act, close. In that order.

use super::afterwards::send_code_afterwards;
use super::operations::AccountOperation;
use super::wire::AccountForm;
use crate::domain::client_metadata::PAIR_LIMIT;
use crate::domain::operation::{Action, ConfirmSignUp, EnableUser, MarkContactVerified, ResendInvitation, SignOutEverywhere};
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolFacts;
use crate::domain::preflight::{Help, invitation_contact, obstacle, preflight};
use crate::domain::user::User;
use crate::features::client_metadata::with_more_rows;
use crate::features::console::{Caller, Console, here};
use crate::features::effects::{Plan, Why, begin, close, permitted, ticket_rules};
use crate::features::escalations::ask;
use crate::features::faults::{broke_off, read_failed};
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{CheckedForm, FormAnswer, Press, Ready, Received, Stop, again_or_error, back, check_for_approval, check_form, gate, go, receive, target_of};
use crate::wire::{ApiError, ErrorCode, FieldError, TICKED};
use std::sync::Arc;

/// Answers a posted form.
///
/// # Errors
/// For callers who read the answer and not the page.
pub(super) async fn answer(form: AccountForm, press: Press) -> Result<(), ApiError> {
    let (console, caller) = here()?;
    go(act(&console, &caller, form, press).await)
}

/// Handles a posted form.
///
/// # Errors
/// `not_signed_in`, or a denial: there is no page to go back to.
pub async fn act(console: &Console, caller: &Caller, form: AccountForm, press: Press) -> Result<FormAnswer, ApiError> {
    if form.metadata.len() > 2 * PAIR_LIMIT {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    // A closed browser, a second click or a lost connection must neither stop the work half-way nor keep a denial off the record.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { Stop::settle(handle(&owned_console, &owned_caller, form, press).await) });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

/// A form on its way, with everything that was found out for it.
struct Task {
    received: Received,
    kept: KeptForm,
    help: Help,
    target: TargetFacts,
    facts: Arc<PoolFacts>,
    why: Why,
    press: Press,
    sends_code: bool,
}

async fn handle(console: &Console, caller: &Caller, form: AccountForm, press: Press) -> Result<FormAnswer, Stop> {
    let kept = KeptForm::Account(form.clone());
    let Some(help) = Help::from_word(&form.help) else {
        // A contact that is none; whoever may not do this at all hears of that first.
        receive(console, caller, Action::MarkContactVerified, &kept).await?;
        return Err(caller.error(ErrorCode::InvalidForm).into());
    };
    let received = receive(console, caller, help.action(), &kept).await?;
    if press == Press::AddRows {
        let form = AccountForm { metadata: with_more_rows(form.metadata), ..form };
        return Err(back(console, caller, KeptForm::Account(form), None).await);
    }
    let CheckedForm { why, client_metadata } = match check_form(&form.desk, &form.metadata, &form.sends_secret_looks, &ticket_rules(console, caller, help.action())) {
        Ok(checked) => checked,
        Err(fields) => return Err(back(console, caller, kept, Some(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) })).await),
    };
    let target = target_of(console, caller, &received, &kept, help.action(), &why, client_metadata.pairs()).await?;
    let facts = match console.directory.describe_pool(&received.pool).await {
        Ok(facts) => facts,
        Err(failure) => return Err(again_or_error(console, caller, &kept, read_failed(&failure, caller)).await),
    };
    let contact = invitation_contact(&target.user);
    let task = Task { received, kept, help, target, facts, why, press, sends_code: form.sends_code == TICKED };
    match (help, contact) {
        (Help::Invitation, Some(contact)) => carry_out(console, caller, ResendInvitation { contact, client_metadata }, task).await,
        (Help::ConfirmSignUp, _) => carry_out(console, caller, ConfirmSignUp { client_metadata }, task).await,
        (Help::Enable, _) => carry_out(console, caller, EnableUser, task).await,
        (Help::MarkVerified(contact), _) => carry_out(console, caller, MarkContactVerified { contact }, task).await,
        (Help::SignOut, _) => carry_out(console, caller, SignOutEverywhere, task).await,
        // Without a contact the gate stops it; the others have forms of their own.
        (Help::Invitation, None) => carry_out(console, caller, ResendInvitation { contact: crate::domain::contact::Contact::Email, client_metadata }, task).await,
        (Help::ResetCode | Help::TemporaryPassword | Help::PermanentPassword, _) => Err(caller.error(ErrorCode::InvalidForm).into()),
    }
}

async fn carry_out<Op: AccountOperation>(console: &Console, caller: &Caller, operation: Op, task: Task) -> Result<FormAnswer, Stop> {
    let Task { received, kept, help, target, facts, why, press, sends_code } = task;
    let action = received.action_id;
    let client_metadata = operation.client_metadata().to_vec();
    let note = announcement(console, help, &target, &facts);
    let ready = Ready { received: &received, kept: &kept, help, target: &target, facts: &facts, why: &why, client_metadata: &client_metadata, note: &note };
    if press == Press::Ask {
        // After policy, here too: what cannot follow need not be approved.
        let may_ask = console.rules.policy.decide_to_ask(caller.actor()?, help.action(), Some(&target), console.now()).is_ok();
        if let Some(sentence) = code_obstacle(help, sends_code, &facts, &target.user).filter(|_| may_ask) {
            let fields = vec![FieldError { field: "sends_code".into(), sentence }];
            return Err(back(console, caller, kept, Some(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) })).await);
        }
        return ask(console, caller, &ready).await;
    }
    if press == Press::Check {
        check_for_approval(console, caller, &ready).await?;
    }
    let permit = match permitted(console, caller, operation, target.clone(), &why).await {
        Ok(permit) => permit,
        Err(error) => return Err(again_or_error(console, caller, &kept, error).await),
    };
    // After policy: who may not act on a user does not learn their state.
    if let Some(sentence) = code_obstacle(help, sends_code, &facts, &target.user) {
        let fields = vec![FieldError { field: "sends_code".into(), sentence }];
        return Err(back(console, caller, kept, Some(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) })).await);
    }
    let turn = gate(console, caller, &ready, press).await?;
    let then = (matches!(help, Help::MarkVerified(_)) && sends_code).then_some(Action::SendResetCode);
    let plan = Plan { action_id: action, part_of: None, then, password_source: None, why: &why, note };
    let recorded = match begin(console, caller, permit, plan).await {
        Ok(Some(recorded)) => recorded,
        Ok(None) => return Ok(FormAnswer::Result { action, is_repeat: true, reveal: None }),
        Err(error) => return Err(again_or_error(console, caller, &kept, error).await),
    };
    drop(turn);
    let ended = Op::call(&*console.directory, &recorded).await;
    // Whatever came of it stands on the result page; what follows, follows a success only.
    if close(console, caller, &recorded, &ended).await.is_ok() && then.is_some() {
        send_code_afterwards(console, caller, action, &received, &target.contact_marks, &why).await;
    }
    Ok(FormAnswer::Result { action, is_repeat: false, reveal: None })
}

/// Why the code that is asked for would be refused once the contact counts; said before anything is done.
fn code_obstacle(help: Help, sends_code: bool, facts: &PoolFacts, user: &User) -> Option<String> {
    let Help::MarkVerified(contact) = help else { return None };
    if !sends_code {
        return None;
    }
    let obstacle = obstacle(Help::ResetCode, facts, &user.with_verified(contact))?;
    Some(format!("A reset code would be refused afterwards: {} Untick it.", obstacle.sentence()))
}

/// What will happen, as the result page and the record tell it.
fn announcement(console: &Console, help: Help, target: &TargetFacts, facts: &PoolFacts) -> String {
    let preflight = preflight(facts, &target.user, None, console.now());
    let announced = match preflight.verdict(help) {
        Err(obstacle) => return format!("not possible: {}", obstacle.sentence()),
        Ok(effect) => effect.announcement(help),
    };
    format!("announced: {announced}")
}
