//! A form that came back: kept with what was wrong, so that the page can show both.

use super::wire::{ResetForm, SetPasswordForm, TICKED};
use crate::domain::audit::AuditEntry;
use crate::domain::client_metadata::MetadataRow;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::wire::{ApiError, DeskFields};
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
}

impl KeptForm {
    /// What every form has.
    pub fn desk(&self) -> &DeskFields {
        match self {
            Self::Reset(form) => &form.desk,
            Self::SetPassword(form) => &form.desk,
        }
    }

    /// What every form has, to be changed.
    pub fn desk_mut(&mut self) -> &mut DeskFields {
        match self {
            Self::Reset(form) => &mut form.desk,
            Self::SetPassword(form) => &mut form.desk,
        }
    }

    /// The form's word in the user page's address.
    pub fn shown(&self) -> &'static str {
        match self {
            Self::Reset(_) => "reset",
            Self::SetPassword(_) => "password",
        }
    }
}

/// The form as typed, and why it came back; without an error, more rows were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// As typed.
    pub form: KeptForm,
    /// What needs attention.
    pub error: Option<ApiError>,
}

/// What was typed for an action, read back from its record, so that it can be tried again as a new one. Only for the person who
/// typed it; ClientMetadata only where its values are recorded.
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
        let keeps_values = console.rules.keeps_metadata_values;
        let pairs = entry.client_metadata.iter().filter(|_| keeps_values);
        let metadata = pairs.map(|(key, value)| MetadataRow { key: key.clone(), value: value.clone() }).collect();
        KeptForm::Reset(ResetForm { desk, metadata, sends_secret_looks: String::new(), signs_out })
    } else if entry.event == Action::SetTemporaryPassword.event() {
        KeptForm::SetPassword(SetPasswordForm { desk, lasts: "temporary".into(), source: String::new(), signs_out })
    } else if entry.event == Action::SetPermanentPassword.event() {
        KeptForm::SetPassword(SetPasswordForm { desk, lasts: "permanent".into(), source: String::new(), signs_out })
    } else {
        return None;
    };
    Some(Draft { form, error: None })
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
    })
}
