//! `/waiting?pool=`: who is waiting, oldest first, and what to do for each.

use super::head::{Filters, Notices, WhenRead};
use super::rows::WaitingTable;
use crate::domain::pool::ServedPool;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::features::waiting::look::{Board, ReadBoard, look};
use crate::features::waiting::query::BoardQuery;
use crate::features::waiting::words::users;
use crate::ui::{Empty, LinkButton, PageTitle, Pager, Tab, Tabs};
use crate::wire::ErrorCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn WaitingPage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let query = BoardQuery::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (query, options, context) = (query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match context {
                        Ok((console, caller)) => answer(&console, &caller, query, options.as_ref()).await,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn answer(console: &Console, caller: &Caller, query: Option<BoardQuery>, options: Option<&ResponseOptions>) -> AnyView {
    let Some(query) = query else { return problem(options, &caller.error(ErrorCode::NotFound)) };
    match look(console, caller, &query).await {
        Ok(board) => page(console, caller, query, board),
        Err(error) => problem(options, &error),
    }
}

fn page(console: &Console, caller: &Caller, query: BoardQuery, board: Board) -> AnyView {
    let pool = board.pool.id.to_string();
    // Links name the pool that is shown, also where the address named none.
    let query = BoardQuery { pool: pool.clone(), ..query };
    let pools = console.directory.pools().to_vec();
    let tabs = (pools.len() > 1).then(|| {
        let tab = |served: ServedPool| {
            let is_current = served.id == board.pool.id;
            let href = BoardQuery { pool: served.id.to_string(), ..query.narrowed(query.filter) }.href();
            view! { <Tab href=href label=served.name is_current=is_current /> }
        };
        let tabs = pools.into_iter().map(tab).collect_view();
        view! { <Tabs label="User pool">{tabs}</Tabs> }
    });
    let notices = view! { <Notices board=board.clone() query=query.clone() users_at_most=console.waiting.users_at_most() /> };
    let Board { pool: served, read, so_far, now, .. } = board;
    let list = read.map(|read| {
        let filters = (!read.users.is_empty()).then(|| view! { <Filters users=read.users.clone() query=query.clone() now=now /> });
        let when = view! { <WhenRead read=read.clone() query=query.clone() pool_name=served.name.clone() is_reading=so_far.is_some() now=now /> };
        let is_empty = read.page.users.is_empty();
        let body = if is_empty { view! { <Nobody read=read query=query pool_name=served.name /> }.into_any() } else { list(caller, &query, &served, read, now) };
        view! {
            {when}
            {filters}
            {body}
        }
    });
    view! {
        <Frame title="Who is waiting" current="Waiting" pool=pool>
            <PageTitle title="Who is waiting" />
            {tabs}
            {notices}
            {list}
        </Frame>
    }
    .into_any()
}

fn list(caller: &Caller, query: &BoardQuery, pool: &ServedPool, read: ReadBoard, now: time::OffsetDateTime) -> AnyView {
    let (number, pages, total) = (read.page.number, read.page.pages, read.page.total);
    let days = read.snapshot.temporary_days;
    let first = (number - 1) * crate::features::waiting::board::PAGE;
    let shown = if pages > 1 { format!("Oldest first, {} to {} of {total}", first + 1, first + read.page.users.len()) } else { String::new() };
    let previous = if number > 1 { query.at(number - 1).href() } else { String::new() };
    let next = if number < pages { query.at(number + 1).href() } else { String::new() };
    let clock = format!(
        "A reset code works for one hour after the user's last change, a temporary password of this pool for {days} day{}. Cognito tells when a user last changed, and not what it was: any other change to the account starts that time anew.",
        if days == 1 { "" } else { "s" }
    );
    let table = view! { <WaitingTable users=read.page.users pool=pool.clone() caller=caller.clone() now=now /> };
    view! {
        {table}
        {(pages > 1).then(|| view! { <Pager text=shown previous=previous next=next /> })}
        <p class="soft small">{clock}</p>
    }
    .into_any()
}

/// Nobody stands here, or nobody whom the filters let pass.
#[component]
fn Nobody(
    /// The board.
    read: ReadBoard,
    /// What was asked.
    query: BoardQuery,
    /// The pool's name.
    pool_name: String,
) -> impl IntoView {
    if read.users.is_empty() {
        let title = format!("Nobody is waiting in {pool_name}");
        return view! { <Empty title=title text="No user there has to finish a reset or to change a temporary password." /> }.into_any();
    }
    let title = format!("Nobody is waiting in {pool_name} with these filters");
    let text = format!("{} on the whole board.", users(read.users.len()));
    let all = query.narrowed(Default::default()).href();
    view! {
        <Empty title=title text=text>
            <LinkButton href=all label="Show everybody who waits" />
        </Empty>
    }
    .into_any()
}
