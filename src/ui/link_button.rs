use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::button::ButtonKind;

/// A link that looks like a button: it leads on and changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What is there.
    #[prop(into)]
    label: String,
    /// `primary`, `secondary`, `danger` or `quiet`.
    #[prop(into, optional)]
    kind: ButtonKind,
    /// Smaller, beside other things.
    #[prop(optional)]
    is_small: bool,
    /// The file's name, where it is fetched rather than shown.
    #[prop(into, optional)]
    download: String,
) -> impl IntoView {
    view! {
        <a class=kind.class(is_small) href=href download=given(&download)>
            {label}
        </a>
    }
}
