//! Requests against a model: random people do random things on two instances with one store, also at the same moment and without the checks of the pages.
//! Nothing is carried out twice, without a valid decision, by or for the asker's own word, after its time, or for anything else than was asked for.

use futures::StreamExt;
use passdesk::adapters::sqlite::{self, SqliteAuditLog, SqliteEscalations};
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditEntry, RecordKind, RecordedTarget};
use passdesk::domain::clock::{Clock, from_micros};
use passdesk::domain::escalation::{Wanted, end_id};
use passdesk::domain::operation::{EnableUser, Operation, SignOutEverywhere};
use passdesk::domain::policy::{Members, Policy, ProtectedTier, Shown, TargetFacts, authorise_approved};
use passdesk::domain::pool::PoolId;
use passdesk::domain::user::{Sub, User, UserStatus, Username};
use passdesk::features::escalations::{Asked, Register};
use passdesk::ports::audit_log::{AuditError, AuditLog, IntentFacts, record_intent};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const RUNS: u64 = 2_000;
const STEPS: u32 = 14;
const LASTS: Duration = Duration::minutes(30);
const LASTS_MICROS: i64 = 30 * 60 * 1_000_000;
/// As on every other day, so that a failure can be had again.
const SEED: u64 = 20_261_122;

struct Turned(AtomicI64);

impl Clock for Turned {
    fn now(&self) -> OffsetDateTime {
        from_micros(self.0.load(Ordering::SeqCst))
    }
}

fn person(run: u64, sub: &str, email: &str, role: Role) -> Actor {
    let id = StaffId { issuer: "https://id.example".into(), sub: format!("{sub}-{run}") };
    Actor { id, name: sub.into(), email: Some(format!("{email}-{run}@northwind.example")), roles: [role].into() }
}

fn user(username: &str) -> TargetFacts {
    TargetFacts {
        user: User {
            pool: PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id"),
            username: Username::try_from(username.to_owned()).expect("a username"),
            sub: Sub::try_from(format!("{username}-sub")).expect("a sub"),
            status: UserStatus::Confirmed,
            is_enabled: true,
            attributes: Vec::new(),
            created_at: None,
            changed_at: None,
            mfa: Vec::new(),
        },
        groups: vec!["admins".into()],
        contact_change: None,
        contact_marks: Vec::new(),
    }
}

/// What one request may become, as the model sees it.
#[derive(Debug, Default)]
struct Model {
    asked_at: Option<i64>,
    /// When it was approved, if that was an approval that counts.
    approved: Option<i64>,
    /// When another account than the asker's approved it: it stands, whatever else keeps it from being carried out.
    approved_by_another: Option<i64>,
    is_decided: bool,
    is_ended: bool,
    executions: u32,
}

impl Model {
    fn is_open(&self, now: i64) -> bool {
        self.asked_at.is_some_and(|at| now < at + LASTS_MICROS) && !self.is_decided
    }

    fn may_be_carried_out(&self, now: i64) -> bool {
        self.approved.is_some_and(|at| now < at + LASTS_MICROS) && !self.is_ended
    }

    fn may_be_withdrawn(&self, now: i64) -> bool {
        self.is_open(now) || (self.approved_by_another.is_some_and(|at| now < at + LASTS_MICROS) && !self.is_ended)
    }
}

struct World {
    instances: [(Register, Arc<dyn AuditLog>); 2],
    clock: Arc<Turned>,
    policy: Policy,
    /// The asker, a colleague, two who decide, and the asker's second account, which decides too.
    people: [Actor; 5],
    id: Uuid,
}

fn record(by: &Actor) -> AuditEntry {
    let mut record = AuditEntry::new(RecordKind::Escalation, "", 0, Some(by), &RequestOrigin::default());
    record.target = Some(RecordedTarget::from(&user("ruth")));
    record
}

fn wanted() -> Wanted {
    Wanted { actions: vec![SignOutEverywhere::ACTION.event().into()], tiers: vec!["protected".into()], form: serde_json::json!({ "sub": "ruth-sub" }) }
}

