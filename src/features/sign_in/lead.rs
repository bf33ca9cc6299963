//! Where the browser is led: to the issuer, and to the sign-in page with what went wrong.

use crate::domain::actor::RequestOrigin;
use crate::wire::ErrorCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

/// What a page says that goes on by itself.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) heading: &'static str,
    pub(super) link: &'static str,
}

/// To an address of ours or the issuer's. The policy lets a form lead to the issuer's own origin only, and some issuers have their pages at
/// another one: there a redirect would be stopped by the browser, and a page that goes on by itself is none of the form's.
pub(super) fn lead_to(address: &str, issuer: &str, words: &Words) -> Response {
    let leads_elsewhere = origin_of_url(address).is_some_and(|there| Some(there) != origin_of_url(issuer));
    if leads_elsewhere { on_to(address, words) } else { Redirect::to(address).into_response() }
}

/// Scheme, host and port of an address; absent for a path.
fn origin_of_url(address: &str) -> Option<String> {
    url::Url::parse(address).ok().map(|url| url.origin().ascii_serialization())
}

fn on_to(address: &str, words: &Words) -> Response {
    let address = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let Words { title, heading, link } = words;
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · passdesk</title><meta http-equiv=\"refresh\" content=\"0;url={address}\"></head><body><main>\
         <h1>{heading}</h1><p><a href=\"{address}\">{link}</a></p></main></body></html>"
    );
    Html(page).into_response()
}

/// The sign-in page, with these parameters.
pub(super) fn sign_in_address(parameters: &[(&str, &str)]) -> String {
    format!("/sign-in?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish())
}

/// To the sign-in page, which says what went wrong and under which reference the log has it, and leads on to the page that was wanted.
pub(super) fn problem(code: ErrorCode, return_to: Option<&str>, origin: &RequestOrigin) -> Response {
    tracing::info!(request_id = origin.request_id, code = code.name(), "signing in or out ended with a problem");
    let reference = Some(("reference", origin.request_id.as_str())).filter(|(_, reference)| !reference.is_empty());
    let parameters: Vec<_> = [Some(("problem", code.name())), reference, return_to.map(|path| ("return_to", path))].into_iter().flatten().collect();
    Redirect::to(&sign_in_address(&parameters)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    #[test]
    fn a_redirect_leads_to_the_issuers_own_origin_and_a_page_leads_elsewhere() {
        let words = Words { title: "T", heading: "H", link: "L" };
        for (address, status) in [
            ("/sign-in?ended=signed_out", StatusCode::SEE_OTHER),
            ("https://id.example/authorize?a=b", StatusCode::SEE_OTHER),
            ("https://login.id.example/authorize", StatusCode::OK),
            ("https://id.example:8443/authorize", StatusCode::OK),
        ] {
            assert_eq!(lead_to(address, "https://id.example/realm", &words).status(), status, "{address}");
        }
    }

    #[test]
    fn a_problem_names_the_page_that_was_wanted_where_there_is_one() {
        let origin = RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() };
        for (return_to, address) in
            [(None, "/sign-in?problem=no_role&reference=R1"), (Some("/again/1?a=b"), "/sign-in?problem=no_role&reference=R1&return_to=%2Fagain%2F1%3Fa%3Db")]
        {
            assert_eq!(problem(ErrorCode::NoRole, return_to, &origin).headers()["location"], address);
        }
        assert_eq!(problem(ErrorCode::NoRole, None, &RequestOrigin::default()).headers()["location"], "/sign-in?problem=no_role");
    }
}
