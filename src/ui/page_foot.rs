use leptos::prelude::*;

/// The last line of every page. Children stand side by side: words, links, the theme switch.
#[component]
pub fn PageFoot(
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <footer class="page-foot">{children()}</footer>
    }
}
