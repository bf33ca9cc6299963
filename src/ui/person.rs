use leptos::prelude::*;

/// The person signed in. Children stand beside the name: further links, and the form that signs out.
#[component]
pub fn Person(
    /// One or two letters.
    #[prop(into)]
    initials: String,
    /// The name.
    #[prop(into)]
    name: String,
    /// In which role.
    #[prop(into)]
    role: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="person">
            <span class="person__initials" aria-hidden="true">{initials}</span>
            <span class="person__text">
                <bdi class="person__name">{name}</bdi>
                <span class="person__role">{role}</span>
            </span>
        </div>
        {children()}
    }
}
