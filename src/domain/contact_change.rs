//! Contacts that changed lately. An attacker who has got into an account changes its e-mail address first, and then calls for a code:
//! so a change within some days is said loudly, and policy may ask for an approval. Cognito keeps no date of a change; the trail does,
//! since each opening of a user's page, and each intent, leaves marks of their contacts.

use super::contact::Contact;
use super::user::User;
use time::{Duration, OffsetDateTime};

/// Days that the configuration may name, at most.
pub const MOST_DAYS: u16 = 90;

/// What is said of a contact that changed: not before, and seen first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactChange {
    /// Which one; `None` where an attribute of the pool's own tells, and does not say which.
    pub contact: Option<Contact>,
    /// When the contact before was last seen; `None` where nothing tells.
    pub not_before: Option<OffsetDateTime>,
    /// When the change was first seen, or is said to have happened.
    pub seen_at: OffsetDateTime,
}

/// What a record remembers of a user's contacts: a mark for each, by the attribute's name; an absent contact has an empty mark. A mark
/// tells whether two contacts are the same, and nothing else.
pub type ContactMarks = Vec<(String, String)>;

/// The latest change that `records` tell of, newest first, each with its time and the marks that it holds.
pub fn change_in(records: &[(OffsetDateTime, &ContactMarks)], now_marks: &ContactMarks, now: OffsetDateTime, days: u16) -> Option<ContactChange> {
    let changes = Contact::ALL.into_iter().filter_map(|contact| {
        let of = |marks: &ContactMarks| marks.iter().find(|(name, _)| name == contact.attribute()).map(|(_, mark)| mark.clone());
        let current = of(now_marks)?;
        let mut seen_at = now;
        for (at, marks) in records {
            match of(marks) {
                Some(mark) if mark == current => seen_at = *at,
                Some(_) => return Some(ContactChange { contact: Some(contact), not_before: Some(*at), seen_at }),
                None => {}
            }
        }
        None
    });
    changes.filter(|change| is_recent(change.seen_at, now, days)).max_by_key(|change| change.seen_at)
}

/// The change that an attribute of the pool's own tells of: a time in RFC 3339, or seconds or milliseconds since 1970.
pub fn change_by_attribute(user: &User, attribute: &str, now: OffsetDateTime, days: u16) -> Option<ContactChange> {
    let text = user.attribute(attribute)?.trim();
    let parsed = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok();
    let seen_at = parsed.or_else(|| {
        let number: i64 = text.parse().ok()?;
        OffsetDateTime::from_unix_timestamp(if number > 100_000_000_000 { number / 1_000 } else { number }).ok()
    })?;
    is_recent(seen_at, now, days).then_some(ContactChange { contact: None, not_before: None, seen_at })
}

/// A time that lies ahead counts too: a clock that is wrong must not hide a change.
fn is_recent(at: OffsetDateTime, now: OffsetDateTime, days: u16) -> bool {
    days > 0 && now - at <= Duration::days(i64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 09:41 UTC);

    fn marks(email: &str, phone: &str) -> ContactMarks {
        vec![("email".into(), email.into()), ("phone_number".into(), phone.into())]
    }

    fn days_ago(days: i64) -> OffsetDateTime {
        NOW - Duration::days(days)
    }

    #[test]
    fn a_change_lies_between_the_last_sight_of_the_old_contact_and_the_first_of_the_new_one() {
        let (old, new) = (marks("a", "1"), marks("b", "1"));
        let records = [(days_ago(1), &new), (days_ago(3), &new), (days_ago(40), &old), (days_ago(60), &old)];
        let found = change_in(&records, &new, NOW, 7).expect("a change");
        assert_eq!(found, ContactChange { contact: Some(Contact::Email), not_before: Some(days_ago(40)), seen_at: days_ago(3) });
        assert_eq!(change_in(&records, &new, NOW, 2), None, "seen three days ago");
        assert_eq!(change_in(&records, &new, NOW, 0), None, "nobody asked");
    }

    #[test]
    fn a_change_that_nobody_has_seen_yet_is_of_now() {
        let (old, new) = (marks("a", "1"), marks("a", ""));
        let found = change_in(&[(days_ago(300), &old)], &new, NOW, 7).expect("a change");
        assert_eq!((found.contact, found.seen_at), (Some(Contact::PhoneNumber), NOW));
    }

    #[test]
    fn nothing_is_said_of_contacts_that_stayed_or_that_nobody_has_seen_before() {
        let same = marks("a", "1");
        assert_eq!(change_in(&[(days_ago(1), &same), (days_ago(2), &same)], &same, NOW, 7), None);
        assert_eq!(change_in(&[], &same, NOW, 7), None);
        assert_eq!(change_in(&[(days_ago(1), &Vec::new())], &same, NOW, 7), None, "records from before there were marks");
    }

    #[test]
    fn the_later_of_two_changes_is_told() {
        let records = [(days_ago(1), marks("b", "2")), (days_ago(2), marks("b", "1")), (days_ago(5), marks("a", "1"))];
        let records: Vec<_> = records.iter().map(|(at, marks)| (*at, marks)).collect();
        assert_eq!(change_in(&records, &marks("b", "2"), NOW, 7).and_then(|change| change.contact), Some(Contact::PhoneNumber));
    }

    #[test]
    fn a_contact_that_went_and_came_back_was_changed_too() {
        let (own, other) = (marks("a", ""), marks("x", ""));
        let records = [(days_ago(1), &own), (days_ago(2), &other), (days_ago(3), &own)];
        assert_eq!(change_in(&records, &own, NOW, 7).map(|change| change.seen_at), Some(days_ago(1)));
    }
}
