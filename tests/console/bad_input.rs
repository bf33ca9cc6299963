//! What is empty, overlong or malformed: a clear sentence, everything typed is kept, nothing is sent.

use crate::browser::encode;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::html;
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use std::collections::BTreeMap;

const DUPLICATE: [(&str, &str); 4] = [("metadata[0][key]", "a"), ("metadata[0][value]", "1"), ("metadata[1][key]", " a "), ("metadata[1][value]", "2")];

/// Fields that come back to the user's page: what is typed over a good form, and the sentence beside the field.
fn fields_in_need_of_attention() -> Vec<(Vec<(&'static str, String)>, &'static str)> {
    let one = |name: &'static str, value: &str| vec![(name, value.to_owned())];
    let pair = |key: &str, value: &str| vec![("metadata[0][key]", key.to_owned()), ("metadata[0][value]", value.to_owned())];
    vec![
        (one("reason", ""), "Say why you do this"),
        (one("reason", "   "), "Say why you do this"),
        (one("reason", "abc"), "Say a little more"),
        (one("reason", &"x".repeat(501)), "Shorten the reason to 500 characters or fewer."),
        (one("reason", "Caller\u{7} lost it"), "without control characters"),
        (one("ticket", "INC-12"), "Write the ticket as in INC-"),
        (one("ticket", &"9".repeat(65)), "Shorten the ticket to 64 characters"),
        (one("caller_verified_by", "telepathy"), "Choose how the caller was verified from the list."),
        (pair("", "lost"), "Give this value a key"),
        (pair(&"k".repeat(257), "v"), "Shorten this key to 256 characters or fewer."),
        (pair("k", &"v".repeat(8_193)), "Shorten this value to 8,192 characters or fewer."),
        (pair("k", "a\u{0}b"), "Remove the line breaks or control characters"),
        (pair("api_key", "hunter2"), "This looks like a secret. Take it out"),
        (DUPLICATE.map(|(name, value)| (name, value.to_owned())).to_vec(), "This key is used in a row above."),
        ((0..3).flat_map(|n| [(KEYS[n], format!("k{n}")), (VALUES[n], "v".repeat(8_000))]).collect(), "All pairs together may have 16,384 characters"),
    ]
}

const KEYS: [&str; 3] = ["metadata[0][key]", "metadata[1][key]", "metadata[2][key]"];
const VALUES: [&str; 3] = ["metadata[0][value]", "metadata[1][value]", "metadata[2][value]"];

#[tokio::test]
async fn a_field_in_need_of_attention_is_named_and_nothing_typed_is_lost() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (typed, sentence) in fields_in_need_of_attention() {
        let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let answer = tomasz.reset(&fields).await;
        assert!(answer.location().starts_with(&format!("/users/{CUSTOMERS}/{}?do=reset&draft=", fields["sub"])), "{sentence}: {}", answer.location());
        let page = tomasz.follow(&answer).await;
        assert!(page.status == 422 && page.text().contains(sentence), "{sentence}: {} {}", page.status, page.text());
        let kept = html::reset_fields(&page.body);
        for (name, value) in fields.iter().filter(|(name, _)| !matches!(name.as_str(), "action_id" | "caller_verified_by")) {
            // A form cannot carry NUL: browsers show it as U+FFFD, and so may the page.
            assert_eq!(kept.get(name).map(|kept| kept.replace('\u{fffd}', "\0")), Some(value.clone()), "{sentence}: {name} is kept");
        }
        let json = tomasz.post_for_json("/api/passwords/reset", &fields).await;
        assert_eq!((json.status, json.code().as_str()), (422, "invalid_form"), "{sentence}");
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
}

#[tokio::test]
async fn a_form_put_right_after_it_came_back_goes_through() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.insert("reason".into(), String::new());
    fields.extend([("metadata[0][key]".into(), "ticket".into()), ("metadata[0][value]".into(), "INC-204817".into())]);
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    let mut corrected = html::reset_fields(&page.body);
    corrected.insert("reason".into(), "Caller lost the old phone".into());
    assert_eq!(desk.outcome(&tomasz.reset(&corrected).await.result_id()).await.0, "succeeded");
    assert_eq!(desk.outbox().await[0]["client_metadata"]["ticket"], "INC-204817");
}

#[tokio::test]
async fn what_looks_like_a_secret_is_sent_only_when_someone_says_so() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend([("metadata[0][key]".into(), "api_key".into()), ("metadata[0][value]".into(), "hunter2".into())]);
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    let mut insisted = html::reset_fields(&page.body);
    assert!(page.body.contains("name=\"sends_secret_looks\"") && !insisted.contains_key("sends_secret_looks"), "a box to tick, which a form sends only when it is ticked");
    insisted.insert("sends_secret_looks".into(), "yes".into());
    assert_eq!(desk.effects().await, 0);
    insisted.insert("reason".into(), "The trigger asks for it".into());
    assert_eq!(desk.outcome(&tomasz.reset(&insisted).await.result_id()).await.0, "succeeded");
    assert_eq!(desk.outbox().await[0]["client_metadata"]["api_key"], "hunter2");
}

