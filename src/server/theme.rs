//! Light, dark, or the browser's own choice: kept in a cookie, so that it works with scripts off and before a sign-in.

use axum::Form;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// The posted choice.
#[derive(Debug, Deserialize)]
pub struct Choice {
    #[serde(default)]
    theme: String,
}

/// Keeps the choice for a year and goes back to the page it was made on.
pub async fn choose(headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    let (value, age) = match choice.theme.as_str() {
        "dark" => ("dark", 31_536_000),
        "light" => ("light", 31_536_000),
        _ => ("", 0),
    };
    let cookie = format!("passdesk-theme={value}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly");
    ([(header::SET_COOKIE, cookie)], Redirect::to(&page_before(&headers))).into_response()
}

/// The path of the page that posted, without its host: a redirect never leaves.
fn page_before(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let page = referer.and_then(|referer| url::Url::parse(referer).ok()).map(|url| match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    });
    page.filter(|page| page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/\\")).unwrap_or_else(|| "/users".into())
}
