//! Who is waiting: everybody in order, read at a pace, once for all, and on record.

use crate::browser::{Answer, Browser};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS};
use crate::html;
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use serde_json::json;
use std::time::{Duration, Instant};

/// More calls than any test makes.
const MANY: u64 = 10_000;

impl Desk {
    /// Counts the calls of an operation from now on, by a fault that only waits a moment; see [`Desk::calls`].
    async fn count_calls(&self, operation: &str) {
        self.control(Method::POST, "faults", Some(json!({ "operation": operation, "delay_ms": 1, "times": MANY }))).await;
    }

    /// How many calls the counting fault of an operation has met.
    async fn calls(&self, operation: &str) -> u64 {
        let faults = self.control(Method::GET, "faults", None).await;
        let faults = faults["faults"].as_array().expect("a list");
        let left = faults.iter().find(|fault| fault["operation"] == operation && fault["delay_ms"] == 1).and_then(|fault| fault["times"].as_u64());
        MANY - left.expect("the counting fault")
    }

    /// Users in the two states, over the wire: when they changed, whether they are enabled, and their `sub`.
    async fn those_who_wait(&self, pool: &str) -> Vec<(bool, f64, String)> {
        let mut found = Vec::new();
        for status in ["RESET_REQUIRED", "FORCE_CHANGE_PASSWORD"] {
            let mut input = json!({ "UserPoolId": pool, "Filter": format!("cognito:user_status = \"{status}\"") });
            loop {
                let page = self.cognito("ListUsers", input.clone()).await.expect("users");
                for user in page["Users"].as_array().expect("a list") {
                    let sub = user["Attributes"].as_array().expect("attributes").iter().find(|pair| pair["Name"] == "sub").expect("a sub");
                    let changed = user["UserLastModifiedDate"].as_f64().expect("a time");
                    found.push((user["Enabled"] == false, changed, sub["Value"].as_str().expect("text").to_owned()));
                }
                match page["PaginationToken"].as_str() {
                    Some(token) => input["PaginationToken"] = json!(token),
                    None => break,
                }
            }
        }
        found.sort_by(|left, right| left.partial_cmp(right).expect("numbers"));
        found
    }
}

/// The board's page once it is read: it is reloaded while a reading is under way.
async fn board(browser: &Browser, path: &str) -> Answer {
    for _ in 0..20 {
        let page = browser.page(path).await;
        if !page.text().contains("Reading who is waiting") {
            return page;
        }
    }
    panic!("the reading of {path} has no end");
}

/// The `sub`s of a page's rows, in order.
fn rows(page: &Answer) -> Vec<String> {
    let links = html::tags(&page.body).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned());
    let subs = links.filter_map(|href| href.strip_prefix("/users/")?.split_once('/').map(|(_, rest)| rest.to_owned()));
    subs.map(|rest| rest.split('?').next().unwrap_or_default().to_owned()).collect()
}

/// The words of a user's row.
fn row_of(page: &Answer, username: &str) -> String {
    let row = page.body.split("<tr").find(|row| row.contains(&format!(">{username}<"))).unwrap_or_else(|| panic!("no row of {username}: {}", page.text()));
    html::text(&format!("<tr{}", row.split("</tr>").next().unwrap_or_default()))
}

/// A link of a page by the beginning of its words.
fn link(page: &Answer, words: &str) -> Option<String> {
    page.body.split("<a ").skip(1).find(|link| html::text(&format!("<a {link}")).starts_with(words)).and_then(|link| html::attribute_after(&format!("<a {link}"), "<a", "href"))
}

#[tokio::test]
async fn everybody_who_waits_stands_there_once_the_oldest_first() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let wanted: Vec<String> = desk.those_who_wait(CUSTOMERS).await.into_iter().map(|(_, _, sub)| sub).collect();
    assert!(wanted.len() > 50, "more than a page: {}", wanted.len());
    let first = board(&tomasz, &format!("/waiting?pool={CUSTOMERS}")).await;
    let mut shown = rows(&first);
    assert_eq!(shown.len(), 50);
    let second = tomasz.page(&link(&first, "Next").expect("a next page")).await;
    shown.extend(rows(&second));
    assert_eq!(shown, wanted);
    assert!(second.text().contains(&format!("Oldest first, 51 to {} of {}", wanted.len(), wanted.len())), "{}", second.text());
    assert_eq!(rows(&tomasz.page(&link(&second, "Previous").expect("a page before")).await), wanted[..50]);
}

