//! How it went, in numbers.

use passdesk::domain::audit::Outcome;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Counts of endings, as recorded first and as told last.
#[derive(Default)]
pub struct Tally {
    met: AtomicU32,
    ends: Mutex<BTreeMap<(&'static str, &'static str), u32>>,
}

impl Tally {
    pub fn met(&self) {
        self.met.fetch_add(1, Ordering::Relaxed);
    }

    pub fn count(&self, outcome: Outcome, told: Outcome) {
        *self.ends.lock().expect("counts").entry((outcome.name(), told.name())).or_default() += 1;
    }

    fn of(&self, outcome: Outcome, told: Outcome) -> u32 {
        self.ends.lock().expect("counts").get(&(outcome.name(), told.name())).copied().unwrap_or_default()
    }

    /// The faults were met, most calls ended in doubt, and each verdict was given often: else the run has shown little.
    pub fn is_plausible(&self, faults: u32) {
        assert_eq!(self.met.load(Ordering::Relaxed), faults);
        let [took, none, open] = [Outcome::TookEffect, Outcome::NoEffect, Outcome::Unresolved].map(|told| self.of(Outcome::Unknown, told));
        let doubts = took + none + open;
        assert!(doubts > faults / 2 && took > doubts / 5 && none > doubts / 5, "{self}");
        assert_eq!(self.of(Outcome::Unknown, Outcome::Unknown), 0);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} faults", self.met.load(Ordering::Relaxed))?;
        for ((outcome, told), count) in &*self.ends.lock().expect("counts") {
            let words = if outcome == told { (*outcome).to_owned() } else { format!("{outcome}, {told}") };
            write!(formatter, "; {words}: {count}")?;
        }
        Ok(())
    }
}

/// Says how far it is, every ten seconds.
pub async fn report(tally: Arc<Tally>, began: Instant) {
    loop {
        tokio::time::sleep(Duration::from_secs(10)).await;
        eprintln!("{:>4} s: {tally}", began.elapsed().as_secs());
    }
}
