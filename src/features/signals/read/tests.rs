use super::*;
use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, RecordKind, RecordedActor};
use crate::features::signals::derive::person;
use crate::ports::signal_log::{Alike, Likeness};
use async_trait::async_trait;

const MINUTE: i64 = 60_000_000;

/// A trail in memory, oldest first.
struct Log(Vec<AuditRecord>);

impl Log {
    fn alike(&self, alike: &Alike) -> impl DoubleEndedIterator<Item = (i64, i64)> {
        let is_alike = |entry: &AuditEntry| match &alike.by {
            Likeness::Denied(codes) => entry.kind == RecordKind::Denied && entry.code.as_deref().is_some_and(|code| codes.contains(&code)),
            Likeness::Canary { sub, .. } => entry.event == "signal.canary" && entry.target.as_ref().is_some_and(|target| target.sub == *sub),
        };
        let is_one = move |entry: &AuditEntry| is_alike(entry) && person(entry).as_ref() == Some(&alike.person) && alike.at.contains(&entry.occurred_at);
        self.0.iter().filter(move |record| is_one(&record.entry)).map(|record| (record.sequence, record.entry.occurred_at))
    }
}

#[async_trait]
impl SignalLog for Log {
    async fn notable(&self, before: i64, size: u32) -> Result<Vec<AuditRecord>, AuditError> {
        Ok(self.0.iter().rev().filter(|record| record.sequence < before).take(size as usize).cloned().collect())
    }

    async fn before(&self, alike: &Alike, sequence: i64, size: usize) -> Result<Vec<i64>, AuditError> {
        Ok(self.alike(alike).rev().filter(|(place, _)| *place < sequence).map(|(_, at)| at).take(size).collect())
    }

    async fn after(&self, alike: &Alike, sequence: i64, size: usize) -> Result<usize, AuditError> {
        Ok(self.alike(alike).filter(|(place, _)| *place > sequence).take(size).count())
    }
}

/// A record of this person, in minutes; its sequence follows from its place.
fn record(minute: i64, sub: &str, kind: RecordKind, event: &str, code: Option<&str>) -> AuditRecord {
    let mut entry = AuditEntry::new(kind, event, minute * MINUTE, None, &RequestOrigin::default());
    entry.actor = Some(RecordedActor { issuer: "https://id.example".into(), sub: sub.into(), ..RecordedActor::default() });
    entry.code = code.map(str::to_owned);
    AuditRecord { sequence: 0, previous_hash: [0; 32], hash: [0; 32], entry }
}

fn denied(minute: i64, sub: &str, code: &str) -> AuditRecord {
    record(minute, sub, RecordKind::Denied, "password.reset", Some(code))
}

fn canary(minute: i64, sub: &str, user: &str) -> AuditRecord {
    let mut canary = record(minute, sub, RecordKind::Read, "signal.canary", None);
    canary.entry.target = Some(RecordedTarget { pool: "eu-west-1_a".into(), sub: user.into(), ..RecordedTarget::default() });
    canary
}

/// These records, as the trail numbers them.
fn log(records: impl IntoIterator<Item = AuditRecord>) -> Log {
    Log(records.into_iter().zip(1..).map(|(record, sequence)| AuditRecord { sequence, ..record }).collect())
}

/// The signs of these records, newest first, with their sequences and how many followed.
async fn told(records: impl IntoIterator<Item = AuditRecord>) -> Vec<(&'static str, i64, usize)> {
    let page = page_before(&log(records), i64::MAX).await.expect("a page");
    page.signals.into_iter().map(|signal| (signal.kind.name(), signal.record.sequence, signal.followed_by)).collect()
}

#[tokio::test]
async fn signs_follow_from_codes_and_from_canaries() {
    let records = [
        denied(1, "a", "staff_limit"),
        denied(1, "b", "user_limit"),
        denied(1, "c", "out_of_hours"),
        denied(1, "d", "own_account"),
        denied(1, "e", "own_request"),
        denied(1, "f", "not_allowed"),
        canary(1, "g", "user-1"),
    ];
    let expected =
        [("signal.canary", 7, 0), ("signal.own_account", 5, 0), ("signal.own_account", 4, 0), ("signal.out_of_hours", 3, 0), ("signal.limit", 2, 0), ("signal.limit", 1, 0)];
    assert_eq!(told(records).await, expected);
}

