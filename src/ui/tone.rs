//! What a colour means, as a word.

/// The tone of a notice, a tag or an entry. Each has its own colour *and* its own shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Says what is, without judging it.
    #[default]
    Neutral,
    /// Worth knowing.
    Info,
    /// It was done.
    Success,
    /// Needs attention before going on.
    Warning,
    /// It was refused, or it destroys something.
    Danger,
    /// Our own rules forbid it.
    Denied,
    /// Nobody knows yet whether it happened.
    Unknown,
}

impl Tone {
    /// The word that stylesheets select by, in `data-tone`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

impl From<&str> for Tone {
    /// A word that is no tone is neutral: a wrong look must not stop a page.
    fn from(word: &str) -> Self {
        match word {
            "info" => Self::Info,
            "success" => Self::Success,
            "warning" => Self::Warning,
            "danger" => Self::Danger,
            "denied" => Self::Denied,
            "unknown" => Self::Unknown,
            _ => Self::Neutral,
        }
    }
}

impl From<String> for Tone {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}
