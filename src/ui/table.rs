use leptos::prelude::*;

use crate::ui::markup::Markup;

/// A table in a box of its own, which scrolls sideways where the page may not. Children are `<thead>` and
/// `<tbody>`, with `<th scope="col">` and one `<th scope="row">` a row.
///
/// `is_stacked` turns rows into short lists on a phone: write cells with [`Cell`] and rows as
/// `<tr role="row">`, so that they stay a table for screen readers. A link of class `table__row-link`
/// covers its whole row; what else can be clicked or copied there takes `table__above`.
#[component]
pub fn Table(
    /// What the table holds.
    #[prop(into)]
    caption: String,
    /// Whether only screen readers get the caption.
    #[prop(optional)]
    is_caption_hidden: bool,
    /// Smaller type, for many columns.
    #[prop(optional)]
    is_dense: bool,
    /// Rows as lists on a phone.
    #[prop(optional)]
    is_stacked: bool,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let shown = caption.clone();
    let mut class = "table".to_owned();
    if is_dense {
        class.push_str(" table--dense");
    }
    if is_stacked {
        class.push_str(" table--stack");
    }
    view! {
        <div class="table-box" role="region" aria-label=caption tabindex="0">
            <table class=class role=is_stacked.then_some("table")>
                <caption class=is_caption_hidden.then_some("visually-hidden")>{shown}</caption>
                {children()}
            </table>
        </div>
    }
}

/// A cell that carries its column's name, for a table with `is_stacked`.
#[component]
pub fn Cell(
    /// The column's name.
    #[prop(into)]
    label: String,
    /// Whether it is a number, which stands at the end of its column.
    #[prop(optional)]
    is_number: bool,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <td role="cell" data-label=label class=is_number.then_some("table__number")>
            {children()}
        </td>
    }
}

/// The same as [`Cell`], for rows that are written as [`Markup`]; `inside` writes what stands in it.
pub fn write_cell(html: &mut Markup, label: &str, is_number: bool, inside: impl FnOnce(&mut Markup)) {
    html.raw("<td role=\"cell\"").attribute("data-label", label).raw(if is_number { " class=\"table__number\">" } else { ">" });
    inside(html);
    html.raw("</td>");
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_is_written_is_the_one_that_is_viewed() {
        for is_number in [false, true] {
            let view = Owner::new().with(|| view! { <Cell label="A \"B\" & <c>" is_number=is_number>"1 < 2"</Cell> }.to_html());
            let mut html = Markup::default();
            write_cell(&mut html, "A \"B\" & <c>", is_number, |html| {
                html.text("1 < 2");
            });
            // Views have an empty class where there is none.
            assert_eq!(html.as_str(), view.replace(" class=\"\"", ""));
        }
    }
}