#[tokio::test]
async fn many_denials_of_one_person_are_a_sign_and_those_of_many_people_and_of_states_are_none() {
    for code in ["not_allowed", "needs_approval", "approver_may_not", "request_altered", "password_refused"] {
        assert_eq!(told((1..=6).map(|number| denied(number, "a", code))).await, [("signal.denials", 5, 0)], "{code}");
    }
    assert_eq!(told((1..=6).map(|number| denied(number, &format!("person {number}"), "not_allowed"))).await, []);
    for code in ["nothing_to_do", "user_gone", "locked", "no such code"] {
        assert_eq!(told((1..=6).map(|number| denied(number, "a", code))).await, [], "{code}: not for who they are");
    }
    let attempts_on_ones_own = told((1..=5).map(|number| denied(number, "a", "own_account"))).await;
    assert_eq!(attempts_on_ones_own, [("signal.denials", 5, 0), ("signal.own_account", 1, 4)]);
}

#[tokio::test]
async fn harmless_denials_between_them_hide_no_burst() {
    let mut records = Vec::new();
    for minute in 1..=5 {
        records.extend((0..40).map(|_| denied(minute, "a", "user_gone")));
        records.push(denied(minute, "a", "not_allowed"));
        records.extend((0..40).map(|_| denied(minute, "b", "not_allowed")));
    }
    let of_a: Vec<_> = told(records).await.into_iter().filter(|(_, sequence, _)| (sequence - 1) % 81 == 40).collect();
    assert_eq!(of_a, [("signal.denials", 4 * 81 + 41, 0)]);
}

#[tokio::test]
async fn one_kind_of_one_person_is_told_once_in_ten_minutes_of_the_clock_and_says_how_many_followed() {
    let at_night = [0, 0, 3, 9, 10, 19, 35].map(|minute| denied(minute, "a", "out_of_hours"));
    let others = [denied(5, "b", "out_of_hours"), denied(6, "a", "staff_limit"), denied(7, "a", "user_limit")];
    let signs = told(at_night.into_iter().chain(others)).await;
    let expected = [("signal.limit", 9, 1), ("signal.out_of_hours", 8, 0), ("signal.out_of_hours", 7, 0), ("signal.out_of_hours", 5, 1), ("signal.out_of_hours", 1, 3)];
    assert_eq!(signs.into_iter().filter(|(name, ..)| *name != "signal.denials").collect::<Vec<_>>(), expected);
    let readings = [canary(1, "a", "user-1"), canary(1, "a", "user-1"), canary(2, "a", "user-2"), canary(3, "b", "user-1"), canary(4, "a", "user-1"), canary(11, "a", "user-1")];
    let expected = [("signal.canary", 6, 0), ("signal.canary", 4, 0), ("signal.canary", 3, 0), ("signal.canary", 1, 2)];
    assert_eq!(told(readings).await, expected);
}

#[tokio::test]
async fn a_page_ends_after_fifty_signs_or_after_many_records_and_says_where_the_older_one_goes_on() {
    let of_many = log((1..=60).map(|number| denied(1, &format!("person {number}"), "own_account")));
    let page = page_before(&of_many, i64::MAX).await.expect("a page");
    assert_eq!((page.signals.len(), page.older_than), (50, Some(11)));
    let page = page_before(&of_many, 11).await.expect("a page");
    assert_eq!((page.signals.len(), page.older_than), (10, None));
    let exactly = log((1..=50).map(|number| denied(1, &format!("person {number}"), "own_account")));
    assert_eq!(page_before(&exactly, i64::MAX).await.expect("a page").older_than, None);

    let flood = log((0..4_300).map(|_| denied(1, "a", "nothing_to_do")));
    let page = page_before(&flood, i64::MAX).await.expect("a page");
    assert_eq!((page.signals.len(), page.older_than), (0, Some(301)));
    assert_eq!(page_before(&flood, 301).await.expect("a page"), SignalPage::default());
}

#[tokio::test]
async fn a_clock_that_was_turned_back_hides_no_sign() {
    let before = (0..5).map(|minute| denied(600 + minute, "a", "not_allowed"));
    let after = (0..5).map(|minute| denied(100 + minute, "a", "out_of_hours"));
    let signs = told(before.chain(after)).await;
    assert!(signs.contains(&("signal.denials", 5, 0)) && signs.contains(&("signal.out_of_hours", 6, 4)), "{signs:?}");
}
