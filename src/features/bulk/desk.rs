//! Who works at bulk runs in this process, and at which pace.

use super::progress::Progress;
use crate::domain::bulk::{BulkRules, Lane, RateOf};
use crate::domain::pool::PoolId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use uuid::Uuid;

/// Requests that Cognito counts together: of an account in a Region. The account is not known here, so all pools of a Region share, rather too slow
/// than too fast; those with a rate of their own are taken for another account's.
type Place = (String, RateOf, [Option<u32>; 2]);

/// One lane, and the queue before it.
#[derive(Debug)]
struct Queue {
    lane: Mutex<Lane>,
    /// Whose turn is next: they come in the order in which they came.
    turn: tokio::sync::Mutex<()>,
}

/// Everything about runs that a process keeps in memory.
#[derive(Debug)]
pub struct BulkDesk {
    /// This process, as leases name it.
    pub(super) worker: Uuid,
    /// Something is to be done now.
    pub(super) wake: Notify,
    /// Runs at which this process works.
    under_way: Mutex<HashSet<Uuid>>,
    queues: Mutex<HashMap<Place, Arc<Queue>>>,
    /// How far runs are, as it was last looked up.
    pub(super) progress: tokio::sync::Mutex<HashMap<Uuid, (Instant, Progress)>>,
}

impl Default for BulkDesk {
    fn default() -> Self {
        Self { worker: Uuid::new_v4(), wake: Notify::new(), under_way: Mutex::default(), queues: Mutex::default(), progress: tokio::sync::Mutex::default() }
    }
}

/// What a broken-off task left behind is whole: each of these is changed in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BulkDesk {
    /// Marks a run as being worked at here; `None` where it is already. The mark ends with what this gives.
    pub(super) fn begin(self: &Arc<Self>, run: Uuid) -> Option<UnderWay> {
        locked(&self.under_way).insert(run).then(|| UnderWay { desk: Arc::clone(self), run })
    }

    fn queue(&self, pool: &PoolId, of: RateOf, rules: &BulkRules) -> Arc<Queue> {
        let of = of.counted_as();
        let place = (pool.region().to_owned(), of, [&rules.rates, &rules.read_rates].map(|rates| rates.get(pool).copied()));
        let make = || Arc::new(Queue { lane: Mutex::new(Lane::new(rules.rate(pool, of))), turn: tokio::sync::Mutex::default() });
        Arc::clone(locked(&self.queues).entry(place).or_insert_with(make))
    }

    /// Waits until a run's request of this kind may go. Gives up its place where it is dropped.
    pub(super) async fn turn(&self, pool: &PoolId, of: RateOf, rules: &BulkRules) {
        let queue = self.queue(pool, of, rules);
        let _turn = queue.turn.lock().await;
        loop {
            let wait = {
                let mut lane = locked(&queue.lane);
                let now = Instant::now();
                let wait = lane.wait(now);
                if wait.is_zero() {
                    lane.take(now);
                    return;
                }
                wait
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// A person's request of this kind goes: it waits for nobody, and runs make room for it.
    pub fn note(&self, pool: &PoolId, of: RateOf, rules: &BulkRules) {
        locked(&self.queue(pool, of, rules).lane).note(Instant::now());
    }

    /// Cognito throttled a run's request.
    pub(super) fn slow_down(&self, pool: &PoolId, of: RateOf, rules: &BulkRules) {
        locked(&self.queue(pool, of, rules).lane).slow_down(Instant::now());
    }

    /// A run's request went through.
    pub(super) fn went_through(&self, pool: &PoolId, of: RateOf, rules: &BulkRules) {
        locked(&self.queue(pool, of, rules).lane).went_through();
    }
}

/// A run that is worked at here.
pub(super) struct UnderWay {
    desk: Arc<BulkDesk>,
    run: Uuid,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        locked(&self.desk.under_way).remove(&self.run);
    }
}

/// How long a lease holds; it is renewed long before.
pub(super) const LEASE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::operation::Action;

    #[tokio::test]
    async fn what_people_do_takes_room_from_runs_and_waits_for_nobody() {
        let (desk, rules) = (BulkDesk::default(), BulkRules::default());
        let pool = PoolId::try_from("eu-west-1_Nw4Customers".to_owned()).expect("a pool");
        let enable = RateOf::Effect(Action::EnableUser);
        for _ in 0..12 {
            desk.note(&pool, enable, &rules);
        }
        let begun = Instant::now();
        desk.turn(&pool, enable, &rules).await;
        assert!(begun.elapsed() >= Duration::from_millis(990), "{:?}", begun.elapsed());
        // Of another kind, and in another Region, nothing has gone yet.
        let other = PoolId::try_from("us-east-1_Other".to_owned()).expect("a pool");
        let begun = Instant::now();
        desk.turn(&pool, RateOf::List, &rules).await;
        desk.turn(&other, enable, &rules).await;
        assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_run_is_worked_at_once() {
        let (desk, run) = (Arc::new(BulkDesk::default()), Uuid::from_u128(1));
        let first = desk.begin(run);
        assert!(first.is_some() && desk.begin(run).is_none());
        drop(first);
        assert!(desk.begin(run).is_some());
    }
}
