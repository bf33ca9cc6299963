//! Faults on demand: what the network and AWS do on a bad day, by operation.

mod exceptions;
mod kind;
mod meet;
mod random;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub use exceptions::{answer, is_access_denied};
pub use kind::FaultKind;
pub use meet::meet;
pub use random::{Dice, RandomFaults};

/// One fault that waits for calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The operation's name, or `*` for all.
    pub operation: String,
    /// What goes wrong; nothing but the delay when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FaultKind>,
    /// How many milliseconds a call waits first.
    #[serde(default)]
    pub delay_ms: u64,
    /// How many milliseconds the answer waits after the effect.
    #[serde(default)]
    pub delay_after_ms: u64,
    /// How many calls it meets; all until cleared when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

/// The faults that are set. They are not kept over a restart.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    set: Vec<Fault>,
    dice: Option<Dice>,
}

impl Faults {
    /// Adds a fault; the oldest one that fits a call meets it.
    pub fn add(&self, fault: Fault) {
        self.lock().set.push(fault);
    }

    /// Lets dice decide about the calls that no fault waits for.
    pub fn randomise(&self, asked: RandomFaults) {
        self.lock().dice = Some(Dice::new(asked));
    }

    /// Clears the dice alone.
    pub fn stop_dice(&self) {
        self.lock().dice = None;
    }

    /// Clears all faults, the dice among them.
    pub fn clear(&self) {
        *self.lock() = Waiting::default();
    }

    /// The faults that are set.
    pub fn list(&self) -> Vec<Fault> {
        self.lock().set.clone()
    }

    /// The dice, with what they have done so far.
    pub fn dice(&self) -> Option<Dice> {
        self.lock().dice.clone()
    }

    /// The fault that meets this call, counted down. `target` says whom the call is about: it is
    /// asked for only where dice decide.
    pub fn take(&self, operation: &str, target: impl FnOnce() -> String) -> Option<Fault> {
        let mut waiting = self.lock();
        let Waiting { set, dice } = &mut *waiting;
        let Some(place) = set.iter().position(|it| it.operation == operation || it.operation == "*") else {
            let kind = dice.as_mut()?.throw(operation, &target())?;
            return Some(Fault { operation: operation.to_owned(), kind: Some(kind), delay_ms: 0, delay_after_ms: 0, times: None });
        };
        let fault = set.get(place)?.clone();
        match fault.times {
            Some(times) if times > 1 => {
                if let Some(left) = set.get_mut(place) {
                    left.times = Some(times - 1);
                }
            }
            Some(_) => {
                set.remove(place);
            }
            None => {}
        }
        Some(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_meets_as_many_calls_as_it_says() {
        let faults = Faults::default();
        let fault = Fault { operation: "ListUsers".into(), kind: FaultKind::of_word("throttle"), delay_ms: 0, delay_after_ms: 0, times: Some(2) };
        faults.add(fault);
        let met = ["AdminGetUser", "ListUsers", "ListUsers", "ListUsers"].map(|operation| faults.take(operation, String::new).is_some());
        assert_eq!(met, [false, true, true, false]);
    }

    #[test]
    fn a_fault_that_waits_comes_before_the_dice() {
        let faults = Faults::default();
        let garbage = FaultKind::of_word("garbage");
        faults.randomise(RandomFaults { seed: 1, operations: vec!["*".to_owned()], share: 1.0, kinds: garbage.into_iter().collect() });
        faults.add(Fault { operation: "ListUsers".into(), kind: FaultKind::of_word("throttle"), delay_ms: 0, delay_after_ms: 0, times: Some(1) });
        let kinds = [(); 2].map(|()| faults.take("ListUsers", String::new).and_then(|fault| fault.kind));
        assert_eq!(kinds, [FaultKind::of_word("throttle"), garbage]);
        faults.clear();
        assert!(faults.take("ListUsers", String::new).is_none());
    }
}
