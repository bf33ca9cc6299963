use super::super::test_support::{TestClock, actor, fresh};
use super::*;
use crate::domain::step_up::SignInProof;
use crate::ports::session_store::{SessionChoice, SessionDirectory, SessionFacts, StaffSession};
use serde_json::json;
use time::OffsetDateTime;
use tower_sessions::Session;

async fn store() -> (SqliteSessions, TestClock) {
    let (database, clock) = fresh().await;
    (SqliteSessions::new(database, SessionLimits::default()), clock)
}

fn staff(sub: &str, sid: &str) -> StaffSession {
    StaffSession {
        actor: actor(sub, sub),
        groups: vec!["desk".into()],
        sid: Some(sid.into()),
        id_token: "the-id-token".into(),
        auth_time: 1_700_000_000,
        proof: SignInProof::default(),
    }
}

fn record(sub: &str, sid: &str) -> Record {
    let data = [("staff".to_owned(), json!(staff(sub, sid))), ("origin".to_owned(), json!({ "address": "192.0.2.7", "user_agent": "Test" }))];
    Record { id: Id::default(), data: data.into(), expiry_date: OffsetDateTime::UNIX_EPOCH + Duration::days(30_000) }
}

async fn signed_in(store: &SqliteSessions, sub: &str, sid: &str) -> Record {
    let mut record = record(sub, sid);
    store.create(&mut record).await.unwrap();
    record
}

async fn is_live(store: &SqliteSessions, record: &Record) -> bool {
    store.load(&record.id).await.unwrap().is_some()
}

fn handles(facts: &[SessionFacts]) -> Vec<&str> {
    let mut handles: Vec<_> = facts.iter().map(|facts| facts.handle.as_str()).collect();
    handles.sort_unstable();
    handles
}

#[tokio::test]
async fn a_session_is_stored_without_its_id_and_listed_by_its_handle() {
    let (store, _) = store().await;
    let record = signed_in(&store, "ana", "sid-1").await;
    let loaded = store.load(&record.id).await.unwrap().unwrap();
    assert_eq!((loaded.data["staff"].clone(), loaded.expiry_date), (record.data["staff"].clone(), record.expiry_date));
    let listed = store.list(Some(("https://id.example", "ana"))).await.unwrap();
    assert_eq!((listed[0].handle.clone(), listed[0].address.as_str(), listed[0].user_agent.as_str()), (handle_of(&record.id), "192.0.2.7", "Test"));
    assert_eq!((listed[0].actor.clone(), listed[0].handle.len()), (actor("ana", "ana"), 16));
    assert!(store.list(Some(("https://id.example", "eva"))).await.unwrap().is_empty());
    let stored: String = sqlx::query_scalar("SELECT id_hash || handle || data FROM sessions").fetch_one(&store.database.readers).await.unwrap();
    assert!(!stored.contains(&record.id.to_string()) && !stored.contains(&hex::encode(record.id.0.to_le_bytes())));
}

#[tokio::test]
async fn a_taken_id_is_never_given_twice() {
    let (store, _) = store().await;
    let first = signed_in(&store, "ana", "1").await;
    let mut second = record("eva", "2");
    second.id = first.id;
    store.create(&mut second).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(store.load(&first.id).await.unwrap().unwrap().data["staff"]["sid"], "1");
}

#[tokio::test]
async fn a_revoked_session_cannot_be_resurrected_by_save() {
    let (store, _) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    let in_flight = store.load(&record.id).await.unwrap().unwrap();
    assert_eq!(store.end(&SessionChoice::Handle(handle_of(&record.id)), SessionEnd::Ended).await.unwrap().len(), 1);
    store.save(&in_flight).await.unwrap();
    store.touch(&handle_of(&record.id)).await.unwrap();
    assert!(!is_live(&store, &record).await);
    let (data, reason): (String, String) = sqlx::query_as("SELECT data, ended_reason FROM sessions").fetch_one(&store.database.readers).await.unwrap();
    assert_eq!((data.as_str(), reason.as_str()), ("{}", "ended"), "no token lingers");
    assert!(store.end(&SessionChoice::Handle(handle_of(&record.id)), SessionEnd::SignedOut).await.unwrap().is_empty(), "it ended once");
}

#[tokio::test]
async fn saving_a_session_that_never_was_makes_none() {
    let (store, _) = store().await;
    let record = record("ana", "1");
    store.save(&record).await.unwrap();
    assert!(!is_live(&store, &record).await);
}

