use super::super::test_support::fresh;
use super::*;
use time::Duration;

fn id(sub: &str) -> StaffId {
    StaffId { issuer: "https://id.example".into(), sub: sub.into() }
}

fn lock_by(by: &str, on: LockOn, until: Option<i64>) -> Lock {
    Lock { id: Uuid::new_v4(), on, reason: "a stolen laptop".into(), set_by: id(by), set_by_name: by.into(), set_at: 1, until }
}

fn person(sub: &str) -> LockOn {
    LockOn::Person { id: id(sub), name: sub.into() }
}

#[tokio::test]
async fn locks_come_back_as_they_were_set_and_go_when_they_are_lifted() {
    let (database, _) = fresh().await;
    let locks = SqliteLocks::new(database.clone());
    let set = [lock_by("hana", person("tomasz"), None), lock_by("mikael", LockOn::Role(Role::HELPDESK), Some(i64::MAX)), lock_by("mikael", LockOn::Actions, None)];
    for lock in &set {
        assert_eq!(locks.set(lock, None).await.unwrap(), Setting::Set);
    }
    // Another instance knows of them too.
    let other = SqliteLocks::new(database);
    let mut standing = other.standing().await.unwrap();
    standing.sort_by_key(|lock| set.iter().position(|known| known.id == lock.id));
    assert_eq!(standing, set);
    assert!(other.lift(set[1].id, &id("hana")).await.unwrap());
    assert!(!other.lift(set[1].id, &id("hana")).await.unwrap(), "once");
    assert_eq!(locks.standing().await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_same_is_locked_once_and_again_when_the_first_lock_is_over() {
    let (database, clock) = fresh().await;
    let until = database.now() + 60_000_000;
    let locks = SqliteLocks::new(database);
    assert_eq!(locks.set(&lock_by("hana", person("tomasz"), Some(until)), None).await.unwrap(), Setting::Set);
    assert_eq!(locks.set(&lock_by("leila", person("tomasz"), None), None).await.unwrap(), Setting::StandsAlready);
    assert_eq!(locks.standing().await.unwrap()[0].set_by, id("hana"), "the first one stays as it is");
    clock.advance(Duration::seconds(60));
    assert!(locks.standing().await.unwrap().is_empty(), "it is over by itself");
    assert_eq!(locks.set(&lock_by("leila", person("tomasz"), None), None).await.unwrap(), Setting::Set);
}

#[tokio::test]
async fn two_who_lock_each_other_out_at_once_do_not_both_succeed() {
    let (database, _) = fresh().await;
    let (one, other) = (SqliteLocks::new(database.clone()), SqliteLocks::new(database));
    let (hana, mikael) = (lock_by("hana", person("mikael"), None), lock_by("mikael", person("hana"), None));
    let both = tokio::join!(one.set(&hana, None), other.set(&mikael, None));
    let mut came_of_it = [both.0.unwrap(), both.1.unwrap()];
    came_of_it.sort_by_key(|setting| *setting != Setting::Set);
    assert_eq!(came_of_it, [Setting::Set, Setting::SetterIsLocked]);
    let standing = one.standing().await.unwrap();
    let LockOn::Person { id: locked, .. } = &standing[0].on else { panic!("{standing:?}") };
    assert!(!one.lift(standing[0].id, locked).await.unwrap(), "nobody lifts a lock while they are locked out");
}

#[tokio::test]
async fn the_last_one_who_can_lift_locks_is_not_locked() {
    let (database, _) = fresh().await;
    let locks = SqliteLocks::new(database);
    assert_eq!(locks.set(&lock_by("hana", person("mikael"), None), Some(&[id("aino")])).await.unwrap(), Setting::Set);
    assert_eq!(locks.set(&lock_by("hana", person("aino"), None), Some(&[id("mikael")])).await.unwrap(), Setting::NobodyLeft);
    assert_eq!(locks.set(&lock_by("hana", person("aino"), None), Some(&[])).await.unwrap(), Setting::NobodyLeft);
    assert_eq!(locks.standing().await.unwrap().len(), 1, "a refusal sets nothing");
}

#[tokio::test]
async fn a_lock_that_does_not_read_is_an_error_and_not_passed_over() {
    let (database, _) = fresh().await;
    let locks = SqliteLocks::new(database.clone());
    locks.set(&lock_by("hana", LockOn::Role(Role::HELPDESK), None), None).await.unwrap();
    sqlx::query("UPDATE locks SET role = 'A role of a later version'").execute(&database.writer).await.unwrap();
    assert!(locks.standing().await.is_err());
}
