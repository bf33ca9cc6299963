//! ClientMetadata as a record or a request has it, to be read.

use crate::ui::{Mono, visible};
use leptos::prelude::*;

/// A list of pairs. Key and value are parts of their own, and what shows nothing is shown: whoever reads it sees what the triggers get.
#[component]
pub fn MetadataPairs(
    /// Keys and values.
    pairs: Vec<(String, String)>,
) -> impl IntoView {
    let items = pairs.into_iter().map(|(key, value)| view! { <li><Mono text=visible(&key) />": "<Mono text=visible(&value) /></li> }).collect_view();
    view! { <ul>{items}</ul> }
}
