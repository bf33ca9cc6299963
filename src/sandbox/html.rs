//! The sandbox's small pages. Everything that comes from data goes through [`escape`].

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The style sheet of both servers.
pub async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("sandbox.css"))
}

/// Text for an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The links on top of the Cognito endpoint's pages.
pub const COGNITO_NAV: &[(&str, &str)] = &[("/sandbox/", "Overview"), ("/sandbox/outbox", "Outbox"), ("/sandbox/effects", "Effects"), ("/sandbox/faults", "Faults")];

/// A page; `body` is HTML, the title is not.
pub fn page(title: &str, nav: &[(&str, &str)], body: &str) -> Response {
    let links: String = nav.iter().map(|(to, text)| format!(r#"<a href="{}">{}</a>"#, escape(to), escape(text))).collect();
    let nav = if links.is_empty() { String::new() } else { format!(r#"<nav class="nav" aria-label="Sandbox">{links}</nav>"#) };
    let title = escape(title);
    Html(format!(
        r#"<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – passdesk sandbox</title><link rel="stylesheet" href="/sandbox/sandbox.css"></head>
<body><div class="banner">This is a sandbox: made-up people, no AWS.</div>{nav}
<main><h1>{title}</h1>
{body}
</main></body></html>
"#
    ))
    .into_response()
}

/// A page that says why not.
pub fn refusal(status: StatusCode, title: &str, why: &str) -> Response {
    (status, page(title, &[], &format!("<p>{}</p>", escape(why)))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_hostile_name_stays_markup() {
        assert_eq!(escape(r#"</textarea><script a='"'>&"#), "&lt;/textarea&gt;&lt;script a=&#39;&quot;&#39;&gt;&amp;");
    }
}
