use leptos::prelude::*;

/// The column a page stands in, and the place the skip link leads to.
#[component]
pub fn Page(
    /// `wide` for tables, `text` for reading. Empty: the usual width.
    #[prop(into, optional)]
    width: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let class = if width.is_empty() { "page".to_owned() } else { format!("page page--{width}") };
    view! {
        <main class=class id="main" tabindex="-1">
            {children()}
        </main>
    }
}