impl World {
    fn now(&self) -> i64 {
        self.clock.0.load(Ordering::SeqCst)
    }

    async fn decide(&self, instance: usize, by: &Actor, approves: bool) -> bool {
        let register = &self.instances[instance].0;
        let Some(escalation) = register.load(self.id).await.expect("the register") else { return false };
        register.decide(&escalation, approves, record(by)).await.expect("the register")
    }

    /// As the page does it, whoever asks for it and for whatever; `true` where an intent is on record.
    async fn carry_out<Op: Operation>(&self, instance: usize, by: &Actor, approver: &Actor, operation: Op, target: TargetFacts) -> bool {
        let (register, audit) = &self.instances[instance];
        let Some(escalation) = register.load(self.id).await.expect("the register") else { return false };
        let people = (self.people[0].clone(), approver.clone());
        let Ok(approval) = register.redeem(&escalation, people, by).await.expect("the register") else { return false };
        let Ok(permit) = authorise_approved(&approval, by, operation, target, &self.policy, self.clock.now(), Shown::default()) else { return false };
        let facts = IntentFacts { action_id: end_id(self.id), part_of: Some(self.id), occurred_at: self.now(), ..IntentFacts::default() };
        match record_intent(audit, permit, &facts).await {
            Ok(_) => true,
            Err(AuditError::Duplicate(_)) => false,
            Err(error) => panic!("the trail failed: {error}"),
        }
    }
}

async fn step(world: &World, model: &mut Model, rng: &mut StdRng) {
    let (instance, now) = (rng.random_range(0..2), world.now());
    let by = world.people.choose(rng).expect("somebody").clone();
    match rng.random_range(0..12) {
        0 | 1 => {
            let asked = world.instances[instance].0.ask(world.id, &world.people[0].id, &wanted(), record(&world.people[0])).await.expect("the register");
            assert_eq!(asked, if model.asked_at.is_some() { Asked::Before } else { Asked::Now });
            model.asked_at.get_or_insert(now);
        }
        // The same id for something else: refused, whoever comes.
        2 if model.asked_at.is_some() => {
            let other = Wanted { actions: vec![EnableUser::ACTION.event().into()], ..wanted() };
            assert_eq!(world.instances[instance].0.ask(world.id, &by.id, &other, record(&by)).await.expect("the register"), Asked::Reused);
        }
        3..=5 => {
            let approves = rng.random_bool(0.8);
            let did = world.decide(instance, &by, approves).await;
            assert_eq!(did, model.is_open(now), "a decision by {}", by.id.sub);
            if did {
                model.is_decided = true;
                // The pages refuse the others beforehand; what they decide lets nothing through.
                let counts = approves && (by == world.people[2] || by == world.people[3]);
                model.approved = counts.then_some(now);
                model.approved_by_another = (approves && by != world.people[0]).then_some(now);
            }
        }
        6 if rng.random_bool(0.4) => {
            let register = &world.instances[instance].0;
            if let Some(escalation) = register.load(world.id).await.expect("the register") {
                let did = register.withdraw(&escalation, record(&world.people[0])).await.expect("the register");
                assert_eq!(did, model.may_be_withdrawn(now), "withdrawn: {model:?}");
                model.is_ended |= did;
                model.is_decided |= did;
            }
        }
        7 => {
            let register = &world.instances[instance].0;
            if let Some(escalation) = register.load(world.id).await.expect("the register") {
                let did = register.expire(&escalation, record(&world.people[0])).await.expect("the register");
                assert!(!did || !(model.is_open(now) || model.may_be_carried_out(now)), "expired in time");
                model.is_ended |= did;
                model.is_decided |= did;
            }
        }
        8 => {
            world.clock.0.fetch_add(rng.random_range(0..25) * 60 * 1_000_000, Ordering::SeqCst);
        }
        // For another user, or another action: never.
        9 => {
            let approver = &world.people[rng.random_range(0..5)];
            assert!(!world.carry_out(instance, &by, approver, SignOutEverywhere, user("greta")).await);
            assert!(!world.carry_out(instance, &by, approver, EnableUser, user("ruth")).await);
        }
        _ => carry_out_at_once(world, model, rng, &by).await,
    }
}

