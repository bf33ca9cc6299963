//! Which actions a list shows: the filters, and the one definition of what fits them. An index may only make the looking shorter.

use super::audit_log::TrailRow;
pub use super::trail_ending::Ending;
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::folding::fold;
use crate::domain::operation::Action;
use crate::domain::signals::CANARY;

/// Which actions a list shows. Everything is `AND`; empty means any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Words, each of which stands in the reason, the ticket, a name, the username, the ClientMetadata or the note of the first record.
    pub text: String,
    /// Part of the actor's name, or their exact `sub`.
    pub who: String,
    /// Exactly this actor: their `sub`, or issuer, a space, and `sub`.
    pub actor: String,
    /// Part of the user's name or username, or their exact `sub`.
    pub user: String,
    /// Exactly the user with this `sub`.
    pub user_sub: String,
    /// An event name, or its beginning up to the dot.
    pub event: String,
    /// How it ended.
    pub ending: Option<Ending>,
    /// The user pool's id.
    pub pool: String,
    /// The role that carried the right; where none is on record, one that the actor had.
    pub role: String,
    /// What carried the right: `role` or `approval`.
    pub basis: String,
    /// The whole ticket, in any case of letters.
    pub ticket: String,
    /// The exact address of the client.
    pub address: String,
    /// The reference that staff were shown; dashes, case and look-alike letters do not matter.
    pub reference: String,
    /// The id of a bulk run.
    pub run: String,
    /// Not before this time, microseconds since 1970.
    pub from: Option<i64>,
    /// Before this time, microseconds since 1970.
    pub until: Option<i64>,
    /// Leave out searches and reads; see [`is_mere_read`].
    pub without_reads: bool,
}

impl TrailFilter {
    /// Whether an action fits.
    pub fn fits(&self, row: &TrailRow) -> bool {
        let wanted = self.wanted();
        wanted.fits(row, &wanted.folded(&row.opening.entry))
    }

    /// The filter, made ready to be held against many actions.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted {
            filter: self,
            words: fold(&self.text).split_whitespace().map(str::to_owned).collect(),
            who: fold(self.who.trim()).trim().to_owned(),
            user: fold(self.user.trim()).trim().to_owned(),
            ticket: plain_ticket(&self.ticket),
            reference: plain_reference(&self.reference),
        }
    }

    /// The event that is asked for, without a dot at its end.
    pub fn asked_event(&self) -> &str {
        self.event.trim().trim_end_matches('.')
    }
}

/// A filter whose texts are folded.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// As it was given.
    pub filter: &'a TrailFilter,
    /// The words of the free text.
    pub words: Vec<String>,
    /// Part of the actor's name.
    pub who: String,
    /// Part of the user's name or username.
    pub user: String,
    /// The ticket.
    pub ticket: String,
    /// The reference, without what does not matter.
    pub reference: String,
}

impl Wanted<'_> {
    /// The texts of an action's first record as far as they are looked in: to fold them costs more than to read the record.
    pub fn folded(&self, entry: &AuditEntry) -> Folded {
        match (self.words.is_empty(), self.user.is_empty(), self.who.is_empty()) {
            (true, true, true) => Folded::default(),
            (true, false, true) => Folded { user: folded_user(entry), ..Folded::default() },
            (true, true, false) => Folded { who: folded_who(entry), ..Folded::default() },
            _ => Folded::of(entry),
        }
    }

    /// Whether an action fits; `folded` is what [`Self::folded`] or [`Folded::of`] makes of its first record.
    pub fn fits(&self, row: &TrailRow, folded: &Folded) -> bool {
        self.fits_opening(&row.opening.entry, folded) && self.fits_ending(row)
    }

    /// Whether an action ended as was asked for.
    pub fn fits_ending(&self, row: &TrailRow) -> bool {
        self.filter.ending.is_none_or(|ending| ending.is_of(row))
    }

    /// Whether an action's first record fits, however it ended.
    pub fn fits_opening(&self, entry: &AuditEntry, folded: &Folded) -> bool {
        let filter = self.filter;
        let target = entry.target.as_ref();
        let actor_sub = entry.actor.as_ref().map(|actor| actor.sub.as_str());
        let is = |wanted: &str, found: Option<&str>| wanted.is_empty() || found == Some(wanted);
        !(filter.without_reads && is_mere_read(entry))
            && filter.from.is_none_or(|from| entry.occurred_at >= from)
            && filter.until.is_none_or(|until| entry.occurred_at < until)
            && is_event(filter.asked_event(), &entry.event)
            && is(&filter.pool, target.map(|target| target.pool.as_str()))
            && is(&filter.user_sub, target.map(|target| target.sub.as_str()))
            && (self.ticket.is_empty() || entry.ticket.as_deref().is_some_and(|ticket| plain_ticket(ticket) == self.ticket))
            && is(&filter.address, Some(&entry.address))
            && is(&filter.basis, basis_of(entry))
            && (filter.run.is_empty() || entry.run.is_some_and(|run| run.to_string() == filter.run))
            && (filter.role.is_empty() || roles_of(entry).any(|role| role == filter.role))
            && (self.reference.is_empty() || plain_reference(&entry.request_id) == self.reference)
            && (filter.actor.is_empty() || actor_sub == Some(filter.actor.as_str()) || actor_key(entry).as_deref() == Some(filter.actor.as_str()))
            && (self.who.is_empty() || folded.who.contains(&self.who) || actor_sub == Some(filter.who.trim()))
            && (self.user.is_empty() || folded.user.contains(&self.user) || target.is_some_and(|target| target.sub == filter.user.trim()))
            && self.words.iter().all(|word| folded.text.contains(word.as_str()))
    }
}

