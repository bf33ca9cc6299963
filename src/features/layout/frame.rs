//! The frame around every page for staff: banner, page, foot.

use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::ui::{Banner, FindForm, NavLink, PageFoot, Person, ThemeSwitch};
use leptos::prelude::*;
use leptos_meta::Title;

/// A whole page: its title for the browser's tab, the banner with `current` marked, and the children as `<main>`.
#[component]
pub fn Frame(
    /// The tab's title, without the product's name. Errors begin with "Error: ".
    #[prop(into)]
    title: String,
    /// The label of the navigation link one stands on.
    #[prop(into, optional)]
    current: String,
    /// The page has a search of its own.
    #[prop(optional)]
    has_own_search: bool,
    /// The pool one is in, for the search and the way back to it.
    #[prop(into, optional)]
    pool: String,
    /// `wide` for tables.
    #[prop(into, optional)]
    width: String,
    /// The page.
    children: Children,
) -> impl IntoView {
    let caller = use_context::<Caller>().unwrap_or_default();
    let search_pool = pool.clone();
    let is_sandbox = use_context::<Console>().is_some_and(|console| console.rules.is_sandbox);
    let strip = if is_sandbox { "Sandbox: nothing here reaches AWS" } else { "" };
    let theme = caller.theme;
    let idle_seconds = caller.staff.is_some().then(|| use_context::<Console>().map(|console| console.rules.idle_seconds)).flatten();
    let banner = if let Some(staff) = caller.staff.clone() {
        let may_read_trail = caller.may(Action::ReadTrail);
        let may_see_waiting = caller.may(Action::ReadWaiting);
        let has_own_work = caller.may(Action::ReadOwnWork);
        let waiting_href = if pool.is_empty() { "/waiting".to_owned() } else { format!("/waiting?pool={pool}") };
        let users_href = if pool.is_empty() { "/users".to_owned() } else { format!("/users?pool={pool}") };
        let links = move || {
            let users = view! { <NavLink href=users_href label="Users" is_current=current == "Users" /> };
            let waiting = may_see_waiting.then(|| view! { <NavLink href=waiting_href label="Waiting" is_current=current == "Waiting" /> });
            let work = has_own_work.then(|| view! { <NavLink href="/work" label="My work" is_current=current == "My work" /> });
            let audit = may_read_trail.then(|| view! { <NavLink href="/audit" label="Audit" is_current=current == "Audit" /> });
            let policy = may_read_trail.then(|| view! { <NavLink href="/policy" label="Policy" is_current=current == "Policy" /> });
            view! {
                {users}
                {waiting}
                {work}
                {audit}
                {policy}
            }
        };
        let actor = staff.actor;
        let person = move || {
            view! {
                <Person initials=actor.initials() name=actor.name.clone() role=actor.role_names()>
                    <a class="button button--quiet button--small" href="/sessions">
                        "Sessions"
                    </a>
                    <form action="/auth/logout" method="post">
                        <button class="button button--quiet button--small" type="submit">
                            "Sign out"
                        </button>
                    </form>
                </Person>
            }
        };
        if has_own_search {
            view! { <Banner home="/users" links=links person=person strip=strip /> }.into_any()
        } else {
            let search = move || {
                view! {
                    <FindForm id="find" label="Find a user" action="/users">
                        {(!search_pool.is_empty()).then(|| view! { <input type="hidden" name="pool" value=search_pool /> })}
                    </FindForm>
                }
            };
            view! { <Banner home="/users" links=links search=search person=person strip=strip /> }.into_any()
        }
    } else {
        view! { <Banner strip=strip /> }.into_any()
    };
    view! {
        <Title text=title />
        {banner}
        {idle_seconds.map(session_warning)}
        <crate::ui::Page width=width>{children()}</crate::ui::Page>
        <PageFoot>
            <span>"Times are UTC."</span>
            <ThemeSwitch action="/theme" current=theme />
        </PageFoot>
    }
}

/// Shown by `keys.js` some two minutes before a session ends for want of use; the button goes on with it. Nothing is lost either way:
/// a form that is sent too late is kept.
fn session_warning(idle_seconds: u64) -> impl IntoView {
    view! {
        <div class="notice notice--session" data-tone="warning" id="session-warning" data-idle-seconds=idle_seconds role="alert" hidden>
            <p class="notice__title">"Your session is about to end, since nothing was done."</p>
            <button class="button button--small" type="button">
                "Stay signed in"
            </button>
        </div>
    }
}
