//! The rows of the editor. Plain inputs and an "Add rows" button that posts, without scripts; rows come and go at once, and are
//! checked while one types, with them.

use crate::domain::client_metadata::{MetadataRow, problems_of, secret_look};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use serde::{Deserialize, Serialize};

/// A row as the server hands it over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditorRow {
    /// As typed.
    pub row: MetadataRow,
    /// What is wrong with it; empty: nothing.
    pub problem: String,
}

/// A row while it is being edited.
#[derive(Debug, Clone, Copy, PartialEq)]
struct LiveRow {
    key: RwSignal<String>,
    value: RwSignal<String>,
    problem: RwSignal<String>,
}

impl LiveRow {
    fn new(row: EditorRow) -> Self {
        Self { key: RwSignal::new(row.row.key), value: RwSignal::new(row.row.value), problem: RwSignal::new(row.problem) }
    }

    fn typed(&self) -> MetadataRow {
        MetadataRow { key: self.key.get(), value: self.value.get() }
    }
}

/// The rows, with their buttons.
#[island]
pub fn MetadataEditor(
    /// The rows to begin with, spare ones included.
    rows: Vec<EditorRow>,
) -> impl IntoView {
    let rows = RwSignal::new(rows.into_iter().map(LiveRow::new).collect::<Vec<_>>());
    let recheck = move || {
        let rows = rows.get_untracked();
        let typed: Vec<MetadataRow> = rows.iter().map(|row| MetadataRow { key: row.key.get_untracked(), value: row.value.get_untracked() }).collect();
        let problems = problems_of(&typed);
        for (place, row) in rows.iter().enumerate() {
            let sentence = problems.iter().find(|(problem, _)| *problem == place).map_or("", |(_, what)| what.sentence());
            if row.problem.get_untracked() != sentence {
                row.problem.set(sentence.to_owned());
            }
        }
    };
    let remove = move |place: usize| {
        rows.update(|rows| {
            rows.remove(place);
        });
        // The inputs stay where they are, and what was typed stays in them: those below move up by hand.
        for (place, row) in rows.get_untracked().iter().enumerate() {
            for (part, typed) in [("key", row.key), ("value", row.value)] {
                if let Some(input) = input(place, part) {
                    input.set_value(&typed.get_untracked());
                }
            }
        }
        recheck();
    };
    Effect::new(move || {
        // What was typed before the script arrived counts too.
        for (place, row) in rows.get_untracked().iter().enumerate() {
            for (part, typed) in [("key", row.key), ("value", row.value)] {
                if let Some(text) = input(place, part).map(|input| input.value()).filter(|text| *text != typed.get_untracked()) {
                    typed.set(text);
                }
            }
        }
    });
    let add = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        rows.update(|rows| rows.push(LiveRow::new(EditorRow::default())));
    };
    let count = move || {
        let typed: Vec<MetadataRow> = rows.get().iter().map(LiveRow::typed).filter(|row| !row.is_spare()).collect();
        let characters: usize = typed.iter().map(|row| row.key.trim().chars().count() + row.value.chars().count()).sum();
        let plural = if typed.len() == 1 { "" } else { "s" };
        format!("{} pair{plural}, {characters} characters", typed.len())
    };
    view! {
        <div class="pair-rows">
            {move || rows.get().into_iter().enumerate().map(|(place, row)| row_view(place, row, remove, recheck)).collect_view()}
            <div class="pair-rows__tools">
                <button class="button button--small" type="submit" name="add_rows" value="3" formnovalidate on:click=add>
                    "Add rows"
                </button>
                <span class="pair-rows__count">{count}</span>
            </div>
        </div>
    }
}

/// The input of a row.
fn input(place: usize, part: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(&format!("metadata-{place}-{part}"))?.dyn_into().ok()
}

fn row_view(place: usize, row: LiveRow, remove: impl Fn(usize) + Copy + 'static, recheck: impl Fn() + Copy + 'static) -> impl IntoView {
    let id = format!("metadata-{place}");
    let look = move || secret_look(&row.typed()).map(|look| look.sentence());
    let has_problem = move || !row.problem.get().is_empty();
    let described_by = {
        let id = id.clone();
        move || has_problem().then(|| format!("{id}-error"))
    };
    let described_too = described_by.clone();
    let error_id = format!("{id}-error");
    let (key_id, value_id) = (format!("{id}-key"), format!("{id}-value"));
    view! {
        <div class="pair-rows__row" role="group" id=id tabindex="-1" aria-label=format!("Pair {}", place + 1)>
            <div>
                <label class="visually-hidden" for=key_id.clone()>
                    "Key"
                </label>
                <input
                    class="text-input text-input--mono"
                    id=key_id
                    name=format!("metadata[{place}][key]")
                    value=row.key.get_untracked()
                    placeholder="Key"
                    autocomplete="off"
                    spellcheck="false"
                    dir="auto"
                    aria-invalid=move || has_problem().then_some("true")
                    aria-describedby=described_by
                    on:input=move |event| {
                        row.key.set(event_target_value(&event));
                        recheck();
                    }
                />
            </div>
            <div>
                <label class="visually-hidden" for=value_id.clone()>
                    "Value"
                </label>
                <input
                    class="text-input text-input--mono"
                    id=value_id
                    name=format!("metadata[{place}][value]")
                    value=row.value.get_untracked()
                    placeholder="Value"
                    autocomplete="off"
                    spellcheck="false"
                    dir="auto"
                    aria-invalid=move || has_problem().then_some("true")
                    aria-describedby=described_too
                    on:input=move |event| {
                        row.value.set(event_target_value(&event));
                        recheck();
                    }
                />
            </div>
            <button class="button pair-rows__remove" type="button" aria-label=format!("Remove pair {}", place + 1) on:click=move |_| remove(place)>
                "×"
            </button>
            {move || has_problem().then(|| view! { <p class="pair-rows__error" id=error_id.clone()><span class="visually-hidden">"Error: "</span>{row.problem.get()}</p> })}
            {move || look().map(|sentence| view! { <p class="pair-rows__warning">{sentence}</p> })}
        </div>
    }
}
