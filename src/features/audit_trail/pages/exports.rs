//! The forms that take records away: what fits the filters, or everything.

use crate::domain::operation::Action;
use crate::features::audit_trail::TrailQuery;
use crate::features::console::here;
use crate::features::forms::AskedAgain;
use crate::ui::{Button, Notice};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Said to whoever comes back from a fresh sign-in that an export asked for, as the address tells.
fn signed_in_again() -> Option<impl IntoView> {
    let comes_back = use_query_map().get_untracked().get("signed_in").as_deref() == Some("again");
    let is_fresh = here().is_ok_and(|(console, caller)| !caller.must_sign_in_again(&console, &[Action::ExportTrail]));
    (comes_back && is_fresh).then(|| view! { <Notice tone="info" live="status" is_plain=true title="You signed in again. Export it now." /> })
}

/// Both forms for what fits the filters, which they carry.
pub(super) fn export_of(query: &TrailQuery) -> impl IntoView + use<> {
    let carried = query.fields().into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>();
    let form = |format: &'static str, label: &'static str| {
        let fields = carried.iter().map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> }).collect_view();
        view! {
            <form action="/audit/export" method="post">
                <input type="hidden" name="format" value=format />
                {fields}
                <Button label=label is_small=true />
            </form>
        }
    };
    view! {
        <section class="export no-print" aria-label="Export" id="export">
            {signed_in_again()}
            <div class="button-row">{form("csv", "Export CSV")} {form("jsonl", "Export JSON Lines")} <AskedAgain action=Action::ExportTrail /></div>
            <p class="soft small">
                "Every record of the actions that fit these filters, oldest first. CSV is for a spreadsheet. JSON Lines is for the verifier: its last line is signed over the whole file, so that nobody can change it afterwards. Whether others fit as well it cannot show; take " <a href="/audit/proof">"the whole trail"</a> " for that. That you exported them is a record too."
            </p>
        </section>
    }
}

/// The form for the whole trail.
pub(super) fn export_of_everything() -> impl IntoView {
    view! {
        {signed_in_again()}
        <form action="/audit/export" method="post" id="export" class="button-row">
            <input type="hidden" name="format" value="jsonl" />
            <input type="hidden" name="everything" value="on" />
            <Button label="Export the whole trail" />
            <AskedAgain action=Action::ExportTrail />
        </form>
    }
}
