//! Whether a name of a user's is one of somebody's own. Where in doubt it is: the answer only ever forbids.

use super::reason::leaves_a_mark;
use unicode_normalization::UnicodeNormalization;
use url::Host;

/// The same name or address, however it is written: without case, width, ligatures, and what leaves no mark; an address also with something
/// after a `+` (RFC 5233), and with its domain in letters or in ASCII (RFC 5890). Letters that look alike are different letters: whose address
/// with one of another script is cannot be told.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    !one.is_empty() && (one == other || is_same_address(&one, &other))
}

/// As Unicode compares identifiers (NFKC and full case folding; Unicode Standard, section 3.13): by way of capitals, since small letters differ
/// where those do not, as ß and ss or the two small sigmas.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        // The same without tables: a page asks for all names of its user at each of a dozen actions.
        return text.chars().filter(char::is_ascii_graphic).map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let visible: String = text.nfkc().filter(|letter| leaves_a_mark(*letter)).collect();
    visible.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

/// Two addresses without what stands after a `+`, and with their domains as they go over the wire.
fn is_same_address(one: &str, other: &str) -> bool {
    let (Some((one, one_domain)), Some((other, other_domain))) = (address(one), address(other)) else { return false };
    one == other && on_the_wire(one_domain) == on_the_wire(other_domain)
}

/// The mailbox of a folded address without what stands after a `+`, and the domain as it was written.
fn address(folded: &str) -> Option<(&str, &str)> {
    let (mailbox, domain) = folded.rsplit_once('@')?;
    let base = mailbox.split('+').next().filter(|base| !base.is_empty()).unwrap_or(mailbox);
    let domain = domain.trim_end_matches('.');
    (!mailbox.is_empty() && !domain.is_empty()).then_some((base, domain))
}

fn on_the_wire(domain: &str) -> String {
    Host::parse(domain).map_or_else(|_| domain.to_owned(), |host| host.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("hana@northwind.example", "HANA@Northwind.EXAMPLE"),
            ("hana@northwind.example", "ｈａｎａ＠ｎｏｒｔｈｗｉｎｄ．ｅｘａｍｐｌｅ"),
            ("hana@northwind.example", "ha\u{200b}na\u{ad}@northwind\u{2060}.example\u{fe0f}"),
            ("hana@northwind.example", " hana@northwind.example\u{3000}"),
            ("hana@northwind.example", "hana@northwind.example."),
            ("hana@northwind.example", "hana+shop@northwind.example"),
            ("hana+desk@northwind.example", "hana+shop@northwind.example"),
            ("hana@münchen.example", "hana@xn--mnchen-3ya.example"),
            ("hana@münchen.example", "HANA@MU\u{308}NCHEN.example"),
            ("josé@northwind.example", "JOSE\u{301}@northwind.example"),
            ("groß@northwind.example", "GROSS@northwind.example"),
            ("groß", "groẞ"),
            ("ΟΔΥΣΣΕΑΣ", "οδυσσεας"),
            ("ofﬁce", "OFFICE"),
            ("K-staff-1", "\u{212a}-STAFF-1"),
            ("+tag@northwind.example", "+TAG@northwind.example"),
        ] {
            assert!(is_same(one, other) && is_same(other, one), "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_is_written_in_ascii_folds_as_by_the_tables() {
        let by_tables = |text: &str| -> String {
            let visible: String = text.nfkc().filter(|letter| leaves_a_mark(*letter)).collect();
            visible.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
        };
        let all: String = (0..128_u8).map(char::from).collect();
        assert_eq!(folded(&all), by_tables(&all));
        for letter in (0..128_u8).map(|byte| char::from(byte).to_string()) {
            assert_eq!(folded(&letter), by_tables(&letter), "{letter:?}");
        }
    }

    #[test]
    fn other_names_are_others() {
        for (one, other) in [
            ("", ""),
            ("\u{200b}", "\u{200b}"),
            ("", "hana@northwind.example"),
            // Cyrillic, Greek, and a digit.
            ("hana@northwind.example", "hаna@northwind.example"),
            ("hana@northwind.example", "hαna@northwind.example"),
            ("hana@northwind.example", "hana@n0rthwind.example"),
            ("jose@northwind.example", "josé@northwind.example"),
            ("hana@northwind.example", "hana@northwind.example.evil.example"),
            ("hana@northwind.example", "ana@northwind.example"),
            ("hana@northwind.example", "hana@evil.example+@northwind.example"),
            ("hana@northwind.example", "hana"),
            ("@northwind.example", "+@northwind.example"),
            ("staff-1", "staff-11"),
        ] {
            assert!(!is_same(one, other) && !is_same(other, one), "{one:?} {other:?}");
        }
    }
}
