//! Small helpers for attributes that may be absent.

/// `None` for an empty text, so that the attribute is left out.
#[must_use]
pub(crate) fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The ids for `aria-describedby`: `{id}-hint` and `{id}-error`, as far as they exist.
#[must_use]
pub fn described_by(id: &str, hint: &str, error: &str) -> String {
    let mut ids = Vec::new();
    if !hint.is_empty() {
        ids.push(format!("{id}-hint"));
    }
    if !error.is_empty() {
        ids.push(format!("{id}-error"));
    }
    ids.join(" ")
}
