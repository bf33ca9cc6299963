//! Faults on demand: what the network and AWS do on a bad day, by operation.

mod exceptions;
mod kind;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub use exceptions::answer;
pub use kind::FaultKind;

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
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Adds a fault; the oldest one that fits a call meets it.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Clears all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The faults that are set.
    pub fn list(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// The fault that meets this call, counted down.
    pub fn take(&self, operation: &str) -> Option<Fault> {
        let mut faults = self.lock();
        let place = faults.iter().position(|it| it.operation == operation || it.operation == "*")?;
        let fault = faults.get(place)?.clone();
        match fault.times {
            Some(times) if times > 1 => {
                if let Some(left) = faults.get_mut(place) {
                    left.times = Some(times - 1);
                }
            }
            Some(_) => {
                faults.remove(place);
            }
            None => {}
        }
        Some(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
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
        assert!(faults.take("AdminGetUser").is_none());
        assert!(faults.take("ListUsers").is_some());
        assert!(faults.take("ListUsers").is_some());
        assert!(faults.take("ListUsers").is_none());
    }
}
