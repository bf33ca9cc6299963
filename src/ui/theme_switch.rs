use leptos::prelude::*;

/// Light, dark, or as the computer has it: a form that posts `theme`, for the server to keep and to write
/// as `data-theme` on `<html>`. Children are hidden inputs: where to return to, a request token.
#[component]
pub fn ThemeSwitch(
    /// Where the form goes.
    #[prop(into)]
    action: String,
    /// `light`, `dark`, or empty: as the computer has it.
    #[prop(into, optional)]
    current: String,
    /// Hidden inputs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <form class="theme-switch" action=action method="post" aria-label="Theme">
            {children.map(|children| children())}
            {[("", "Automatic"), ("light", "Light"), ("dark", "Dark")]
                .map(|(value, label)| {
                    view! {
                        <button
                            class="button button--quiet button--small"
                            type="submit"
                            name="theme"
                            value=value
                            aria-pressed=if value == current { "true" } else { "false" }
                        >
                            {label}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}
