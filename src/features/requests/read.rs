//! From a document to a form that is filled in: the right, the document, the user, the draft. Nothing is sent, and no password goes further than here.

use super::PastedDocument;
use super::form::{RequestAnswer, RequestDraft, RequestForm};
use super::whom::{Whom, asked_for, problem_of};
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::request_document::{DocumentProblem, Reading, RequestDocument, read};
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::faults::broke_off;
use crate::features::forms::FormAnswer;
use crate::features::forms::draft::{Draft, FilledFrom, KeptForm};
use crate::features::kept::keep;
use crate::features::passwords::wire::{ResetForm, SetPasswordForm};
use crate::features::records::{require, require_to_ask};
use crate::wire::{ApiError, DeskFields, ErrorCode};

/// What documents may ask for.
pub(super) const ACTIONS: [Action; 3] = [Action::SendResetCode, Action::SetTemporaryPassword, Action::SetPermanentPassword];

/// Handles a posted document.
///
/// # Errors
/// `not_signed_in`, a denial, `database_unavailable`: there is no page to go back to.
pub async fn read_request(console: &Console, caller: &Caller, form: RequestForm, pasted: PastedDocument) -> Result<RequestAnswer, ApiError> {
    let reading = read(pasted.expose());
    drop(pasted);
    // A closed browser must not keep a denial off the record.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, form, reading).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, form: RequestForm, reading: Reading) -> Result<RequestAnswer, ApiError> {
    let Reading { document, kept } = reading;
    if caller.staff.is_none() && caller.expired.is_some() {
        let error = caller.error(ErrorCode::SessionEnded);
        let draft = keep(console, caller, &RequestDraft { request: form, document: kept, error: error.clone() }).await?;
        return Ok(RequestAnswer::SignInFirst { draft, error });
    }
    match filled(console, caller, &form, document.as_ref().map_err(Vec::as_slice)).await {
        Ok(answer) => Ok(RequestAnswer::Filled(answer)),
        Err(error) if is_denial(error.code) => Err(error),
        Err(error) => {
            let draft = keep(console, caller, &RequestDraft { request: form, document: kept, error: error.clone() }).await?;
            Ok(RequestAnswer::Back { draft, error })
        }
    }
}

/// Whoever is told so has nothing to come back for.
fn is_denial(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::NotSignedIn | ErrorCode::NotAllowed | ErrorCode::OutOfScope | ErrorCode::OutOfHours)
}

/// The form for the user, kept.
async fn filled(console: &Console, caller: &Caller, form: &RequestForm, document: Result<&RequestDocument, &[DocumentProblem]>) -> Result<FormAnswer, ApiError> {
    let target = asked_for(form, document.ok());
    may(console, caller, document.ok(), target).await?;
    let invalid = |fields| ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
    let document = document.map_err(|problems| invalid(problems.iter().map(problem_of).collect()))?;
    let whom = Whom::of(console, form, document).map_err(invalid)?;
    let user = whom.find(console, caller).await?;
    let (kept, pool, sub) = (kept_form(form, document, &user), user.pool.to_string(), user.sub.as_str().to_owned());
    let shown = kept.shown();
    let draft = Draft { form: kept, error: None, checked: None, asks: false, filled_from: Some(FilledFrom::Document { had_password: document.had_password }) };
    let draft = keep(console, caller, &draft).await?;
    Ok(FormAnswer::Back { pool, sub, shown, draft, error: None })
}

/// The right to find the user, and to what the document asks for; with an approval at least. Of a document that cannot be read nobody can tell
/// what it asks for: then any of the three will do.
async fn may(console: &Console, caller: &Caller, document: Option<&RequestDocument>, target: RecordedTarget) -> Result<(), ApiError> {
    require(console, caller, Action::FindUsers, Some(target.clone())).await?;
    require(console, caller, Action::ReadUser, Some(target.clone())).await?;
    let any = || ACTIONS.into_iter().find(|action| caller.may_ask(*action)).unwrap_or(Action::SendResetCode);
    require_to_ask(console, caller, document.map_or_else(any, action_of), Some(target)).await
}

fn action_of(document: &RequestDocument) -> Action {
    match (document.sets_password(), document.permanent) {
        (false, _) => Action::SendResetCode,
        (true, Some(true)) => Action::SetPermanentPassword,
        (true, _) => Action::SetTemporaryPassword,
    }
}

fn kept_form(form: &RequestForm, document: &RequestDocument, user: &User) -> KeptForm {
    let desk = DeskFields {
        pool: user.pool.to_string(),
        sub: user.sub.as_str().to_owned(),
        username: user.username.as_str().to_owned(),
        reason: form.reason.clone(),
        ticket: form.ticket.clone(),
        ..DeskFields::default()
    };
    if !document.sets_password() {
        return KeptForm::Reset(ResetForm { desk, metadata: document.client_metadata.clone(), ..ResetForm::default() });
    }
    let lasts = if document.permanent == Some(true) { "permanent" } else { "temporary" };
    KeptForm::SetPassword(SetPasswordForm { desk, lasts: lasts.to_owned(), ..SetPasswordForm::default() })
}