/// One to four at the same moment, on both instances.
async fn carry_out_at_once(world: &World, model: &mut Model, rng: &mut StdRng, by: &Actor) {
    let could = model.may_be_carried_out(world.now());
    let approvers: Vec<Actor> = (0..rng.random_range(1..=4)).map(|_| world.people[rng.random_range(1..5)].clone()).collect();
    let tries = approvers.iter().enumerate().map(|(place, approver)| world.carry_out(place % 2, by, approver, SignOutEverywhere, user("ruth")));
    let done = futures::future::join_all(tries).await.into_iter().filter(|did| *did).count();
    assert!(done <= 1, "carried out {done} times at once");
    if done == 1 {
        model.executions += 1;
        model.is_ended = true;
        assert!(could, "carried out without a valid approval: {model:?}");
    }
    assert!(model.executions <= 1, "{model:?}");
}

/// What must be possible is: whoever asked carries out what counts as approved.
async fn end(world: &World, model: &mut Model) {
    if model.may_be_carried_out(world.now()) {
        let asker = world.people[0].clone();
        let did = [&world.people[2], &world.people[3]].map(|approver| world.carry_out(0, &asker, approver, SignOutEverywhere, user("ruth")));
        let did = futures::future::join_all(did).await;
        assert_eq!(did.iter().filter(|did| **did).count(), 1, "an approved request can be carried out: {model:?}");
        model.executions += 1;
    }
    let intents = world.instances[1].1.action(end_id(world.id)).await.expect("the trail");
    let intents = intents.iter().filter(|record| record.entry.kind == RecordKind::Intent).count();
    assert_eq!(u32::try_from(intents).expect("few"), model.executions);
}

#[tokio::test]
async fn no_sequence_carries_a_request_out_twice_or_without_a_valid_decision() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("passdesk.db").display());
    let (first, second) = (sqlite::connect(&url).await.expect("a database"), sqlite::connect(&url).await.expect("the same"));
    let logs: [Arc<dyn AuditLog>; 2] = [Arc::new(SqliteAuditLog::new(first.clone())), Arc::new(SqliteAuditLog::new(second.clone()))];
    let stores = [Arc::new(SqliteEscalations::new(first.clone())), Arc::new(SqliteEscalations::new(second))];
    let executed = futures::stream::iter(0..RUNS)
        .map(|run| {
            let (logs, stores) = (logs.clone(), stores.clone());
            async move {
                let clock = Arc::new(Turned(AtomicI64::new(1_800_000_000_000_000)));
                let instance = |place: usize| (Register::new(logs[place].clone(), stores[place].clone(), clock.clone(), LASTS), logs[place].clone());
                let members = Members { groups: vec!["admins".into()], ..Members::default() };
                let policy = Policy { tiers: vec![ProtectedTier { name: "protected".into(), members }], ..Policy::default() };
                let people = [
                    person(run, "tomasz", "tomasz", Role::HELPDESK),
                    person(run, "ines", "ines", Role::HELPDESK),
                    person(run, "hana", "hana", Role::SUPERVISOR),
                    person(run, "mikael", "mikael", Role::ADMIN),
                    person(run, "second", "TOMASZ", Role::SUPERVISOR),
                ];
                let world = World { instances: [instance(0), instance(1)], clock: clock.clone(), policy, people, id: Uuid::from_u128(u128::from(run) + 1) };
                let (mut model, mut rng) = (Model::default(), StdRng::seed_from_u64(SEED + run));
                for _ in 0..STEPS {
                    step(&world, &mut model, &mut rng).await;
                }
                end(&world, &mut model).await;
                model.executions
            }
        })
        .buffer_unordered(4)
        .fold(0, |sum, executed| async move { sum + executed })
        .await;
    // Neither always nor never: the runs get to where it matters.
    assert!((200..1_800).contains(&executed), "{executed} of {RUNS} were carried out");
    SqliteAuditLog::new(first).verify_chain().await.expect("an unbroken chain");
}
