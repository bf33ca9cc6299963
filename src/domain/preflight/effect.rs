//! What an action would do: what the user gets and where, how long it works, what becomes of the status and of sessions.

use super::{Help, Warning};
use crate::domain::clock::readable;
use crate::domain::contact::Contact;
use crate::domain::destination::predict;
use crate::domain::pool::{PoolFacts, SmsSetup};
use crate::domain::user::{User, UserStatus};
use time::{Duration, OffsetDateTime};

/// What a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// A reset code.
    ResetCode,
    /// A temporary password.
    TemporaryPassword,
}

impl Carries {
    /// As in "an e-mail at … with a reset code".
    pub fn words(self) -> &'static str {
        match self {
            Self::ResetCode => "a reset code",
            Self::TemporaryPassword => "a new temporary password",
        }
    }
}

/// A message that Cognito will send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where it goes.
    pub contact: Contact,
    /// The address, masked.
    pub address: String,
    /// What is in it.
    pub carries: Carries,
}

impl Message {
    /// As in "They will get …".
    pub fn sentence(&self) -> String {
        format!("{} at {} with {}", self.contact.message(), self.address, self.carries.words())
    }
}

/// What becomes of the sessions that the user has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions {
    /// They may go on: none of these calls is documented to end them.
    MayGoOn,
    /// Nobody can have one: the user never signed in.
    None,
    /// They end.
    End,
}

/// What an action would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The message that Cognito sends; `None` where it sends none, and somebody must tell the user.
    pub message: Option<Message>,
    /// How long what the user gets works, and until when.
    pub works: Option<(Duration, OffsetDateTime)>,
    /// The status afterwards.
    pub status_after: UserStatus,
    /// What becomes of sessions.
    pub sessions: Sessions,
    /// What to know before the click.
    pub warnings: Vec<Warning>,
    /// Whether a trigger of the pool reads ClientMetadata with this call; `None` where the call takes none.
    pub metadata_is_read: Option<bool>,
}

impl Effect {
    /// What the page announces, as the record and the result page tell it.
    pub fn announcement(&self, help: Help) -> String {
        let until = self.works.map(|(_, until)| format!("; it works until {}", readable(until))).unwrap_or_default();
        match (help, &self.message) {
            (Help::ResetCode, Some(message)) => message.sentence(),
            (_, Some(message)) => format!("{}{until}", message.sentence()),
            (Help::ResetCode | Help::Invitation, None) => "nothing".to_owned(),
            (Help::TemporaryPassword, None) => format!("a temporary password{until}"),
            (Help::PermanentPassword, None) => "a permanent password; it works at once".to_owned(),
            (Help::ConfirmSignUp, None) => "the sign-up counts as confirmed; contacts stay as they are".to_owned(),
            (Help::Enable, None) => "the account is enabled; password and status stay as they are".to_owned(),
            (Help::MarkVerified(contact), None) => format!("the {} counts as verified", contact.noun()),
            (Help::SignOut, None) => "refresh tokens end at once; access and ID tokens that others check by themselves work until they expire".to_owned(),
        }
    }
}

/// What `help` does for a user for whom nothing is in its way.
pub(super) fn effect(help: Help, pool: &PoolFacts, user: &User, now: OffsetDateTime) -> Effect {
    let sessions = match (help, user.status) {
        (Help::SignOut, _) => Sessions::End,
        (_, UserStatus::Unconfirmed) => Sessions::None,
        _ => Sessions::MayGoOn,
    };
    let plain = Effect { message: None, works: None, status_after: user.status, sessions, warnings: Vec::new(), metadata_is_read: None };
    match help {
        Help::ResetCode => Effect { status_after: UserStatus::ResetRequired, ..reset_code(pool, user, now, plain) },
        Help::Invitation => invitation(pool, user, now, plain),
        Help::TemporaryPassword => {
            let works = Some(days(pool.temporary_password_days, now));
            Effect { works, status_after: UserStatus::ForceChangePassword, warnings: password_warnings(user), ..plain }
        }
        Help::PermanentPassword => Effect { status_after: UserStatus::Confirmed, warnings: password_warnings(user), ..plain },
        Help::ConfirmSignUp => Effect {
            status_after: UserStatus::Confirmed,
            warnings: [Some(Warning::ConfirmsWithoutProof), is_unreachable(user).then_some(Warning::StaysUnreachable)].into_iter().flatten().collect(),
            metadata_is_read: Some(pool.triggers.post_confirmation),
            ..plain
        },
        Help::Enable => Effect { warnings: vec![Warning::DisabledForAReason], ..plain },
        Help::MarkVerified(contact) => Effect { warnings: vec![Warning::TrustsContact(contact)], ..plain },
        Help::SignOut => Effect { warnings: vec![Warning::TokensLiveOn], ..plain },
    }
}

