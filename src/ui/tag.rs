use leptos::prelude::*;

use crate::ui::markup::Markup;
use crate::ui::tone::Tone;

/// A state in a word. Use `is_mono` for another system's own terms.
#[component]
pub fn Tag(
    /// What it means.
    #[prop(into, optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
    /// Monospace.
    #[prop(optional)]
    is_mono: bool,
) -> impl IntoView {
    let class = if is_mono { "tag tag--mono" } else { "tag" };
    view! {
        <span class=class data-tone=tone.as_str()>
            {text}
        </span>
    }
}

/// The same as [`Tag`], for rows that are written as [`Markup`].
pub fn write_tag(html: &mut Markup, tone: Tone, text: &str) {
    html.raw("<span").attribute("data-tone", tone.as_str()).raw(" class=\"tag\">").text(text).raw("</span>");
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_is_written_is_the_one_that_is_viewed() {
        let view = Owner::new().with(|| view! { <Tag tone="denied" text="Not <possible>" /> }.to_html());
        let mut html = Markup::default();
        write_tag(&mut html, Tone::Denied, "Not <possible>");
        assert_eq!(html.as_str(), view);
    }
}
