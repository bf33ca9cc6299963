//! Exports of the trail: what the list shows, in a file, with a record of it and nothing in it that does anything.

use crate::browser::{Answer, Browser, SESSION, encode};
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures::StreamExt;
use futures::future::join_all;
use passdesk::adapters::files::ExportFiles;
use passdesk::compose::compose;
use passdesk::domain::actor::{RequestOrigin, StaffId};
use passdesk::domain::audit::verify::{verify, verify_apart};
use passdesk::domain::audit::{AuditEntry, RecordKind};
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tower::ServiceExt;
use uuid::Uuid;

/// A file of records that are not ours to believe: what a reason, a name, or a search may be.
const HOSTILE: &str = "=cmd|'/c calc'!A1 \"quoted\" \\ </td><script>alert(1)</script>, two\nlines\r\n\u{1b}[31mred \u{202e}txt.exe \u{200b}\u{3164}\u{2028}\u{85} 漢字 e\u{301} 😀";

async fn export(browser: &Browser, fields: &[(&str, &str)]) -> Answer {
    let answer = browser.post("/audit/export", &form(fields)).await;
    assert_eq!(answer.status, 200, "{fields:?}: {}", answer.text());
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"passdesk-audit-"), "{}", answer.header("content-disposition"));
    answer
}

/// The records of an export in JSON Lines.
fn records(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.header("content-type"), "application/x-ndjson; charset=utf-8");
    let lines = answer.body.split_terminator('\n').map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}")));
    lines.filter(|line| line["sequence"].is_i64()).collect()
}

/// The rows of an export in CSV by their columns, the checkpoints' left out.
fn rows(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let mut reader = csv::Reader::from_reader(answer.body.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("as many cells as columns"));
    rows.filter(|row| !row["sequence"].is_empty()).collect()
}

fn action_ids(records: &[Value]) -> Vec<String> {
    let mut ids: Vec<String> = records.iter().map(|record| record["body"]["action_id"].as_str().expect("an id").to_owned()).collect();
    ids.dedup();
    ids
}

/// A desk with resets that succeeded, were refused and were denied, and searches.
async fn worked_at() -> Desk {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for username in ["amara.okafor", "freya.lindholm", "kofi.mensah"] {
        tomasz.reset(&desk.reset_form(CUSTOMERS, username).await).await.result_id();
    }
    tomasz.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
    tomasz.page("/users?q=nobody-of-that-name").await;
    desk
}

/// An export as a file, for the verifier.
fn file_of(answer: &Answer) -> (tempfile::NamedTempFile, ExportFiles) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &answer.body).expect("written");
    let export = ExportFiles::open(vec![file.path().to_owned()]).expect("an export");
    (file, export)
}

