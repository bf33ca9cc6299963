//! Markup that is written piece by piece, for what stands on a page hundreds of times: a view for each cell of a long table costs more than the
//! rest of the page together.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// HTML under way.
///
/// Its own pieces are constants of the program. Whatever else comes in comes in through [`text`](Self::text) or [`attribute`](Self::attribute),
/// which escape it: there is no third way. What was written is a view among others, on pages that the server makes alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Nothing yet, with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// A piece of markup as it stands in the program.
    pub fn raw(&mut self, piece: &'static str) -> &mut Self {
        self.0.push_str(piece);
        self
    }

    /// Text between tags.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.escaped(text, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            _ => None,
        })
    }

    /// An attribute within a tag that was begun, with a space before it: ` href="…"`.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"");
        let escaped = self.escaped(value, |byte| match byte {
            b'&' => Some("&amp;"),
            b'<' => Some("&lt;"),
            b'>' => Some("&gt;"),
            b'"' => Some("&quot;"),
            _ => None,
        });
        escaped.raw("\"")
    }

    /// Other markup, behind this.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// What was written, as a view: whole elements, one after the other.
    pub fn into_view(self) -> impl IntoView {
        InertElement::new(self.0)
    }

    /// What was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All that is escaped is ASCII: no byte of another letter looks like it.
    fn escaped(&mut self, text: &str, escape: impl Fn(u8) -> Option<&'static str>) -> &mut Self {
        let mut from = 0;
        for (place, byte) in text.bytes().enumerate() {
            if let Some(reference) = escape(byte) {
                self.0.push_str(&text[from..place]);
                self.0.push_str(reference);
                from = place + 1;
            }
        }
        self.0.push_str(&text[from..]);
        self
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_no_constant_is_escaped() {
        let hostile = "</td><script>alert('&amp;')</script>\" onclick=\"x\" Zoë 李\u{202e}";
        let mut markup = Markup::with_capacity(0);
        markup.raw("<td").attribute("title", hostile).raw(">").text(hostile).raw("</td>");
        let shown = "&lt;/td&gt;&lt;script&gt;alert('&amp;amp;')&lt;/script&gt;";
        let (attribute, text) = ("&quot; onclick=&quot;x&quot; Zoë 李\u{202e}", "\" onclick=\"x\" Zoë 李\u{202e}");
        assert_eq!(markup.as_str(), format!("<td title=\"{shown}{attribute}\">{shown}{text}</td>"));
    }

    /// Every letter that HTML gives a meaning, and many that it does not.
    #[test]
    fn markup_escapes_as_the_views_of_other_pages_do() {
        let all: String = (0x09..0x300).filter_map(char::from_u32).chain("\u{2028}\u{202e}漢🙂".chars()).collect();
        let (text, title) = (all.clone(), all.clone());
        let view = Owner::new().with(|| view! { <p title=title>{text}</p> }.to_html());
        let mut markup = Markup::default();
        markup.raw("<p").attribute("title", &all).raw(">").text(&all).raw("</p>");
        assert_eq!(markup.as_str(), view);
    }

    #[test]
    fn markup_follows_markup() {
        let (mut first, mut second) = (Markup::default(), Markup::default());
        second.text("").text("Ana Émile, 🙂").attribute("id", "");
        first.text("<").append(&second);
        assert_eq!(first.as_str(), "&lt;Ana Émile, 🙂 id=\"\"");
    }
}
