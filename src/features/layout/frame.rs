//! The frame around every page for staff: banner, page, foot.

use crate::domain::clock::readable_time;
use crate::domain::operation::Action;
use crate::domain::session_limits::SessionEnds;
use crate::features::console::{Caller, Console};
use crate::features::escalations::sees_approvals;
use crate::features::layout::Assets;
use crate::features::locks::pages::LockBanner;
use crate::features::sessions::TimeLeft;
use crate::ui::{Banner, FindForm, NavLink, PageFoot, Person, ThemeSwitch};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::Title;
use std::sync::Arc;

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
    let console = use_context::<Console>();
    let ends = caller.session_ends.filter(|_| caller.staff.is_some());
    let left = ends.zip(console).map(|(ends, console)| (TimeLeft::of(ends, console.now()), console.session_limits.warning().whole_seconds()));
    let locks = caller.clone();
    let approvals_script = sees_approvals(&caller).then(|| use_context::<Arc<Assets>>().map(|assets| assets.href("approvals.js"))).flatten();
    let banner = if let Some(staff) = caller.staff.clone() {
        let may_read_trail = caller.may(Action::ReadTrail);
        let may_read_signals = caller.may(Action::ReadSignals);
        let may_see_waiting = caller.may(Action::ReadWaiting);
        let has_own_work = caller.may(Action::ReadOwnWork);
        let sees_approvals = sees_approvals(&caller);
        let runs_lists = caller.has_right(Action::RunBulk);
        let waiting_href = if pool.is_empty() { "/waiting".to_owned() } else { format!("/waiting?pool={pool}") };
        let users_href = if pool.is_empty() { "/users".to_owned() } else { format!("/users?pool={pool}") };
        let links = move || {
            let users = view! { <NavLink href=users_href label="Users" is_current=current == "Users" /> };
            let waiting = may_see_waiting.then(|| view! { <NavLink href=waiting_href label="Waiting" is_current=current == "Waiting" /> });
            let work = has_own_work.then(|| view! { <NavLink href="/work" label="My work" is_current=current == "My work" /> });
            let approvals = sees_approvals.then(|| view! { <NavLink href="/escalations" label="Approvals" is_current=current == "Approvals" /> });
            let bulk = runs_lists.then(|| view! { <NavLink href="/bulk" label="Bulk" is_current=current == "Bulk" /> });
            let audit = may_read_trail.then(|| view! { <NavLink href="/audit" label="Audit" is_current=current == "Audit" /> });
            let signals = may_read_signals.then(|| view! { <NavLink href="/signals" label="Signals" is_current=current == "Signals" /> });
            let policy = may_read_trail.then(|| view! { <NavLink href="/policy" label="Policy" is_current=current == "Policy" /> });
            view! {
                {users}
                {waiting}
                {work}
                {approvals}
                {bulk}
                {audit}
                {signals}
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
        {left.map(|(left, warning)| session_warning(left, warning))}
        {approvals_script.map(|src| view! { <script defer src=src nonce=use_nonce()></script> })}
        <LockBanner caller=locks />
        <crate::ui::Page width=width>{children()}</crate::ui::Page>
        <PageFoot>
            <span>"Times are UTC. " {ends.map(|ends| signed_in_until(&ends))}</span>
            <ThemeSwitch action="/theme" current=theme />
        </PageFoot>
    }
}

/// Shown by `session.js` two minutes before the session ends. The button keeps it, where that is for want of use; in any case nothing
/// that was typed is lost: a form that is sent too late is kept.
fn session_warning(left: TimeLeft, warning: i64) -> impl IntoView {
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("session.js")).unwrap_or_default();
    view! {
        <div
            class="notice notice--session"
            data-tone="warning"
            id="session-warning"
            data-warn-seconds=warning
            data-idle-seconds=left.idle
            data-absolute-seconds=left.absolute
            role="alert"
            hidden
        >
            <p class="notice__title"></p>
            <button class="button button--small" type="button">
                "Stay signed in"
            </button>
        </div>
        <script defer src=script nonce=use_nonce()></script>
    }
}

/// Without scripts nothing warns: the page says beforehand how long the session holds.
fn signed_in_until(ends: &SessionEnds) -> String {
    let (first, last) = (readable_time(ends.first()), readable_time(ends.absolute_at));
    if ends.idle_at < ends.absolute_at {
        format!("Signed in until {first} if nothing is done, until {last} in any case. What you send later is kept for you.")
    } else {
        format!("Signed in until {last} in any case. What you send later is kept for you.")
    }
}
