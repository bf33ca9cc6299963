//! Marks of contacts in records, and what they tell of a user whose contacts changed lately.

use super::console::{Caller, Console};
use super::faults::trail_failed;
use crate::domain::clock::{from_micros, to_micros};
use crate::domain::contact::Contact;
use crate::domain::contact_change::{ContactChange, ContactMarks, change_by_attribute, change_in};
use crate::domain::secret::Secret;
use crate::domain::user::User;
use crate::wire::ApiError;
use aws_lc_rs::hmac;

/// Bytes of a mark: enough to tell contacts apart, too few to be worth anything else.
const MARK: usize = 8;

/// Makes marks: keyed hashes, so that whoever has the trail alone cannot try addresses out.
#[derive(Debug)]
pub struct ContactMarker(Secret<[u8; 32]>);

impl ContactMarker {
    /// With the key that this console's database keeps.
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self(key)
    }

    /// The marks of a user's contacts; of an absent one, an empty mark.
    pub fn marks(&self, user: &User) -> ContactMarks {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.expose());
        let mark = |contact: Contact| match user.contact(contact) {
            Some(address) => hex::encode(&hmac::sign(&key, format!("{}\n{}\n{address}", user.sub.as_str(), contact.attribute()).as_bytes()).as_ref()[..MARK]),
            None => String::new(),
        };
        Contact::ALL.into_iter().map(|contact| (contact.attribute().to_owned(), mark(contact))).collect()
    }

    /// The contacts as a page showed them: their marks, and whether each is verified. Whoever holds it learns no address.
    pub fn state(&self, user: &User) -> String {
        let state = |contact: Contact| if user.is_verified(contact) { "verified" } else { "open" };
        let marks = self.marks(user);
        Contact::ALL.into_iter().zip(marks).map(|(contact, (_, mark))| format!("{mark}.{}", state(contact))).collect::<Vec<_>>().join(".")
    }
}

/// The change of a contact within the configured days, as the trail or the configured attribute tells it.
///
/// # Errors
/// `trail_unavailable`: then nobody can say that there was none.
pub async fn contact_change(console: &Console, caller: &Caller, user: &User) -> Result<Option<ContactChange>, ApiError> {
    let rules = &console.rules.contact_changes;
    let (now, days) = (console.now(), rules.days);
    if days == 0 {
        return Ok(None);
    }
    let told = rules.attribute.as_deref().and_then(|attribute| change_by_attribute(user, attribute, now, days));
    let since = to_micros(now - time::Duration::days(i64::from(days)));
    let sightings = console.audit.contact_sightings(user.pool.as_str(), user.sub.as_str(), since).await.map_err(|error| trail_failed(&error, caller))?;
    let records: Vec<_> = sightings.iter().map(|(at, marks)| (from_micros(*at), marks)).collect();
    Ok(change_in(&records, &console.marker.marks(user), now, days).or(told))
}
