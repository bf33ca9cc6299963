use leptos::prelude::*;

/// The sign beside the name: a keyhole on a desk. It says nothing that the name does not.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <rect width="24" height="24" rx="6" fill="currentColor" />
            <path
                class="brand-mark__sign"
                d="M12 4.5a4 4 0 0 1 2 7.46l.9 4.04H9.1l.9-4.04a4 4 0 0 1 2-7.46ZM5.5 17.5h13v2h-13Z"
            />
        </svg>
    }
}
