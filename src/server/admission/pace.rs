//! How many places there are: found out from how late the process comes to what is due. A timer that is due waits in the same line as the answers of
//! Cognito and of the database, so that its lateness is what every step of every request has on top. Cognito's own slowness is none of it: a console that
//! only waits has places to spare.

use super::gate::{Gate, Lately};
use crate::features::pressure::Pressure;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Never fewer places: so few make nobody wait long, and a machine that is busy with something else answers all the same.
pub(super) const FEWEST: f64 = 32.0;
/// Never more.
const MOST: f64 = 512.0;
/// How often a timer is due.
const TICK: Duration = Duration::from_millis(5);
/// Of so many, the mean counts.
const TICKS: u32 = 8;
/// Later than this on the mean there are fewer places. A timer of tokio's is up to a millisecond late by itself.
const LATE: Duration = Duration::from_millis(8);
/// Sooner than this there may be more.
const SOON: Duration = Duration::from_millis(5);

/// Sets the limit while requests are under way; idle, it sleeps. Ends with the gate.
pub(super) async fn keep(gate: Weak<Gate>, work: Arc<Notify>, pressure: Arc<Pressure>) {
    loop {
        let mut late = Duration::ZERO;
        for _ in 0..TICKS {
            let due = Instant::now() + TICK;
            sleep_until(due).await;
            late += due.elapsed();
        }
        let Some(gate) = gate.upgrade() else { return };
        let (mean, lately) = (late / TICKS, gate.lately());
        gate.set_limit(next(lately, mean));
        pressure.set(mean > LATE || lately.was_full);
        let is_idle = gate.is_empty() && lately.most == 0;
        drop(gate);
        if is_idle {
            pressure.set(false);
            work.notified().await;
        }
    }
}

/// The next limit: down by a part of what was under way, up by a little where it was in somebody's way.
#[expect(clippy::cast_precision_loss, reason = "hundreds")]
fn next(lately: Lately, late: Duration) -> f64 {
    if late > LATE {
        // Twice as late, twice as far down, and never by more than a third at a time.
        let part = ((late.as_secs_f64() / LATE.as_secs_f64() - 1.0) * 0.15).clamp(0.03, 0.3);
        return (lately.limit.min(lately.most as f64) * (1.0 - part)).max(FEWEST);
    }
    if late < SOON && lately.was_full {
        return (lately.limit * 1.05 + 1.0).min(MOST);
    }
    lately.limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    const fn lately(limit: f64, most: usize, was_full: bool) -> Lately {
        Lately { limit, most, was_full }
    }

    #[test]
    fn a_late_process_has_fewer_places_than_it_had_requests() {
        let late = LATE * 2;
        assert!(next(lately(100.0, 80, true), late) < 80.0);
        assert!(next(lately(100.0, 80, true), late) > 50.0);
        assert!(next(lately(100.0, 80, true), late * 10) > 50.0, "never by more than a third at a time");
        assert!(next(lately(100.0, 80, true), late) < next(lately(100.0, 80, true), LATE + Duration::from_micros(100)));
    }

    #[test]
    fn a_punctual_process_has_more_places_where_they_were_wanted_and_no_others() {
        let soon = Duration::from_millis(1);
        assert!(next(lately(100.0, 100, true), soon) > 100.0);
        assert!((next(lately(100.0, 30, false), soon) - 100.0).abs() < f64::EPSILON);
        assert!((next(lately(100.0, 100, true), (LATE + SOON) / 2) - 100.0).abs() < f64::EPSILON, "between the two it stays");
    }

    #[test]
    fn there_are_never_too_few_and_never_too_many() {
        let (mut limit, mut highest) = (MOST, FEWEST);
        for _ in 0..200 {
            limit = next(lately(limit, 1_000, true), LATE * 9);
            highest = next(lately(highest, 1_000, true), Duration::ZERO);
        }
        assert_eq!((limit.to_bits(), highest.to_bits()), (FEWEST.to_bits(), MOST.to_bits()));
    }

    #[tokio::test]
    async fn it_sleeps_while_nobody_asks_and_ends_with_its_gate() {
        let (gate, work, pressure) = (Gate::new(), Arc::new(Notify::new()), Arc::new(Pressure::default()));
        let keeper = tokio::spawn(keep(Arc::downgrade(&gate), Arc::clone(&work), Arc::clone(&pressure)));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!keeper.is_finished());
        // Awake, it would find that nobody waits.
        pressure.set(true);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(pressure.eased(Duration::from_secs(60)).now_or_never().is_none(), "nobody has looked");
        drop(gate);
        work.notify_one();
        tokio::time::timeout(Duration::from_secs(10), keeper).await.expect("an end").expect("no panic");
    }
}
