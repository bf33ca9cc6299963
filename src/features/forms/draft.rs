//! A form that came back: kept with what was wrong, so that the page can show both.

use crate::domain::audit::AuditEntry;
use crate::domain::client_metadata::MetadataRow;
use crate::domain::contact::Contact;
use crate::domain::operation::Action;
use crate::domain::preflight::Help;
use crate::features::accounts::wire::AccountForm;
use crate::features::console::{Caller, Console};
use crate::features::passwords::wire::{ResetForm, SetPasswordForm};
use crate::features::same_call::help_of;
use crate::wire::{ApiError, DeskFields, TICKED};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A form as typed. A password is in none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptForm {
    /// Of a reset code.
    Reset(ResetForm),
    /// Of a password.
    SetPassword(SetPasswordForm),
    /// Of an account's standing.
    Account(AccountForm),
}

impl KeptForm {
    /// What every form has.
    pub fn desk(&self) -> &DeskFields {
        match self {
            Self::Reset(form) => &form.desk,
            Self::SetPassword(form) => &form.desk,
            Self::Account(form) => &form.desk,
        }
    }

    /// What every form has, to be changed.
    pub fn desk_mut(&mut self) -> &mut DeskFields {
        match self {
            Self::Reset(form) => &mut form.desk,
            Self::SetPassword(form) => &mut form.desk,
            Self::Account(form) => &mut form.desk,
        }
    }

    /// Everything that it may do, what follows a success included.
    pub fn actions(&self) -> Vec<Action> {
        let ticked = |tick: &str, action| (tick == TICKED).then_some(action);
        let actions = match self {
            Self::Reset(form) => [Some(Action::SendResetCode), None, ticked(&form.signs_out, Action::SignOutEverywhere)],
            Self::SetPassword(form) => {
                let lasts = if form.lasts == "permanent" { Action::SetPermanentPassword } else { Action::SetTemporaryPassword };
                [Some(lasts), (form.source == "typed").then_some(Action::TypePassword), ticked(&form.signs_out, Action::SignOutEverywhere)]
            }
            Self::Account(form) => [Help::from_word(&form.help).map(Help::action), None, self.contact().and(ticked(&form.sends_code, Action::SendResetCode))],
        };
        actions.into_iter().flatten().collect()
    }

    /// The contact that the form itself names.
    pub fn contact(&self) -> Option<Contact> {
        match self {
            Self::Account(form) => match Help::from_word(&form.help) {
                Some(Help::MarkVerified(contact)) => Some(contact),
                _ => None,
            },
            Self::Reset(_) | Self::SetPassword(_) => None,
        }
    }

    /// The form's word in the user page's address.
    pub fn shown(&self) -> &'static str {
        match self {
            Self::Reset(_) => Help::ResetCode.word(),
            Self::SetPassword(_) => Help::TemporaryPassword.word(),
            Self::Account(form) => Help::from_word(&form.help).map_or("", Help::word),
        }
    }
}

/// What a check without sending found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckAnswer {
    /// Why it would be refused, as in "not possible: …"; empty where it would work.
    pub obstacle: String,
    /// The reference of its record.
    pub reference: String,
    /// What was seen of the user then: it holds for nothing else.
    pub seen: String,
}

/// What a form was filled in from, where nobody typed it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilledFrom {
    /// A document of the AWS CLI.
    Document {
        /// There was a password in it. It was not kept.
        had_password: bool,
    },
    /// An earlier action of the same person.
    OwnAction {
        /// Its ClientMetadata is not in the form, since not every value is on record.
        leaves_metadata_out: bool,
    },
}

/// The form as typed, and why it came back; with neither an error nor an answer, more rows were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// As typed.
    pub form: KeptForm,
    /// What needs attention.
    pub error: Option<ApiError>,
    /// What a check found.
    #[serde(default)]
    pub checked: Option<CheckAnswer>,
    /// An approval was asked for.
    #[serde(default)]
    pub asks: bool,
    /// What it was filled in from.
    #[serde(default)]
    pub filled_from: Option<FilledFrom>,
}

/// What was typed for an action, read back from its record, so that it can be tried again as a new one. Only for the person who
/// typed it; ClientMetadata only where all of its values are recorded.
pub async fn from_action(console: &Console, caller: &Caller, action_id: &str) -> Option<Draft> {
    let id = Uuid::try_parse(action_id).ok()?;
    let records = console.audit.action(id).await.ok()?;
    let entry = &records.first()?.entry;
    if !entry.is_by(caller.actor().ok()?) {
        return None;
    }
    let desk = desk_fields(entry)?;
    let signs_out = if entry.then.as_deref() == Some(Action::SignOutEverywhere.event()) { TICKED.to_owned() } else { String::new() };
    let form = if entry.event == Action::SendResetCode.event() {
        KeptForm::Reset(ResetForm { desk, metadata: metadata_rows(console, entry), sends_secret_looks: String::new(), signs_out })
    } else if entry.event == Action::SetTemporaryPassword.event() {
        KeptForm::SetPassword(SetPasswordForm { desk, lasts: "temporary".into(), source: String::new(), signs_out })
    } else if entry.event == Action::SetPermanentPassword.event() {
        KeptForm::SetPassword(SetPasswordForm { desk, lasts: "permanent".into(), source: String::new(), signs_out })
    } else {
        let help = help_of(entry)?;
        let metadata = metadata_rows(console, entry);
        let sends_code = if entry.then.is_some() { TICKED.to_owned() } else { String::new() };
        KeptForm::Account(AccountForm { desk, help: help.word().to_owned(), metadata, sends_code, ..AccountForm::default() })
    };
    Some(Draft { form, error: None, checked: None, asks: false, filled_from: None })
}

/// The same form for a new action: without its reasons, which are the earlier caller's, and as ever without a password or an approval. Only for the person
/// who did it.
pub async fn to_repeat(console: &Console, caller: &Caller, action_id: &str) -> Option<Draft> {
    let mut draft = from_action(console, caller, action_id).await?;
    let desk = draft.form.desk_mut();
    *desk = DeskFields { pool: desk.pool.clone(), sub: desk.sub.clone(), username: desk.username.clone(), ..DeskFields::default() };
    let records = console.audit.action(Uuid::try_parse(action_id).ok()?).await.ok()?;
    let leaves_metadata_out = console.metadata.give_back(&records.first()?.entry).is_none();
    draft.filled_from = Some(FilledFrom::OwnAction { leaves_metadata_out });
    Some(draft)
}

/// ClientMetadata as typed; no row where not every value is on record.
fn metadata_rows(console: &Console, entry: &AuditEntry) -> Vec<MetadataRow> {
    let pairs = console.metadata.give_back(entry).unwrap_or_default();
    pairs.iter().map(|(key, value)| MetadataRow { key: key.clone(), value: value.clone() }).collect()
}

fn desk_fields(entry: &AuditEntry) -> Option<DeskFields> {
    let target = entry.target.clone()?;
    Some(DeskFields {
        pool: target.pool,
        sub: target.sub,
        username: target.username,
        action_id: String::new(),
        reason: entry.reason.clone().unwrap_or_default(),
        ticket: entry.ticket.clone().unwrap_or_default(),
        caller_verified_by: entry.caller_verified_by.clone().unwrap_or_default(),
        seen: String::new(),
    })
}
