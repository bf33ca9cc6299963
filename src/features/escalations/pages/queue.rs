//! `/escalations`: what waits for a decision, and what became of the others.

use super::super::news::{WAITING_SHOWN, listed};
use super::super::read::{failed, record_read, sees_all_of};
use super::super::register::Register;
use super::standing_words::{name, until, word};
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::escalation::{Escalation, Standing};
use crate::domain::operation::Action;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::features::records::require;
use crate::ui::{Cell, Empty, LinkButton, Moment, PageTitle, Table, Tag, visible};
use crate::wire::ApiError;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use time::OffsetDateTime;

/// Requests that the page lists.
const LISTED: u32 = 50;

/// The page.
#[component]
pub fn EscalationsPage() -> impl IntoView {
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (options, context) = (options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context).await {
                        Ok(page) => page,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// One's own, and for those who decide everybody's.
async fn look(context: Result<(Console, Caller), ApiError>) -> Result<AnyView, ApiError> {
    let (console, caller) = context?;
    let decides = caller.has_right(Action::DecideEscalation);
    if !sees_approvals(&caller) {
        require(&console, &caller, Action::DecideEscalation, None).await?;
    }
    let own = caller.actor()?.id.clone();
    let register = Register::of(&console);
    let of = (!decides).then_some(&own);
    let unfinished = register.unfinished(of, WAITING_SHOWN).await.map_err(|error| failed(&error, &caller))?;
    let newest = register.newest(of, LISTED).await.map_err(|error| failed(&error, &caller))?;
    record_read(&console, &caller, None).await?;
    let now = console.now();
    let standing = |escalation: &Escalation| escalation.standing(register.now());
    // What waits, the oldest first: it waits longest. Of the others the newest.
    let with_standing = |escalation: Escalation| (standing(&escalation), escalation);
    let waiting: Vec<_> = unfinished.into_iter().map(with_standing).filter(|(standing, _)| !standing.is_over()).collect();
    let over: Vec<_> = newest.into_iter().map(with_standing).filter(|(standing, _)| standing.is_over()).collect();
    let shown = listed(waiting.iter().map(|(_, escalation)| escalation), register.now());
    let open = waiting.iter().filter(|(standing, _)| matches!(standing, Standing::Open { .. })).count();
    let title = if open == 0 { "Approvals".to_owned() } else { format!("Approvals ({open} waiting)") };
    let rows = |list: Vec<(Standing, Escalation)>| list.into_iter().map(|(standing, escalation)| row(&escalation, standing, &caller, now)).collect_view();
    let empty = if decides { "Nobody waits for a decision." } else { "None of your requests is waiting." };
    let hint = if decides { "Requests of the desk come here." } else { "Where you may not act alone, the form has a button that asks for an approval." };
    let has_waiting = !waiting.is_empty();
    let has_over = !over.is_empty();
    let (waiting, over) = (rows(waiting), rows(over));
    let waiting = if has_waiting {
        view! { <Table caption="Requests that wait" is_stacked=true>{head()}<tbody>{waiting}</tbody></Table> }.into_any()
    } else {
        view! { <Empty title=empty text=hint><LinkButton href="/users" label="Find a user" /></Empty> }.into_any()
    };
    let over = has_over.then(|| view! { <Table caption="Requests of the last days" is_stacked=true>{head()}<tbody>{over}</tbody></Table> });
    Ok(view! {
        <Frame title=title current="Approvals">
            <PageTitle title="Approvals" />
            <div class="stack" data-escalations-shown=shown>
                {waiting}
                {over}
            </div>
        </Frame>
    }
    .into_any())
}

/// Whether this person decides on requests, or may have to ask: whoever acts can meet a protected user.
pub fn sees_approvals(caller: &Caller) -> bool {
    let Ok(actor) = caller.actor() else { return false };
    caller.has_right(Action::DecideEscalation) || Action::ALL.into_iter().any(|action| action.has_effect_on_a_user() && caller.policy.has_right_to_ask(actor, action))
}

fn head() -> impl IntoView {
    let columns = ["What", "Asked by", "Since", "Standing", "Why"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    view! {
        <thead>
            <tr role="row">{columns}</tr>
        </thead>
    }
}

fn row(escalation: &Escalation, standing: Standing, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let entry = &escalation.request.entry;
    let target = entry.target.clone().unwrap_or_default();
    let is_own = caller.actor().ok().map(|actor| &actor.id) == escalation.asked_by().as_ref();
    let is_known = is_own || sees_all_of(caller, &target.pool);
    let whom = match (is_known, target.name.is_empty()) {
        (false, _) => "a user".to_owned(),
        (true, true) => visible(&target.username),
        (true, false) => visible(&target.name),
    };
    let what = event_words(entry.then.as_deref().unwrap_or_default()).to_owned();
    let href = format!("/escalations/{}", escalation.id());
    let by = entry.actor.as_ref().map(|actor| visible(&actor.name)).unwrap_or_default();
    let since = from_micros(entry.occurred_at);
    let (shown, tone) = word(escalation, standing);
    let until = until(standing, now);
    let reason = entry.reason.as_deref().filter(|_| is_known).map(visible).unwrap_or_default();
    view! {
        <tr role="row" data-standing=name(standing)>
            <th scope="row" role="rowheader">
                <a class="table__row-link" href=href>
                    {what}
                    " for "
                    <bdi>{whom}</bdi>
                </a>
            </th>
            <Cell label="Asked by"><bdi>{by}</bdi></Cell>
            <Cell label="Since"><Moment datetime=rfc3339(since) exact=readable(since) relative=relative(since, now) /></Cell>
            <Cell label="Standing">
                <Tag tone=tone text=shown />
                {until.map(|until| view! { <span class="table__sub">{until}</span> })}
            </Cell>
            <Cell label="Why"><bdi>{reason}</bdi></Cell>
        </tr>
    }
}
