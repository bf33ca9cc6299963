//! What can be wrong with a trail, and how it is said.

/// What was done to the trail, as far as it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// A record says something else than it did.
    Edited,
    /// Records are missing between others.
    Deleted,
    /// A record stands where none was.
    Inserted,
    /// Two records changed places.
    Swapped,
    /// Records are missing at the end: this trail's own checkpoints know of more.
    Truncated,
    /// The whole trail is older than it was: a checkpoint kept elsewhere knows of more.
    RolledBack,
    /// The chain holds and is another one than the one that was sealed.
    Forked,
    /// A checkpoint is not what the console signed.
    ForgedSeal,
    /// A checkpoint is missing between others.
    MissingSeal,
    /// No checkpoint is made: what is recorded now can be written anew unseen.
    Unsealed,
    /// What is stored cannot be read.
    Unreadable,
    /// The database's own guards are not those that the console made.
    Guards,
    /// A list that is made from the records says something else than they do.
    Derived,
}

impl FaultKind {
    /// The word for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Inserted => "inserted",
            Self::Swapped => "swapped",
            Self::Truncated => "truncated",
            Self::RolledBack => "rolled back",
            Self::Forked => "forked",
            Self::ForgedSeal => "forged checkpoint",
            Self::MissingSeal => "checkpoint missing",
            Self::Unsealed => "not sealed",
            Self::Unreadable => "unreadable",
            Self::Guards => "guards changed",
            Self::Derived => "a derived list differs",
        }
    }

    /// Whether it is wrong with records, and has a range of them; else with what stands around them.
    pub fn concerns_records(self) -> bool {
        !matches!(self, Self::Guards | Self::Derived)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What was done.
    pub kind: FaultKind,
    /// The first record that is concerned.
    pub first: i64,
    /// The last one; beyond `first` where only a stretch can be named.
    pub last: i64,
    /// The rest of the sentence; it holds nothing of what records say.
    pub what: String,
}

impl Fault {
    pub(super) fn at(kind: FaultKind, sequence: i64, what: impl Into<String>) -> Self {
        Self { kind, first: sequence, last: sequence, what: what.into() }
    }

    pub(super) fn between(kind: FaultKind, first: i64, last: i64, what: impl Into<String>) -> Self {
        Self { kind, first, last: last.max(first), what: what.into() }
    }

    /// What it is and where it begins. How far it goes is left out: of some faults that grows with every record.
    pub fn beginning(&self) -> String {
        let Self { kind, first, last, .. } = self;
        match (kind.concerns_records(), first == last) {
            (false, _) => kind.words().to_owned(),
            (true, true) => format!("{}, record {first}", kind.words()),
            (true, false) => format!("{}, from record {first} on", kind.words()),
        }
    }

    /// Of a list that is made from the records.
    pub fn derived(sequence: i64, what: impl Into<String>) -> Self {
        Self::at(FaultKind::Derived, sequence, what)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, first, last, what } = self;
        match (kind.concerns_records(), first == last) {
            (false, _) => write!(f, "{}: {what}", kind.words()),
            (true, true) => write!(f, "{}, record {first}: {what}", kind.words()),
            (true, false) => write!(f, "{}, records {first} to {last}: {what}", kind.words()),
        }
    }
}
