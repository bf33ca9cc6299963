//! Signs in a flood: each is told once, and the page tells what the hook tells.

use crate::browser::Browser;
use crate::desk::{ADMIN, Desk};
use async_trait::async_trait;
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, AuditRecord, FeedOf, Outcome, RecordKind, RecordedActor, RecordedTarget};
use passdesk::domain::signals::SignalKind;
use passdesk::features::signals::{Hook, HookRules};
use passdesk::ports::hook_post::{HookMessage, HookPost};
use passdesk::ports::trail_feed::{FeedItem, TrailSink};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// The start of a day, microseconds since 1970.
const MIDNIGHT: i64 = 1_790_000_000_000_000 / 86_400_000_000 * 86_400_000_000;
const SECOND: i64 = 1_000_000;

/// Takes every message.
#[derive(Default)]
struct Chat(Mutex<Vec<HookMessage>>);

#[async_trait]
impl HookPost for Chat {
    async fn post(&self, message: &HookMessage) -> Result<(), String> {
        self.0.lock().expect("unpoisoned").push(message.clone());
        Ok(())
    }
}

/// Appends a denial of this person, or, without a code, the record of a canary.
async fn append(desk: &Desk, second: i64, person: &str, code: Option<&str>) -> AuditRecord {
    let (kind, event) = if code.is_some() { (RecordKind::Denied, "password.reset") } else { (RecordKind::Read, "signal.canary") };
    let mut entry = AuditEntry::new(kind, event, MIDNIGHT + second * SECOND, None, &RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() });
    entry.actor = Some(RecordedActor { issuer: "https://id.example".into(), sub: person.into(), name: person.into(), roles: "helpdesk".into() });
    entry.target = Some(RecordedTarget { pool: "eu-west-1_a".into(), username: "user".into(), sub: "user-1".into(), name: "User".into() });
    entry.outcome = Some(if code.is_some() { Outcome::Denied } else { Outcome::Succeeded });
    entry.code = code.map(str::to_owned);
    desk.console.audit.append(entry).await.expect("appended")
}

/// The titles of the signs that a hook tells of these records, each by itself, newest first.
async fn told(desk: &Desk, records: &[AuditRecord]) -> Vec<String> {
    let chat = Arc::new(Chat::default());
    let events = SignalKind::ALL.into_iter().map(|kind| kind.name().to_owned()).collect();
    let rules = HookRules { events, public_url: "https://passdesk.example".into(), has_reasons: false };
    let hook = Hook::new(rules, chat.clone(), desk.console.audit.clone(), desk.console.signals.clone());
    for record in records.iter().rev() {
        let line = json!({ "body": record.entry }).to_string();
        let item = FeedItem { position: record.sequence, what: FeedOf::Records, at: record.entry.occurred_at, line, brief: None };
        hook.deliver(&[item]).await.expect("delivered");
    }
    let messages = chat.0.lock().expect("unpoisoned").clone();
    let name = |message: &HookMessage| serde_json::from_str::<Value>(&message.body).expect("JSON")["type"].as_str().expect("a type").to_owned();
    let title = |name: &str| SignalKind::ALL.into_iter().find(|kind| kind.name() == name).expect("a sign").title().to_owned();
    messages.iter().map(|message| title(&name(message))).collect()
}

/// The titles of the signs on all pages, newest first.
async fn shown(browser: &Browser) -> Vec<String> {
    let (mut titles, mut address) = (Vec::new(), "/signals".to_owned());
    loop {
        let body = browser.page(&address).await.body;
        let table = body.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).unwrap_or_default();
        titles.extend(table.split("class=\"tag\"").skip(1).filter_map(|tag| Some(tag.split_once('>')?.1.split_once('<')?.0.to_owned())));
        let Some(older) = body.split("href=\"").filter_map(|part| part.split('"').next()).find(|href| href.starts_with("/signals?before=")) else { return titles };
        older.clone_into(&mut address);
    }
}

#[tokio::test]
async fn what_the_hook_tells_is_what_the_page_shows_in_any_sequence_of_denials() {
    let desk = Desk::open().await;
    let admin = desk.signed_in(ADMIN).await;
    let codes = [Some("not_allowed"), Some("user_gone"), Some("out_of_hours"), Some("staff_limit"), Some("own_request"), Some("nothing_to_do"), None];
    let (mut records, mut second, mut seed) = (Vec::new(), 0_i64, 7_u64);
    for _ in 0..400 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chance = usize::try_from(seed >> 40).expect("small");
        // Mostly onwards, at times for minutes without anything, and now and then a clock that is turned back.
        second += match chance % 50 {
            0 => -900,
            1..4 => 700,
            _ => 9,
        };
        let person = ["a", "b", "c"][chance / 50 % 3];
        records.push(append(&desk, second, person, codes[chance / 150 % codes.len()]).await);
    }
    let (told, shown) = (told(&desk, &records).await, shown(&admin).await);
    assert_eq!(told, shown);
    for kind in SignalKind::ALL {
        let count = shown.iter().filter(|title| *title == kind.title()).count();
        assert!((2..150).contains(&count), "{kind:?}: {count}");
    }
}

#[tokio::test]
async fn one_agent_buries_no_sign_by_a_flood_and_sixteen_harmless_denials_hide_no_refusal() {
    let desk = Desk::open().await;
    let admin = desk.signed_in(ADMIN).await;
    let mut records = vec![append(&desk, 0, "insider", None).await];
    for number in 0..300 {
        records.push(append(&desk, 60 + number, "loud", Some("out_of_hours")).await);
    }
    for number in 0..5 {
        for _ in 0..16 {
            records.push(append(&desk, 400 + number, "quiet", Some("user_gone")).await);
        }
        records.push(append(&desk, 400 + number, "quiet", Some("not_allowed")).await);
    }
    let expected = ["Many denials", "Many denials", "Out of hours", "Canary read"];
    assert_eq!((told(&desk, &records).await, shown(&admin).await), (expected.map(str::to_owned).to_vec(), expected.map(str::to_owned).to_vec()));
    let page = admin.page("/signals").await.text();
    assert!(page.contains("and 299 more like it in the same ten minutes"), "{page}");
}