#[tokio::test]
async fn a_row_says_what_since_when_how_long_it_works_and_what_helps() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (username, filter, words, step) in [
        (
            "mateo.alvarez",
            "kind=reset&clock=expired",
            vec!["Mateo Álvarez", "Must finish a reset", "RESET_REQUIRED", "2 days ago", "Expired", "47 hours over", "m•••@example.com"],
            ("Send a new code", "reset"),
        ),
        (
            "dana.kowalczyk",
            "kind=temporary&clock=expired",
            vec!["FORCE_CHANGE_PASSWORD", "Expired", "16 days over", "d•••@example.org"],
            ("Send the invitation again", "invitation"),
        ),
        (
            "yuki.tanaka",
            "kind=temporary&clock=working",
            vec!["田中 由紀", "Must change a temporary password", "5 days 23 hours left"],
            ("Send the invitation again if it is lost", "invitation"),
        ),
    ] {
        let mut page = board(&tomasz, &format!("/waiting?pool={CUSTOMERS}&{filter}")).await;
        while !page.body.contains(&format!(">{username}<")) {
            page = tomasz.page(&link(&page, "Next").unwrap_or_else(|| panic!("{username} is not on the board"))).await;
        }
        let row = row_of(&page, username);
        for word in words {
            assert!(row.contains(word), "{word}: {row}");
        }
        assert!(!row.contains(&format!("{username}@")), "contacts are masked: {row}");
        let sub = desk.user(CUSTOMERS, username).await["sub"].as_str().expect("a sub").to_owned();
        let (words, form) = step;
        assert!(row.contains(words) && page.body.contains(&format!("/users/{CUSTOMERS}/{sub}?do={form}#action")), "{row}");
    }
    let fresh = desk.user(CUSTOMERS, "amara.okafor").await;
    assert_eq!(fresh["status"], "CONFIRMED");
    assert!(!board(&tomasz, &format!("/waiting?pool={CUSTOMERS}")).await.text().contains("amara.okafor"));
}

#[tokio::test]
async fn a_code_that_was_just_sent_works_for_an_hour() {
    let desk = Desk::open().await;
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "status": "RESET_REQUIRED" })).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let row = row_of(&board(&tomasz, &format!("/waiting?pool={CUSTOMERS}&clock=working&kind=reset")).await, "amara.okafor");
    assert!(row.contains("just now") && (row.contains("59 minutes left") || row.contains("1 hour left")) && row.contains("Ask for the code, or send it again"), "{row}");
}

#[tokio::test]
async fn filters_stand_in_the_address_with_their_counts() {
    let desk = Desk::open().await;
    // The one whose code still works.
    desk.delete_user(CUSTOMERS, "quentin.morel").await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let all = board(&tomasz, "/waiting").await;
    let total = desk.those_who_wait(CUSTOMERS).await.len();
    assert!(all.text().contains(&format!("Everybody {total}")) && all.text().contains(&format!("{total} users wait in Northwind customers")), "{}", all.text());
    let codes = tomasz.page(&link(&all, "Reset codes").expect("a filter")).await;
    let passwords = tomasz.page(&link(&all, "Temporary passwords").expect("a filter")).await;
    assert!(codes.text().contains("RESET_REQUIRED") && !codes.text().contains("FORCE_CHANGE_PASSWORD"), "{}", codes.text());
    assert!(passwords.text().contains("FORCE_CHANGE_PASSWORD") && !passwords.text().contains("RESET_REQUIRED"), "{}", passwords.text());
    assert_eq!(rows(&codes).len() + rows(&passwords).len(), total);
    let both = tomasz.page(&link(&codes, "Still working").expect("a filter")).await;
    assert!(both.text().contains("Nobody is waiting in Northwind customers with these filters") && link(&both, "Show everybody who waits").is_some(), "{}", both.text());
    for query in ["kind=all", "kind=%3Cscript%3E", "clock=1", "page=-1", "page=x", "newer_than=x"] {
        assert_eq!(tomasz.get(&format!("/waiting?{query}")).await.status, 404, "{query}");
    }
    assert_eq!(tomasz.get("/waiting?pool=eu-west-1_Nobody").await.status, 404);
    assert_eq!(rows(&tomasz.page("/waiting?page=4000000000").await).len(), total - 50, "past the end stands the last page");
}

#[tokio::test]
async fn a_pool_where_nobody_waits_says_so() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = board(&tomasz, &format!("/waiting?pool={KIOSKS}")).await;
    assert!(page.text().contains("Nobody is waiting in Northwind kiosks"), "{}", page.text());
}

