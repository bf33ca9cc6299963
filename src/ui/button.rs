use leptos::prelude::*;

use crate::ui::attribute::given;

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// What most people come for. One a page.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// It takes something away.
    Danger,
    /// Looks like a link.
    Quiet,
}

impl ButtonKind {
    /// The block's classes.
    #[must_use]
    pub fn class(self, is_small: bool) -> String {
        let kind = match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Danger => "button button--danger",
            Self::Quiet => "button button--quiet",
        };
        if is_small { format!("{kind} button--small") } else { kind.to_owned() }
    }
}

impl From<&str> for ButtonKind {
    /// A word that is no kind is secondary: a wrong look must not stop a page.
    fn from(word: &str) -> Self {
        match word {
            "primary" => Self::Primary,
            "danger" => Self::Danger,
            "quiet" => Self::Quiet,
            _ => Self::Secondary,
        }
    }
}

/// A button that submits the form it stands in.
#[component]
pub fn Button(
    /// What it does, verb first.
    #[prop(into)]
    label: String,
    /// `primary`, `secondary`, `danger` or `quiet`.
    #[prop(into, optional)]
    kind: ButtonKind,
    /// Smaller, beside other things.
    #[prop(optional)]
    is_small: bool,
    /// The name it adds to the form.
    #[prop(into, optional)]
    name: String,
    /// The value under that name.
    #[prop(into, optional)]
    value: String,
    /// Another place to send the form to.
    #[prop(into, optional)]
    formaction: String,
    /// The id of the form, where it stands outside.
    #[prop(into, optional)]
    form: String,
    /// What it does, where the label alone does not say: "Remove ticket".
    #[prop(into, optional)]
    aria_label: String,
    /// Whether the form is sent without the browser's own checks.
    #[prop(optional)]
    skips_checks: bool,
    /// Whether it cannot be pressed. Say why beside it.
    #[prop(optional)]
    is_disabled: bool,
) -> impl IntoView {
    view! {
        <button
            class=kind.class(is_small)
            type="submit"
            name=given(&name)
            value=given(&value)
            formaction=given(&formaction)
            form=given(&form)
            formnovalidate=skips_checks
            aria-label=given(&aria_label)
            disabled=is_disabled
        >
            {label}
        </button>
    }
}
