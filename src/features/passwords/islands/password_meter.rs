//! The field for a typed password. A plain field with the pool's rules beside it, without scripts; with them each rule says at once
//! whether it is met, and a pause in the typing asks the server whether the password is easy to guess.

use crate::domain::password::PasswordPolicy;
use crate::features::passwords::TypedPassword;
use crate::features::passwords::api::check_password;
use crate::ui::{CheckItem, Checklist};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// So long nothing is typed before the server is asked.
const PAUSE: Duration = Duration::from_millis(500);

/// The field, its rules, and what the server says of it.
#[island]
pub fn PasswordMeter(
    /// The pool's rules; `None` where nobody can tell them now.
    policy: Option<PasswordPolicy>,
    /// The user's names: words that must not be in it.
    words: Vec<String>,
    /// What was wrong with the last one; empty: nothing.
    error: String,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    // Of the password that stands there now; `None` while nobody has asked yet.
    let verdict = RwSignal::new(None::<String>);
    let is_shown = RwSignal::new(false);
    let is_live = RwSignal::new(false);
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let words = StoredValue::new(words);
    Effect::new(move || is_live.set(true));

    let ask = move || {
        let text = typed.get_untracked();
        if text.is_empty() || policy.is_some_and(|policy| !policy.broken(&text).is_empty()) {
            return;
        }
        spawn_local(async move {
            let answer = check_password(TypedPassword::new(text.clone()), words.get_value()).await;
            // Typed on meanwhile: this answer is old.
            if typed.get_untracked() == text {
                verdict.set(answer.ok());
            }
        });
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        verdict.set(None);
        pause.update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
            *waiting = set_timeout_with_handle(ask, PAUSE).ok();
        });
    };
    let has_error = !error.is_empty();
    let rules = policy
        .into_iter()
        .flat_map(|policy| policy.rules().into_iter().map(move |rule| (policy, rule)))
        .map(|(policy, rule)| {
            let state = move || match typed.with(|text| (text.is_empty(), policy.is_met(rule, text))) {
                (true, _) => "",
                (false, true) => "met",
                (false, false) => "unmet",
            };
            view! { {move || view! { <CheckItem state=state() text=rule.sentence(&policy) /> }} }
        })
        .collect_view();
    let strength = move || {
        let (state, text) = match verdict.get() {
            None => ("", "Hard to guess, and none of the common passwords or their names".to_owned()),
            Some(sentence) if sentence.is_empty() => ("met", "Hard to guess".to_owned()),
            Some(sentence) => ("unmet", sentence),
        };
        view! { <CheckItem state=state text=text /> }
    };
    view! {
        <div class=if has_error { "field field--error" } else { "field" }>
            <label class="field__label" for="password">
                "Password"
            </label>
            {has_error.then(|| view! { <p class="field__error" id="password-error"><span class="visually-hidden">"Error: "</span>{error}</p> })}
            <div class="typed-password">
                <input
                    class="text-input text-input--mono"
                    id="password"
                    name="password"
                    type=move || if is_shown.get() { "text" } else { "password" }
                    autocomplete="new-password"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=has_error.then_some("true")
                    aria-describedby=if has_error { "password-error password-rules" } else { "password-rules" }
                    on:input=on_input
                />
                <button class="button" type="button" hidden=move || !is_live.get() aria-pressed=move || is_shown.get().to_string() on:click=move |_| is_shown.update(|shown| *shown = !*shown)>
                    {move || if is_shown.get() { "Hide" } else { "Show" }}
                </button>
            </div>
            <div id="password-rules">
                <Checklist>{rules} {strength}</Checklist>
            </div>
        </div>
    }
}
