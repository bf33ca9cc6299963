//! Paging through a search visits every match exactly once.

use crate::browser::Browser;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, form};
use serde_json::Value;
use std::collections::BTreeSet;

/// Usernames page by page, in the order in which they come.
async fn visited(browser: &Browser, typed: &str) -> Vec<String> {
    let mut usernames = Vec::new();
    let mut fields = form(&[("pool", CUSTOMERS), ("q", typed)]);
    for _ in 0..200 {
        let answer = browser.post_for_json("/api/users/search", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page: Value = serde_json::from_str(&answer.body).expect("JSON");
        usernames.extend(page["rows"].as_array().expect("rows").iter().map(|row| row["username"].as_str().expect("text").to_owned()));
        match page["next"].as_str() {
            Some(next) => fields.insert("page".into(), next.to_owned()),
            None => return usernames,
        };
    }
    panic!("the search for {typed} has no end");
}

#[tokio::test]
async fn paging_visits_every_match_exactly_once() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let users = desk.all_users(CUSTOMERS).await;
    assert!(users.len() >= 400, "{}", users.len());
    for typed in ["a", "m", "Ma", "s"] {
        // One word: as typed in usernames and addresses, and in small letters; with a capital in names, and names as typed too.
        let capital = typed[..1].to_uppercase() + &typed[1..];
        let begins = |user: &std::collections::BTreeMap<String, String>, name: &str, start: &str| user.get(name).is_some_and(|value| value.starts_with(start));
        let expected: BTreeSet<String> = users
            .iter()
            .filter(|user| {
                ["username", "email", "preferred_username", "name"].iter().any(|name| begins(user, name, typed))
                    || ["name", "given_name", "family_name"].iter().any(|name| begins(user, name, &capital))
                    || ["username", "email"].iter().any(|name| begins(user, name, &typed.to_lowercase()))
            })
            .map(|user| user["username"].clone())
            .collect();
        let came = visited(&tomasz, typed).await;
        let unique: BTreeSet<String> = came.iter().cloned().collect();
        assert_eq!(came.len(), unique.len(), "{typed}: nobody comes twice");
        assert_eq!(unique, expected, "{typed}");
        assert!(!expected.is_empty() && (typed.len() > 1 || expected.len() > 15), "{typed}: one letter gives more than a page");
    }
}

#[tokio::test]
async fn the_pages_of_a_search_are_linked_without_scripts() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut path = "/users?q=a".to_owned();
    let mut pages = 0;
    loop {
        let page = tomasz.page(&path).await;
        pages += 1;
        match crate::html::tags(&page.body).into_iter().find(|tag| tag.name == "a" && tag.get("href").contains("&page=") && tag.get("href") != path) {
            Some(next) if pages < 100 => path = next.get("href").to_owned(),
            _ => break,
        }
    }
    assert!((3..100).contains(&pages), "{pages}");
}

#[tokio::test]
async fn a_page_that_is_none_or_over_is_told_and_does_not_look_like_nobody() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let first = tomasz.page("/users?q=a").await;
    let next = crate::html::tags(&first.body).into_iter().find(|tag| tag.get("href").contains("&page=")).expect("a next page").get("href").to_owned();
    let cursor = next.split("&page=").nth(1).expect("a cursor").to_owned();
    // Cognito's tokens live for an hour, and belong to one filter.
    desk.control(reqwest::Method::POST, "clock", Some(serde_json::json!({ "advance_seconds": 3_700 }))).await;
    let of_another_search = format!("/users?q=m&page={cursor}");
    for path in [next.as_str(), of_another_search.as_str(), "/users?q=a&page=nonsense", "/users?q=a&page=%3Cscript%3E", "/users?q=a&page=WyJ4Il0", "/users?q=a&page="] {
        let page = tomasz.get(path).await;
        assert!(page.status == 422 && page.text().contains("Search again"), "{path}: {} {}", page.status, page.text());
    }
}
