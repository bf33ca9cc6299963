//! A lane: one operation, one action after the other, each on a user that nobody else touches. So each effect belongs to one intent.

use crate::act::{self, Done};
use crate::tally::Tally;
use crate::world::{World, is_whole};
use passdesk::domain::audit::Outcome;
use passdesk::ports::audit_log::TrailRow;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Users of a lane, in turn.
const USERS: usize = 40;

/// The operations, each with the states in which it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Reset,
    Temporary,
    Resend,
    Confirm,
    Enable,
    Mark,
    SignOut,
}

impl Lane {
    pub const ALL: [Self; 7] = [Self::Reset, Self::Temporary, Self::Resend, Self::Confirm, Self::Enable, Self::Mark, Self::SignOut];

    pub fn operation(self) -> &'static str {
        match self {
            Self::Reset => "AdminResetUserPassword",
            Self::Temporary => "AdminSetUserPassword",
            Self::Resend => "AdminCreateUser",
            Self::Confirm => "AdminConfirmSignUp",
            Self::Enable => "AdminEnableUser",
            Self::Mark => "AdminUpdateUserAttributes",
            Self::SignOut => "AdminUserGlobalSignOut",
        }
    }

    /// A state to act in: status, enabled, verified.
    fn state(self, dice: &mut StdRng) -> (&'static str, bool, bool) {
        let any = ["CONFIRMED", "CONFIRMED", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD", "UNCONFIRMED"];
        match self {
            Self::Reset => (any[dice.random_range(0..3)], true, true),
            Self::Temporary => (any[dice.random_range(0..5)], true, true),
            Self::Resend => ("FORCE_CHANGE_PASSWORD", true, true),
            Self::Confirm => ("UNCONFIRMED", true, true),
            Self::Enable => ("CONFIRMED", false, true),
            Self::Mark => ("CONFIRMED", true, false),
            Self::SignOut => ("CONFIRMED", true, true),
        }
    }
}

/// A fault by the dice. A late effect comes after the console has given the call up.
pub fn fault(operation: &str, dice: &mut StdRng) -> Value {
    let kind = match dice.random_range(0..100) {
        0..20 => "cut_before",
        20..40 => "cut_after",
        40..54 => "garbage",
        54..64 => "unavailable",
        64..72 => "internal_error",
        72..78 => "timeout_before",
        78..84 => "timeout_after",
        84..87 => "throttle",
        87..90 => "access_denied",
        90..95 => return json!({ "operation": operation, "delay_ms": 450, "times": 1 }),
        _ => return json!({ "operation": operation, "delay_after_ms": 450, "times": 1 }),
    };
    json!({ "operation": operation, "kind": kind, "times": 1 })
}

/// What is known of a lane's user: effects that were accounted for, and the action that is still to be.
#[derive(Default)]
struct Known {
    effects: usize,
    last: Option<Done>,
    /// The state that they were put into, if nothing has changed it since.
    state: Option<(&'static str, bool, bool)>,
}

pub async fn run(world: World, lane: Lane, faults: u32, seed: u64, tally: Arc<Tally>) {
    let mut dice = StdRng::seed_from_u64(seed);
    let place = Lane::ALL.iter().position(|it| *it == lane).expect("a lane");
    let users = world.users(place * USERS, USERS);
    let mut known: BTreeMap<&String, Known> = BTreeMap::new();
    let mut is_waiting = false;
    let mut met = 0;
    for user in users.iter().cycle() {
        let user_known = known.entry(user).or_default();
        account(&world, lane, user, user_known, &tally).await;
        if met == faults {
            // Once round for the rest.
            if known.len() == users.len() && known.values().all(|known| known.last.is_none()) {
                break;
            }
            continue;
        }
        let state = lane.state(&mut dice);
        if user_known.state.replace(state) != Some(state) {
            world.prepare(user, state).await;
        }
        if !is_waiting {
            world.fault(fault(lane.operation(), &mut dice)).await;
        }
        // Now and then the user cannot be read when the doubt is looked at first.
        if dice.random_bool(0.02) {
            world.fault(json!({ "operation": "AdminGetUser", "kind": "unavailable", "delay_ms": 0, "times": 4 })).await;
        }
        user_known.last = act::act(&world, lane, user, &mut dice).await;
        // Where nothing was begun, the fault still waits for a call.
        is_waiting = user_known.last.is_none();
        if !is_waiting {
            met += 1;
            tally.met();
        }
    }
}

/// Waits for the verdict on the last action on this user, and compares it with what the sandbox knows.
async fn account(world: &World, lane: Lane, user: &str, known: &mut Known, tally: &Tally) {
    let Some(done) = known.last.take() else { return };
    let row = verdict(world, &done).await;
    let effects = world.effects(lane.operation(), user).await;
    let new = &effects[known.effects..];
    let outcome = row.outcome.as_ref().expect("an outcome").entry.outcome.expect("a word");
    let told = row.ended().expect("a word");
    let case = format!("{lane:?} {user}: {outcome:?}, {told:?}, effects {new:?}; {row:#?}");
    assert!(new.len() <= 1, "an effect twice: {case}");
    match told {
        Outcome::Succeeded => assert_eq!(new.first(), row.outcome.as_ref().and_then(|record| record.entry.aws_request_id.as_ref()), "{case}"),
        Outcome::TookEffect => assert_eq!(new.len(), 1, "{case}"),
        Outcome::NotSent | Outcome::Refused | Outcome::NoEffect => assert!(new.is_empty(), "{case}"),
        Outcome::Unresolved => {}
        Outcome::Unknown | Outcome::Denied | Outcome::WouldWork | Outcome::WouldNotWork => panic!("{case}"),
    }
    assert!(!done.has_password || outcome == Outcome::Succeeded, "a password after a doubt: {case}");
    if !new.is_empty() {
        known.state = None;
    }
    known.effects = effects.len();
    tally.count(outcome, told);
}

async fn verdict(world: &World, done: &Done) -> TrailRow {
    for _ in 0..600 {
        let row = world.row(done.action).await.filter(is_whole);
        if let Some(row) = row.filter(|row| row.ended() != Some(Outcome::Unknown)) {
            return row;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not within a minute: {done:?}");
}
