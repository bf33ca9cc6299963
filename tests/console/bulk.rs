//! Bulk runs: a list is read whole or not at all, looked at row by row without an effect, started by whoever may, and carried out row by row, once.

mod controls;
mod lists;
mod passwords;
mod runs;
mod trouble;

use crate::browser::{Answer, Browser};
use crate::desk::{CUSTOMERS, Desk, SUPERVISOR};
use crate::html;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::bulk::{RowStanding, RunState};
use passdesk::ports::bulk_store::{KeptRow, KeptRun};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

pub const START: &str = "/api/bulk/start";
pub const CONFIRM: &str = "/api/bulk/confirm";
pub const PAUSE: &str = "/api/bulk/pause";
pub const RESUME: &str = "/api/bulk/resume";
pub const CANCEL: &str = "/api/bulk/cancel";

/// A desk that works at runs.
pub async fn desk() -> Desk {
    desk_with(|_| {}).await
}

pub async fn desk_with(change: impl FnOnce(&mut passdesk::config::Settings)) -> Desk {
    let desk = Desk::open_with(change).await;
    tokio::spawn(passdesk::features::bulk::work_regularly(desk.console.clone()));
    desk
}

impl Desk {
    /// So many users of a kind that a code can be sent to, by their usernames.
    pub async fn crowd(&self, users: usize) -> Vec<String> {
        let names: Vec<String> = (0..users).map(|number| format!("crowd{number:04}")).collect();
        for name in &names {
            let attributes = json!({ "email": format!("{name}@crowd.example"), "email_verified": "true", "name": format!("Crowd {name}") });
            self.put_user(CUSTOMERS, name, json!({ "status": "CONFIRMED", "attributes": attributes })).await;
        }
        names
    }

    pub async fn run(&self, id: Uuid) -> KeptRun {
        self.console.bulk.find(id).await.expect("the store").expect("a run")
    }

    /// The rows of a run, in their order.
    pub async fn rows(&self, id: Uuid) -> Vec<KeptRow> {
        self.console.bulk.rows(id, None, 0, 100_000).await.expect("rows")
    }

    /// How the rows stand, as words: `3 crowd0001 succeeded`.
    pub async fn standings(&self, id: Uuid) -> Vec<(u32, &'static str, String)> {
        self.rows(id).await.into_iter().map(|row| (row.line, row.state.standing.name(), row.state.code)).collect()
    }

    /// Waits until a run stands there.
    pub async fn until(&self, id: Uuid, state: RunState) -> KeptRun {
        for _ in 0..600 {
            let run = self.run(id).await;
            if run.state == state {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the run stands at {:?} {:?} and not at {state:?}: {:?}", self.run(id).await.state, self.run(id).await.cause, self.standings(id).await);
    }

    /// Waits for the record of a run's end, which comes once the last of its rows has its own.
    pub async fn until_end_is_recorded(&self) {
        for _ in 0..100 {
            if self.count(RecordKind::Run, "bulk.end").await > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the end of the run is not on record");
    }

    /// Effects of an operation on each user.
    pub async fn effects_by_user(&self, operation: &str) -> BTreeMap<String, usize> {
        let answer = self.control(Method::GET, &format!("effects?operation={operation}"), None).await;
        let mut by_user = BTreeMap::new();
        for effect in answer["effects"].as_array().expect("effects") {
            *by_user.entry(effect["username"].as_str().expect("a username").to_owned()).or_default() += 1;
        }
        by_user
    }
}

/// A form with these fields and, where it has a name, a file.
pub fn multipart(fields: &[(&str, &str)], file: Option<(&str, &str)>) -> (String, String) {
    let boundary = "----passdesk-test-boundary";
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, content) = file.unwrap_or_default();
    body.push_str(&format!("--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{content}\r\n"));
    body.push_str(&format!("--{boundary}--\r\n"));
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// Sends a list as the page does.
pub async fn send(browser: &Browser, fields: &[(&str, &str)], file: Option<(&str, &str)>) -> Answer {
    let (kind, body) = multipart(fields, file);
    browser.send(Method::POST, "/bulk/lists", &[("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", &kind)], Some(body)).await
}

/// A pasted list for an action; the id of the run to whose page it leads.
pub async fn prepared(browser: &Browser, help: &str, list: &str) -> Uuid {
    let answer = send(browser, &[("help", help), ("pool", CUSTOMERS), ("reason", "Passwords leaked at a supplier"), ("ticket", "INC-204817"), ("list", list)], None).await;
    run_of(&answer)
}

pub fn run_of(answer: &Answer) -> Uuid {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let id = answer.location().strip_prefix("/bulk/").unwrap_or_else(|| panic!("no run: {}", answer.location()));
    Uuid::parse_str(id).unwrap_or_else(|_| panic!("something went wrong: {id}"))
}

/// The form of a run's page, with the number that it asks for.
pub async fn form_of(desk: &Desk, browser: &Browser, id: Uuid, path: &str) -> BTreeMap<String, String> {
    let page = browser.page(&format!("/bulk/{id}")).await;
    let mut fields = html::form_fields(&page.body, path);
    assert!(!fields.is_empty(), "no form for {path}: {}", page.text());
    if [START, CONFIRM].contains(&path) {
        let users = desk.console.bulk.counts(id).await.expect("counts").of(RowStanding::Ready);
        fields.insert("users".into(), users.to_string());
    }
    fields
}

/// Presses a button of a run's page; it leads back there, with nothing wrong.
pub async fn press(desk: &Desk, browser: &Browser, id: Uuid, path: &str) {
    let answer = browser.post(path, &form_of(desk, browser, id, path).await).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/bulk/{id}").as_str()), "{}", answer.text());
}

/// A run that was checked and started by a supervisor.
pub async fn started(desk: &Desk, browser: &Browser, help: &str, list: &str) -> Uuid {
    let id = prepared(browser, help, list).await;
    desk.until(id, RunState::Checked).await;
    press(desk, browser, id, START).await;
    id
}

pub async fn supervisor(desk: &Desk) -> Browser {
    desk.signed_in(SUPERVISOR).await
}
