//! The kinds of records, and how something ended: closed lists of words.

use serde::{Deserialize, Serialize};

/// What a record tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Something is about to be done.
    Intent,
    /// How an intent ended.
    Outcome,
    /// Policy said no; nothing was called.
    Denied,
    /// Something was searched or read.
    Read,
    /// Staff signed in, were refused, or signed out; sessions ended.
    SignIn,
    /// A form was checked to the end, without an effect.
    Check,
    /// What reading the user again told of an outcome that was unknown.
    Reconciled,
    /// An approval was asked for, decided on, or came to nothing.
    Escalation,
    /// A bulk run was prepared, started, confirmed, paused, resumed, cancelled, or ended.
    Run,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [Self::Intent, Self::Outcome, Self::Denied, Self::Read, Self::SignIn, Self::Check, Self::Reconciled, Self::Escalation, Self::Run];

    /// The stable word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Outcome => "outcome",
            Self::Denied => "denied",
            Self::Read => "read",
            Self::SignIn => "sign_in",
            Self::Check => "check",
            Self::Reconciled => "reconciled",
            Self::Escalation => "escalation",
            Self::Run => "run",
        }
    }

    /// The kind with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Records of this kind begin an action; the others follow one under the same id.
    pub fn opens(self) -> bool {
        !matches!(self, Self::Outcome | Self::Reconciled)
    }
}

/// How something ended. Each has a word and a look of its own, and there is never a tick for a maybe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done, and Cognito said so.
    Succeeded,
    /// Cognito said no; nothing changed.
    Refused,
    /// Policy said no; Cognito was not asked.
    Denied,
    /// The request provably never took effect: not connected, throttled.
    NotSent,
    /// Nobody can tell yet whether it took effect.
    Unknown,
    /// It was unknown; the user, read again, shows that it was done.
    TookEffect,
    /// It was unknown; the user, read again, shows that nothing was done.
    NoEffect,
    /// It was unknown, and reading the user again does not tell.
    Unresolved,
    /// A check: it would be done, as far as can be told. Cognito was not asked.
    WouldWork,
    /// A check: it would be refused. Cognito was not asked.
    WouldNotWork,
}

impl Outcome {
    /// All outcomes, for filters.
    pub const ALL: [Self; 10] =
        [Self::Succeeded, Self::Refused, Self::Denied, Self::NotSent, Self::Unknown, Self::TookEffect, Self::NoEffect, Self::Unresolved, Self::WouldWork, Self::WouldNotWork];

    /// The stable word in the database and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::NotSent => "not_sent",
            Self::Unknown => "unknown",
            Self::TookEffect => "took_effect",
            Self::NoEffect => "no_effect",
            Self::Unresolved => "unresolved",
            Self::WouldWork => "would_work",
            Self::WouldNotWork => "would_not_work",
        }
    }

    /// The outcome with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// The word that staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Refused => "Refused by Cognito",
            Self::Denied => "Denied by policy",
            Self::NotSent => "Not sent",
            Self::Unknown => "Unknown",
            Self::TookEffect => "Took effect",
            Self::NoEffect => "Had no effect",
            Self::Unresolved => "Unresolved",
            Self::WouldWork => "Would work",
            Self::WouldNotWork => "Would not work",
        }
    }
}
