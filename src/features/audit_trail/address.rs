//! The list's address as a colleague is sent it: with what is set, and nothing else.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// A form sends its empty fields too. They are taken out of the address of `/audit` by a redirect (303), before anything is read or recorded.
pub async fn without_empty_fields(request: Request, next: Next) -> Response {
    let is_asked = request.method() == Method::GET || request.method() == Method::HEAD;
    match request.uri().query().filter(|_| is_asked && request.uri().path() == "/audit").and_then(cleaned) {
        Some(address) => Redirect::to(&address).into_response(),
        None => next.run(request).await,
    }
}

/// The address without the fields that say nothing; `None` where it has none of them.
fn cleaned(query: &str) -> Option<String> {
    let fields: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let set: Vec<_> = fields.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    if set.len() == fields.len() {
        return None;
    }
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    set.into_iter().for_each(|(name, value)| {
        kept.append_pair(name, value);
    });
    let kept = kept.finish();
    Some(if kept.is_empty() { "/audit".to_owned() } else { format!("/audit?{kept}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_are_taken_out_and_the_others_stay_as_they_are() {
        assert_eq!(cleaned("text=&who=Ana+%26+Co&user=+&reads=on").as_deref(), Some("/audit?who=Ana+%26+Co&reads=on"));
        assert_eq!((cleaned("text=&who=").as_deref(), cleaned("who").as_deref()), (Some("/audit"), Some("/audit")));
        assert_eq!((cleaned("who=ana&before=7"), cleaned("")), (None, None));
    }
}
