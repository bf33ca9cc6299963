//! The trail's filters as they stand in the address.

use super::misread::misread;
use crate::domain::clock::to_micros;
use crate::ports::trail_filter::{Ending, TrailFilter};
use crate::ports::trail_search::PageFrom;
use std::net::IpAddr;
use time::{Date, OffsetDateTime, Time, UtcOffset};

/// What carries a right, by its word in the address.
pub const BASES: [&str; 2] = ["role", "approval"];

/// Characters of a field that are read.
const READ: usize = 2_000;

/// The query of `/audit`, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailQuery {
    /// Words that stand in the reason, the ticket, a name, the ClientMetadata or the note.
    pub text: String,
    /// Part of the actor's name, or their `sub`.
    pub who: String,
    /// Exactly this actor: their `sub`, or issuer, a space, and `sub`.
    pub actor: String,
    /// Part of the user's name or username, or their `sub`.
    pub user: String,
    /// Exactly the user with this `sub`.
    pub user_sub: String,
    /// An event, or its beginning up to the dot.
    pub action: String,
    /// An outcome's word, or a group's: `attention`, `failed`, `read`, `open`, `checks`.
    pub outcome: String,
    /// A pool's id.
    pub pool: String,
    /// A role's name.
    pub role: String,
    /// `role` or `approval`.
    pub basis: String,
    /// The id of a bulk run.
    pub run: String,
    /// A ticket.
    pub ticket: String,
    /// A client's address.
    pub address: String,
    /// A reference that staff were shown.
    pub reference: String,
    /// First day, `YYYY-MM-DD`, UTC.
    pub from: String,
    /// Last day, `YYYY-MM-DD`, UTC.
    pub until: String,
    /// `on`: searches and reads too.
    pub reads: String,
    /// Older than this sequence.
    pub before: String,
    /// Newer than this sequence.
    pub after: String,
    /// `on`: the last page, of the oldest.
    pub oldest: String,
}

impl TrailQuery {
    /// Reads the query's fields. What is longer than any of them may be is cut, and refused all the same: see [`Self::filter`].
    pub fn read(field: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| field(name).map(|value| Self::clipped(&value)).unwrap_or_default();
        Self {
            text: text("text"),
            who: text("who"),
            actor: text("actor"),
            user: text("user"),
            user_sub: text("user_sub"),
            action: text("action"),
            outcome: text("outcome"),
            pool: text("pool"),
            role: text("role"),
            basis: text("basis"),
            run: text("run").to_ascii_lowercase(),
            ticket: text("ticket"),
            address: text("address"),
            reference: text("reference"),
            from: text("from"),
            until: text("until"),
            reads: text("reads"),
            before: text("before"),
            after: text("after"),
            oldest: text("oldest"),
        }
    }

    /// A field's value as it is read.
    pub fn clipped(value: &str) -> String {
        let value = value.trim();
        // So many bytes are no more letters.
        if value.len() <= READ { value.to_owned() } else { value.chars().take(READ).collect() }
    }

    /// The filter, and what could not be understood: a field and a sentence. A filter that is misread must not show everything.
    pub fn filter(&self) -> (TrailFilter, Vec<(&'static str, &'static str)>) {
        let mut misread = misread(self);
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
        let filter = TrailFilter {
            text: self.text.clone(),
            who: self.who.clone(),
            actor: self.actor.clone(),
            user: self.user.clone(),
            user_sub: self.user_sub.clone(),
            event: self.action.clone(),
            ending: Ending::from_name(&self.outcome),
            pool: self.pool.clone(),
            role: self.role.clone(),
            basis: self.basis.clone(),
            run: self.run.clone(),
            ticket: self.ticket.clone(),
            address: self.address.parse::<IpAddr>().map(|address| address.to_string()).unwrap_or_default(),
            reference: self.reference.clone(),
            from,
            until,
            // Who asks for one action, or for one request, means reads as well.
            without_reads: self.reads != "on" && self.action.is_empty() && self.reference.is_empty(),
        };
        (filter, misread)
    }

