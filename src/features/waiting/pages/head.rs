//! Above the table: what is being read, what went wrong, when the board was read, and the filters.

use crate::domain::clock::{rfc3339, to_micros};
use crate::features::waiting::board::{Filter, Kind, Waiting};
use crate::features::waiting::look::{Board, ReadBoard};
use crate::features::waiting::query::BoardQuery;
use crate::features::waiting::words::{ago, moment, number, users as users_words};
use crate::ui::{LinkButton, LinkFilter, LinkFilterItem, Notice};
use leptos::prelude::*;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Readings that took longer say so: what they found is of different moments.
const LONG: Duration = Duration::SECOND.saturating_mul(10);

/// What one should know before one believes the board.
#[component]
pub(super) fn Notices(
    /// The board.
    board: Board,
    /// What was asked.
    query: BoardQuery,
    /// How many users of a pool are read at most.
    users_at_most: usize,
) -> impl IntoView {
    let now = board.now;
    let reload = BoardQuery { newer_than: None, ..query.clone() }.href();
    let reading = board.so_far.map(|so_far| {
        let title = format!("Reading who is waiting in {}: {} so far.", board.pool.name, users_words(so_far));
        let text = match &board.read {
            Some(read) => format!("Until that is done, the board below is the one of {}.", moment(read.snapshot.read_at, now)),
            None => "Cognito gives no order, so everybody must be read before the oldest is known.".to_owned(),
        };
        view! {
            <Notice tone="info" title=title live="status">
                <p>{text}</p>
                <p>
                    <LinkButton href=reload label="Reload" is_small=true />
                </p>
            </Notice>
        }
    });
    let failure = board.failure.filter(|_| board.read.is_some()).map(|failure| {
        let title = format!("The board could not be read anew {}: it is an older one.", ago(failure.at, now));
        view! {
            <Notice tone="warning" title=title>
                <p>{failure.code.title()}</p>
                <p>"Reference " <code class="mono">{failure.reference}</code></p>
            </Notice>
        }
    });
    let part = board.read.filter(|read| read.snapshot.is_part).map(|_| {
        let title = format!("This board shows only part: the console reads {} of a pool at most.", users_words(users_at_most));
        view! {
            <Notice tone="warning" title=title>
                <p>
                    "Cognito names them in no particular order, so some who have waited longer may be missing. The administrator can raise "
                    <code class="mono">"desk.waiting_users_at_most"</code>
                    "."
                </p>
            </Notice>
        }
    });
    view! {
        {reading}
        {failure}
        {part}
    }
}

/// How many, as of when, and the way to a newer board.
#[component]
pub(super) fn WhenRead(
    /// The board.
    read: ReadBoard,
    /// What was asked.
    query: BoardQuery,
    /// The pool's name.
    pool_name: String,
    /// A reading is under way.
    is_reading: bool,
    /// Now.
    now: OffsetDateTime,
) -> impl IntoView {
    let snapshot = &read.snapshot;
    let count = read.users.len();
    let who = match count {
        0 => "Nobody waits in ".to_owned(),
        1 => "1 user waits in ".to_owned(),
        count => format!("{} users wait in ", number(count)),
    };
    let over = Filter { kind: None, is_over: Some(true) }.count(&read.users, now);
    let over = if over == 0 { ". As of ".to_owned() } else { format!(", {} of them with something that has expired. As of ", number(over)) };
    let took = snapshot.read_at - snapshot.begun_at;
    let took = if took > LONG { format!(" Reading it took {} seconds.", took.whole_seconds()) } else { String::new() };
    let seen = to_micros(snapshot.read_at);
    let again = BoardQuery { newer_than: Some(seen), ..query.clone() }.href();
    // Asked for something newer, and there is nothing newer yet: the reader rests between two readings.
    let rests = !is_reading && query.newer_than.is_some_and(|wanted| wanted >= seen);
    view! {
        <div class="row">
            <p class="soft small" role="status">
                {who}
                <strong>{pool_name}</strong>
                {over}
                <time datetime=rfc3339(snapshot.read_at)>{moment(snapshot.read_at, now)}</time>
                {format!(", {}.", ago(snapshot.read_at, now))}
                {took}
                {rests.then_some(" It is read once in five seconds at most: wait a moment.")}
            </p>
            {(!is_reading).then(|| view! { <LinkButton href=again label="Read again" is_small=true /> })}
        </div>
    }
}

/// The filters, each choice with how many are behind it.
#[component]
pub(super) fn Filters(
    /// Everybody on the board.
    users: Vec<Arc<Waiting>>,
    /// What was asked.
    query: BoardQuery,
    /// Now.
    now: OffsetDateTime,
) -> impl IntoView {
    let chosen = query.filter;
    let item = |label: &'static str, filter: Filter| {
        view! { <LinkFilterItem href=query.narrowed(filter).href() label=label count=number(filter.count(&users, now)) is_current=filter == chosen /> }
    };
    let kinds = [("Everybody", None), ("Reset codes", Some(Kind::ResetCode)), ("Temporary passwords", Some(Kind::TemporaryPassword))];
    let kinds = kinds.map(|(label, kind)| item(label, Filter { kind, ..chosen })).collect_view();
    let clocks = [("Any", None), ("Still working", Some(false)), ("Expired", Some(true))];
    let clocks = clocks.map(|(label, is_over)| item(label, Filter { is_over, ..chosen })).collect_view();
    view! {
        <div class="row">
            <LinkFilter label="Waiting with">{kinds}</LinkFilter>
            <LinkFilter label="Time left">{clocks}</LinkFilter>
        </div>
    }
}
