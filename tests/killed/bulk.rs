//! A bulk run goes on after `kill -9`, and no row is skipped or done twice.

use crate::browser::Browser;
use crate::process::Desk;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

const POOL: &str = "eu-west-1_Nw4Customers";
const RESET: &str = "AdminResetUserPassword";
/// Rows of the list.
const ROWS: usize = 45;

/// Somebody may run lists here, and nobody has to confirm them.
fn more(_: &std::path::Path) -> String {
    "\"passdesk-supervisor\" = \"supervisor\"\n\n[bulk]\nsecond_person_above = 1000\n".to_owned()
}

/// How often each user got a code.
async fn effects(desk: &Desk) -> BTreeMap<String, usize> {
    let told = desk.control("GET", &format!("effects?operation={RESET}"), None).await;
    let mut by_user = BTreeMap::new();
    for effect in told["effects"].as_array().expect("a list") {
        *by_user.entry(effect["username"].as_str().expect("a username").to_owned()).or_default() += 1;
    }
    by_user
}

fn field(page: &str, name: &str) -> String {
    let (_, after) = page.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}: {page}"));
    after.split_once("value=\"").and_then(|(_, after)| after.split_once('"')).map(|(value, _)| value.to_owned()).expect("a value")
}

async fn until(what: &str, lasts: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < lasts, "not within {lasts:?}: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_after_each_kill_and_no_row_is_skipped_or_done_twice() {
    let mut desk = Desk::open_with(more, 0).await;
    let names: Vec<String> = (0..ROWS).map(|number| format!("crowd{number:03}")).collect();
    for name in &names {
        let user: Value = json!({ "status": "CONFIRMED", "attributes": { "email": format!("{name}@crowd.example"), "email_verified": "true" } });
        desk.control("PUT", &format!("users/{POOL}/{name}"), Some(&user)).await;
    }
    let browser = Browser::of_supervisor(&desk).await;
    let form = [("help", "reset"), ("pool", POOL), ("reason", "Passwords leaked at a supplier"), ("ticket", ""), ("list", &names.join("\n"))];
    let form: BTreeMap<String, String> = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let run = browser.post("/bulk/lists", &form).await.expect("an answer");
    assert!(run.starts_with("/bulk/") && !run.contains('?'), "{run}");
    until("every row was looked at", Duration::from_secs(60), async || {
        browser.page(&run).await.contains("data-state=\"checked\"") || browser.page(&run).await.contains("name=\"users\"")
    })
    .await;
    let page = browser.page(&run).await;
    let start = [("id", field(&page, "id")), ("turn", field(&page, "turn")), ("users", ROWS.to_string())].map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(browser.post("/api/bulk/start", &start).await.as_deref(), Some(run.as_str()));

    // Killed twice, each time in the middle of a call.
    for so_many in [6, 20] {
        until("some rows are done", Duration::from_secs(120), async || effects(&desk).await.len() >= so_many).await;
        desk.kill();
        desk.start().await;
    }
    let browser = Browser::of_supervisor(&desk).await;
    until("the run is done", Duration::from_secs(240), async || browser.page(&run).await.contains("data-state=\"done\"")).await;
    let effects = effects(&desk).await;
    assert_eq!(effects.len(), ROWS, "no row is skipped");
    assert!(effects.values().all(|times| *times == 1), "no row is done twice: {effects:?}");
    // A row that was killed in the middle of its call may have ended the run as unknown: its user is read again within seconds, and the results tell.
    until("each row is known to have succeeded", Duration::from_secs(60), async || {
        let results = browser.page(&format!("{run}/results.csv")).await;
        results.lines().filter(|line| line.contains(",succeeded,")).count() == ROWS
    })
    .await;
    desk.verify().await;
}