#[tokio::test]
async fn more_rows_come_without_scripts_and_without_sending() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend([("metadata[0][key]".into(), "locale".into()), ("metadata[0][value]".into(), "en-GB".into()), ("add_rows".into(), "3".into())]);
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    let offered = html::reset_fields(&page.body);
    assert_eq!(page.status, 200);
    assert_eq!((offered["metadata[0][key]"].as_str(), offered.contains_key("metadata[3][key]"), offered["reason"].as_str()), ("locale", true, "Caller lost the old phone"));
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn hidden_fields_that_no_page_of_ours_made_are_refused_in_a_sentence() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let overlong = "a".repeat(129);
    let cases = [
        ("pool", "eu-west-1_Elsewhere", "This console does not serve that user pool."),
        ("pool", "../../etc", "This console does not serve that user pool."),
        ("sub", "", "This user is not in the pool."),
        ("sub", "<script>alert(1)</script>", "This user is not in the pool."),
        ("username", "", "This user is not in the pool."),
        ("username", "two words", "This user is not in the pool."),
        ("username", overlong.as_str(), "This user is not in the pool."),
        ("username", "nobody.here", "This user is not in the pool."),
        ("action_id", "", "Nothing was done. What you typed is kept."),
        ("action_id", "not-an-id", "Nothing was done. What you typed is kept."),
        ("action_id", "00000000-0000-0000-0000-000000000000", "Nothing was done. What you typed is kept."),
    ];
    for (name, value, sentence) in cases {
        let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        fields.insert(name.into(), value.into());
        let answer = tomasz.reset(&fields).await;
        let page = tomasz.follow(&answer).await;
        assert!(page.status >= 400 && page.text().contains(sentence), "{name}={value:?}: {} {} {}", answer.location(), page.status, page.text());
        assert_eq!(html::reset_fields(&page.body)["reason"], fields["reason"], "{name}={value:?}: what was typed is kept");
    }
    for missing in ["pool", "sub", "username", "action_id", "reason"] {
        let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        fields.remove(missing);
        let answer = tomasz.reset(&fields).await;
        assert!(!answer.location().starts_with("/results/"), "{missing}: {}", answer.location());
    }
    assert_eq!(desk.effects().await, 0, "an effect names its pool: nothing is assumed");
}

#[tokio::test]
async fn bodies_that_are_no_form_of_ours_are_refused_without_an_effect() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let good = encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await);
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    for body in [format!("{good}&metadata=x"), format!("{good}&reason=twice"), format!("{good}&metadata[x][y]=1"), format!("{good}&metadata[0]=flat"), "%ff%fe=%zz".into()] {
        let answer = tomasz.send(Method::POST, "/api/passwords/reset", &headers, Some(body.clone())).await;
        let page = if answer.status == 303 { tomasz.follow(&answer).await } else { answer };
        assert!((400..500).contains(&page.status), "{body}: {} {}", page.status, page.text());
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
}

#[tokio::test]
async fn too_much_is_refused_before_it_is_read() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.insert("reason".into(), "x".repeat(65 * 1024));
    let answer = tomasz.reset(&fields).await;
    assert!(answer.status == 413 && answer.text().contains("That is more than this form takes."), "{} {}", answer.status, answer.text());
    let answer = tomasz.get(&format!("/users?q={}", "x".repeat(17 * 1024))).await;
    assert!(answer.status == 414 && answer.text().contains("That is more than this form takes."), "{} {}", answer.status, answer.text());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn the_largest_client_metadata_that_is_allowed_goes_through() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    // Two-byte characters, which a form writes as six.
    for (key, value) in [("a", "ż".repeat(8_190)), ("b", "x".repeat(8_190))] {
        let row = fields.len();
        fields.insert(format!("metadata[{row}][key]"), key.into());
        fields.insert(format!("metadata[{row}][value]"), value);
    }
    let id = tomasz.reset(&fields).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "succeeded");
    assert_eq!(desk.outbox().await[0]["client_metadata"]["a"], "ż".repeat(8_190));
}

#[tokio::test]
async fn searches_that_cannot_be_are_told_so_with_what_was_typed() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let long = "x".repeat(129);
    for (typed, sentence) in [(long.as_str(), "Shorten the search to 128 characters or fewer."), ("a\u{1}b", "Remove the control characters from the search.")] {
        let page = tomasz.get(&format!("/users?{}", encode(&BTreeMap::from([("q".into(), typed.into())])))).await;
        assert!(page.status == 422 && page.text().contains(sentence), "{} {}", page.status, page.text());
        assert!(html::tags(&page.body).iter().any(|tag| tag.name == "input" && tag.get("name") == "q" && tag.get("value") == typed), "the search is kept: {sentence}");
    }
    let unknown = tomasz.get("/users?pool=eu-west-1_Elsewhere&q=ana").await;
    assert!(unknown.status == 404 && unknown.text().contains("This console does not serve that user pool."), "{}", unknown.text());
    for path in ["/users/eu-west-1_Elsewhere/x", &format!("/users/{CUSTOMERS}/%3Cscript%3E"), &format!("/users/{CUSTOMERS}/none"), "/results/x", "/again/x", "/nowhere"] {
        assert_eq!(tomasz.get(path).await.status, 404, "{path}");
    }
}
