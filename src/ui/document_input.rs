use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::markup::Markup;

/// Where a document is pasted, or came back to, with its lines. Its text is written as [`Markup`]: Leptos 0.8.23 writes a `<textarea>`'s
/// content without escaping it. With scripts (`requests.js`) a file can be read into it; the file itself is never sent.
#[component]
pub fn DocumentInput(
    /// Its id, for the label.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What stands in it.
    #[prop(into, optional)]
    text: String,
    /// The label of the choice of a file.
    #[prop(into)]
    file_label: String,
    /// Whether its value was refused.
    #[prop(optional)]
    is_invalid: bool,
    /// Ids of its hint and error; see `described_by`.
    #[prop(into, optional)]
    described_by: String,
) -> impl IntoView {
    let file_id = format!("{id}-file");
    let mut area = Markup::with_capacity(text.len() + 320);
    area.raw("<textarea class=\"text-input text-input--area text-input--mono document-input__text\"").attribute("id", &id).attribute("name", &name);
    area.raw(" rows=\"14\" spellcheck=\"false\" autocomplete=\"off\" autocapitalize=\"none\" dir=\"ltr\"");
    if is_invalid {
        area.raw(" aria-invalid=\"true\"");
    }
    if let Some(ids) = given(&described_by) {
        area.attribute("aria-describedby", &ids);
    }
    // A first line break is taken for the end of the tag's own line.
    area.raw(">\n").text(&text).raw("</textarea>");
    view! {
        <div class="document-input">
            {area.into_view()}
            <div class="document-input__file" data-reads-into=id hidden>
                <label class="field__label" for=file_id.clone()>
                    {file_label}
                </label>
                <input id=file_id type="file" accept=".json,.yaml,.yml,.txt,application/json,application/yaml,text/plain" />
                <p class="field__hint" role="status"></p>
            </div>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_it_stays_text() {
        let view = |text: &'static str| Owner::new().with(|| view! { <DocumentInput id="document" name="document" text=text file_label="Or read a file" /> }.to_html());
        let html = view("</textarea><script>alert(1)</script>\n  \"&amp;\"");
        assert!(html.contains(">\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;\n  \"&amp;amp;\"</textarea>"), "{html}");
        assert!(view("\nfirst").contains(">\n\nfirst</textarea>"), "a line break at its beginning stays");
    }
}