#[tokio::test]
async fn a_new_id_kills_the_old_one_and_keeps_the_absolute_end() {
    let (store, clock) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    clock.advance(Duration::minutes(10));
    let session = Session::new(Some(record.id), Arc::new(store.clone()), None);
    session.cycle_id().await.unwrap();
    session.save().await.unwrap();
    let id = session.id().unwrap();
    assert_ne!(id, record.id);
    assert!(!is_live(&store, &record).await && store.load(&id).await.unwrap().is_some());
    let listed = store.list(None).await.unwrap();
    assert_eq!(listed.iter().map(|facts| facts.last_seen_at - facts.created_at).collect::<Vec<_>>(), [micros(Duration::minutes(10))]);
    let stored: String = sqlx::query_scalar("SELECT data FROM sessions WHERE revoked_at IS NULL").fetch_one(&store.database.readers).await.unwrap();
    assert!(!stored.contains("lineage"));
}

#[tokio::test]
async fn a_new_sign_in_starts_a_new_absolute_term() {
    let (store, clock) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    clock.advance(Duration::minutes(10));
    let session = Session::new(Some(record.id), Arc::new(store.clone()), None);
    session.insert("staff", StaffSession { auth_time: 1_700_000_600, ..staff("ana", "1") }).await.unwrap();
    session.cycle_id().await.unwrap();
    session.save().await.unwrap();
    let listed = store.list(None).await.unwrap();
    assert_eq!(listed.iter().map(|facts| facts.last_seen_at - facts.created_at).collect::<Vec<_>>(), [0]);
}

