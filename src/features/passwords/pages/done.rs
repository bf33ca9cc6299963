//! The actions that have a result page, in its words.

use crate::domain::audit::AuditEntry;
use crate::domain::contact::Contact;
use crate::domain::operation::{ConfirmSignUp, Operation, ResendInvitation, SendResetCode, SetPermanentPassword, SetTemporaryPassword};
use crate::domain::preflight::Help;
use crate::domain::user::UserStatus;

/// What was done: the way to help that a record's event stands for. None where it has no result page.
pub(super) fn done_of(entry: &AuditEntry) -> Option<Help> {
    let contact = entry.contact.as_deref().and_then(Contact::from_attribute).unwrap_or(Contact::Email);
    Help::ALL.into_iter().find(|help| help.action().event() == entry.event && !matches!(help, Help::MarkVerified(of) if *of != contact))
}

/// Actions with this event have a result page.
pub fn has_result_page(event: &str) -> bool {
    Help::ALL.iter().any(|help| help.action().event() == event)
}

/// As in "Reset code for Amara".
pub(super) fn heading(done: Help, name: &str) -> String {
    match done {
        Help::ResetCode => format!("Reset code for {name}"),
        Help::Invitation => format!("Invitation for {name}"),
        Help::TemporaryPassword => format!("Temporary password for {name}"),
        Help::PermanentPassword => format!("Permanent password for {name}"),
        Help::ConfirmSignUp => format!("Sign-up of {name}"),
        Help::Enable => format!("Account of {name}"),
        Help::MarkVerified(Contact::Email) => format!("E-mail address of {name}"),
        Help::MarkVerified(Contact::PhoneNumber) => format!("Phone number of {name}"),
        Help::SignOut => format!("Sessions of {name}"),
    }
}

/// As in "Cognito refused the reset code for Amara".
pub(super) fn phrase(done: Help, name: &str) -> String {
    match done {
        Help::ResetCode => format!("the reset code for {name}"),
        Help::Invitation => format!("the invitation for {name}"),
        Help::TemporaryPassword => format!("the temporary password for {name}"),
        Help::PermanentPassword => format!("the permanent password for {name}"),
        Help::ConfirmSignUp => format!("confirming the sign-up of {name}"),
        Help::Enable => format!("enabling the account of {name}"),
        Help::MarkVerified(contact) => format!("marking the {} of {name} verified", contact.noun()),
        Help::SignOut => format!("signing {name} out everywhere"),
    }
}

/// As in "The reset code for Amara was not sent".
pub(super) fn participle(done: Help) -> &'static str {
    match done {
        Help::ResetCode | Help::Invitation => "sent",
        Help::TemporaryPassword | Help::PermanentPassword => "set",
        Help::ConfirmSignUp | Help::Enable | Help::MarkVerified(_) | Help::SignOut => "done",
    }
}

/// The status that a success leads to; none where it stays.
pub(super) fn status_after(done: Help) -> Option<UserStatus> {
    match done {
        Help::ResetCode => SendResetCode::STATUS_AFTER,
        Help::Invitation => ResendInvitation::STATUS_AFTER,
        Help::TemporaryPassword => SetTemporaryPassword::STATUS_AFTER,
        Help::PermanentPassword => SetPermanentPassword::STATUS_AFTER,
        Help::ConfirmSignUp => ConfirmSignUp::STATUS_AFTER,
        Help::Enable | Help::MarkVerified(_) | Help::SignOut => None,
    }
}