/// What texts are looked for in: folded, a line for each field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Reason, ticket, note, the names of user and actor, username, keys and values of the ClientMetadata.
    pub text: String,
    /// The user's name and username.
    pub user: String,
    /// The actor's name.
    pub who: String,
}

impl Folded {
    /// The texts of an action's first record.
    pub fn of(entry: &AuditEntry) -> Self {
        let (user, who) = (folded_user(entry), folded_who(entry));
        let mut text = String::with_capacity(256);
        for part in [&entry.reason, &entry.ticket, &entry.note].into_iter().flatten() {
            text.push_str(&fold(part));
            text.push('\n');
        }
        for (key, value) in &entry.client_metadata {
            text.push_str(&fold(&format!("{key}\n{value}\n")));
        }
        text.push_str(&user);
        text.push('\n');
        text.push_str(&who);
        Self { text, user, who }
    }
}

fn folded_user(entry: &AuditEntry) -> String {
    entry.target.as_ref().map(|target| fold(&format!("{}\n{}", target.name, target.username))).unwrap_or_default()
}

fn folded_who(entry: &AuditEntry) -> String {
    entry.actor.as_ref().map(|actor| fold(&actor.name)).unwrap_or_default()
}

/// A ticket without what does not matter: white space around it, case and accents.
pub fn plain_ticket(ticket: &str) -> String {
    fold(ticket).trim().to_owned()
}

/// A reference without what is lost when it is read out: dashes, case, and the letters that Crockford's base 32 leaves out.
pub fn plain_reference(text: &str) -> String {
    let plain = |letter: char| match letter {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).map(plain).collect()
}

/// Issuer, a space, and `sub` of whoever acted.
pub fn actor_key(entry: &AuditEntry) -> Option<String> {
    entry.actor.as_ref().map(|actor| format!("{} {}", actor.issuer, actor.sub))
}

/// The role that carried the right; where none is on record, all that the actor had.
pub fn roles_of(entry: &AuditEntry) -> impl Iterator<Item = &str> {
    let roles = entry.role.as_deref().or(entry.actor.as_ref().map(|actor| actor.roles.as_str())).unwrap_or_default();
    roles.split([',', ' ']).filter(|role| !role.is_empty())
}

/// What carried the right: what is on record, and else the role that is.
pub fn basis_of(entry: &AuditEntry) -> Option<&str> {
    entry.basis.as_deref().or(entry.role.as_ref().map(|_| "role"))
}

/// Whether a record tells of a search or a reading, and of nothing more. To show a password or contacts is more: who was shown them is what is
/// asked first when something leaks.
/// So is coming upon a canary.
pub fn is_mere_read(entry: &AuditEntry) -> bool {
    let more = [Action::RevealPassword.event(), Action::ReadContacts.event(), CANARY];
    entry.kind == RecordKind::Read && !more.contains(&entry.event.as_str())
}

/// The part of an event before its dot.
pub fn noun_of(event: &str) -> &str {
    event.split('.').next().unwrap_or_default()
}

fn is_event(wanted: &str, event: &str) -> bool {
    wanted.is_empty() || wanted == event || (!wanted.contains('.') && noun_of(event) == wanted)
}
