//! The trail's filters as they stand in the address.

use crate::domain::audit::Outcome;
use crate::domain::clock::to_micros;
use crate::ports::audit_log::{PageFrom, TrailFilter};
use time::{Date, OffsetDateTime, Time, UtcOffset};

/// Events that the list offers to filter by, with their words.
pub const EVENTS: [(&str, &str); 23] = [
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
    ("password", "Everything about passwords"),
    ("user", "Everything about users"),
    ("invitation", "Everything about invitations"),
    ("session", "Everything about sessions"),
];

/// The words for an event.
pub fn event_words(event: &str) -> &str {
    EVENTS.iter().find(|(name, _)| *name == event).map_or(event, |(_, words)| words)
}

/// The query of `/audit`, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// Part of the actor's name, or their `sub`.
    pub who: String,
    /// Part of the user's name or username, or their `sub`.
    pub user: String,
    /// An event.
    pub action: String,
    /// An outcome's word, or `open`.
    pub outcome: String,
    /// A pool's id.
    pub pool: String,
    /// First day, `YYYY-MM-DD`, UTC.
    pub from: String,
    /// Last day, `YYYY-MM-DD`, UTC.
    pub until: String,
    /// A ticket.
    pub ticket: String,
    /// `on`: searches and reads too.
    pub reads: String,
    /// Keyset: rows older than this sequence.
    pub before: String,
    /// Keyset: rows newer than this sequence.
    pub after: String,
}

impl TrailQuery {
    /// Reads the address's parameters by name.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| get(name).map(|value| value.trim().chars().take(200).collect()).unwrap_or_default();
        Self {
            who: text("who"),
            user: text("user"),
            action: text("action"),
            outcome: text("outcome"),
            pool: text("pool"),
            from: text("from"),
            until: text("until"),
            ticket: text("ticket"),
            reads: text("reads"),
            before: text("before"),
            after: text("after"),
        }
    }

    /// The filter, and what could not be understood: a field and a sentence. A filter that is misread must not show everything.
    pub fn filter(&self) -> (TrailFilter, Vec<(&'static str, &'static str)>) {
        let mut misread = Vec::new();
        let mut day = |text: &str, field, days_on| match day_start(text, days_on) {
            Ok(at) => at,
            Err(()) => {
                misread.push((field, "Write the day as in 2026-11-21."));
                None
            }
        };
        let (from, until) = (day(&self.from, "from", 0), day(&self.until, "until", 1));
        if from.zip(until).is_some_and(|(from, until)| from >= until) {
            misread.push(("until", "Choose a last day that is not before the first."));
        }
        if !self.outcome.is_empty() && self.outcome != "open" && Outcome::from_name(&self.outcome).is_none() {
            misread.push(("outcome", "Choose an outcome from the list."));
        }
        if [&self.before, &self.after].into_iter().any(|place| !place.is_empty() && place.parse::<i64>().is_err()) {
            misread.push(("who", "This page's address is not one of ours. Apply the filters again."));
        }
        let filter = TrailFilter {
            who: self.who.clone(),
            user: self.user.clone(),
            user_sub: String::new(),
            event: self.action.clone(),
            outcome: Outcome::from_name(&self.outcome),
            is_open: self.outcome == "open",
            pool: self.pool.clone(),
            ticket: self.ticket.clone(),
            from,
            until,
            without_reads: self.reads != "on" && self.action.is_empty(),
            only_effects: false,
        };
        (filter, misread)
    }

    /// Where the page begins.
    pub fn page_from(&self) -> PageFrom {
        match (self.before.parse(), self.after.parse()) {
            (Ok(sequence), _) => PageFrom::Before(sequence),
            (_, Ok(sequence)) => PageFrom::After(sequence),
            _ => PageFrom::Newest,
        }
    }

    /// The address of a page of the same filters.
    pub fn href(&self, keyset: Option<(&str, i64)>) -> String {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("who", &self.who),
            ("user", &self.user),
            ("action", &self.action),
            ("outcome", &self.outcome),
            ("pool", &self.pool),
            ("from", &self.from),
            ("until", &self.until),
            ("ticket", &self.ticket),
            ("reads", &self.reads),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.append_pair(name, value);
        }
        if let Some((name, sequence)) = keyset {
            address.append_pair(name, &sequence.to_string());
        }
        format!("/audit?{}", address.finish())
    }
}

/// Midnight UTC of a day, some days on.
fn day_start(text: &str, days_on: i64) -> Result<Option<i64>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let day = Date::parse(text, &format).map_err(|_| ())?;
    let start = OffsetDateTime::new_in_offset(day, Time::MIDNIGHT, UtcOffset::UTC).checked_add(time::Duration::days(days_on)).ok_or(())?;
    Ok(Some(to_micros(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn days_include_their_last_moment_and_nonsense_is_named() {
        let query = TrailQuery { from: "2026-11-20".into(), until: "2026-11-21".into(), ..TrailQuery::default() };
        let (filter, misread) = query.filter();
        assert_eq!((filter.from, filter.until), (Some(to_micros(datetime!(2026-11-20 0:00 UTC))), Some(to_micros(datetime!(2026-11-22 0:00 UTC)))));
        assert!(misread.is_empty());
        let (filter, misread) = TrailQuery { from: "yesterday".into(), ..TrailQuery::default() }.filter();
        assert_eq!((filter.from, misread.first().map(|(field, _)| *field)), (None, Some("from")));
    }

    #[test]
    fn a_filter_that_is_none_is_said_and_not_left_out() {
        let fields = |query: TrailQuery| query.filter().1.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields(TrailQuery { outcome: "fine".into(), ..TrailQuery::default() }), ["outcome"]);
        assert_eq!(fields(TrailQuery { before: "x".into(), ..TrailQuery::default() }), ["who"]);
        assert_eq!(fields(TrailQuery { from: "2026-11-22".into(), until: "2026-11-21".into(), ..TrailQuery::default() }), ["until"]);
        assert!(fields(TrailQuery { from: "2026-11-21".into(), until: "2026-11-21".into(), ..TrailQuery::default() }).is_empty());
    }

    #[test]
    fn an_address_keeps_its_filters_and_escapes_them() {
        let query = TrailQuery { who: "Ana & Co".into(), outcome: "refused".into(), ..TrailQuery::default() };
        assert_eq!(query.href(Some(("before", 7))), "/audit?who=Ana+%26+Co&outcome=refused&before=7");
    }
}
