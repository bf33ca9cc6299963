//! The document around every page, and the one route table. Pages are rendered on the server only; islands come alive in the browser.

use crate::features::audit_trail::pages::{PeoplePage, ProofPage, TrailPage};
use crate::features::bulk::pages::{RunPage, RunsPage};
use crate::features::console::Caller;
use crate::features::escalations::pages::{EscalationPage, EscalationsPage};
use crate::features::forms::AgainPage;
use crate::features::layout::{Assets, NotFoundPage, ProblemPage};
use crate::features::locks::pages::LocksPage;
use crate::features::own_work::pages::{RecordOrResultPage, WorkPage};
use crate::features::passwords::pages::ResultPage;
use crate::features::policy::pages::PolicyPage;
use crate::features::requests::pages::RequestsPage;
use crate::features::sessions::pages::SessionsPage;
use crate::features::sign_in::pages::SignInPage;
use crate::features::signals::pages::SignalsPage;
use crate::features::users::pages::{FindPage, UserPage};
use crate::features::waiting::pages::WaitingPage;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::{SsrMode, path};
use std::sync::Arc;

/// The HTML document. Every script carries the answer's nonce; there is no inline script and no inline style.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let theme = use_context::<Caller>().map(|caller| caller.theme).unwrap_or_default();
    let asset = |file: &str| use_context::<Arc<Assets>>().map(|assets| assets.href(file)).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=(!theme.is_empty()).then_some(theme)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="stylesheet" href=asset("passdesk.css") />
                <script defer src=asset("keys.js") nonce=use_nonce()></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// A page's title as it stands in the document. leptos_meta writes it as it is, and users' names are in it: escaped here, or a
/// name with `</title>` would end it.
fn title_markup(title: String) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    if title.is_empty() { "passdesk".to_owned() } else { format!("{title} · passdesk") }
}

/// The route table.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=title_markup />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=|| view! { <Redirect path="/users" /> } ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/users") view=FindPage ssr=SsrMode::Async />
                <Route path=path!("/users/:pool/:sub") view=UserPage ssr=SsrMode::Async />
                <Route path=path!("/requests") view=RequestsPage ssr=SsrMode::Async />
                <Route path=path!("/results/:action") view=ResultPage ssr=SsrMode::Async />
                <Route path=path!("/again/:draft") view=AgainPage ssr=SsrMode::Async />
                <Route path=path!("/waiting") view=WaitingPage ssr=SsrMode::Async />
                <Route path=path!("/work") view=WorkPage ssr=SsrMode::Async />
                <Route path=path!("/audit") view=TrailPage ssr=SsrMode::Async />
                <Route path=path!("/audit/people") view=PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/audit/proof") view=ProofPage ssr=SsrMode::Async />
                <Route path=path!("/audit/:action") view=RecordOrResultPage ssr=SsrMode::Async />
                <Route path=path!("/escalations") view=EscalationsPage ssr=SsrMode::Async />
                <Route path=path!("/escalations/:id") view=EscalationPage ssr=SsrMode::Async />
                <Route path=path!("/bulk") view=RunsPage ssr=SsrMode::Async />
                <Route path=path!("/bulk/:id") view=RunPage ssr=SsrMode::Async />
                <Route path=path!("/locks") view=LocksPage ssr=SsrMode::Async />
                <Route path=path!("/sessions") view=SessionsPage ssr=SsrMode::Async />
                <Route path=path!("/policy") view=PolicyPage ssr=SsrMode::Async />
                <Route path=path!("/signals") view=SignalsPage ssr=SsrMode::Async />
                <Route path=path!("/problem") view=ProblemPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_title() {
        assert_eq!(title_markup("</title><script>&".to_owned()), "&lt;/title>&lt;script>&amp; · passdesk");
        assert_eq!(title_markup(String::new()), "passdesk");
    }
}
