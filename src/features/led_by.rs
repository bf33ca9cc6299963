//! Who led a browser to a page: what a link from elsewhere must not do in somebody's name hangs on it.

use axum::http::{HeaderMap, header};

/// By the browser's own word: Fetch Metadata, and `Referer` for browsers without it. No page of another site can have it say
/// [`Self::OwnPage`], with redirects on the way neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LedBy {
    /// A page of this console.
    OwnPage,
    /// A page of somebody else's.
    OtherPage,
    /// No page: the address was typed, is a bookmark, or came out of another program; or the browser does not say.
    #[default]
    NoPage,
}

impl LedBy {
    /// `own` is the origin of our pages.
    pub fn of(headers: &HeaderMap, own: &str) -> Self {
        let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
        let from = headers.get(header::REFERER).map(|value| value.to_str().unwrap_or_default());
        // Browsers send each of them once.
        if [header::REFERER.as_str(), "sec-fetch-site"].iter().any(|name| headers.get_all(*name).iter().count() > 1) {
            return Self::OtherPage;
        }
        let is_own = |from: &str| from.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        match (site, from) {
            (Some("same-origin"), _) => Self::OwnPage,
            (Some("none"), _) | (None, None) => Self::NoPage,
            (None, Some(from)) if is_own(from) => Self::OwnPage,
            _ => Self::OtherPage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_a_page_of_ours_counts_as_one() {
        for (pairs, led_by) in [
            (&[("sec-fetch-site", "same-origin")][..], LedBy::OwnPage),
            (&[("sec-fetch-site", "same-origin"), ("referer", "https://evil.example/")], LedBy::OwnPage),
            (&[("sec-fetch-site", "none")], LedBy::NoPage),
            (&[("sec-fetch-site", "same-site"), ("referer", "https://desk.example/users")], LedBy::OtherPage),
            (&[("sec-fetch-site", "cross-site")], LedBy::OtherPage),
            (&[("sec-fetch-site", "Same-Origin")], LedBy::OtherPage),
            (&[("sec-fetch-site", "")], LedBy::OtherPage),
            (&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], LedBy::OtherPage),
            (&[], LedBy::NoPage),
            (&[("referer", "https://desk.example/users?q=a")], LedBy::OwnPage),
            (&[("referer", "https://desk.example")], LedBy::OwnPage),
            (&[("referer", "https://desk.example.evil.example/")], LedBy::OtherPage),
            (&[("referer", "https://desk.example@evil.example/")], LedBy::OtherPage),
            (&[("referer", "http://desk.example/users")], LedBy::OtherPage),
            (&[("referer", "")], LedBy::OtherPage),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(LedBy::of(&headers, "https://desk.example"), led_by, "{pairs:?}");
        }
    }
}
