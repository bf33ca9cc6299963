//! What people type, and what is asked for it.

use super::*;

fn expressions(typed: &str) -> Vec<String> {
    plan(typed, "PL").expect("a plan").filters.iter().map(UserFilter::expression).collect()
}

#[test]
fn an_address_is_asked_exactly_first() {
    assert_eq!(
        expressions(" Amara@x.example "),
        [
            "email = \"Amara@x.example\"",
            "email ^= \"Amara@x.example\"",
            "email ^= \"amara@x.example\"",
            "username = \"Amara@x.example\"",
            "username ^= \"Amara@x.example\"",
            "preferred_username = \"Amara@x.example\"",
            "preferred_username ^= \"Amara@x.example\""
        ]
    );
}

#[test]
fn phone_numbers_are_understood_in_any_notation() {
    for typed in ["+48 601 234 567", "0048601234567", "601 234 567", "601-234-567", "(601) 234.567", "+48601234567"] {
        assert_eq!(expressions(typed)[0], "phone_number = \"+48601234567\"", "{typed}");
    }
    assert_eq!(expressions("+49 30 12")[1], "phone_number ^= \"+493012\"", "a beginning stays a beginning");
}

#[test]
fn phone_numbers_are_understood_as_callers_say_them() {
    for typed in ["07700 900147", "447700900147", "+44 (0)7700 900147", "+447700900147"] {
        let first = plan(typed, "GB").expect("a plan").filters[0].expression();
        assert_eq!(first, "phone_number = \"+447700900147\"", "{typed}");
    }
}

#[test]
fn a_surname_may_come_first() {
    assert_eq!(plan("Chen, Mei", "GB").expect("a plan").query, "Mei Chen");
    assert_eq!(pasted_list("Chen, Mei"), None);
    assert!(expressions("Mei").contains(&"username ^= \"mei\"".to_owned()));
    assert!(expressions("Samir Haddad").contains(&"username ^= \"samir.haddad\"".to_owned()));
}

#[test]
fn a_sub_is_asked_as_a_sub() {
    assert_eq!(expressions("3F0C9A1E-58d7-4f0e-9b1c-77d1b0a2c4e8")[0], "sub = \"3f0c9a1e-58d7-4f0e-9b1c-77d1b0a2c4e8\"");
}

#[test]
fn a_name_is_asked_as_names_are_stored() {
    assert!(expressions("amara okafor").contains(&"name ^= \"Amara Okafor\"".to_owned()));
    assert!(expressions("amara okafor").contains(&"family_name ^= \"Okafor\"".to_owned()));
    assert!(expressions("amara").contains(&"username ^= \"amara\"".to_owned()));
    assert!(expressions("שרה").contains(&"name ^= \"שרה\"".to_owned()));
}

#[test]
fn quotes_and_backslashes_are_escaped() {
    assert_eq!(UserFilter::new("name", Comparison::Equals, r#"a"b\c"#).expression(), r#"name = "a\"b\\c""#);
    let injected = plan(r#"x" AND status = "Enabled"#, "PL").expect("a plan");
    assert!(injected.filters.iter().all(|f| f.expression().ends_with(r#"\"Enabled""#) || !f.expression().contains("AND")));
}

#[test]
fn overlong_and_control_characters_are_refused_with_a_sentence() {
    assert!(plan(&"x".repeat(129), "PL").is_err());
    assert!(plan("a\u{0}b", "PL").is_err());
}

#[test]
fn every_filter_fits_into_cognitos_256_characters() {
    for typed in ["\"".repeat(QUERY_LIMIT), "\\".repeat(QUERY_LIMIT)] {
        // A filter that would be too long is left out when asked; see the service.
        assert!(plan(&typed, "PL").is_ok());
    }
}

#[test]
fn a_list_is_told_from_one_search() {
    assert_eq!(pasted_list("a@x.example, b@x.example;a@x.example\nc"), Some(vec!["a@x.example".into(), "b@x.example".into(), "c".into()]));
    assert_eq!(pasted_list("a@x.example b@x.example").map(|l| l.len()), Some(2));
    assert_eq!(pasted_list("Amara Okafor"), None);
    assert_eq!(pasted_list("+48 601 234 567"), None);
    assert_eq!(pasted_list("one,"), None);
}

#[test]
fn an_entry_of_a_list_is_asked_exactly_and_each_attribute_once() {
    let filters = exactly(&plan("user1", "PL").expect("a plan"));
    assert!(filters.iter().all(|filter| filter.comparison == Comparison::Equals));
    assert_eq!(filters.iter().filter(|filter| filter.attribute == "username").count(), 1);
}
