//! What a download is called: its days, its filters and when it was made, so that two of them are told apart in a folder.

use super::ExportFormat;
use crate::domain::clock::rfc3339;
use crate::features::audit_trail::TrailQuery;
use time::OffsetDateTime;

/// Characters of a filter's value at most.
const VALUE: usize = 24;
/// Characters of all filters at most: with the rest a name stays below what file systems take.
const FILTERS: usize = 120;

/// The name of an export of a filter, or of the whole trail. ASCII letters, digits, dots, dashes and underscores only: what else stands in a
/// filter is left out here, and stands in the record of the export.
pub fn file_name(query: Option<&TrailQuery>, format: ExportFormat, made_at: OffsetDateTime) -> String {
    let made_at = rfc3339(made_at).replace(':', "");
    let what = query.map_or_else(|| "whole".to_owned(), of_query);
    format!("passdesk-audit-{what}_made-{made_at}.{}", format.name())
}

fn of_query(query: &TrailQuery) -> String {
    let days = match (query.from.as_str(), query.until.as_str()) {
        ("", "") => "all-days".to_owned(),
        (from, "") => format!("from-{}", plain(from)),
        ("", until) => format!("until-{}", plain(until)),
        (from, until) if from == until => plain(from),
        (from, until) => format!("{}-to-{}", plain(from), plain(until)),
    };
    let named = query.fields().into_iter().filter(|(name, value)| !value.is_empty() && !["from", "until", "reads"].contains(name));
    let mut filters: String = named.map(|(name, value)| format!("_{}-{}", name.replace('_', "-"), plain(value))).collect();
    filters.truncate(FILTERS);
    let reads = if query.filter().0.without_reads { "_without-reads" } else { "" };
    format!("{days}{}{reads}", filters.trim_end_matches('-'))
}

/// What can stand in a name of a file everywhere.
fn plain(value: &str) -> String {
    let mut plain = String::new();
    for letter in value.chars().take(VALUE) {
        match letter {
            letter if letter.is_ascii_alphanumeric() || letter == '.' => plain.push(letter),
            _ if plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let plain = plain.trim_matches(['-', '.']);
    if plain.is_empty() { "x".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn named(pairs: &[(&str, &str)]) -> String {
        let query = TrailQuery::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()));
        file_name(Some(&query), ExportFormat::Csv, datetime!(2026-11-22 11:59:07 UTC))
    }

    #[test]
    fn a_name_says_days_and_filters_and_when_it_was_made() {
        for (pairs, what) in [
            (vec![], "all-days_without-reads"),
            (vec![("reads", "on")], "all-days"),
            (
                vec![("from", "2026-11-01"), ("until", "2026-11-30"), ("outcome", "denied"), ("who", "Tomasz Wilk")],
                "2026-11-01-to-2026-11-30_who-Tomasz-Wilk_outcome-denied_without-reads",
            ),
            (vec![("from", "2026-11-22"), ("until", "2026-11-22"), ("action", "user.read_contacts")], "2026-11-22_action-user.read-contacts"),
            (vec![("until", "2026-11-22"), ("user_sub", "3f0c9a1e-58d7")], "until-2026-11-22_user-sub-3f0c9a1e-58d7_without-reads"),
            (vec![("from", "2026-11-22"), ("before", "7"), ("oldest", "on")], "from-2026-11-22_without-reads"),
        ] {
            assert_eq!(named(&pairs), format!("passdesk-audit-{what}_made-2026-11-22T115907Z.csv"));
        }
        let whole = file_name(None, ExportFormat::Jsonl, datetime!(2026-11-22 11:59:07 UTC));
        assert_eq!(whole, "passdesk-audit-whole_made-2026-11-22T115907Z.jsonl");
    }

    #[test]
    fn no_filter_makes_a_name_that_is_none() {
        for value in ["../../etc/passwd", "a\"; x=\"", "\r\nSet-Cookie: a=b", "漢字 \u{202e}", "con.", "%00", &"a".repeat(2_000)] {
            let every = TrailQuery::read(|_| Some(value.to_owned()));
            let name = file_name(Some(&every), ExportFormat::Jsonl, datetime!(2026-11-22 11:59:07 UTC));
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{name}");
            assert!(name.len() < 255 && name.starts_with("passdesk-audit-") && name.ends_with(".jsonl") && !name.contains(".."), "{name}");
        }
    }
}
