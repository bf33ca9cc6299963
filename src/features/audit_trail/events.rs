//! Events, as the trail's list offers them.

/// Events that the list offers to filter by, with their words.
pub const EVENTS: [(&str, &str); 27] = [
    ("password.reset", "Reset code"),
    ("password.set_temporary", "Temporary password"),
    ("password.set_permanent", "Permanent password"),
    ("password.type", "Typed password"),
    ("password.reveal", "Password shown"),
    ("invitation.resend", "Invitation sent again"),
    ("user.confirm_sign_up", "Sign-up confirmed"),
    ("user.enable", "Account enabled"),
    ("user.mark_contact_verified", "Contact marked verified"),
    ("user.sign_out", "Signed out everywhere"),
    ("user.search", "Search"),
    ("waiting.read", "Waiting read"),
    ("user.read", "User read"),
    ("user.read_contacts", "Contacts shown"),
    ("session.start", "Sign-in"),
    ("session.end", "Sign-out"),
    ("session.list", "Sessions listed"),
    ("session.end_other", "Session ended by staff"),
    ("trail.read", "Trail read"),
    ("trail.verify", "Trail verified"),
    ("trail.export", "Trail exported"),
    ("trail.prune", "Trail pruned"),
    ("password", "Everything about passwords"),
    ("user", "Everything about users"),
    ("invitation", "Everything about invitations"),
    ("session", "Everything about sessions"),
    ("trail", "Everything about the trail"),
];

/// The words for an event.
pub fn event_words(event: &str) -> &str {
    EVENTS.iter().find(|(name, _)| *name == event).map_or(event, |(_, words)| words)
}
