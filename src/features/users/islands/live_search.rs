//! The search box. A plain form without scripts; with them it shows who is found while one types.

use crate::features::users::api::search_users;
use crate::features::users::wire::{SearchAnswer, UserRow};
use crate::wire::ApiError;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use std::time::Duration;

/// So long nothing is typed before we ask.
const PAUSE: Duration = Duration::from_millis(250);
/// Fewer characters would find half the pool.
const SHORTEST: usize = 3;
/// Rows under the box; the page itself has them all.
const SHOWN: usize = 8;

/// What stands under the box.
#[derive(Debug, Clone, PartialEq)]
enum Under {
    Nothing,
    Found(SearchAnswer),
    Failed(ApiError),
}

/// The large search form. Never more than one request is under way, so that an older answer can never replace a newer one.
#[island]
pub fn LiveSearch(
    /// The pool's id.
    pool: String,
    /// What was searched.
    query: String,
    /// What is wrong with it; empty: nothing.
    error: String,
) -> impl IntoView {
    let typed = RwSignal::new(query.clone());
    let under = RwSignal::new(Under::Nothing);
    let is_asking = RwSignal::new(false);
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let asked_pool = StoredValue::new(pool.clone());

    let ask = move || {
        spawn_local(async move {
            if is_asking.get_untracked() {
                return;
            }
            is_asking.set(true);
            loop {
                let text = typed.get_untracked();
                let answer = if text.trim().chars().count() < SHORTEST {
                    Under::Nothing
                } else {
                    match search_users(asked_pool.get_value(), text.clone(), None).await {
                        Ok(answer) => Under::Found(answer),
                        Err(error) => Under::Failed(error),
                    }
                };
                // Typed on meanwhile: this answer is old already, and the newer question comes next.
                if typed.get_untracked() == text {
                    under.set(answer);
                    break;
                }
            }
            is_asking.set(false);
        });
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        pause.update_value(|waiting| {
            if let Some(waiting) = waiting.take() {
                waiting.clear();
            }
            *waiting = set_timeout_with_handle(ask, PAUSE).ok();
        });
    };
    let close = move || {
        under.set(Under::Nothing);
    };
    let has_error = !error.is_empty();
    view! {
        <form class="find-form find-form--large" action="/users" method="get" role="search" on:keydown=move |event| move_focus(&event, close)>
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
                    on:input=on_input
                />
                <kbd class="find-form__key" aria-hidden="true">
                    "/"
                </kbd>
                {move || results(under.get())}
            </div>
            <button class="button" type="submit">
                "Search"
            </button>
            {has_error.then(|| view! { <p class="field__error" id="q-error"><span class="visually-hidden">"Error: "</span>{error.clone()}</p> })}
            <p class="visually-hidden" role="status" aria-live="polite">
                {move || spoken(&under.get())}
            </p>
        </form>
    }
}

fn results(under: Under) -> AnyView {
    match under {
        Under::Nothing => ().into_any(),
        Under::Failed(error) => view! { <div class="live-results"><p class="live-results__message">{error.code.title()} " " {error.code.advice()}</p></div> }.into_any(),
        Under::Found(answer) if answer.rows.is_empty() && answer.next.is_some() => {
            view! { <div class="live-results"><p class="live-results__message">"Nobody so far. Press Enter to search on."</p></div> }.into_any()
        }
        Under::Found(answer) if answer.rows.is_empty() => {
            view! { <div class="live-results"><p class="live-results__message">{format!("Nobody found. Looked in {}.", answer.looked_in)}</p></div> }.into_any()
        }
        Under::Found(answer) => {
            let more = answer.rows.len() > SHOWN || answer.next.is_some();
            view! {
                <ul class="live-results" aria-label="Users found">
                    {answer.rows.into_iter().take(SHOWN).map(result).collect_view()}
                    {more.then(|| view! { <li class="live-results__message">"Press Enter to see more."</li> })}
                </ul>
            }
            .into_any()
        }
    }
}

fn result(row: UserRow) -> impl IntoView {
    let tone = match row.tone.as_str() {
        "ok" => "success",
        "attention" => "warning",
        _ => "neutral",
    };
    view! {
        <li class="live-results__item">
            <a class="live-results__link" href=row.href>
                <bdi class="live-results__name">{row.name}</bdi>
                <span class="tag tag--mono" data-tone=tone>
                    {row.status}
                </span>
                <span class="live-results__detail">
                    <bdi>{row.username}</bdi>
                    {(!row.contact.is_empty()).then(|| view! { " · " <bdi>{row.contact}</bdi> })}
                    " · "
                    {row.next_step}
                </span>
            </a>
        </li>
    }
}

fn spoken(under: &Under) -> String {
    match under {
        Under::Nothing => String::new(),
        Under::Failed(error) => error.code.title().to_owned(),
        Under::Found(answer) => match answer.rows.len() {
            0 => "Nobody found".to_owned(),
            1 => "1 user found".to_owned(),
            count => format!("{count} users found"),
        },
    }
}

/// Arrow keys walk through the results, Escape closes them and leads back to the box.
fn move_focus(event: &leptos::ev::KeyboardEvent, close: impl Fn()) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Escape" => 0,
        _ => return,
    };
    if step == 0 {
        // The first Escape closes the list, the next one empties the box as browsers do.
        if document().get_elements_by_class_name("live-results").length() > 0 {
            event.prevent_default();
        }
        // Before the list goes, and the focus with it.
        focus_box();
        return close();
    }
    let links = document().get_elements_by_class_name("live-results__link");
    let active = document().active_element();
    let place = (0..links.length()).find(|place| links.item(*place) == active && active.is_some());
    let next = match (place, step) {
        (None, 1) => Some(0),
        (None, _) => None,
        (Some(0), -1) => None,
        (Some(place), 1) => Some((place + 1).min(links.length().saturating_sub(1))),
        (Some(place), _) => Some(place - 1),
    };
    event.prevent_default();
    let Some(place) = next else { return focus_box() };
    focus(links.item(place));
}

fn focus_box() {
    focus(document().get_element_by_id("q"));
}

fn focus(element: Option<leptos::web_sys::Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
