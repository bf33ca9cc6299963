//! Who is locked out does not come in.

use super::fakes::ISSUER;
use super::{Desk, location};
use crate::domain::actor::StaffId;
use crate::domain::locks::{Lock, LockOn};
use crate::ports::lock_store::{LockStore, LockStoreError, Setting};
use async_trait::async_trait;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// Locks that stand, or a store that is down.
#[derive(Default)]
pub(super) struct FakeLocks {
    standing: Mutex<Vec<Lock>>,
    is_down: AtomicBool,
}

#[async_trait]
impl LockStore for FakeLocks {
    async fn standing(&self) -> Result<Vec<Lock>, LockStoreError> {
        if self.is_down.load(Ordering::Relaxed) { Err(LockStoreError("down".into())) } else { Ok(self.standing.lock().expect("lock").clone()) }
    }

    async fn set(&self, lock: &Lock, _: Option<&[StaffId]>) -> Result<Setting, LockStoreError> {
        self.standing.lock().expect("lock").push(lock.clone());
        Ok(Setting::Set)
    }

    async fn lift(&self, _: Uuid, _: &StaffId) -> Result<bool, LockStoreError> {
        Ok(false)
    }
}

pub(super) async fn lock(desk: &Desk, sub: &str) {
    let id = |sub: &str| StaffId { issuer: ISSUER.into(), sub: sub.into() };
    let on = LockOn::Person { id: id(sub), name: sub.into() };
    let lock = Lock { id: Uuid::new_v4(), on, reason: "a stolen laptop".into(), set_by: id("hana"), set_by_name: "Hana".into(), set_at: 0, until: None };
    desk.locks.set(&lock, None).await.expect("set");
}

#[tokio::test]
async fn a_locked_person_gets_no_session_and_a_record_and_is_not_told_why() {
    let desk = Desk::open();
    lock(&desk, "ana").await;
    let login = desk.begin("/audit", "").await;
    let answer = desk.get("/auth/callback?state=state-1&code=c", &login).await;
    assert_eq!(location(&answer), "/sign-in?problem=locked&reference=R1");
    assert!(desk.store.records.lock().expect("lock").is_empty());
    assert_eq!(desk.trail.lines(), ["session.start denied locked ana"]);
    assert!(!desk.trail.text().contains("laptop"));
}

#[tokio::test]
async fn somebody_elses_lock_keeps_nobody_out() {
    let desk = Desk::open();
    lock(&desk, "tomasz").await;
    assert!(desk.sign_in("").await.is_some());
}

#[tokio::test]
async fn where_nobody_can_tell_who_is_locked_nobody_comes_in() {
    let desk = Desk::open();
    desk.locks.is_down.store(true, Ordering::Relaxed);
    assert_eq!(desk.sign_in("").await, None);
    assert!(desk.store.records.lock().expect("lock").is_empty());
}
