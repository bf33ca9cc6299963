//! `/sign-in`: one button, who may use it, and why someone was signed out.

use super::return_to::local_path;
use crate::features::console::{Caller, Console};
use crate::features::layout::reference_in;
use crate::ui::{LinkButton, Mono, Notice, SignInCard};
use crate::wire::ErrorCode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page. `problem`, `reference` and `ended` come from the address: each is one of our own words, or nothing.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let console = use_context::<Console>();
    let is_signed_in = use_context::<Caller>().is_some_and(|caller| caller.staff.is_some());
    let strip = if console.is_some_and(|console| console.rules.is_sandbox) { "Sandbox: nothing here reaches AWS" } else { "" };
    let problem = query.get("problem").and_then(|problem| ErrorCode::from_name(&problem));
    let reference = reference_in(&query);
    let ended = query.get("ended").and_then(|ended| match ended.as_str() {
        "signed_out" => Some("You are signed out."),
        _ => None,
    });
    // A page was asked for and no session carried it: either none was there, or it ended.
    let return_to = query.get("return_to").unwrap_or_default();
    let to_issuer = |path: &str| match return_to.as_str() {
        "" => path.to_owned(),
        return_to => format!("{path}?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish()),
    };
    // Who is signed in and wanted a page was asked to sign in again for it, and that did not work: the session is as it was.
    let is_step_up = is_signed_in && problem.is_some() && !return_to.is_empty();
    let (href, label) = if is_step_up { (to_issuer("/auth/step-up"), "Sign in again") } else { (to_issuer("/auth/login"), "Sign in") };
    let as_you_are = if is_step_up { local_path(Some(&return_to)).to_owned() } else { "/users".to_owned() };
    let notice = move || {
        let reference = (!reference.is_empty()).then(|| view! { <p>"Reference " <Mono text=reference /></p> });
        let problem = problem.map(|code| view! { <Notice tone="danger" live="alert" title=code.title()><p>{code.advice()}</p> {reference}</Notice> });
        let ended = ended.map(|title| view! { <Notice tone="success" live="status" is_plain=true title=title /> });
        let expired = (!return_to.is_empty() && problem.is_none())
            .then(|| view! { <Notice tone="info" is_plain=true title="Sign in to see that page. A session ends when it is not used for some minutes; you come back to where you were." /> });
        view! {
            {problem}
            {ended}
            {expired}
        }
    };
    let title = if problem.is_some() { "Error: Sign in" } else { "Sign in" };
    view! {
        <Title text=title />
        <SignInCard
            title="Sign in to passdesk"
            text="For staff of the help desk, with their work account."
            foot="No access? Ask your supervisor to add you to a help-desk group."
            strip=strip
            notice=notice
        >
            <LinkButton href=href label=label kind="primary" />
            {is_signed_in.then(|| view! { <LinkButton href=as_you_are label="Go on as you are" kind="quiet" /> })}
        </SignInCard>
    }
}
