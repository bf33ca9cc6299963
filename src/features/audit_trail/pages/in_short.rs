//! What matters of an action, before its records: why, to whom, how it ended, and when.

use super::sentence::{code_words, sentence};
use super::words::{row_ended, who_words};
use crate::domain::audit::RecordKind;
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::pool::ServedPool;
use crate::domain::reason::method_words;
use crate::ports::audit_log::TrailRow;
use crate::ui::{Card, Fact, Facts, Moment, visible};
use leptos::prelude::*;

/// The sentence and the facts.
pub(super) fn in_short(row: &TrailRow, pools: &[ServedPool]) -> impl IntoView + use<> {
    let opening = &row.opening.entry;
    let fact = |name: &'static str, value: Option<&str>| value.filter(|value| !value.is_empty()).map(visible).map(|value| view! { <Fact name=name><bdi>{value}</bdi></Fact> });
    let who = visible(&who_words(opening));
    let roles = opening.actor.as_ref().map(|actor| visible(&actor.roles)).filter(|roles| !roles.is_empty()).map(|roles| format!(", {roles}"));
    let target = opening.target.clone().unwrap_or_default();
    let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let pool = pools.iter().find(|pool| pool.id.as_str() == target.pool).map_or_else(|| visible(&target.pool), |pool| pool.name.clone());
    let to = (!target.pool.is_empty()).then(|| match name.is_empty() {
        true => view! { <Fact name="Where">{pool}</Fact> }.into_any(),
        false => view! { <Fact name="To whom"><bdi>{name}</bdi> ", in " {pool}</Fact> }.into_any(),
    });
    let ended = row_ended(row).to_owned();
    let code = code_words(row).map(|words| format!(": {words}"));
    let ended_name = if opening.kind == RecordKind::Check { "Answer" } else { "Outcome" };
    let moment = |at: i64| {
        let at = from_micros(at);
        view! { <Moment datetime=rfc3339(at) exact=readable_to_the_second(at) /> }
    };
    let (asked_at, last_at) = (opening.occurred_at, row.last().entry.occurred_at);
    let ended_at = (row.last().sequence != row.opening.sequence).then(|| view! { <Fact name="Ended">{moment(last_at)}</Fact> });
    let method = opening.caller_verified_by.as_deref().map(method_words);
    let said = sentence(row);
    let why = (fact("Why", opening.reason.as_deref()), fact("Ticket", opening.ticket.as_deref()), fact("Caller verified by", method.as_deref()));
    view! {
        <Card>
            <p class="lead">
                <bdi>{said}</bdi>
            </p>
            <Facts>
                {why}
                {to}
                <Fact name=ended_name>{ended} {code}</Fact>
                <Fact name="Who">
                    <bdi>{who}</bdi>
                    {roles}
                </Fact>
                <Fact name="When">{moment(asked_at)}</Fact>
                {ended_at}
            </Facts>
        </Card>
    }
}
