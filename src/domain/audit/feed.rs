//! What sinks are given, and from where on.

/// What a sink is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedOf {
    /// Every record of the trail, by sequence.
    Records,
    /// Every checkpoint, by id.
    Checkpoints,
}

impl FeedOf {
    /// Both, in the order in which a sink is given them.
    pub const ALL: [Self; 2] = [Self::Records, Self::Checkpoints];

    /// The word in the configuration and in the table of cursors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Checkpoints => "checkpoints",
        }
    }

    /// What this word means.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.name() == name)
    }
}

/// Where a sink begins that has no cursor yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFrom {
    /// With the first record and the first checkpoint that there are.
    Start,
    /// With what is appended after it was configured.
    Now,
}
