//! The search box. A plain form; `public/pkg/search.js` shows under it who is found while one types.

use crate::features::layout::Assets;
use crate::wire::ErrorCode;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use std::sync::Arc;

/// The large search form.
#[component]
pub(super) fn SearchBox(
    /// The pool's id.
    pool: String,
    /// What was searched.
    query: String,
    /// What is wrong with it; empty: nothing.
    error: String,
) -> impl IntoView {
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("search.js")).unwrap_or_default();
    let has_error = !error.is_empty();
    // All other errors come with their words; this one is of no server.
    let unreachable = format!("{} {}", ErrorCode::ConsoleUnreachable.title(), ErrorCode::ConsoleUnreachable.advice());
    view! {
        <form class="find-form find-form--large" action="/users" method="get" role="search" data-live-search data-unreachable=unreachable>
            <input type="hidden" name="pool" value=pool />
            <div class="find-form__box">
                <label class="visually-hidden" for="q">
                    "Find a user"
                </label>
                <input
                    class="find-form__input"
                    id="q"
                    type="search"
                    name="q"
                    value=query
                    placeholder="E-mail, phone, username, name or sub"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="auto"
                    aria-keyshortcuts="/"
                    aria-invalid=has_error.then_some("true")
                    aria-describedby=has_error.then_some("q-error")
                    autofocus=true
                />
                <kbd class="find-form__key" aria-hidden="true">
                    "/"
                </kbd>
            </div>
            <button class="button" type="submit">
                "Search"
            </button>
            {has_error.then(|| view! { <p class="field__error" id="q-error"><span class="visually-hidden">"Error: "</span>{error}</p> })}
            <p class="visually-hidden" role="status" aria-live="polite"></p>
        </form>
        <script defer src=script nonce=use_nonce()></script>
    }
}
