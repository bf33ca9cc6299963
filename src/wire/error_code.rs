//! The closed list of what can go wrong; the words for each stand in `words.rs`.

mod all;
mod words;

use serde::{Deserialize, Serialize};

/// Every error that a page can show. A forged code can at most show one of these sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No session, or it is over.
    NotSignedIn,
    /// The session ended before the form was sent.
    SessionEnded,
    /// No role has the right.
    NotAllowed,
    /// No role has the right to read the trail.
    TrailNotAllowed,
    /// The target is the actor's own account.
    OwnAccount,
    /// The target is in a protected group.
    ProtectedUser,
    /// Another identity provider signs the user in.
    ExternalUser,
    /// A contact of the target changed lately.
    ContactChanged,
    /// The role is for other users.
    OutOfScope,
    /// The role acts at other hours.
    OutOfHours,
    /// The role may do it with an approval only.
    NeedsApproval,
    /// Whoever approves could not do it themselves.
    ApproverMayNot,
    /// Whoever asked may not decide.
    OwnRequest,
    /// The person may do it alone.
    ApprovalNotNeeded,
    /// Decided, withdrawn, carried out or expired.
    EscalationOver,
    /// What is kept of a request is not what was asked for.
    RequestAltered,
    /// Too many requests of one person wait.
    TooManyRequests,
    /// The person has done as much as one may in this time.
    StaffLimit,
    /// As much was done for the user as may be in this time.
    UserLimit,
    /// The caller was not verified in a way that the role takes for this.
    VerificationTooWeak,
    /// There is no ticket as the role's look.
    TicketMissing,
    /// A lock on the person, their role or all actions.
    Locked,
    /// Nobody would be left who can lift a lock.
    LastAdmin,
    /// The request came from another site, or from none.
    NotSameSite,
    /// Fields of the form need attention.
    InvalidForm,
    /// The form was sent before, for something else.
    FormReused,
    /// No such page.
    NotFound,
    /// The pool is not served here.
    PoolUnknown,
    /// The user is not in the pool (any more).
    UserGone,
    /// The username now belongs to someone else.
    UserMoved,
    /// Refused: the user's state does not allow it.
    WrongState,
    /// Refused: the user is disabled.
    UserDisabled,
    /// Refused: no verified contact.
    NoVerifiedContact,
    /// Refused: the pool has no self-service recovery.
    RecoveryOff,
    /// Refused: the pool does not have the operation.
    NotEnabled,
    /// Refused: this user's attempts.
    TooManyAttempts,
    /// Refused: the account's mails of the day are used up.
    MailLimit,
    /// The pool's trigger said no.
    TriggerRefused,
    /// The pool's trigger broke.
    TriggerBroken,
    /// The pool cannot send messages.
    SendingBroken,
    /// A typed password that the pool's rules or its weakness forbid; Cognito was not asked.
    PasswordRefused,
    /// Refused: the pool's rules for passwords.
    PasswordAgainstPolicy,
    /// Refused: one of the user's last passwords.
    PasswordUsedBefore,
    /// Refused: the user is past the first sign-in, and there is no invitation to send again.
    InvitationOver,
    /// Refused: somebody else signs in with this contact.
    ContactTaken,
    /// There is nothing to be done: it is so already.
    NothingToDo,
    /// The user has no such contact.
    NoContact,
    /// A list names the same user in another row.
    ListedTwice,
    /// An entry of a list fits several users.
    SeveralUsers,
    /// A bulk run stands elsewhere by now than its page showed.
    RunMoved,
    /// The form was made for a user as they were before something was done for them.
    PageIsStale,
    /// Cognito did not accept a parameter.
    InvalidParameter,
    /// Cognito is throttling; nothing was done.
    Busy,
    /// Cognito was not reached; nothing was done.
    CognitoUnreachable,
    /// Our own access to Cognito was refused; nothing was done.
    CognitoAccessDenied,
    /// It may or may not have been done.
    OutcomeUnknown,
    /// The trail could not be written; nothing was done.
    TrailUnavailable,
    /// What is in the trail could not be read, or not shown without a record of it; what was done before stays done.
    TrailUnread,
    /// Whether a role is for a user cannot be told; what was done before stays done.
    ScopeUnread,
    /// The console's database does not answer.
    DatabaseUnavailable,
    /// The issuer does not answer.
    IssuerUnavailable,
    /// The sign-in did not verify.
    SignInFailed,
    /// The action asks for a fresh sign-in.
    StepUpRequired,
    /// Asked for a fresh sign-in, the issuer vouched for another person.
    StepUpOtherPerson,
    /// Asked for a fresh sign-in, the issuer vouched for an earlier one.
    StepUpNotFresh,
    /// Asked for a fresh sign-in, the issuer vouched for one that is not as strong as was asked.
    StepUpTooWeak,
    /// The issuer vouches for the person, and no role is theirs.
    NoRole,
    /// The request is too large.
    TooLarge,
    /// Too much to do at once.
    Overloaded,
    /// The browser did not reach the console.
    ConsoleUnreachable,
    /// A fault of ours.
    Internal,
}

impl ErrorCode {
    /// The stable word in the trail and in addresses.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The code with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// What happened, in one sentence.
    pub fn title(self) -> &'static str {
        self.entry().1
    }

    /// What to do now.
    pub fn advice(self) -> &'static str {
        self.entry().2
    }
}

#[cfg(test)]
mod tests;
