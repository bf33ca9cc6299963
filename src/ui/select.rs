use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::markup::Markup;

/// One of a list. Children are [`SelectOption`]s.
#[component]
pub fn Select(
    /// Its id, for the label.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// Whether it must be chosen.
    #[prop(optional)]
    is_required: bool,
    /// Whether its value was refused.
    #[prop(optional)]
    is_invalid: bool,
    /// Ids of its hint and error; see `described_by`.
    #[prop(into, optional)]
    described_by: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <select
            class="select"
            id=id
            name=name
            required=is_required
            aria-invalid=is_invalid.then_some("true")
            aria-describedby=given(&described_by)
        >
            {children()}
        </select>
    }
}

/// One entry of a [`Select`].
#[component]
pub fn SelectOption(
    /// What is sent.
    #[prop(into)]
    value: String,
    /// What is read.
    #[prop(into)]
    label: String,
    /// Whether it is the one chosen.
    #[prop(optional)]
    is_selected: bool,
    /// Whether it cannot be chosen.
    #[prop(optional)]
    is_disabled: bool,
) -> impl IntoView {
    view! {
        <option value=value selected=is_selected disabled=is_disabled>
            {label}
        </option>
    }
}

/// The same as [`SelectOption`], for long lists that are written as [`Markup`].
pub fn write_option(html: &mut Markup, value: &str, label: &str, is_selected: bool) {
    html.raw("<option").attribute("value", value).raw(if is_selected { " selected>" } else { ">" }).text(label).raw("</option>");
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_is_written_is_the_one_that_is_viewed() {
        for is_selected in [false, true] {
            let view = Owner::new().with(|| view! { <SelectOption value="a\"&b" label="A <b>" is_selected=is_selected /> }.to_html());
            let mut html = Markup::default();
            write_option(&mut html, "a\"&b", "A <b>", is_selected);
            assert_eq!(html.as_str(), view);
        }
    }
}
