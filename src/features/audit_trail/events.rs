//! Events, in words: what was asked for, and what was done where it succeeded.

/// Every event that the console records: its name, what was asked for, and what was done if it succeeded.
const EVENTS: [(&str, &str, &str); 51] = [
    ("password.reset", "Reset code", "Reset code sent"),
    ("password.set_temporary", "Temporary password", "Temporary password set"),
    ("password.set_permanent", "Permanent password", "Permanent password set"),
    ("password.type", "Typed password", "Password typed"),
    ("password.reveal", "Showing a password", "Password shown"),
    ("invitation.resend", "Invitation", "Invitation sent again"),
    ("user.confirm_sign_up", "Confirming a sign-up", "Sign-up confirmed"),
    ("user.enable", "Enabling an account", "Account enabled"),
    ("user.mark_contact_verified", "Marking a contact verified", "Contact marked verified"),
    ("user.sign_out", "Signing out everywhere", "Signed out everywhere"),
    ("user.search", "Search", "Search"),
    ("waiting.read", "Reading who is waiting", "Waiting read"),
    ("work.read", "Reading one's own work", "Own work read"),
    ("user.read", "Reading a user", "User read"),
    ("user.read_contacts", "Showing contacts", "Contacts shown"),
    ("session.start", "Sign-in", "Sign-in"),
    ("session.step_up", "Fresh sign-in", "Signed in again"),
    ("session.end", "Sign-out", "Sign-out"),
    ("session.list", "Listing sessions", "Sessions listed"),
    ("session.end_other", "Ending someone's session", "Session ended by staff"),
    ("policy.read", "Asking the policy", "Policy asked"),
    ("lock.set", "Locking somebody out", "Locked out"),
    ("lock.set_wide", "Locking a role or all actions", "Role or all actions locked"),
    ("lock.lift", "Lifting a lock", "Lock lifted"),
    ("escalation.read", "Reading requests", "Requests read"),
    ("escalation.request", "Request for an approval", "Approval asked for"),
    ("escalation.decide", "Deciding on a request", "Request decided on"),
    ("escalation.approve", "Approving a request", "Request approved"),
    ("escalation.reject", "Rejecting a request", "Request rejected"),
    ("escalation.withdraw", "Withdrawing a request", "Request withdrawn"),
    ("escalation.carry_out", "Carrying a request out", "Request carried out"),
    ("escalation.expire", "End of a request's time", "Request expired"),
    ("bulk.run", "Bulk run", "Bulk run"),
    ("bulk.read", "Reading bulk runs", "Bulk runs read"),
    ("bulk.prepare", "Preparing a bulk run", "Bulk run prepared"),
    ("bulk.start", "Starting a bulk run", "Bulk run started"),
    ("bulk.confirm", "Confirming a bulk run", "Bulk run confirmed by a second person"),
    ("bulk.pause", "Pausing a bulk run", "Bulk run paused"),
    ("bulk.resume", "Resuming a bulk run", "Bulk run resumed"),
    ("bulk.cancel", "Cancelling a bulk run", "Bulk run cancelled"),
    ("bulk.end", "End of a bulk run", "Bulk run ended"),
    ("bulk.passwords", "Taking the passwords of a bulk run", "Passwords of a bulk run taken"),
    ("bulk.passwords_deleted", "Deleting the passwords of a bulk run", "Passwords of a bulk run deleted"),
    ("bulk.take", "Taking a bulk run's results", "Results of a bulk run taken"),
    ("signal.canary", "Canary", "Canary read"),
    ("signals.read", "Reading the signals", "Signals read"),
    ("trail.read", "Reading the trail", "Trail read"),
    ("trail.verify", "Verifying the trail", "Verification of the trail begun"),
    ("trail.verified", "Result of a verification", "Trail verified: nothing wrong"),
    ("trail.export", "Exporting the trail", "Trail exported"),
    ("trail.prune", "Pruning the trail", "Trail pruned"),
];

/// All events of a kind, by the part before the dot.
const GROUPS: [(&str, &str); 8] = [
    ("password", "Everything about passwords"),
    ("user", "Everything about users"),
    ("invitation", "Everything about invitations"),
    ("session", "Everything about sessions"),
    ("lock", "Everything about locks"),
    ("escalation", "Everything about approvals"),
    ("bulk", "Everything about bulk runs"),
    ("trail", "Everything about the trail"),
];

/// What the list offers to filter by: each event and each group of them, with its words.
pub fn offered() -> impl Iterator<Item = (&'static str, &'static str)> {
    EVENTS.into_iter().map(|(name, asked, _)| (name, asked)).chain(GROUPS)
}

/// Whether the list offers this name.
pub fn is_offered(name: &str) -> bool {
    offered().any(|(offered, _)| offered == name)
}

/// What was asked for, or a group's words; the event's own name where it is none of ours.
pub fn event_words(event: &str) -> &str {
    offered().find(|(name, _)| *name == event).map_or(event, |(_, words)| words)
}

/// What was done, for what succeeded.
pub fn done_words(event: &str) -> &str {
    EVENTS.iter().find(|(name, ..)| *name == event).map_or_else(|| event_words(event), |(.., done)| done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::operation::Action;

    #[test]
    fn every_event_has_words_of_its_own() {
        for event in Action::ALL.map(Action::event).into_iter().chain(["session.start", "session.step_up", "lock.lift", "trail.prune"]) {
            assert!(event_words(event) != event && done_words(event) != event, "{event}");
        }
        let mut words: Vec<_> = offered().map(|(_, words)| words).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), offered().count());
        assert_eq!((event_words("other.event"), done_words("other.event")), ("other.event", "other.event"));
    }
}
