//! Faults by dice: a bad day that can be had again, because the dice are seeded.

use std::collections::BTreeMap;
use std::fmt;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::FaultKind;

/// What random faults are asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomFaults {
    /// The same seed gives the same faults.
    pub seed: u64,
    /// The names of operations, or `*` for all.
    pub operations: Vec<String>,
    /// How many of the calls meet a fault: 0 to 1.
    pub share: f64,
    /// What goes wrong, each as often as the others.
    #[serde(default = "usual_kinds")]
    pub kinds: Vec<FaultKind>,
}

fn usual_kinds() -> Vec<FaultKind> {
    ["cut_before", "cut_after", "garbage", "unavailable", "throttle", "internal_error"].into_iter().filter_map(FaultKind::of_word).collect()
}

impl RandomFaults {
    /// Whether an operation is among those that meet faults.
    pub fn includes(&self, operation: &str) -> bool {
        self.operations.iter().any(|name| name == operation || name == "*")
    }
}

/// Random faults at work, and what they have done.
#[derive(Debug, Clone, Serialize)]
pub struct Dice {
    #[serde(flatten)]
    asked: RandomFaults,
    /// The calls of these operations so far.
    calls: u64,
    /// How many of them met what.
    met: BTreeMap<&'static str, u64>,
    #[serde(skip)]
    by_target: BTreeMap<(String, String), u64>,
}

impl Dice {
    /// Dice that nobody has thrown yet.
    pub const fn new(asked: RandomFaults) -> Self {
        Self { asked, calls: 0, met: BTreeMap::new(), by_target: BTreeMap::new() }
    }

    /// What meets a call of an operation about somebody. It follows from the seed and from how many
    /// calls of the operation were about them before: what else goes on at the same time, and in
    /// which order, does not change it.
    pub fn throw(&mut self, operation: &str, target: &str) -> Option<FaultKind> {
        if !self.asked.includes(operation) {
            return None;
        }
        let nth = self.by_target.entry((operation.to_owned(), target.to_owned())).or_default();
        *nth += 1;
        self.calls += 1;
        let seed = Sha256::digest(format!("{} {operation} {nth} {target}", self.asked.seed));
        let mut dice = StdRng::from_seed(seed.into());
        if dice.random::<f64>() >= self.asked.share || self.asked.kinds.is_empty() {
            return None;
        }
        let kind = *self.asked.kinds.get(dice.random_range(0..self.asked.kinds.len()))?;
        *self.met.entry(kind.word()).or_default() += 1;
        Some(kind)
    }
}

impl fmt::Display for Dice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let met: u64 = self.met.values().sum();
        let RandomFaults { seed, operations, share, .. } = &self.asked;
        write!(f, "Random faults (seed {seed}, share {share}) for {}: {met} of {} calls met one.", operations.join(", "), self.calls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(seed: u64, share: f64) -> Dice {
        Dice::new(RandomFaults { seed, operations: vec!["ListUsers".to_owned()], share, kinds: usual_kinds() })
    }

    #[test]
    fn the_same_seed_gives_everybody_the_same_faults_in_any_order() {
        let (mut forth, mut back) = (dice(7, 0.6), dice(7, 0.6));
        let names: Vec<String> = (0..500).map(|number| format!("user{number}")).collect();
        let met: BTreeMap<_, _> = names.iter().map(|name| (name, [(); 2].map(|()| forth.throw("ListUsers", name)))).collect();
        for name in names.iter().rev() {
            assert_eq!([(); 2].map(|()| back.throw("ListUsers", name)), met[name], "{name}");
        }
        let mut other = dice(8, 0.6);
        assert!(names.iter().any(|name| other.throw("ListUsers", name) != met[name][0]));
    }

    #[test]
    fn about_the_share_meets_a_fault_and_every_kind_comes_up() {
        let mut dice = dice(1, 0.6);
        let met = (0..1000).filter(|number| dice.throw("ListUsers", &number.to_string()).is_some()).count();
        assert!((540..660).contains(&met), "{met}");
        assert_eq!((dice.met.len(), dice.met.values().sum::<u64>(), dice.calls), (6, met as u64, 1000));
        assert!(dice.met.values().all(|times| *times > 60), "{:?}", dice.met);
    }

    #[test]
    fn a_share_of_nothing_and_of_all_and_other_operations() {
        let (mut none, mut all) = (dice(1, 0.0), dice(1, 1.0));
        for number in 0..100 {
            let target = number.to_string();
            assert!(none.throw("ListUsers", &target).is_none() && all.throw("ListUsers", &target).is_some());
            assert!(all.throw("AdminGetUser", &target).is_none());
        }
    }
}
