//! The form that looks a pasted list up.

use crate::domain::search::{LIST_LIMIT, pasted_list};
use crate::ui::{Button, Disclosure, Field, ListInput, described_by};
use leptos::prelude::*;

/// The form, behind a click; open where something is wrong with its list.
#[component]
pub(super) fn ListForm(
    /// The pool's id.
    pool: String,
    /// The list of this page, as pasted. Empty: none.
    list: String,
    /// What is wrong with it. Empty: nothing.
    error: String,
) -> impl IntoView {
    let is_open = !error.is_empty();
    let entries = entries_of(&list);
    let hint = format!("One a line, or separated by commas; {LIST_LIMIT} at most.");
    let described = described_by("list", &hint, &error);
    view! {
        <Disclosure summary="Look up a list" is_open=is_open>
            <form class="stack" action="/api/users/look-up" method="post">
                <input type="hidden" name="pool" value=pool />
                <Field id="list" label="E-mail addresses, phone numbers, usernames or subs" hint=hint error=error>
                    <ListInput id="list" name="list" entries=entries is_invalid=is_open described_by=described />
                </Field>
                <div>
                    <Button label="Look up all" />
                </div>
            </form>
        </Disclosure>
    }
}

/// The entries of a list as it was pasted; of what is no list, all of it.
pub(super) fn entries_of(list: &str) -> Vec<String> {
    let list = list.trim();
    if list.is_empty() { Vec::new() } else { pasted_list(list).unwrap_or_else(|| vec![list.to_owned()]) }
}
