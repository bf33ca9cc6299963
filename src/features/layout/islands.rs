//! The scripts of a page that has islands. Our own component instead of the framework's, which copies the nonce into a readable attribute.

use super::Assets;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use std::sync::Arc;

/// Loads the islands. Stands beside an island; pages without one load nothing.
#[component]
pub fn IslandScripts() -> impl IntoView {
    let asset = |file: &str| use_context::<Arc<Assets>>().map(|assets| assets.href(file)).unwrap_or_default();
    view! { <script type="module" src=asset("islands.js") nonce=use_nonce() data-module=asset("passdesk.js") data-wasm=asset("passdesk_bg.wasm")></script> }
}
