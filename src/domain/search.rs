//! What someone typed to find a user, and which `ListUsers` filters answer it.
//!
//! `ListUsers` searches one attribute at a time, exactly (`=`) or by prefix (`^=`). So several filters are asked side by side.

use super::user::User;
use serde::{Deserialize, Serialize};

/// The longest search, in characters: Cognito's filter has 256 with the attribute's name and escapes.
pub const QUERY_LIMIT: usize = 128;
/// The most entries of a pasted list.
pub const LIST_LIMIT: usize = 100;

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `=`
    Equals,
    /// `^=`
    StartsWith,
}

/// One filter of `ListUsers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFilter {
    /// A searchable attribute.
    pub attribute: String,
    /// How it compares.
    pub comparison: Comparison,
    /// The value, not yet escaped.
    pub value: String,
}

impl UserFilter {
    fn new(attribute: &str, comparison: Comparison, value: &str) -> Self {
        Self { attribute: attribute.into(), comparison, value: value.into() }
    }

    /// As Cognito reads it: `AttributeName Op "Value"`, with quotes and backslashes escaped by a backslash.
    pub fn expression(&self) -> String {
        let operator = match self.comparison {
            Comparison::Equals => "=",
            Comparison::StartsWith => "^=",
        };
        format!("{} {operator} \"{}\"", self.attribute, self.value.replace('\\', "\\\\").replace('"', "\\\""))
    }

    /// Searches an e-mail address or a phone number by its beginning.
    pub fn is_beginning_of_contact(&self) -> bool {
        self.comparison == Comparison::StartsWith && matches!(self.attribute.as_str(), "email" | "phone_number")
    }

    /// Whether this filter would find the user: used to show each user under the first filter only.
    pub fn finds(&self, user: &User) -> bool {
        let value = match self.attribute.as_str() {
            "username" => Some(user.username.as_str()),
            "sub" => Some(user.sub.as_str()),
            attribute => user.attribute(attribute),
        };
        value.is_some_and(|value| match self.comparison {
            Comparison::Equals => value == self.value,
            Comparison::StartsWith => value.starts_with(&self.value),
        })
    }
}

/// What a query was understood as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPlan {
    /// What was typed, trimmed.
    pub query: String,
    /// The filters to ask, most exact first.
    pub filters: Vec<UserFilter>,
    /// Where it looked, for people.
    pub looked_in: &'static str,
    /// The same query in the notation in which Cognito stores it, for a phone number.
    pub phone: Option<String>,
}

impl SearchPlan {
    /// The user is exactly what was asked for, not merely like it.
    pub fn is_exact(&self, user: &User) -> bool {
        let wanted = self.query.to_lowercase();
        let exact = [Some(user.username.as_str()), Some(user.sub.as_str()), user.email(), user.attribute("preferred_username")];
        exact.into_iter().flatten().any(|value| value.to_lowercase() == wanted) || (self.phone.is_some() && user.phone() == self.phone.as_deref())
    }
}

/// The filters that find an entry of a pasted list: the same attributes, each compared exactly.
pub fn exactly(plan: &SearchPlan) -> Vec<UserFilter> {
    let mut filters: Vec<UserFilter> = Vec::new();
    for filter in &plan.filters {
        let filter = UserFilter { comparison: Comparison::Equals, ..filter.clone() };
        if !filters.contains(&filter) {
            filters.push(filter);
        }
    }
    filters
}

/// Turns what was typed into filters. `default_country` is an ISO 3166 code for national phone numbers.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn plan(typed: &str, default_country: &str) -> Result<SearchPlan, &'static str> {
    use Comparison::{Equals, StartsWith};
    let surname_first = surname_first(typed.trim());
    let query = surname_first.as_deref().unwrap_or(typed).trim();
    if query.chars().count() > QUERY_LIMIT {
        return Err("Shorten the search to 128 characters or fewer.");
    }
    if query.chars().any(char::is_control) {
        return Err("Remove the control characters from the search.");
    }
    let make = |filters, looked_in, phone| SearchPlan { query: query.to_owned(), filters, looked_in, phone };
    if is_sub(query) {
        let sub = query.to_lowercase();
        return Ok(make(vec![UserFilter::new("sub", Equals, &sub), UserFilter::new("username", Equals, query)], "sub and username", None));
    }
    if query.contains('@') {
        let lower = query.to_lowercase();
        let mut filters = vec![UserFilter::new("email", Equals, query), UserFilter::new("email", StartsWith, query)];
        if lower != query {
            filters.push(UserFilter::new("email", StartsWith, &lower));
        }
        for attribute in ["username", "preferred_username"] {
            filters.push(UserFilter::new(attribute, Equals, query));
            filters.push(UserFilter::new(attribute, StartsWith, query));
        }
        return Ok(make(filters, "e-mail, username and preferred username", None));
    }
    if let Some(phone) = as_phone(query, default_country) {
        let digits: String = query.chars().filter(|c| !c.is_whitespace()).collect();
        let filters = vec![
            UserFilter::new("phone_number", Equals, &phone),
            UserFilter::new("phone_number", StartsWith, &phone),
            UserFilter::new("username", Equals, &digits),
            UserFilter::new("username", StartsWith, &digits),
        ];
        return Ok(make(filters, "phone number and username", Some(phone)));
    }
    Ok(make(name_filters(query), "username, name, given name, family name, e-mail and preferred username", None))
}

