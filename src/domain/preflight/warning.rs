//! What may go wrong all the same, or is easily overlooked.

use crate::domain::contact::Contact;

/// Said beside an effect, before the click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// Mail goes out by Cognito's default mailer: 50 messages a day in the whole account.
    DailyMails,
    /// The account's text messages are in the SNS sandbox: they reach numbers only that were listed there.
    SmsSandbox,
    /// Cognito's role for text messages does not work.
    SmsBroken,
    /// The pool has no settings for text messages.
    SmsMissing,
    /// The message goes to a contact that nobody has verified.
    NotVerified(Contact),
    /// A code sent before may stop working.
    OldCodeEnds,
    /// The temporary password they have stops working.
    OldPasswordEnds,
    /// The sign-up counts as confirmed by it, without a code and without a verified contact.
    ConfirmsWithoutProof,
    /// The contacts stay unverified: a reset code cannot reach them afterwards.
    StaysUnreachable,
    /// Somebody had a reason to disable the account.
    DisabledForAReason,
    /// Whoever can read this mailbox, or gets these messages, can take over the account.
    TrustsContact(Contact),
    /// Tokens that an app checks by itself work until they expire.
    TokensLiveOn,
}

impl Warning {
    /// One sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::DailyMails => "This pool mails through Cognito's own mailer: 50 messages a day in the whole account.",
            Self::SmsSandbox => "This account's text messages are in the SNS sandbox: they reach listed numbers only, and this one may never arrive.",
            Self::SmsBroken => "This pool's role for text messages does not work: Cognito may refuse, or the message may never arrive. The pool's owner can mend it.",
            Self::SmsMissing => "This pool has no settings for text messages: Cognito may refuse, or the message may never arrive. The pool's owner can mend it.",
            Self::NotVerified(Contact::Email) => "Nobody has verified this e-mail address: make sure with the caller that it is theirs.",
            Self::NotVerified(Contact::PhoneNumber) => "Nobody has verified this phone number: make sure with the caller that it is theirs.",
            Self::OldCodeEnds => "A code sent before may stop working.",
            Self::OldPasswordEnds => "The temporary password they were given before stops working.",
            Self::ConfirmsWithoutProof => "The sign-up counts as confirmed by it, without a code: be sure who is calling.",
            Self::StaysUnreachable => "No contact becomes verified by it: a reset code cannot reach them afterwards.",
            Self::DisabledForAReason => "Somebody disabled this account. Find out why before you enable it.",
            Self::TrustsContact(Contact::Email) => "From then on, whoever reads this mailbox can get into the account. Check it with the caller, letter by letter.",
            Self::TrustsContact(Contact::PhoneNumber) => "From then on, whoever gets these text messages can get into the account. Check the number with the caller.",
            Self::TokensLiveOn => "What an app checks by itself works until it expires.",
        }
    }
}
