//! What the user's page says of a form that nobody typed here: it was filled in from a document, or from an earlier action.

use crate::domain::preflight::Help;
use crate::features::forms::draft::{Draft, FilledFrom};
use crate::ui::Notice;
use leptos::prelude::*;

/// That nothing was sent, what is not in the form, and where another form stands than the one that was meant.
pub(super) fn filled_notice(draft: &Draft, wanted: Option<Help>, shown: Option<Help>) -> Option<AnyView> {
    let filled_from = draft.filled_from?;
    let other = wanted.filter(|wanted| shown.is_none_or(|shown| shown.action() != wanted.action() && !are_passwords(*wanted, shown)));
    let title = match (filled_from, other.is_some()) {
        (FilledFrom::Document { .. }, false) => "Filled in from your document. Nothing was sent.",
        (FilledFrom::Document { .. }, true) => "Your document was read. Nothing was sent.",
        (FilledFrom::OwnAction { .. }, false) => "The same again, as a new action. Nothing was sent yet.",
        (FilledFrom::OwnAction { .. }, true) => "Nothing was sent.",
    };
    let other = other.map(|wanted| view! { <p>{format!("It is for “{}”, which is not possible now: the choices and the fold below them say why.", wanted.title())}</p> });
    let left_out = match filled_from {
        FilledFrom::Document { had_password: true } => Some("The password in the document was not kept. Have one generated, or type it anew."),
        FilledFrom::OwnAction { leaves_metadata_out: true } => Some("ClientMetadata is not in it: the trail does not keep all of its values. Say why anew."),
        FilledFrom::OwnAction { leaves_metadata_out: false } => Some("Say why anew: the reason was the earlier one's."),
        FilledFrom::Document { had_password: false } => None,
    };
    let left_out = left_out.map(|words| view! { <p>{words}</p> });
    let notice = view! { <Notice tone="info" live="status" title=title is_plain=true>{other} {left_out}</Notice> };
    Some(notice.into_any())
}

/// Both kinds of password have one form.
fn are_passwords(one: Help, other: Help) -> bool {
    [one, other].into_iter().all(|help| matches!(help, Help::TemporaryPassword | Help::PermanentPassword))
}
