//! The form that sets a password, checked: how long the password lasts, where it comes from, and why.

use super::typed::TypedPassword;
use super::wire::SetPasswordForm;
use crate::domain::operation::Action;
use crate::domain::password::PasswordStyle;
use crate::domain::preflight::Help;
use crate::domain::reason::TicketRule;
use crate::features::effects::{Why, check_why};
use crate::features::forms::Press;
use crate::wire::FieldError;

/// How long the password lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Permanence {
    /// Until the next sign-in, where the user must change it.
    Temporary,
    /// Until somebody changes it.
    Permanent,
}

impl Permanence {
    /// What a form's word stands for; without one, the careful choice.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "" | "temporary" => Some(Self::Temporary),
            "permanent" => Some(Self::Permanent),
            _ => None,
        }
    }

    /// The way to help that it is.
    pub(super) fn help(self) -> Help {
        match self {
            Self::Temporary => Help::TemporaryPassword,
            Self::Permanent => Help::PermanentPassword,
        }
    }

    /// The right it takes.
    pub(super) fn action(self) -> Action {
        self.help().action()
    }
}

/// Where the password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// From chance.
    Generated(PasswordStyle),
    /// From the person at the desk.
    Typed,
}

impl Source {
    /// The word in records.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Generated(_) => "generated",
            Self::Typed => "typed",
        }
    }
}

/// What the form says, checked.
#[derive(Debug)]
pub(super) struct Chosen {
    pub why: Why,
    pub lasts: Permanence,
    pub source: Source,
}

/// Checks every field but the password's content, which takes the pool's own rules. Absent choices are the careful ones.
pub(super) fn check(form: &SetPasswordForm, typed: &TypedPassword, press: Press, tickets: &[TicketRule]) -> Result<Chosen, Vec<FieldError>> {
    let mut problems = Vec::new();
    let why = check_why(&form.desk, tickets, &mut problems);
    let mut problem = |field: &str, sentence: &str| problems.push(FieldError { field: field.to_owned(), sentence: sentence.to_owned() });
    let lasts = Permanence::from_word(&form.lasts);
    if lasts.is_none() {
        problem("lasts", "Choose whether the password is temporary or permanent.");
    }
    let source = match form.source.as_str() {
        "" | "generated" => Some(Source::Generated(PasswordStyle::Characters)),
        "words" => Some(Source::Generated(PasswordStyle::Words)),
        "typed" => Some(Source::Typed),
        _ => {
            problem("source", "Choose where the password comes from.");
            None
        }
    };
    // What is asked for is kept, and a password never: it is typed when it is set.
    if source == Some(Source::Typed) && typed.is_empty() && press != Press::Ask {
        problem("password", "Type the password, or have one generated.");
    }
    match (why, lasts, source) {
        (Some(why), Some(lasts), Some(source)) if problems.is_empty() => Ok(Chosen { why, lasts, source }),
        _ => Err(problems),
    }
}
