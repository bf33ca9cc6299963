use leptos::prelude::*;

/// A small chart of counts over time, drawn without scripts or inline styles. It is a picture: put the
/// same numbers into a table beside it.
#[component]
pub fn Bars(
    /// What is counted, and the most important thing about it.
    #[prop(into)]
    label: String,
    /// The counts, oldest first.
    counts: Vec<u32>,
    /// The first moment shown.
    #[prop(into)]
    first: String,
    /// The last moment shown.
    #[prop(into)]
    last: String,
) -> impl IntoView {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let view_box = format!("0 0 {} 40", counts.len().max(1) * 10);
    view! {
        <figure class="bars">
            <svg
                class="bars__chart"
                viewBox=view_box
                preserveAspectRatio="none"
                role="img"
                aria-label=label
            >
                {counts
                    .into_iter()
                    .enumerate()
                    .map(|(index, count)| {
                        // An empty span of time still shows a line, so that gaps read as gaps.
                        let height = (f64::from(count) / f64::from(most) * 40.0).max(1.0);
                        let class = if count == 0 { "bars__bar bars__bar--empty" } else { "bars__bar" };
                        view! {
                            <rect
                                class=class
                                x=(index * 10 + 1).to_string()
                                y=format!("{:.1}", 40.0 - height)
                                width="8"
                                height=format!("{height:.1}")
                            />
                        }
                    })
                    .collect_view()}
            </svg>
            <figcaption class="bars__legend">
                <span>{first}</span>
                <span>{last}</span>
            </figcaption>
        </figure>
    }
}
