//! The words for each code: the one file where they stand.

use super::ErrorCode;

impl ErrorCode {
    /// The stable word, what happened, and what to do now.
    pub(super) fn entry(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotSignedIn => ("not_signed_in", "You are not signed in.", "Sign in, and then do this again."),
            Self::SessionEnded => ("session_ended", "Your session had ended.", "Nothing was done, and what you typed is kept. Send it again once you are signed in."),
            Self::NotAllowed => ("not_allowed", "Your role does not allow this.", "Ask a supervisor to do it with you. This attempt is recorded."),
            Self::TrailNotAllowed => {
                ("trail_not_allowed", "The audit trail is for supervisors and auditors.", "What you did yourself stands under My work. This attempt is recorded.")
            }
            Self::OwnAccount => ("own_account", "This is your own account.", "Nobody helps themselves here. Ask a colleague. This attempt is recorded."),
            Self::ProtectedUser => ("protected_user", "This user is protected.", "Nobody helps protected users alone: ask for an approval in the form. This attempt is recorded."),
            Self::ExternalUser => ("external_user", "Another identity provider signs this user in.", "Send them to the help of their own identity provider."),
            Self::ContactChanged => (
                "contact_changed",
                "A contact of this user changed lately.",
                "This desk helps such users with an approval only: ask for one in the form. This attempt is recorded.",
            ),
            Self::OutOfScope => ("out_of_scope", "Your role is for other users.", "Pass the caller on to a colleague who looks after this user. This attempt is recorded."),
            Self::OutOfHours => ("out_of_hours", "Your role does not act at this hour.", "Ask a colleague whose hours these are, or wait. This attempt is recorded."),
            Self::StaffLimit => ("staff_limit", "You have done as much as one person may in this time.", "Wait, or ask a colleague. This attempt is recorded."),
            Self::UserLimit => (
                "user_limit",
                "This user has been helped as often as may be for now.",
                "Be sure who is calling. If it cannot wait, another person can approve it. This attempt is recorded.",
            ),
            Self::VerificationTooWeak => (
                "verification_too_weak",
                "The caller was not verified in a way that is enough for this.",
                "Nothing was done. Verify them in one of the ways that are, and send it again. This attempt is recorded.",
            ),
            Self::TicketMissing => ("ticket_missing", "Your role does this with a ticket only.", "Nothing was done. Give the ticket, and send it again. This attempt is recorded."),
            Self::ScopeUnread => (
                "scope_unread",
                "Cognito does not say now whether your role is for this user.",
                "What was done before stays done. Try again in a minute, or ask a colleague who reads the trail.",
            ),
            Self::Locked => ("locked", "This is locked for you at the moment.", "Nothing was done. Ask your supervisor."),
            Self::LastAdmin => {
                ("last_admin", "No other administrator could lift this lock.", "Nothing was changed. Another one must have signed in lately, and not be locked out.")
            }
            Self::NeedsApproval => ("needs_approval", "Your role may do this with an approval only.", "Ask for an approval in the form. This attempt is recorded."),
            Self::ApproverMayNot => (
                "approver_may_not",
                "Whoever approves must be able to do this alone for other users.",
                "Nothing was done. Ask somebody else for the approval. This attempt is recorded.",
            ),
            Self::OwnRequest => ("own_request", "This is your own request.", "Another person decides on it, also where you have two accounts. This attempt is recorded."),
            Self::ApprovalNotNeeded => ("approval_not_needed", "You may do this yourself.", "Nothing was asked for. Send the form instead."),
            Self::EscalationOver => (
                "escalation_over",
                "This request is not waiting for that any more.",
                "Nothing was done now: it was decided on, withdrawn, carried out, or it expired. The page says which.",
            ),
            Self::RequestAltered => (
                "request_altered",
                "What is kept of this request is not what was asked for.",
                "Nothing was done. Ask again, and tell the console's administrator, with the reference.",
            ),
            Self::TooManyRequests => (
                "too_many_requests",
                "Ten of your requests are waiting already.",
                "Nothing was asked for. Withdraw one that is not needed any more, or wait for a decision. What you typed is kept.",
            ),
            Self::NotSameSite => ("not_same_site", "This request did not come from a page of this console.", "Open the page again here, and send the form from there."),
            Self::InvalidForm => ("invalid_form", "Some fields need your attention.", "Nothing was done. What you typed is kept."),
            Self::FormReused => {
                ("form_reused", "This form was sent before, for something else.", "Nothing was done now. What you typed is kept: read it through, and send it as a new one.")
            }
            Self::NotFound => ("not_found", "There is no such page.", "Check the address, or find the user again."),
            Self::PoolUnknown => {
                ("pool_unknown", "This console does not serve that user pool.", "Choose one of the pools listed. If one is missing, tell the console's administrator.")
            }
            Self::UserGone => ("user_gone", "This user is not in the pool.", "They may have been deleted since. Nothing was done. Find the user again."),
            Self::UserMoved => ("user_moved", "This username now belongs to someone else.", "Nothing was done. Find the user again before you act."),
            Self::WrongState => ("wrong_state", "Cognito does not do this for a user in this state.", "Nothing was done. The page says what helps in this state."),
            Self::UserDisabled => ("user_disabled", "This user is disabled.", "Nothing was done. The account must be enabled first."),
            Self::NoVerifiedContact => (
                "no_verified_contact",
                "A code cannot reach this user: no verified e-mail address or phone number.",
                "Nothing was done. They need a temporary password, or a verified contact first.",
            ),
            Self::RecoveryOff => ("recovery_off", "This pool does not let users recover accounts with a code.", "Nothing was done. Tell the pool's owner."),
            Self::NotEnabled => ("not_enabled", "This pool does not have that operation enabled.", "Nothing was done. Tell the pool's owner, with the reference."),
            Self::TooManyAttempts => ("too_many_attempts", "Cognito's limit for this user or for messages is reached.", "Nothing was done. Wait an hour before you try again."),
            Self::MailLimit => (
                "mail_limit",
                "The pool's mails of the day are used up.",
                "Nothing was sent. Set a temporary password, or wait until tomorrow; with Amazon SES the pool has no such limit.",
            ),
            Self::ListedTwice => ("listed_twice", "The same user stands in another row.", "They are helped once, by that row."),
            Self::SeveralUsers => ("several_users", "Several users fit this entry.", "Name the right one by username or sub."),
            Self::RunMoved => ("run_moved", "The run stands elsewhere by now.", "Nothing was changed. Look at how it stands, and decide again."),
            Self::TriggerRefused => ("trigger_refused", "The pool's own trigger refused it.", "Nothing was done. Check the ClientMetadata, and then tell the pool's owner."),
            Self::TriggerBroken => {
                ("trigger_broken", "The pool's own trigger failed.", "Look at the user's status before you try again, and tell the pool's owner, with the reference.")
            }
            Self::SendingBroken => {
                ("sending_broken", "The pool cannot send messages at the moment.", "Look at the user's status before you try again, and tell the pool's owner, with the reference.")
            }
            Self::PasswordRefused => ("password_refused", "This password does not do.", "Nothing was done. Choose another one, or have one generated."),
            Self::PasswordAgainstPolicy => {
                ("password_against_policy", "The pool's rules do not allow this password.", "Nothing was changed. Choose another one, or have one generated.")
            }
            Self::PasswordUsedBefore => ("password_used_before", "They had this password before.", "Nothing was changed: this pool remembers old passwords. Choose another one."),
            Self::InvitationOver => (
                "invitation_over",
                "For this user there is no invitation to send again.",
                "Nothing was done. They have signed in before, or signed up by themselves; the page says what helps in the state they are in.",
            ),
            Self::ContactTaken => (
                "contact_taken",
                "Somebody else in the pool signs in with this contact.",
                "Nothing was changed. Find out with the caller which of the two accounts is theirs, and tell the pool's owner.",
            ),
            Self::NothingToDo => ("nothing_to_do", "There is nothing to be done: it is so already.", "Nothing was done. The page shows how things stand."),
            Self::NoContact => ("no_contact", "This user has no such contact.", "Nothing was done. The page shows which contacts they have."),
            Self::PageIsStale => (
                "page_is_stale",
                "Something has changed for this user since you opened the page.",
                "Nothing was done. Read what was done lately, and send the form again if it is still right.",
            ),
            Self::InvalidParameter => (
                "invalid_parameter",
                "Cognito did not accept the request.",
                "Nothing was done. Check what you typed, and then tell the console's administrator, with the reference.",
            ),
            Self::Busy => ("busy", "Cognito is limiting how fast we may ask.", "Nothing was done. Wait a few seconds, and try again."),
            Self::CognitoUnreachable => ("cognito_unreachable", "Cognito cannot be reached.", "Nothing was done. Try again in a minute."),
            Self::CognitoAccessDenied => {
                ("cognito_access_denied", "This console's own access to Cognito was refused.", "Nothing was done. Tell the console's administrator, with the reference.")
            }
            Self::OutcomeUnknown => {
                ("outcome_unknown", "Cognito did not answer in a way that tells whether it worked.", "Do not do it again yet: look at the user's status and last change first.")
            }
            Self::TrailUnavailable => (
                "trail_unavailable",
                "The audit trail cannot be written, so nothing was done.",
                "Nothing is done or shown without a record. The console goes on by itself as soon as it can write again: try in a minute. If it stays so, tell its administrator, with the reference.",
            ),
            Self::TrailUnread => (
                "trail_unread",
                "The audit trail cannot be read now.",
                "What was done before stays done. Try again in a minute. If it stays so, tell the console's administrator, with the reference.",
            ),
            Self::DatabaseUnavailable => {
                ("database_unavailable", "The console's database does not answer.", "Nothing was done. Try again in a minute, and then tell the console's administrator.")
            }
            Self::IssuerUnavailable => ("issuer_unavailable", "The sign-in service does not answer.", "Try again in a minute. If it stays so, tell the console's administrator."),
            Self::SignInFailed => {
                ("sign_in_failed", "The sign-in did not work.", "Start again with the button. Each attempt works once, for ten minutes, in the browser that began it.")
            }
            Self::StepUpRequired => ("step_up_required", "This asks you to sign in again.", "Nothing was done. What you typed is kept, but for a password."),
            Self::StepUpOtherPerson => (
                "step_up_other_person",
                "Somebody else signed in.",
                "Nothing was done, and you are still signed in as before. Sign in again as yourself. This attempt is recorded.",
            ),
            Self::StepUpNotFresh => (
                "step_up_not_fresh",
                "The sign-in service did not ask you to sign in again.",
                "Nothing was done: it vouched for an earlier sign-in. If it stays so, tell the console's administrator, with the reference.",
            ),
            Self::StepUpTooWeak => {
                ("step_up_too_weak", "This sign-in is not as strong as the desk asks for.", "Nothing was done. Sign in again in the stronger way, such as with your second factor.")
            }
            Self::NoRole => (
                "no_role",
                "You are known here, but you have no role in this console.",
                "Ask your supervisor for the help-desk group, and then sign in again. This attempt is recorded.",
            ),
            Self::TooLarge => ("too_large", "That is more than this form takes.", "Go back, shorten what you typed or divide the file, and send it again."),
            Self::Overloaded => ("overloaded", "The console has too much to do at the moment.", "Wait a few seconds, and try again."),
            Self::ConsoleUnreachable => ("console_unreachable", "Your browser did not reach the console.", "Check the network, and try again."),
            Self::Internal => ("internal", "Something went wrong here.", "Tell the console's administrator, with the reference."),
        }
    }
}
