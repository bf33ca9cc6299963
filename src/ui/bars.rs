use leptos::prelude::*;

use crate::ui::markup::Markup;

/// A small chart of counts over time, drawn without scripts or inline styles. It is a picture: put the
/// same numbers into a table beside it.
///
/// With `rest`, each bar has two parts: `counts` filled below, and `rest` as an outline on top of it.
#[component]
pub fn Bars(
    /// What is counted, and the most important thing about it.
    #[prop(into)]
    label: String,
    /// The counts, oldest first.
    counts: Vec<u32>,
    /// More counts of the same times, which stand on top.
    #[prop(optional)]
    rest: Vec<u32>,
    /// What each bar says to a pointer that rests on it.
    #[prop(optional)]
    titles: Vec<String>,
    /// The first moment shown.
    #[prop(into)]
    first: String,
    /// The last moment shown.
    #[prop(into)]
    last: String,
    /// Between the two: what filled and outlined mean.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let view_box = format!("0 0 {} 40", counts.len().max(1) * 10);
    let drawn = drawn(&counts, &rest, &titles);
    view! {
        <figure class="bars">
            <svg
                class="bars__chart"
                viewBox=view_box
                preserveAspectRatio="none"
                role="img"
                aria-label=label
            >
                {drawn.into_view()}
            </svg>
            <figcaption class="bars__legend">
                <span>{first}</span>
                {children.map(|children| children())}
                <span>{last}</span>
            </figcaption>
        </figure>
    }
}

/// The bars: a year has a thousand elements.
fn drawn(counts: &[u32], rest: &[u32], titles: &[String]) -> Markup {
    let on_top = |index: usize| rest.get(index).copied().unwrap_or(0);
    let most = counts.iter().enumerate().map(|(index, count)| count.saturating_add(on_top(index))).max().unwrap_or(0).max(1);
    let scaled = |count: u32| f64::from(count) / f64::from(most) * 40.0;
    let mut html = Markup::with_capacity(counts.len() * 256);
    for (index, count) in counts.iter().enumerate() {
        let more = on_top(index);
        // An empty span of time still shows a line, so that gaps read as gaps; and one of many still shows.
        let is_empty = count.saturating_add(more) == 0;
        let height = if is_empty || *count > 0 { scaled(*count).max(1.0) } else { 0.0 };
        let above = if more > 0 { scaled(more).max(2.0).min(40.0 - height) } else { 0.0 };
        html.raw("<g>");
        if let Some(title) = titles.get(index) {
            html.raw("<title>").text(title).raw("</title>");
        }
        if height > 0.0 {
            html.raw(if is_empty { "<rect class=\"bars__bar bars__bar--empty\"" } else { "<rect class=\"bars__bar\"" });
            place(&mut html, index, 40.0 - height, height);
        }
        if above > 0.0 {
            html.raw("<rect class=\"bars__bar bars__bar--rest\"");
            place(&mut html, index, 40.0 - height - above, above);
        }
        html.raw("</g>");
    }
    html
}

fn place(html: &mut Markup, index: usize, y: f64, height: f64) {
    html.attribute("x", &(index * 10 + 1).to_string()).attribute("y", &format!("{y:.1}")).attribute("width", "8").attribute("height", &format!("{height:.1}")).raw("></rect>");
}
