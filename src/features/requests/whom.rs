//! Whom a request is for: what was typed wins over what the document says, and both must be somebody.

use super::form::RequestForm;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::pool::ServedPool;
use crate::domain::request_document::{DocumentProblem, RequestDocument, Told};
use crate::domain::user::{User, Username};
use crate::features::console::{Caller, Console};
use crate::features::records::record_read;
use crate::features::signals::note_canary;
use crate::features::users::named_user;
use crate::wire::{ApiError, ErrorCode, FieldError};

const NO_USERNAME: &str = "A username, an alias or a sub has 1 to 128 characters and no spaces.";

/// Where a request is to find somebody.
pub(super) struct Whom {
    pool: ServedPool,
    username: Username,
    /// The field that says who, and where in it.
    said_by: Field,
}

/// A field, and in the document where.
#[derive(Clone)]
enum Field {
    Typed(&'static str),
    Document(Option<Told>),
}

impl Field {
    fn problem(&self, sentence: &str) -> FieldError {
        match self {
            Self::Typed(field) => FieldError { field: (*field).to_owned(), sentence: sentence.to_owned() },
            Self::Document(None) => in_document(sentence.to_owned()),
            Self::Document(Some(told)) => in_document(format!("{}: {sentence}", told.at)),
        }
    }
}

/// A problem of the document, beside its field.
pub(super) fn problem_of(problem: &DocumentProblem) -> FieldError {
    in_document(format!("{}: {}", problem.at, problem.sentence))
}

fn in_document(sentence: String) -> FieldError {
    FieldError { field: "document".to_owned(), sentence }
}

/// What a record of the attempt names; what a stranger may have typed is cut to what a record keeps.
pub(super) fn asked_for(form: &RequestForm, document: Option<&RequestDocument>) -> RecordedTarget {
    let told = |typed: &str, told: Option<&Told>| {
        let text = if typed.is_empty() { told.map(|told| told.text.as_str()).unwrap_or_default() } else { typed };
        text.chars().take(128).collect()
    };
    RecordedTarget {
        pool: told(&form.pool, document.and_then(|document| document.user_pool_id.as_ref())),
        username: told(form.username.trim(), document.and_then(|document| document.username.as_ref())),
        ..RecordedTarget::default()
    }
}

impl Whom {
    /// Reads pool and username.
    ///
    /// # Errors
    /// What is wrong with each of them.
    pub(super) fn of(console: &Console, form: &RequestForm, document: &RequestDocument) -> Result<Self, Vec<FieldError>> {
        let (pool, user) = (pool(console, form, document), username(form, document));
        match (pool, user) {
            (Ok(pool), Ok((username, said_by))) => Ok(Self { pool, username, said_by }),
            (pool, user) => Err(pool.err().into_iter().chain(user.err()).collect()),
        }
    }

    /// The user, by username, alias or `sub`; on record as a search. Somebody whom a role is not for is nobody, as in every search.
    ///
    /// # Errors
    /// `invalid_form` with the field where there is nobody, `trail_unavailable`, and what Cognito reports.
    pub(super) async fn find(&self, console: &Console, caller: &Caller) -> Result<User, ApiError> {
        let target = RecordedTarget { pool: self.pool.id.to_string(), ..RecordedTarget::default() };
        record_read(console, caller, Action::FindUsers, target, Some(format!("looked up for a pasted request: {}", self.username.as_str()))).await?;
        let user = named_user(console, caller, &self.pool.id, &self.username).await?;
        let actor = caller.actor()?;
        let user = user.filter(|user| console.rules.policy.may_list(actor, Action::FindUsers, user)).ok_or_else(|| {
            let fields = vec![self.said_by.problem(&format!("Nobody in {} answers to this username, alias or sub.", self.pool.name))];
            ApiError { fields, ..caller.error(ErrorCode::InvalidForm) }
        })?;
        note_canary(console, caller, &user, &[], "found by a pasted request").await?;
        Ok(user)
    }
}

fn pool(console: &Console, form: &RequestForm, document: &RequestDocument) -> Result<ServedPool, FieldError> {
    let served = |id: &str| console.directory.pools().iter().find(|pool| pool.id.as_str() == id).cloned();
    if !form.pool.is_empty() {
        return served(&form.pool).ok_or_else(|| Field::Typed("pool").problem("Choose one of the pools that this console serves."));
    }
    let told = Field::Document(document.user_pool_id.clone());
    match document.user_pool_id.as_ref().map(|told| told.text.as_str()) {
        None => Err(told.problem("UserPoolId is missing: add it, or choose the user pool below.")),
        Some("") => Err(told.problem("UserPoolId is empty: fill it in, or choose the user pool below.")),
        Some(id) => served(id).ok_or_else(|| told.problem("This console does not serve that user pool. Correct UserPoolId, or choose one below.")),
    }
}

fn username(form: &RequestForm, document: &RequestDocument) -> Result<(Username, Field), FieldError> {
    let typed = form.username.trim();
    if !typed.is_empty() {
        let field = Field::Typed("username");
        return Username::try_from(typed.to_owned()).map_err(|_| field.problem(NO_USERNAME)).map(|username| (username, field));
    }
    let field = Field::Document(document.username.clone());
    match document.username.as_ref().map(|told| told.text.as_str()) {
        None => Err(field.problem("Username is missing: add it, or type it below.")),
        Some("") => Err(field.problem("Username is empty: fill it in, or type it below.")),
        Some(text) => Username::try_from(text.to_owned()).map_err(|_| field.problem(NO_USERNAME)).map(|username| (username, field)),
    }
}
