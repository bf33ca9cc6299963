//! `/users?pool=&q=`: find a user. `/users?pool=&list=`: look a pasted list up, which is kept under that id.

use super::list_form::{ListForm, entries_of};
use super::results::{ListResults, SearchResults};
use super::search_box::SearchBox;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::search::pasted_list;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::records::require;
use crate::features::requests::pages::RequestsLink;
use crate::features::users::{FindAnswer, LookedUp, find, find_list, look_up};
use crate::ui::{Empty, ErrorSummary, LinkButton, PageTitle, Tab, Tabs};
use crate::wire::ApiError;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// What the address asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    pool: String,
    q: String,
    /// The id of a kept list.
    list: String,
    page: Option<String>,
}

/// What was found for it.
enum Found {
    Nothing,
    Users(FindAnswer),
    List(Vec<LookedUp>),
    Error(ApiError),
}

/// The page.
#[component]
pub fn FindPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let text = |name: &str| query.get(name).unwrap_or_default();
    let asked = Asked { pool: text("pool"), q: text("q"), list: text("list"), page: query.get("page") };
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (asked, options, context) = (asked.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match context {
                        Ok((console, caller)) => answer(&console, &caller, asked, options.as_ref()).await,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn answer(console: &Console, caller: &Caller, asked: Asked, options: Option<&ResponseOptions>) -> AnyView {
    let pool = match console.pool(&asked.pool, caller) {
        Ok(pool) => pool.id.to_string(),
        Err(error) => return problem(options, &error),
    };
    if asked == Asked::default()
        && !caller.has_right(Action::FindUsers)
        && let Some(page) = start_page(caller)
    {
        leptos_axum::redirect(page);
        return ().into_any();
    }
    let (list, found) = search(console, caller, &pool, &asked).await;
    match &found {
        Found::Users(FindAnswer { exact: Some(href), .. }) => leptos_axum::redirect(href),
        Found::Error(error) if error.fields.is_empty() => return problem(options, error),
        Found::Error(error) => set_status(options, status_of(error.code)),
        _ => {}
    }
    page(console, &pool, asked, list, found)
}

/// Where whoever does not search begins: everybody is led to this page after their sign-in, and being led is no attempt.
fn start_page(caller: &Caller) -> Option<&'static str> {
    let pages = [("/audit", Action::ReadTrail), ("/waiting", Action::ReadWaiting), ("/work", Action::ReadOwnWork), ("/policy", Action::ReadPolicy)];
    pages.into_iter().find(|(_, action)| caller.has_right(*action)).map(|(page, _)| page)
}

/// The kept list that was asked for, as pasted, and what was found.
async fn search(console: &Console, caller: &Caller, pool: &str, asked: &Asked) -> (String, Found) {
    let target = RecordedTarget { pool: pool.to_owned(), ..RecordedTarget::default() };
    if let Err(error) = require(console, caller, Action::FindUsers, Some(target)).await {
        return (String::new(), Found::Error(error));
    }
    if !asked.list.is_empty() {
        return match find_list(console, caller, &asked.list).await {
            Ok(list) => {
                let found = look_up(console, caller, pool, &entries_of(&list), "list").await.map_or_else(Found::Error, Found::List);
                (list, found)
            }
            Err(error) => (String::new(), Found::Error(error)),
        };
    }
    let found = match pasted_list(&asked.q) {
        Some(entries) => look_up(console, caller, pool, &entries, "q").await.map(Found::List),
        None if asked.q.trim().is_empty() => Ok(Found::Nothing),
        None => find(console, caller, pool, &asked.q, asked.page.as_deref()).await.map(Found::Users),
    };
    (String::new(), found.unwrap_or_else(Found::Error))
}

fn page(console: &Console, pool: &str, asked: Asked, list: String, found: Found) -> AnyView {
    let pool = pool.to_owned();
    let pools = console.directory.pools().to_vec();
    let pool_name = pools.iter().find(|served| served.id.as_str() == pool).map(|served| served.name.clone()).unwrap_or_default();
    let (tab_pool, tab_query, tab_list) = (pool.clone(), asked.q.clone(), asked.list);
    let has_error = matches!(found, Found::Error(_));
    let title = if has_error { "Error: Find a user" } else { "Find a user" };
    let tabs = (pools.len() > 1).then(move || {
        let tabs = pools.into_iter().map(move |served| {
            let is_current = served.id.as_str() == tab_pool;
            let asks = if tab_list.is_empty() { Asks::Words(&tab_query, None) } else { Asks::List(&tab_list) };
            view! { <Tab href=href(served.id.as_str(), asks) label=served.name is_current=is_current /> }
        });
        view! { <Tabs label="User pool">{tabs.collect_view()}</Tabs> }
    });
    let fields = match &found {
        Found::Error(error) => error.fields.clone(),
        _ => Vec::new(),
    };
    let wrong_with = |name: &str| fields.iter().find(|field| field.field == name).map(|field| field.sentence.clone()).unwrap_or_default();
    let (query_error, list_error) = (wrong_with("q"), wrong_with("list"));
    let summary: Vec<(String, String)> = fields.into_iter().map(|field| (format!("#{}", field.field), field.sentence)).collect();
    let results = match found {
        Found::Nothing => view! { <Start /> }.into_any(),
        Found::Users(answer) => view! { <SearchResults answer=answer pool=pool.clone() pool_name=pool_name page=asked.page.is_some() /> }.into_any(),
        Found::List(entries) => view! { <ListResults entries=entries pool_name=pool_name /> }.into_any(),
        Found::Error(_) => ().into_any(),
    };
    view! {
        <Frame title=title current="Users" has_own_search=true>
            {has_error.then(|| view! { <ErrorSummary errors=summary /> })}
            <PageTitle title="Find a user" />
            {tabs}
            <SearchBox pool=pool.clone() query=asked.q error=query_error />
            {results}
            <ListForm pool=pool list=list error=list_error />
            <RequestsLink />
        </Frame>
    }
    .into_any()
}

/// What an address asks for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asks<'a> {
    /// A search, from its start or at this cursor.
    Words(&'a str, Option<&'a str>),
    /// A kept list, by its id.
    List(&'a str),
}

/// The address of a search.
pub(super) fn href(pool: &str, asks: Asks<'_>) -> String {
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.append_pair("pool", pool);
    match asks {
        Asks::Words(q, page) => {
            address.extend_pairs((!q.is_empty()).then_some(("q", q)));
            address.extend_pairs(page.map(|page| ("page", page)));
        }
        Asks::List(id) => drop(address.append_pair("list", id)),
    }
    format!("/users?{}", address.finish())
}

/// Before anything was searched.
#[component]
fn Start() -> impl IntoView {
    view! {
        <Empty
            title="Ask the caller for one thing they know"
            text="An e-mail address, a phone number in any notation, a username, a name or a sub. Addresses and usernames are found by their beginning."
        />
    }
}

/// Nobody was found: what else to try.
#[component]
pub(super) fn NobodyFound(
    /// What was searched.
    query: String,
    /// Where.
    looked_in: String,
    /// The pool's name.
    pool_name: String,
    /// The pool's id.
    pool: String,
) -> impl IntoView {
    let pools = use_context::<Console>().map(|console| console.directory.pools().to_vec()).unwrap_or_default();
    let others = pools.into_iter().filter(|other| other.id.as_str() != pool);
    let others = others.map(|other| view! { <LinkButton href=href(other.id.as_str(), Asks::Words(&query, None)) label=format!("Look in {}", other.name) /> }).collect_view();
    // A browser glues lines together that are pasted into a single one.
    let advice = if query.matches('@').count() > 1 {
        "This looks like several entries that ran together: paste them under “Look up a list”, one a line."
    } else {
        "Check the spelling: capitals and accents count. A name may be stored in another script, and a phone number needs its country code; an e-mail address is surest."
    };
    view! {
        <Empty title=format!("Nobody in {pool_name} matches “{query}”") text=format!("Looked in {looked_in}. {advice}")>
            {others}
        </Empty>
    }
}