#[tokio::test]
async fn disabled_users_stand_last_and_are_sent_no_code() {
    let desk = Desk::open().await;
    desk.change_user(KIOSKS, "kiosk-lisbon-01", json!({ "status": "FORCE_CHANGE_PASSWORD", "enabled": false })).await;
    desk.change_user(KIOSKS, "kiosk-oslo-01", json!({ "status": "FORCE_CHANGE_PASSWORD" })).await;
    // A code would reach nobody in a pool without recovery.
    desk.change_user(KIOSKS, "kiosk-porto-01", json!({ "status": "RESET_REQUIRED" })).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = board(&tomasz, &format!("/waiting?pool={KIOSKS}")).await;
    let sub = desk.user(KIOSKS, "kiosk-lisbon-01").await["sub"].as_str().expect("a sub").to_owned();
    assert_eq!(rows(&page).last(), Some(&sub));
    let row = row_of(&page, "kiosk-lisbon-01");
    assert!(row.contains("Disabled") && row.contains("Find out why they are disabled"), "{row}");
    assert!(page.body.contains(&format!("href=\"/users/{KIOSKS}/{sub}\"")), "no form for them");
    assert!(row_of(&page, "kiosk-porto-01").contains("no code reaches them"), "{}", row_of(&page, "kiosk-porto-01"));
}

#[tokio::test]
async fn pages_are_read_at_the_configured_rate_once_for_everybody_and_no_user_is_asked_for() {
    let desk = Desk::open_with(|settings| settings.waiting.pages_per_second = 2).await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    // Each state begins with an empty page: four calls in all, at least.
    desk.control(Method::POST, "switches", Some(json!({ "empty_first_pages": true }))).await;
    desk.count_calls("ListUsers").await;
    desk.count_calls("AdminGetUser").await;
    let begun = Instant::now();
    let path = format!("/waiting?pool={CUSTOMERS}");
    let (first, second) = tokio::join!(tomasz.page(&path), ines.page(&path));
    for page in [first, second] {
        assert!(!page.text().contains("Reading") || page.text().contains("so far"), "{}", page.text());
    }
    board(&tomasz, &path).await;
    board(&ines, &path).await;
    let calls = desk.calls("ListUsers").await;
    let took = begun.elapsed();
    assert!(calls >= 4, "two states, each with a page behind an empty one: {calls}");
    assert!(took >= Duration::from_millis(500) * u32::try_from(calls - 1).expect("few"), "{calls} pages in {took:?}");
    board(&tomasz, &format!("{path}&kind=reset")).await;
    assert_eq!((desk.calls("ListUsers").await, desk.calls("AdminGetUser").await), (calls, 0), "read once for all, and nobody swept");
}

#[tokio::test]
async fn a_long_reading_is_told_honestly_and_goes_on_without_its_visitor() {
    let desk = Desk::open().await;
    desk.control(Method::POST, "faults", Some(json!({ "operation": "ListUsers", "delay_ms": 2_500, "times": 1 }))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let begun = Instant::now();
    let page = tomasz.page(&format!("/waiting?pool={CUSTOMERS}&kind=reset")).await;
    assert!(begun.elapsed() < Duration::from_millis(2_400), "{:?}", begun.elapsed());
    assert!(page.text().contains("Reading who is waiting in Northwind customers: 0 users so far."), "{}", page.text());
    assert_eq!(link(&page, "Reload").as_deref(), Some(format!("/waiting?pool={CUSTOMERS}&kind=reset").as_str()));
    assert!(rows(&page).is_empty());
    assert!(!rows(&board(&tomasz, &format!("/waiting?pool={CUSTOMERS}&kind=reset")).await).is_empty());
}

#[tokio::test]
async fn empty_pages_with_a_token_are_read_on() {
    let desk = Desk::open().await;
    desk.control(Method::POST, "switches", Some(json!({ "empty_first_pages": true }))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    assert_eq!(rows(&board(&tomasz, &format!("/waiting?pool={CUSTOMERS}")).await).len(), 50);
}

#[tokio::test]
async fn a_board_that_is_cut_off_says_that_it_is_part() {
    let desk = Desk::open_with(|settings| settings.waiting.users_at_most = 10).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = board(&tomasz, &format!("/waiting?pool={CUSTOMERS}")).await;
    assert_eq!(rows(&page).len(), 10);
    assert!(page.text().contains("This board shows only part: the console reads 10 users of a pool at most."), "{}", page.text());
}

#[tokio::test]
async fn a_failure_where_nothing_was_read_is_a_problem_with_its_reference() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    // The first page comes, the second does not.
    desk.control(Method::POST, "faults", Some(json!({ "operation": "ListUsers", "delay_ms": 1, "times": 1 }))).await;
    desk.fault("ListUsers", "access_denied", None).await;
    let failed = tomasz.get(&format!("/waiting?pool={CUSTOMERS}")).await;
    assert_eq!(failed.status, 503);
    assert!(failed.text().contains("This console's own access to Cognito was refused.") && failed.text().contains(failed.header("x-request-id")), "{}", failed.text());
}

#[tokio::test]
async fn a_failure_midway_keeps_the_older_board_and_says_so() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let path = format!("/waiting?pool={CUSTOMERS}");
    let before = board(&tomasz, &path).await;
    let again = link(&before, "Read again").expect("a way to a newer board");
    let too_soon = tomasz.page(&again).await;
    assert!(too_soon.text().contains("once in five seconds at most"), "{}", too_soon.text());
    desk.control(Method::POST, "faults", Some(json!({ "operation": "ListUsers", "delay_ms": 1, "times": 1 }))).await;
    desk.fault("ListUsers", "access_denied", None).await;
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    let failed = tomasz.page(&again).await;
    let text = failed.text();
    assert!(text.contains("The board could not be read anew") && text.contains("access to Cognito was refused") && text.contains(failed.header("x-request-id")), "{text}");
    assert_eq!(rows(&failed), rows(&before));
    desk.clear_faults().await;
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    desk.count_calls("ListUsers").await;
    let mended = board(&tomasz, &again).await;
    assert!(!mended.text().contains("could not be read anew"), "{}", mended.text());
    let calls = desk.calls("ListUsers").await;
    board(&tomasz, &again).await;
    assert_eq!(desk.calls("ListUsers").await, calls, "the same address asks for nothing once it was served");
}

