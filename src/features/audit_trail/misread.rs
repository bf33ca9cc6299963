//! What of the trail's filters cannot be understood. A filter that is misread shows nothing and says why: it must not show everything.

use super::events::is_offered;
use super::filter::{BASES, TrailQuery};
use crate::domain::actor::Role;
use crate::domain::folding::fold;
use crate::domain::pool::PoolId;
use crate::ports::trail_filter::{Ending, plain_reference};
use std::net::IpAddr;

/// Characters of a filter at most.
const LONGEST: usize = 200;
/// Those of an actor: an issuer's address, and their `sub` there.
const LONGEST_ACTOR: usize = 1_000;

/// Fields, each with a sentence; days are seen to where they are read.
pub(super) fn misread(query: &TrailQuery) -> Vec<(&'static str, &'static str)> {
    let mut found: Vec<_> = query.fields().into_iter().filter_map(|(field, value)| Some((field, unreadable(field, value)?))).collect();
    // Pools come and go; the trail keeps the ids of those that are served no more.
    let is_pool = PoolId::try_from(query.pool.clone()).is_ok();
    let closed_lists = [
        ("action", "Choose an action from the list.", &query.action, is_offered(query.action.trim_end_matches('.'))),
        ("outcome", "Choose an outcome from the list.", &query.outcome, Ending::from_name(&query.outcome).is_some()),
        ("pool", "Choose a pool from the list, or write its id as in eu-west-1_9aBcDeF12.", &query.pool, is_pool),
        ("role", "Choose a role from the list, or write one of before as in night-desk.", &query.role, Role::from_name(&query.role).is_some()),
        ("basis", "Choose from the list what carried the right.", &query.basis, BASES.contains(&query.basis.as_str())),
        ("address", "Write the address as in 192.0.2.7 or 2001:db8::7.", &query.address, query.address.parse::<IpAddr>().is_ok()),
        ("reads", "Tick the box, or leave it.", &query.reads, query.reads == "on"),
    ];
    for (field, sentence, value, is_known) in closed_lists {
        if !value.is_empty() && !is_known && !found.iter().any(|(other, _)| *other == field) {
            found.push((field, sentence));
        }
    }
    if [&query.before, &query.after].into_iter().any(|place| !place.is_empty() && place.parse::<i64>().is_err()) {
        found.push(("who", "This page's address is not one of ours. Apply the filters again."));
    }
    found
}

/// What is wrong with a value, whatever its field means.
fn unreadable(field: &str, value: &str) -> Option<&'static str> {
    let longest = if field == "actor" { LONGEST_ACTOR } else { LONGEST };
    if value.chars().count() > longest {
        return Some(if field == "actor" { "Use 1,000 characters at most." } else { "Use 200 characters at most." });
    }
    if value.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return Some("This has a character that cannot be seen. Type it anew.");
    }
    let is_nothing = match field {
        "text" | "who" | "user" | "ticket" => fold(value).trim().is_empty(),
        "reference" => plain_reference(value).is_empty(),
        _ => false,
    };
    (is_nothing && !value.is_empty()).then_some("Write at least one letter or digit.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(query: TrailQuery) -> Vec<&'static str> {
        misread(&query).into_iter().map(|(field, _)| field).collect()
    }

    fn one(field: &str, value: &str) -> Vec<&'static str> {
        fields(TrailQuery::read(|name| (name == field).then(|| value.to_owned())))
    }

    #[test]
    fn words_that_are_none_are_said_and_not_left_out() {
        for (field, word) in
            [("action", "foo"), ("action", "."), ("outcome", "fine"), ("pool", "nope"), ("role", "Boss"), ("basis", "whim"), ("address", "here"), ("reads", "perhaps")]
        {
            assert_eq!(one(field, word), [field], "{word}");
        }
        for (field, word) in [
            ("action", "password.reset"),
            ("action", "password"),
            ("action", "password."),
            ("outcome", "attention"),
            ("outcome", "failed"),
            ("outcome", "read"),
            ("outcome", "open"),
            ("outcome", "checks"),
            ("outcome", "would_work"),
            ("pool", "eu-west-1_ServedNoMore"),
            ("role", "admin"),
            ("basis", "approval"),
            ("address", "2001:DB8:0::7"),
            ("reads", "on"),
        ] {
            assert!(one(field, word).is_empty(), "{field}: {word}");
        }
        assert_eq!(one("before", "x"), ["who"]);
    }

    #[test]
    fn what_leads_to_nothing_is_refused_and_not_taken_for_no_filter() {
        for field in ["text", "who", "user", "ticket", "reference", "user_sub", "actor"] {
            assert_eq!(one(field, "\0"), [field]);
            assert_eq!(one(field, &"a".repeat(1_001)), [field]);
        }
        for field in ["text", "who", "user", "ticket"] {
            assert_eq!((one(field, "\u{301}"), one(field, &"a".repeat(201))), (vec![field], vec![field]));
            assert!(one(field, &"é".repeat(200)).is_empty() && one(field, "李").is_empty());
        }
        assert_eq!(one("reference", "---"), ["reference"]);
        assert!(one("actor", &"a".repeat(1_000)).is_empty());
    }
}
