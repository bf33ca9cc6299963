//! A crowd: several people act on the same few users at once, so that one's effect can be taken for another's.

use crate::act;
use crate::lane::{Lane, fault};
use crate::tally::Tally;
use crate::world::{Counts, World};
use futures::future::join_all;
use passdesk::domain::audit::Outcome;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const USERS: usize = 12;
const PEOPLE: u64 = 8;

pub async fn run(world: World, faults: u32, seed: u64, tally: Arc<Tally>) {
    let users = world.users(0, USERS);
    for user in &users {
        world.prepare(user, ("CONFIRMED", true, true)).await;
    }
    let each = faults / u32::try_from(PEOPLE).expect("a few");
    let people = (0..PEOPLE).map(|number| tokio::spawn(person(world.clone(), users.clone(), each, seed + 1_000 + number, Arc::clone(&tally))));
    let done: Vec<(Lane, String, Uuid)> = join_all(people).await.into_iter().flat_map(|acted| acted.expect("a person")).collect();
    world.is_settled(Duration::from_secs(60)).await;
    // A fault meets whoever comes first, so only sums can be compared.
    let mut told: BTreeMap<(&str, String), Counts> = BTreeMap::new();
    for (lane, user, action) in done {
        let row = world.row(action).await.expect("an action");
        let outcome = row.outcome.as_ref().and_then(|record| record.entry.outcome).expect("an outcome");
        let ended = row.ended().expect("an end");
        tally.count(outcome, ended);
        *told.entry((lane.operation(), user)).or_default().entry(ended.name().to_owned()).or_default() += 1;
    }
    for ((operation, user), counts) in told {
        let of = |outcome: Outcome| counts.get(outcome.name()).copied().unwrap_or_default();
        let (effects, surely) = (world.effects(operation, &user).await.len(), of(Outcome::Succeeded) + of(Outcome::TookEffect));
        assert!(surely <= effects && effects <= surely + of(Outcome::Unresolved), "{operation} {user}: {effects} effects for {counts:?}");
    }
}

async fn person(world: World, users: Vec<String>, faults: u32, seed: u64, tally: Arc<Tally>) -> Vec<(Lane, String, Uuid)> {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut done = Vec::new();
    for _ in 0..faults {
        let lane = if dice.random_bool(0.5) { Lane::Reset } else { Lane::Temporary };
        let user = &users[dice.random_range(0..users.len())];
        world.fault(fault(lane.operation(), &mut dice)).await;
        // A reset is refused where somebody else has set a temporary password meanwhile; that is an end as well.
        if let Some(acted) = act::act(&world, lane, user, &mut dice).await {
            done.push((lane, user.clone(), acted.action));
        }
        tally.met();
        // Apart, now and then: else everything has another cause.
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..400))).await;
    }
    done
}
