//! What the user's page says of a form that was filled in from a document.

use crate::domain::preflight::Help;
use crate::features::forms::draft::Draft;
use crate::ui::Notice;
use leptos::prelude::*;

/// That nothing was sent, what became of a password, and where another form stands than the document is for.
pub(super) fn filled_notice(draft: &Draft, wanted: Option<Help>, shown: Option<Help>) -> Option<AnyView> {
    let document = draft.document?;
    let other = wanted.filter(|wanted| shown.is_none_or(|shown| shown.action() != wanted.action() && !is_password(*wanted, shown)));
    let title = if other.is_some() { "Your document was read. Nothing was sent." } else { "Filled in from your document. Nothing was sent." };
    let other = other.map(|wanted| view! { <p>{format!("It is for “{}”, which is not possible now. Why stands above or below.", wanted.title())}</p> });
    let password = document.had_password.then(|| view! { <p>"The password in the document was not kept. Have one generated, or type it anew."</p> });
    let notice = view! { <Notice tone="info" live="status" title=title is_plain=true>{other} {password}</Notice> };
    Some(notice.into_any())
}

/// Both kinds of password have one form.
fn is_password(one: Help, other: Help) -> bool {
    [one, other].into_iter().all(|help| matches!(help, Help::TemporaryPassword | Help::PermanentPassword))
}