    /// Where the page begins.
    pub fn page_from(&self) -> PageFrom {
        match (self.before.parse(), self.after.parse()) {
            (Ok(sequence), _) => PageFrom::Before(sequence),
            (_, Ok(sequence)) => PageFrom::After(sequence),
            _ if self.oldest == "on" => PageFrom::Oldest,
            _ => PageFrom::Newest,
        }
    }

    /// The filters by their names in the address, set or not.
    pub fn fields(&self) -> [(&'static str, &str); 17] {
        [
            ("text", &self.text),
            ("who", &self.who),
            ("actor", &self.actor),
            ("user", &self.user),
            ("user_sub", &self.user_sub),
            ("action", &self.action),
            ("outcome", &self.outcome),
            ("pool", &self.pool),
            ("role", &self.role),
            ("basis", &self.basis),
            ("run", &self.run),
            ("ticket", &self.ticket),
            ("address", &self.address),
            ("reference", &self.reference),
            ("from", &self.from),
            ("until", &self.until),
            ("reads", &self.reads),
        ]
    }

    /// The same filters, from their newest page on, with these of other values; an empty value takes one away.
    pub fn with(&self, changed: &[(&str, &str)]) -> Self {
        let value = |name: &str| changed.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
        let own = self.fields();
        Self::read(|name| value(name).or_else(|| own.iter().find(|(other, _)| *other == name).map(|(_, value)| *value)).map(str::to_owned))
    }

    /// The address of a page of the same filters.
    pub fn href(&self, from: PageFrom) -> String {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.fields().into_iter().filter(|(_, value)| !value.is_empty()) {
            address.append_pair(name, value);
        }
        match from {
            PageFrom::Newest => &mut address,
            PageFrom::Oldest => address.append_pair("oldest", "on"),
            PageFrom::Before(sequence) => address.append_pair("before", &sequence.to_string()),
            PageFrom::After(sequence) => address.append_pair("after", &sequence.to_string()),
        };
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
        assert_eq!(fields(TrailQuery { from: "2026-11-22".into(), until: "2026-11-21".into(), ..TrailQuery::default() }), ["until"]);
        assert!(fields(TrailQuery { from: "2026-11-21".into(), until: "2026-11-21".into(), ..TrailQuery::default() }).is_empty());
    }

    #[test]
    fn an_address_is_written_in_one_way() {
        let (filter, misread) = TrailQuery { address: "2001:DB8:0::7".into(), ..TrailQuery::default() }.filter();
        assert_eq!((filter.address.as_str(), misread.len()), ("2001:db8::7", 0));
    }

    #[test]
    fn reads_are_left_out_until_they_are_asked_for_in_one_way_or_another() {
        let leaves_out = |field: &str, value: &str| TrailQuery::read(|name| (name == field).then(|| value.to_owned())).filter().0.without_reads;
        assert!(leaves_out("who", "ana") && leaves_out("outcome", "read"));
        assert!(!leaves_out("reads", "on") && !leaves_out("action", "user.read") && !leaves_out("reference", "AAAA-BBBB-CCCC"));
    }

    #[test]
    fn every_filter_of_the_address_comes_back_from_it() {
        let every = TrailQuery::read(|name| (!["before", "after", "oldest"].contains(&name)).then(|| format!("{name} & 漢")));
        let href = every.href(PageFrom::Oldest);
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(href.trim_start_matches("/audit?").as_bytes()).into_owned().collect();
        let read = TrailQuery::read(|name| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()));
        assert_eq!((read.page_from(), TrailQuery { oldest: String::new(), ..read }), (PageFrom::Oldest, every));
    }

    #[test]
    fn a_filter_is_changed_and_taken_away_and_the_list_begins_anew() {
        let query = TrailQuery { who: "ana".into(), role: "admin".into(), before: "7".into(), ..TrailQuery::default() };
        assert_eq!(query.with(&[("who", ""), ("outcome", "denied")]), TrailQuery { role: "admin".into(), outcome: "denied".into(), ..TrailQuery::default() });
    }

    #[test]
    fn an_address_keeps_its_filters_and_escapes_them() {
        let query = TrailQuery { who: "Ana & Co".into(), outcome: "refused".into(), ..TrailQuery::default() };
        assert_eq!(query.href(PageFrom::Before(7)), "/audit?who=Ana+%26+Co&outcome=refused&before=7");
    }
}
