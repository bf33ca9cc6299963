//! The hook: signed messages of what it is to tell, and of nothing else, at least once, to a listener that fails in every way.

use crate::authority::{Authority, Entrance, GOOD_YEARS, OURS};
use crate::listener::{Answer, Listener, Post};
use crate::trail::{TIMES, Trail, state, until};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use passdesk::adapters::sinks::{Authorities, HookSettings, SignedPost, read_hook_secret};
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, FeedFrom, FeedOf, Outcome, RecordKind, RecordedActor, RecordedTarget};
use passdesk::domain::clock::{Clock, SystemClock};
use passdesk::domain::escalation::end_id;
use passdesk::domain::hook_events::usual;
use passdesk::domain::part::part_id;
use passdesk::domain::secret::Secret;
use passdesk::features::audit_trail::Sink;
use passdesk::features::signals::{Hook, HookRules};
use passdesk::ports::audit_log::AuditLog;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PATH: &str = "/hooks/s3cret-path";

fn hook(trail: &Trail, url: String, events: &[&str], authorities: Authorities) -> Sink {
    let way = HookSettings { url: Arc::new(Secret::new(url)), secret: Arc::new(read_hook_secret(SECRET).expect("a secret")), authorities };
    let rules = HookRules { events: events.iter().map(|name| (*name).to_owned()).collect(), public_url: "https://passdesk.example".into(), has_reasons: false };
    let post = SignedPost::new(&way, Arc::new(SystemClock)).expect("a hook");
    let place = Hook::new(rules, Arc::new(post), Arc::new(trail.log.clone()), Arc::new(trail.signals()));
    Sink { name: "hooks.url".into(), kind: "hook", what: vec![FeedOf::Records], from: FeedFrom::Now, place: Arc::new(place) }
}

/// A record of Tomasz about Amara, who would not want her address told to anybody.
fn entry(kind: RecordKind, event: &str, code: Option<&str>) -> AuditEntry {
    let origin = RequestOrigin { request_id: "AAAA-BBBB-CCCC".into(), ..RequestOrigin::default() };
    let mut entry = AuditEntry::new(kind, event, passdesk::domain::clock::to_micros(SystemClock.now()), None, &origin);
    entry.action_id = Uuid::new_v4();
    entry.actor = Some(RecordedActor { issuer: "https://id.example".into(), sub: "nw-1002".into(), name: "Tomasz Wilk".into(), roles: "helpdesk".into() });
    entry.target = Some(RecordedTarget { pool: "eu-west-1_a".into(), username: "amara@example.com".into(), sub: "user-1".into(), name: "Amara Okafor".into() });
    entry.reason = Some("She said hunter2".into());
    entry.outcome = (kind != RecordKind::Intent).then_some(Outcome::Succeeded);
    entry.code = code.map(str::to_owned);
    entry
}

async fn append(trail: &Trail, kind: RecordKind, event: &str, code: Option<&str>) -> Uuid {
    trail.log.append(entry(kind, event, code)).await.expect("appended").entry.action_id
}

/// The message of a post, whose signature and time must be good.
fn message(post: &Post) -> Value {
    let header = |name: &str| post.header(name).unwrap_or_else(|| panic!("no {name}: {}", post.head));
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let signature = STANDARD.decode(header("webhook-signature").strip_prefix("v1,").expect("a version")).expect("base64");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(&SECRET[6..]).expect("base64"));
    hmac::verify(&key, format!("{id}.{timestamp}.{}", post.body).as_bytes(), &signature).expect("a good signature");
    let age = SystemClock.now().unix_timestamp() - timestamp.parse::<i64>().expect("seconds");
    assert!((0..60).contains(&age), "the time is that of the attempt");
    assert_eq!((header("content-type"), post.head.lines().next()), ("application/json", Some("POST /hooks/s3cret-path HTTP/1.1")));
    serde_json::from_str(&post.body).unwrap_or_else(|error| panic!("{error}: {}", post.body))
}