fn name_filters(query: &str) -> Vec<UserFilter> {
    use Comparison::{Equals, StartsWith};
    let capitalised = capitalise(query);
    let mut filters = Vec::new();
    let words: Vec<&str> = capitalised.split_whitespace().collect();
    if words.len() == 1 {
        // Exactly first: among hundreds that begin alike, the one that was meant must be on the first page.
        filters.push(UserFilter::new("username", Equals, query));
        filters.push(UserFilter::new("preferred_username", Equals, query));
        filters.push(UserFilter::new("username", StartsWith, query));
        filters.push(UserFilter::new("email", StartsWith, query));
        filters.push(UserFilter::new("preferred_username", StartsWith, query));
        let lower = query.to_lowercase();
        if lower != query {
            // Typed as a name, stored as an account.
            filters.push(UserFilter::new("username", StartsWith, &lower));
            filters.push(UserFilter::new("email", StartsWith, &lower));
        }
    } else {
        // The usual shape of a username made of a name, for people whose name is stored in another script or with accents.
        filters.push(UserFilter::new("username", StartsWith, &query.to_lowercase().split_whitespace().collect::<Vec<_>>().join(".")));
    }
    filters.push(UserFilter::new("name", StartsWith, &capitalised));
    if capitalised != query {
        filters.push(UserFilter::new("name", StartsWith, query));
    }
    match words.as_slice() {
        [only] => {
            filters.push(UserFilter::new("given_name", StartsWith, only));
            filters.push(UserFilter::new("family_name", StartsWith, only));
        }
        [_, .., last] => filters.push(UserFilter::new("family_name", StartsWith, last)),
        [] => {}
    }
    filters
}

/// `Chen, Mei` is one person: `Mei Chen`.
fn surname_first(typed: &str) -> Option<String> {
    let (family, given) = typed.split_once(',')?;
    let is_name = |part: &str| !part.trim().is_empty() && part.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '\'' | '-' | '.'));
    (is_name(family) && is_name(given)).then(|| format!("{} {}", given.trim(), family.trim()))
}

/// Names are stored with capitals, and `ListUsers` compares exactly: `amara okafor` is asked as `Amara Okafor`.
fn capitalise(query: &str) -> String {
    if query.chars().any(char::is_uppercase) {
        return query.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let word = |word: &str| {
        let mut characters = word.chars();
        characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect::<String>()
    };
    query.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Cognito's `sub`: a UUID.
fn is_sub(query: &str) -> bool {
    query.len() == 36 && query.bytes().enumerate().all(|(place, byte)| if matches!(place, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// A phone number in any notation as E.164; `None` where it is not one. Beginnings with a country code stay beginnings.
fn as_phone(query: &str, default_country: &str) -> Option<String> {
    let looks_so = query.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}'));
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    if !looks_so || digits.len() < 4 {
        return None;
    }
    // As in +44 (0)7700 900147: that zero is for callers in the country.
    let without_zero = query.replace("(0)", "");
    let international = without_zero.strip_prefix("00").map(|rest| format!("+{rest}"));
    let text = international.as_deref().unwrap_or(&without_zero);
    let country = default_country.parse().ok();
    match phonenumber::parse(country, text) {
        Ok(number) if text.starts_with('+') || number.is_valid() => Some(number.format().mode(phonenumber::Mode::E164).to_string()),
        // A whole number whose plus was left out.
        Ok(_) if digits.len() >= 10 && !digits.starts_with('0') && phonenumber::parse(None, format!("+{digits}")).is_ok_and(|number| number.is_valid()) => {
            Some(format!("+{digits}"))
        }
        Ok(number) => Some(number.format().mode(phonenumber::Mode::E164).to_string()),
        Err(_) if text.starts_with('+') => Some(format!("+{}", text.chars().filter(char::is_ascii_digit).collect::<String>())),
        Err(_) => None,
    }
}

/// The entries of a pasted list; `None` where the text is one search. Order is kept, repeats are dropped.
pub fn pasted_list(typed: &str) -> Option<Vec<String>> {
    let by_mark: Vec<&str> = typed.split(['\n', '\r', ',', ';', '\t']).map(str::trim).filter(|entry| !entry.is_empty()).collect();
    let by_space: Vec<&str> = typed.split_whitespace().collect();
    if surname_first(typed.trim()).is_some() {
        return None;
    }
    let entries = if by_mark.len() > 1 {
        by_mark
    } else if by_space.len() > 1 && by_space.iter().all(|word| word.contains('@') || is_sub(word)) {
        by_space
    } else {
        return None;
    };
    let mut unique: Vec<String> = Vec::new();
    for entry in entries {
        if !unique.iter().any(|known| known == entry) {
            unique.push(entry.to_owned());
        }
    }
    Some(unique)
}

#[cfg(test)]
mod tests;
