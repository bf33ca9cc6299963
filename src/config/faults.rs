//! Faults of a configuration, collected so that one run names them all.

use super::lines::Lines;
use std::ops::RangeInclusive;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// The setting's name, as in the file.
    pub setting: String,
    /// What is wrong and what would be right. Holds no secret.
    pub problem: String,
    /// The line of the file, for settings of the policy and of what goes with it: there are many of one name.
    pub line: Option<usize>,
}

impl std::fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{} (line {line}): {}", self.setting, self.problem),
            None => write!(f, "{}: {}", self.setting, self.problem),
        }
    }
}

/// Tables whose faults are told with their line.
const LINED: [&str; 4] = ["policy", "velocity", "hooks", "canaries"];

/// The faults so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<ConfigFault>);

impl Faults {
    pub fn add(&mut self, setting: &str, problem: impl Into<String>) {
        self.0.push(ConfigFault { setting: setting.to_owned(), problem: problem.into(), line: None });
    }

    /// The value, or its fault kept.
    pub fn keep<T>(&mut self, setting: &str, value: Result<T, String>) -> Option<T> {
        value.map_err(|problem| self.add(setting, problem)).ok()
    }

    /// A number within its range, or the default with a fault kept.
    pub fn within(&mut self, setting: &str, value: Option<u64>, default: u64, range: RangeInclusive<u64>) -> u64 {
        match value {
            Some(value) if !range.contains(&value) => {
                self.add(setting, format!("{value} is out of range: {} to {}", range.start(), range.end()));
                default
            }
            value => value.unwrap_or(default),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_list(self, lines: &Lines) -> Vec<ConfigFault> {
        let with_line = |fault: ConfigFault| {
            let has_line = LINED.iter().any(|table| fault.setting.starts_with(table));
            let line = lines.of_setting(&fault.setting).filter(|_| has_line);
            ConfigFault { line, ..fault }
        };
        self.0.into_iter().map(with_line).collect()
    }
}