#[tokio::test]
async fn a_page_that_fails_for_a_moment_is_asked_for_again() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.fault("ListUsers", "throttle", Some(2)).await;
    assert_eq!(rows(&board(&tomasz, &format!("/waiting?pool={CUSTOMERS}")).await).len(), 50);
}

#[tokio::test]
async fn whom_staff_have_just_helped_stands_there_with_a_new_clock_or_not_at_all() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let path = format!("/waiting?pool={CUSTOMERS}&kind=reset&clock=");
    board(&tomasz, &path).await;
    let sent = tomasz.reset(&desk.reset_form(CUSTOMERS, "mateo.alvarez").await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
    desk.count_calls("ListUsers").await;
    let row = row_of(&tomasz.page(&format!("{path}working")).await, "mateo.alvarez");
    assert!(row.contains("Helped") && row.contains("Ask for the code, or send it again") && !row.contains("Expired"), "{row}");
    assert!(!tomasz.page(&format!("{path}expired")).await.body.contains(">mateo.alvarez<"));
    assert_eq!(desk.calls("ListUsers").await, 0, "the trail told it");
}

#[tokio::test]
async fn each_look_is_on_record_also_the_auditors_who_are_led_to_no_form() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let page = board(&auditor, &format!("/waiting?pool={CUSTOMERS}&kind=temporary&clock=expired")).await;
    let record = desk.newest(RecordKind::Read, "waiting.read").await.expect("a record").entry;
    assert_eq!(record.actor.expect("who").sub, AUDITOR);
    assert_eq!(record.target.expect("a pool").pool, CUSTOMERS);
    assert_eq!(record.note.as_deref(), Some("looked at who is waiting: temporary passwords, expired, page 1"));
    assert!(!page.body.contains("?do=") && page.text().contains("Open the user's page"), "{}", page.text());
    let looks = desk.count(RecordKind::Read, "waiting.read").await;
    auditor.page(&format!("/waiting?pool={CUSTOMERS}")).await;
    assert_eq!(desk.count(RecordKind::Read, "waiting.read").await, looks + 1);
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in() {
    let desk = Desk::open().await;
    let answer = desk.browser().get("/waiting").await;
    assert!(matches!(answer.status, 302 | 303) && answer.location().starts_with("/sign-in"), "{} {}", answer.status, answer.location());
}

#[tokio::test]
async fn without_a_record_nothing_is_shown_and_nothing_is_read() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.count_calls("ListUsers").await;
    let lock = desk.lock_trail().await;
    let refused = tomasz.get(&format!("/waiting?pool={CUSTOMERS}")).await;
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(rows(&refused).is_empty());
    drop(lock);
    assert_eq!(desk.calls("ListUsers").await, 0);
}

#[tokio::test]
async fn markup_in_names_and_usernames_stays_text() {
    let desk = Desk::open().await;
    let hostile = r#"</th><script>alert(1)</script>"'><img src=x onerror=alert(1)>"#;
    desk.change_user(KIOSKS, "kiosk-lagos-01", json!({ "status": "FORCE_CHANGE_PASSWORD", "attributes": { "name": hostile, "email": format!("{hostile}@x.example") } })).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    // That no answer holds a script of another's is an invariant of every answer.
    let page = board(&tomasz, &format!("/waiting?pool={KIOSKS}")).await;
    assert!(page.text().contains(hostile) && !page.body.contains("<img") && page.text().contains("<•••@x.example"), "{}", page.text());
}
