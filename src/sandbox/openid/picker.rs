//! "Choose who signs in": the sandbox's sign-in form.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::parameters::Parameters;
use super::personas::{persona, personas};
use super::request::AuthorizationRequest;
use super::state::Session;
use super::{callback, cookie};
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::html::{self, escape, refusal};
use crate::sandbox::shared::Shared;

/// Signed in with a second factor.
pub const ACR_MFA: &str = "urn:northwind:acr:mfa";
/// Signed in with a password only.
pub const ACR_PASSWORD: &str = "urn:northwind:acr:password";

/// The page. Buttons submit; nothing needs a script. Where the request asks for a fresh sign-in or a strength, it says so; the strength that is
/// asked for is chosen beforehand, and can be changed, as some issuers do less than they are asked.
pub fn page(id: &str, session: Option<&Session>, request: &AuthorizationRequest, now: Moment) -> Response {
    let signed_in = session.map(|session| session.sub.as_str());
    let age = session.map(|session| now.seconds().saturating_sub(session.auth_time.seconds()));
    let is_fresh_wanted = request.wants_sign_in(age.unwrap_or_default());
    let fresh = if is_fresh_wanted { "<p><strong>The console asks for a fresh sign-in.</strong> Whoever is signed in here has to be chosen again.</p>" } else { "" };
    let strength = match request.acr_values.as_slice() {
        [] => String::new(),
        values => format!("<p>It asks for one of these ways: <code>{}</code></p>", escape(&values.join(" "))),
    };
    let chosen = request.acr_values.iter().find(|value| [ACR_MFA, ACR_PASSWORD].contains(&value.as_str())).map_or(ACR_MFA, String::as_str);
    let option = |value: &str, words: &str| format!(r#"<option value="{value}"{}>{words}</option>"#, if value == chosen { " selected" } else { "" });
    let options = option(ACR_MFA, "With a second factor") + &option(ACR_PASSWORD, "With a password only");
    let buttons: String = personas()
        .iter()
        .map(|persona| {
            let already = if signed_in == Some(persona.sub) { " (signed in here)" } else { "" };
            format!(
                r#"<li><button name="persona" value="{sub}"><strong>{name}</strong><span>{groups}{already}</span><span class="soft">{description}</span></button></li>"#,
                sub = escape(persona.sub),
                name = escape(persona.name),
                groups = escape(&persona.groups.join(", ")),
                description = escape(persona.description),
            )
        })
        .collect();
    let body = format!(
        r#"{fresh}{strength}<form class="narrow" method="post" action="/authorize/decision"><input type="hidden" name="request" value="{}">
<ul class="personas">{buttons}</ul>
<p><label>How they sign in <select name="acr">{options}</select></label></p>
<p><button name="cancel" value="yes">Cancel</button></p></form>"#,
        escape(id)
    );
    html::page("Choose who signs in", &[], &body)
}

/// `POST /authorize/decision`: a persona or "Cancel".
pub async fn decide(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let form = Parameters::parse(&body);
    let issuer = &shared.issuer;
    let now = issuer.clock.now();
    // Taken out whatever happens next: a request is answered once.
    let waiting = form.get("request").and_then(|id| issuer.memory().waiting.remove(id));
    let Some((request, _)) = waiting.filter(|(_, until)| now < *until) else {
        return refusal(StatusCode::BAD_REQUEST, "This sign-in is over", "It was answered already or has waited too long. Start again from the console.");
    };
    if form.get("cancel").is_some() {
        let (uri, state) = (request.redirect_uri, request.state);
        return callback::with_error(issuer, &uri, Some(&state), "access_denied", "the person has cancelled");
    }
    let Some(persona) = form.get("persona").and_then(persona) else {
        return refusal(StatusCode::BAD_REQUEST, "Nobody was chosen", "Start again from the console.");
    };
    let acr = if form.get("acr") == Some(ACR_PASSWORD) { ACR_PASSWORD } else { ACR_MFA };
    // The cookie changes with every sign-in; the session of the same person goes on.
    let cookie = chance::token();
    let earlier = issuer.memory().session_of(cookie::read(&headers)).cloned();
    let sid = match earlier {
        Some(session) if session.sub == persona.sub => session.sid,
        _ => chance::token(),
    };
    let session = Session { sid, sub: persona.sub.to_owned(), auth_time: now, acr: acr.to_owned(), browser: chance::digest(&cookie) };
    issuer.keep_session(&shared.store, session.clone()).await;
    let mut response = callback::with_code(issuer, request, session);
    cookie::give(response.headers_mut(), &cookie);
    response
}
