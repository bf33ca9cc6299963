//! How an action ended, as filters and counts say it.

use super::audit_log::TrailRow;
use crate::domain::audit::{Outcome, RecordKind};

/// How an action ended, as a filter says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With this outcome, as far as is known by now. What was read did not succeed at anything: that is [`Ending::Read`].
    As(Outcome),
    /// It was read.
    Read,
    /// Not yet: intents without an outcome.
    Open,
    /// It was a check, however that ended.
    Check,
    /// Someone has to look: it is under way, unknown, or stayed unresolved.
    Attention,
    /// It was not done: refused, denied, not sent, or without effect.
    Failed,
}

impl Ending {
    /// The words of those endings that are no outcome.
    pub const GROUPS: [(&str, Self); 5] = [("attention", Self::Attention), ("failed", Self::Failed), ("read", Self::Read), ("open", Self::Open), ("checks", Self::Check)];
    /// The outcomes of [`Ending::Attention`], beside those that have none yet.
    pub const IN_DOUBT: [Outcome; 2] = [Outcome::Unknown, Outcome::Unresolved];
    /// The outcomes of [`Ending::Failed`].
    pub const NOT_DONE: [Outcome; 4] = [Outcome::Refused, Outcome::Denied, Outcome::NotSent, Outcome::NoEffect];

    /// The ending with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        let group = Self::GROUPS.into_iter().find(|(word, _)| *word == name).map(|(_, ending)| ending);
        group.or_else(|| Outcome::from_name(name).map(Self::As))
    }

    /// Whether an action ended so.
    pub fn is_of(self, row: &TrailRow) -> bool {
        let is_one = |outcomes: &[Outcome]| row.ended().is_some_and(|ended| outcomes.contains(&ended));
        match self {
            Self::As(outcome) => Column::of(row) == Column::Ended(outcome),
            Self::Read => Column::of(row) == Column::Read,
            Self::Open => row.is_open(),
            Self::Check => row.opening.entry.kind == RecordKind::Check,
            Self::Attention => row.is_open() || is_one(&Self::IN_DOUBT),
            Self::Failed => is_one(&Self::NOT_DONE),
        }
    }
}

/// What an action is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// What ended so.
    Ended(Outcome),
    /// What was read.
    Read,
    /// What has no outcome.
    Without,
}

impl Column {
    /// How many there are.
    pub const COUNT: usize = Outcome::ALL.len() + 2;

    /// All of them, in the order of a table.
    pub fn all() -> impl Iterator<Item = Self> {
        Outcome::ALL.into_iter().map(Self::Ended).chain([Self::Read, Self::Without])
    }

    /// That of an action.
    pub fn of(row: &TrailRow) -> Self {
        match row.ended() {
            Some(Outcome::Succeeded) if row.opening.entry.kind == RecordKind::Read => Self::Read,
            Some(outcome) => Self::Ended(outcome),
            None => Self::Without,
        }
    }

    /// Its word as a filter; see [`Ending::from_name`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Ended(outcome) => outcome.name(),
            Self::Read => "read",
            Self::Without => "open",
        }
    }
}