#[tokio::test]
async fn an_export_holds_exactly_what_the_list_shows_in_order() {
    let desk = worked_at().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let keys = desk.console.sealer.keys();
    for (fields, count) in [
        (vec![("action", "password.reset")], 4),
        (vec![("outcome", "refused")], 1),
        (vec![("outcome", "denied")], 1),
        (vec![("user", "amara")], 1),
        (vec![("user", "nobody at all")], 0),
        (vec![("who", "tomasz"), ("reads", "on")], 13),
        (vec![("from", "2020-01-01"), ("until", "2020-01-02")], 0),
    ] {
        let query = encode(&form(&fields));
        let page = auditor.page(&format!("/audit?{query}")).await;
        let links = html::tags(&page.body).into_iter().filter(|tag| tag.name == "a" && tag.get("class").contains("table__row-link"));
        let mut shown: Vec<String> = links.map(|tag| tag.get("href").trim_start_matches("/audit/").split('?').next().unwrap_or_default().to_owned()).collect();
        shown.reverse();
        let of = |format| [fields.as_slice(), &[("format", format)]].concat();
        let answer = export(&auditor, &of("jsonl")).await;
        let lines = records(&answer);
        assert_eq!(action_ids(&lines), shown, "{query}");
        assert!(count == shown.len() || count == 13 && shown.len() > 4, "{query} shows {}", shown.len());
        let sheet = rows(&export(&auditor, &of("csv")).await);
        let told: Vec<_> = sheet.iter().map(|row| (row["sequence"].clone(), row["hash"].clone(), row["action_id"].clone())).collect();
        let same: Vec<_> = lines.iter().map(|line| (line["sequence"].to_string(), text(&line["hash"]), text(&line["body"]["action_id"]))).collect();
        assert_eq!(told, same, "{query}");
        let (_file, export) = file_of(&answer);
        let found = verify_apart(&export, keys, &export.seals, &export.ends);
        assert!(
            !export.is_whole
                && found.faults.is_empty()
                && found.signed_at.as_ref().is_some_and(|ends| ends.len() == 1)
                && found.records == lines.len() as u64
                && !export.seals.is_empty(),
            "{query}: {found:?}"
        );
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[tokio::test]
async fn an_export_of_everything_is_a_trail_that_verifies_and_has_its_own_record() {
    let desk = worked_at().await;
    let auditor = desk.signed_in(AUDITOR).await;
    export(&auditor, &[("format", "csv"), ("everything", "on")]).await;
    // A filter beside it says nothing.
    let answer = export(&auditor, &[("format", "jsonl"), ("everything", "on"), ("who", "nobody"), ("from", "nonsense")]).await;
    let lines = records(&answer);
    let sequences: Vec<_> = lines.iter().filter_map(|line| line["sequence"].as_i64()).collect();
    let last = i64::try_from(lines.len()).expect("a number");
    assert_eq!(sequences, (1..=last).collect::<Vec<_>>());
    let own = &lines[lines.len() - 1]["body"];
    assert_eq!((text(&own["event"]), text(&own["note"]), text(&own["actor"]["sub"])), ("trail.export".into(), "jsonl: the whole trail".into(), AUDITOR.into()));
    let (_file, export) = file_of(&answer);
    let report = verify(&export, export.start, desk.console.sealer.keys(), &export.seals, &|_| {});
    assert_eq!((report.faults.as_slice(), report.head.size, report.sealed, export.until, export.is_whole), (&[][..], last, last, last, true));
}

#[tokio::test]
async fn a_trail_with_a_gap_is_exported_as_it_is() {
    let desk = worked_at().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let mut intruder = desk.intruder().await;
    for statement in ["DROP TRIGGER IF EXISTS audit_records_no_delete", "DELETE FROM audit_records WHERE sequence IN (1, 4)"] {
        sqlx::query(statement).execute(&mut intruder).await.expect("done");
    }
    let answer = export(&auditor, &[("format", "jsonl"), ("everything", "on")]).await;
    let sequences: Vec<_> = records(&answer).iter().filter_map(|line| line["sequence"].as_i64()).collect();
    assert_eq!(sequences[..4], [2, 3, 5, 6], "it is evidence");
    let (_file, export) = file_of(&answer);
    let report = verify(&export, export.start, desk.console.sealer.keys(), &export.seals, &|_| {});
    assert!(!report.faults.is_empty(), "{report:?}");
}

#[tokio::test]
async fn only_auditors_and_admins_may_export_and_asking_is_on_record() {
    let desk = Desk::open().await;
    let fields = form(&[("format", "jsonl"), ("everything", "on")]);
    for (number, persona) in [HELPDESK_TOMASZ, SUPERVISOR].into_iter().enumerate() {
        let answer = desk.signed_in(persona).await.post("/audit/export", &fields).await;
        assert!(answer.status == 403 && answer.text().contains("Your role does not allow this."), "{persona}: {} {}", answer.status, answer.text());
        assert_eq!(desk.count(RecordKind::Denied, "trail.export").await, number + 1, "{persona}");
    }
    for (number, persona) in [AUDITOR, ADMIN].into_iter().enumerate() {
        export(&desk.signed_in(persona).await, &[("format", "jsonl"), ("everything", "on")]).await;
        assert_eq!(desk.count(RecordKind::Read, "trail.export").await, number + 1, "{persona}");
    }
    let stranger = desk.browser().post("/audit/export", &fields).await;
    assert!(stranger.status == 303 || stranger.status == 401, "{}", stranger.status);
}

#[tokio::test]
async fn while_as_many_exports_are_sent_as_may_be_another_is_asked_to_come_again_and_leaves_no_record() {
    let desk = worked_at().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let places = &desk.console.exports;
    let somebody = |sub: &str| StaffId { issuer: "https://issuer.example".to_owned(), sub: sub.to_owned() };
    let held: Vec<_> = ["one", "another"].into_iter().map(|sub| places.try_take(&somebody(sub)).expect("a place")).collect();
    assert!(places.try_take(&somebody("a third")).is_none());
    let answer = auditor.post("/audit/export", &form(&[("format", "jsonl")])).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(desk.count(RecordKind::Read, "trail.export").await, 0);
    drop(held);
    export(&auditor, &[("format", "jsonl")]).await;
    let first = places.try_take(&somebody("one")).expect("a place");
    assert!(places.try_take(&somebody("one")).is_none(), "nobody has two");
    drop(first);
    assert!(places.try_take(&somebody("one")).is_some());
    // What was sent to its end gives its place back.
    export(&auditor, &[("format", "jsonl")]).await;
}

#[tokio::test]
async fn another_sites_post_and_a_form_that_is_none_export_nothing() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let headers = [("accept", "text/html"), ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("content-type", "application/x-www-form-urlencoded")];
    let cross = auditor.send(Method::POST, "/audit/export", &headers, Some("format=jsonl&everything=on".into())).await;
    assert_eq!(cross.status, 403, "{}", cross.text());
    assert_eq!(auditor.get("/audit/export").await.status, 405, "no link exports");
    for fields in [&[][..], &[("format", "xlsx")], &[("format", "")], &[("format", "csv"), ("from", "yesterday")], &[("format", "jsonl"), ("outcome", "fine")]] {
        let answer = auditor.post("/audit/export", &form(fields)).await;
        assert_eq!((answer.status, answer.header("content-disposition")), (422, ""), "{fields:?}: {}", answer.text());
    }
    assert_eq!(desk.count(RecordKind::Read, "trail.export").await, 0);
}

#[tokio::test]
async fn hostile_text_is_one_row_and_one_line_and_nothing_unprintable() {
    let desk = Desk::open().await;
    let mut entry = AuditEntry::new(RecordKind::Read, "user.search", 1, None, &RequestOrigin { user_agent: HOSTILE.into(), ..RequestOrigin::default() });
    entry.action_id = Uuid::new_v4();
    (entry.note, entry.reason) = (Some(HOSTILE.into()), Some("\t=1+1".into()));
    entry.client_metadata = vec![(HOSTILE.into(), HOSTILE.into())];
    desk.console.audit.append(entry.clone()).await.expect("a record");
    let auditor = desk.signed_in(AUDITOR).await;
    let lines = export(&auditor, &[("format", "jsonl"), ("everything", "on")]).await;
    let found = records(&lines).into_iter().find(|line| line["body"]["action_id"] == entry.action_id.to_string()).expect("one line");
    assert_eq!(text(&found["body"]["note"]), HOSTILE, "and it parses to what was typed");
    let sheet = export(&auditor, &[("format", "csv"), ("everything", "on")]).await;
    let found: Vec<_> = rows(&sheet).into_iter().filter(|row| row["action_id"] == entry.action_id.to_string()).collect();
    assert_eq!(found.len(), 1);
    for cell in [&found[0]["note"], &found[0]["user_agent"]] {
        assert!(cell.starts_with("'=cmd|'/c calc'!A1 \"quoted\"") && cell.contains("two\\nlines\\r\\n\\u{1b}[31mred \\u{202e}txt") && cell.contains("漢字"), "{cell}");
    }
    assert_eq!(found[0]["reason"], "'\\t=1+1");
    for answer in [lines, sheet] {
        let text = answer.body.trim_start_matches('\u{feff}').replace("\r\n", "").replace('\n', "");
        let odd: Vec<char> = text.chars().filter(|c| c.is_control() || "\u{202e}\u{200b}\u{3164}\u{2028}\u{feff}".contains(*c)).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
}

#[tokio::test]
async fn five_thousand_records_stream_through_piece_by_piece_after_their_record() {
    const MANY: usize = 5_000;
    let desk = Desk::open().await;
    let entries = (0..MANY).map(|number| {
        let mut entry = AuditEntry::new(RecordKind::Read, "user.search", i64::try_from(number).expect("a number"), None, &RequestOrigin::default());
        entry.action_id = Uuid::new_v4();
        entry.note = Some("x".repeat(200));
        desk.console.audit.append(entry)
    });
    assert!(join_all(entries).await.iter().all(Result::is_ok));
    let auditor = desk.signed_in(AUDITOR).await;
    let router = compose(&desk.settings).await.expect("the same desk without a socket").router;
    for (exports, fields) in ["format=jsonl&everything=on", "format=csv&everything=on", "format=jsonl&reads=on", "format=csv&action=user.search"].iter().enumerate() {
        let request = axum::http::Request::post("/audit/export")
            .header("host", desk.url.trim_start_matches("http://"))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("{SESSION}={}", auditor.cookie(SESSION).expect("a session")))
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))))
            .body(Body::from(*fields))
            .expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), 200, "{fields}");
        assert_eq!(desk.count(RecordKind::Read, "trail.export").await, exports + 1, "{fields}: on record before the first byte is asked for");
        let frames: Vec<usize> = answer.into_body().into_data_stream().map(|frame| frame.expect("a piece").len()).collect().await;
        let (all, largest) = (frames.iter().sum::<usize>(), frames.iter().max().copied().unwrap_or_default());
        assert!(frames.len() >= MANY / 500 && all > MANY * 400 && largest < all / 8, "{fields}: {} pieces, {largest} of {all} bytes", frames.len());
    }
}