/// The names of what was taken, in order.
fn taken(listener: &Listener) -> Vec<String> {
    listener.posts().iter().filter(|post| post.is_taken()).map(|post| message(post)["type"].as_str().expect("a type").to_owned()).collect()
}

/// Waits until the hook has begun, so that what is appended now comes from now on.
async fn begun(trail: &Trail) {
    until("the hook has a cursor", async || trail.cursor("hooks.url").await.is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_is_to_tell_is_told_once_signed_and_without_anything_of_the_user() {
    let trail = Trail::open().await;
    let listener = Listener::start(&[]).await;
    // Of another user: of the same one it would be told once in ten minutes, and this is the record that would be.
    let mut earlier = entry(RecordKind::Read, "signal.canary", None);
    earlier.target.as_mut().expect("a target").sub = "user-0".into();
    trail.log.append(earlier).await.expect("appended");
    let sinks = trail.sinks(vec![hook(&trail, format!("http://{}{PATH}", listener.address), &usual(), Authorities::public())], TIMES);
    begun(&trail).await;
    let canary = append(&trail, RecordKind::Read, "signal.canary", None).await;
    append(&trail, RecordKind::Read, "user.read", None).await;
    append(&trail, RecordKind::SignIn, "lock.set", None).await;
    for number in 0..7 {
        append(&trail, RecordKind::Denied, "trail.read", Some(if number == 3 { "staff_limit" } else { "not_allowed" })).await;
    }
    append(&trail, RecordKind::Denied, "password.reset", Some("nothing_to_do")).await;
    let last = append(&trail, RecordKind::Denied, "password.reset", Some("own_account")).await;
    until("all is told", async || taken(&listener).last().is_some_and(|name| name == "signal.own_account")).await;
    sinks.finish().await;
    assert_eq!(taken(&listener), ["signal.canary", "signal.limit", "signal.denials", "signal.own_account"], "a burst is told once, and nothing from before");
    let posts = listener.posts();
    let first = message(&posts[0]);
    assert_eq!(first["data"]["action_id"], canary.to_string());
    assert_eq!(first["text"], format!("Canary read: Tomasz Wilk, eu-west-1_a. https://passdesk.example/audit/{canary}"));
    assert_eq!(posts[3].header("webhook-id"), Some(format!("{last}_signal_own_account").as_str()));
    for post in &posts {
        for secret in ["amara", "Amara", "example.com", "hunter2", "user-1"] {
            assert!(!post.body.contains(secret), "{secret}: {}", post.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_fails_in_every_way_is_told_everything_in_the_end_and_knows_what_it_had() {
    let trail = Trail::open().await;
    let script = [
        Answer::Status(500),
        Answer::CloseAfter(40),
        Answer::Hang,
        Answer::Status(204),
        Answer::TakeAndClose,
        Answer::Redirect,
        Answer::Status(429),
        Answer::Status(204),
        Answer::Status(404),
    ];
    let listener = Listener::start(&script).await;
    let sinks = trail.sinks(vec![hook(&trail, format!("http://{}{PATH}", listener.address), &["lock.set"], Authorities::public())], TIMES);
    begun(&trail).await;
    let mut expected = Vec::new();
    for _ in 0..5 {
        let mut lock = entry(RecordKind::SignIn, "lock.set", None);
        lock.action_id = Uuid::new_v4();
        expected.push(lock.action_id.to_string());
        trail.log.append(lock).await.expect("appended");
    }
    let mut errors = std::collections::BTreeSet::new();
    let ids = || listener.posts().iter().filter(|post| post.is_taken()).map(|post| message(post)["data"]["action_id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>();
    while ids().len() < 5 {
        errors.extend(state(&sinks, "hooks.url").await.last_error);
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    sinks.finish().await;
    assert_eq!(ids(), expected, "each once, in order, as the listener was not heard to take it twice");
    let mut bodies: BTreeMap<String, String> = BTreeMap::new();
    for post in listener.posts().into_iter().filter(|post| !matches!(post.answer, Answer::CloseAfter(_))) {
        let id = post.header("webhook-id").expect("an id").to_owned();
        let known = bodies.entry(id).or_insert_with(|| post.body.clone());
        assert_eq!(*known, post.body, "one id, one body");
    }
    assert_eq!(bodies.len(), 5, "what was taken without an answer comes again under its id");
    assert!(!errors.is_empty() && errors.iter().all(|error| !error.contains("s3cret") && !error.contains(SECRET)), "{errors:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_only_the_one_at_the_name_is_told() {
    let trail = Trail::open().await;
    let (ours, other) = (Authority::new(OURS), Authority::new("another"));
    let entrance = Entrance::new(other.server("localhost", GOOD_YEARS));
    let listener = Listener::start_behind(&entrance, &[]).await;
    let authorities = Authorities::of_file(&ours.file(&trail.folder)).expect("an authority");
    let url = format!("https://localhost:{}{PATH}", listener.address.port());
    let sinks = trail.sinks(vec![hook(&trail, url, &["lock.set"], authorities)], TIMES);
    begun(&trail).await;
    append(&trail, RecordKind::SignIn, "lock.set", None).await;
    until("it is refused", async || state(&sinks, "hooks.url").await.last_error.is_some_and(|error| error.contains("no authority that this sink trusts"))).await;
    assert!(listener.posts().is_empty());
    entrance.becomes(ours.server("localhost", GOOD_YEARS));
    until("it is told", async || taken(&listener) == ["lock.set"]).await;
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escalations_are_told_by_what_happened_and_the_carrying_out_by_its_end() {
    let trail = Trail::open().await;
    let listener = Listener::start(&[]).await;
    let sinks = trail.sinks(vec![hook(&trail, format!("http://{}{PATH}", listener.address), &usual(), Authorities::public())], TIMES);
    begun(&trail).await;
    for event in ["escalation.request", "escalation.approve", "escalation.reject", "escalation.withdraw", "escalation.expire"] {
        append(&trail, RecordKind::Escalation, event, None).await;
    }
    append(&trail, RecordKind::Denied, "escalation.approve", Some("not_allowed")).await;
    // What stands in the place of a request's end, with the signing out that followed it; and an action of somebody's own with a code after it.
    let (request, own) = (Uuid::new_v4(), Uuid::now_v7());
    let (end, code) = (end_id(request), part_id(own, "password.reset"));
    let done = [
        ("password.set_permanent", end, Some(request), "approval"),
        ("user.sign_out", part_id(end, "user.sign_out"), Some(end), "approval"),
        ("user.mark_contact_verified", own, None, "role"),
        ("password.reset", code, Some(own), "role"),
    ];
    for (event, action_id, part_of, basis) in done {
        let intent = AuditEntry { action_id, part_of, basis: Some(basis.to_owned()), ..entry(RecordKind::Intent, event, None) };
        let outcome = AuditEntry { action_id, part_of, ..entry(RecordKind::Outcome, event, None) };
        trail.log.append(intent).await.expect("appended");
        trail.log.append(outcome).await.expect("appended");
    }
    append(&trail, RecordKind::Read, "signal.canary", None).await;
    until("all is told", async || taken(&listener).last().is_some_and(|name| name == "signal.canary")).await;
    sinks.finish().await;
    let names = ["requested", "approved", "rejected", "withdrawn", "expired", "executed"].map(|what| format!("escalation.{what}"));
    assert_eq!(taken(&listener)[..6], names);
    assert_eq!(taken(&listener).len(), 7, "what followed the approved action, and what nobody had to approve, is no carrying out");
    let executed = message(&listener.posts()[5]);
    assert_eq!(executed["data"]["link"], format!("https://passdesk.example/escalations/{request}"));
    assert_eq!(executed["text"], format!("An approved request was carried out: Tomasz Wilk, permanent password, eu-west-1_a. https://passdesk.example/escalations/{request}"));
}