fn reset_code(pool: &PoolFacts, user: &User, now: OffsetDateTime, plain: Effect) -> Effect {
    let message = predict(pool, user).contact().map(|(contact, address)| Message { contact, address, carries: Carries::ResetCode });
    let mut warnings: Vec<Warning> = message.iter().filter_map(|message| medium_warning(pool, message.contact)).collect();
    warnings.extend((user.status == UserStatus::ResetRequired).then_some(Warning::OldCodeEnds));
    let works = Some((super::CODE_LASTS, now.saturating_add(super::CODE_LASTS)));
    let metadata_is_read = message.as_ref().map(|message| pool.triggers.reads_reset(message.contact));
    Effect { message, works, warnings, metadata_is_read, ..plain }
}

fn invitation(pool: &PoolFacts, user: &User, now: OffsetDateTime, plain: Effect) -> Effect {
    let Some(contact) = invitation_contact(user) else { return plain };
    let address = user.contact(contact).map(|address| contact.mask(address)).unwrap_or_default();
    let message = Some(Message { contact, address, carries: Carries::TemporaryPassword });
    let mut warnings: Vec<Warning> = (!user.is_verified(contact)).then_some(Warning::NotVerified(contact)).into_iter().collect();
    warnings.extend(medium_warning(pool, contact));
    warnings.push(Warning::OldPasswordEnds);
    Effect { message, works: Some(days(pool.temporary_password_days, now)), warnings, metadata_is_read: Some(pool.triggers.custom_message), ..plain }
}

/// Where the invitation goes: to the verified contact, e-mail before text message, else to the one there is.
pub fn invitation_contact(user: &User) -> Option<Contact> {
    let is_there = |contact: &Contact| user.contact(*contact).is_some();
    Contact::ALL.into_iter().find(|contact| user.is_verified(*contact)).or_else(|| Contact::ALL.into_iter().find(is_there))
}

fn medium_warning(pool: &PoolFacts, contact: Contact) -> Option<Warning> {
    match (contact, pool.sms) {
        (Contact::Email, _) => (pool.has_default_mailer && !pool.triggers.custom_email_sender).then_some(Warning::DailyMails),
        // The pool's own trigger sends the text messages.
        (Contact::PhoneNumber, _) if pool.triggers.custom_sms_sender => None,
        (Contact::PhoneNumber, SmsSetup::Works) => None,
        (Contact::PhoneNumber, SmsSetup::Sandbox) => Some(Warning::SmsSandbox),
        (Contact::PhoneNumber, SmsSetup::Broken) => Some(Warning::SmsBroken),
        (Contact::PhoneNumber, SmsSetup::Missing) => Some(Warning::SmsMissing),
    }
}

fn password_warnings(user: &User) -> Vec<Warning> {
    match user.status {
        UserStatus::ForceChangePassword => vec![Warning::OldPasswordEnds],
        UserStatus::Unconfirmed => [Some(Warning::ConfirmsWithoutProof), is_unreachable(user).then_some(Warning::StaysUnreachable)].into_iter().flatten().collect(),
        _ => Vec::new(),
    }
}

fn is_unreachable(user: &User) -> bool {
    !user.is_email_verified() && !user.is_phone_verified()
}

fn days(days: u16, now: OffsetDateTime) -> (Duration, OffsetDateTime) {
    let lasts = Duration::days(i64::from(days));
    (lasts, now.saturating_add(lasts))
}