#[tokio::test]
async fn a_session_ended_in_flight_is_not_continued_under_a_new_id() {
    let (store, _) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    let session = Session::new(Some(record.id), Arc::new(store.clone()), None);
    session.load().await.unwrap();
    store.end(&SessionChoice::Handle(handle_of(&record.id)), SessionEnd::Ended).await.unwrap();
    session.cycle_id().await.unwrap();
    assert!(session.save().await.is_err());
    assert!(store.list(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_session_ended_between_its_old_and_its_new_id_does_not_continue() {
    let (store, _) = store().await;
    for choice in [
        SessionChoice::OthersOf { issuer: "https://id.example".into(), sub: "ana".into(), keep_handle: "another".into() },
        SessionChoice::Issuer { issuer: "https://id.example".into(), sid: Some("1".into()), sub: None },
    ] {
        let session = Session::new(Some(signed_in(&store, "ana", "1").await.id), Arc::new(store.clone()), None);
        session.cycle_id().await.unwrap();
        store.end(&choice, SessionEnd::ByIssuer).await.unwrap();
        assert!(session.save().await.is_err());
        assert!(store.list(None).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_bring_a_session_back() {
    let (store, _) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    store.delete(&record.id).await.unwrap();
    for text in ["UPDATE sessions SET revoked_at = NULL, ended_reason = NULL", "UPDATE sessions SET data = '{\"staff\":1}'"] {
        assert!(sqlx::query(text).execute(&store.database.writer).await.is_err());
    }
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes() {
    let (store, clock) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    clock.advance(Duration::seconds(14 * 60 + 59));
    assert!(is_live(&store, &record).await);
    store.touch(&handle_of(&record.id)).await.unwrap();
    clock.advance(Duration::seconds(14 * 60 + 59));
    assert!(is_live(&store, &record).await, "use prolongs it");
    store.save(&record).await.unwrap();
    clock.advance(Duration::seconds(1));
    assert!(!is_live(&store, &record).await, "saving is no use by a person");
    store.touch(&handle_of(&record.id)).await.unwrap();
    assert!(!is_live(&store, &record).await && store.list(None).await.unwrap().is_empty(), "use after the end does not bring it back");
}

/// Who is told to own a session that is over.
async fn owner(store: &SqliteSessions, record: &Record) -> Option<String> {
    store.owner_of_ended(&handle_of(&record.id)).await.expect("asked").map(|owner| owner.sub)
}

#[tokio::test]
async fn an_expired_session_names_its_owner_for_an_hour() {
    let (store, clock) = store().await;
    let expired = signed_in(&store, "hana", "s1").await;
    assert_eq!(owner(&store, &expired).await, None, "it is live");
    clock.advance(Duration::minutes(16));
    assert_eq!(owner(&store, &expired).await.as_deref(), Some("hana"));
    clock.advance(Duration::minutes(60));
    assert_eq!(owner(&store, &expired).await, None, "an old cookie says nothing");
}

#[tokio::test]
async fn a_session_that_someone_ended_names_its_owner_for_an_hour_and_a_replaced_one_does_not() {
    let (store, clock) = store().await;
    for (end, named) in [(SessionEnd::Ended, Some("jon")), (SessionEnd::ByIssuer, Some("jon")), (SessionEnd::SignedOut, None), (SessionEnd::Replaced, None)] {
        let ended = signed_in(&store, "jon", "s2").await;
        clock.advance(Duration::minutes(5));
        store.end(&SessionChoice::Handle(handle_of(&ended.id)), end).await.expect("ended");
        clock.advance(Duration::minutes(59));
        assert_eq!(owner(&store, &ended).await.as_deref(), named, "{end:?}");
        clock.advance(Duration::minutes(1));
        assert_eq!(owner(&store, &ended).await, None, "{end:?}: an old cookie says nothing");
    }
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_of_use() {
    let (store, clock) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    for _ in 0..59 {
        clock.advance(Duration::minutes(10));
        store.touch(&handle_of(&record.id)).await.unwrap();
    }
    assert!(is_live(&store, &record).await);
    clock.advance(Duration::minutes(10));
    store.touch(&handle_of(&record.id)).await.unwrap();
    assert!(!is_live(&store, &record).await);
}

#[tokio::test]
async fn use_is_noted_every_twenty_seconds_at_most() {
    let (store, clock) = store().await;
    let record = signed_in(&store, "ana", "1").await;
    let first = store.list(None).await.unwrap()[0].last_seen_at;
    clock.advance(Duration::seconds(19));
    store.touch(&handle_of(&record.id)).await.unwrap();
    assert_eq!(store.list(None).await.unwrap()[0].last_seen_at, first);
    clock.advance(Duration::seconds(1));
    store.touch(&handle_of(&record.id)).await.unwrap();
    assert_eq!(store.list(None).await.unwrap()[0].last_seen_at, first + 20_000_000);
}

#[tokio::test]
async fn expired_data_is_wiped_and_ended_sessions_go_after_thirty_days() {
    let (store, clock) = store().await;
    signed_in(&store, "ana", "1").await;
    let count = |text: &'static str| sqlx::query_scalar::<_, i64>(text).fetch_one(&store.database.readers);
    clock.advance(Duration::hours(2));
    store.touch("nobody").await.unwrap();
    assert_eq!(count("SELECT count(*) FROM sessions WHERE data = '{}' AND ended_reason = 'expired'").await.unwrap(), 1);
    clock.advance(Duration::days(31));
    store.touch("nobody").await.unwrap();
    assert_eq!(count("SELECT count(*) FROM sessions").await.unwrap(), 0);
}

#[tokio::test]
async fn ones_other_sessions_end_and_the_kept_one_and_other_peoples_stay() {
    let (store, _) = store().await;
    let (kept, first, second, eva) =
        (signed_in(&store, "ana", "1").await, signed_in(&store, "ana", "2").await, signed_in(&store, "ana", "3").await, signed_in(&store, "eva", "4").await);
    let choice = SessionChoice::OthersOf { issuer: "https://id.example".into(), sub: "ana".into(), keep_handle: handle_of(&kept.id) };
    let ended = store.end(&choice, SessionEnd::Ended).await.unwrap();
    let mut expected = [handle_of(&first.id), handle_of(&second.id)];
    expected.sort();
    assert_eq!(handles(&ended), expected);
    assert!(is_live(&store, &kept).await && is_live(&store, &eva).await && !is_live(&store, &first).await && !is_live(&store, &second).await);
    assert!(store.end(&choice, SessionEnd::Ended).await.unwrap().is_empty(), "already ended ones are not counted");
}

#[tokio::test]
async fn the_issuer_ends_by_sid_by_sub_by_both_and_never_by_neither() {
    let (store, _) = store().await;
    let (one, two, eva) = (signed_in(&store, "ana", "1").await, signed_in(&store, "ana", "2").await, signed_in(&store, "eva", "3").await);
    let choice = |issuer: &str, sid: Option<&str>, sub: Option<&str>| SessionChoice::Issuer { issuer: issuer.into(), sid: sid.map(Into::into), sub: sub.map(Into::into) };
    for nothing in [choice("https://id.example", None, None), choice("https://other.example", Some("1"), Some("ana")), choice("https://id.example", Some("3"), Some("ana"))] {
        assert!(store.end(&nothing, SessionEnd::ByIssuer).await.unwrap().is_empty());
    }
    let by_sid = store.end(&choice("https://id.example", Some("1"), None), SessionEnd::ByIssuer).await.unwrap();
    assert_eq!(handles(&by_sid), [handle_of(&one.id)]);
    let by_sub = store.end(&choice("https://id.example", None, Some("ana")), SessionEnd::ByIssuer).await.unwrap();
    assert_eq!(handles(&by_sub), [handle_of(&two.id)]);
    let by_both = store.end(&choice("https://id.example", Some("3"), Some("eva")), SessionEnd::ByIssuer).await.unwrap();
    assert_eq!(handles(&by_both), [handle_of(&eva.id)]);
}
