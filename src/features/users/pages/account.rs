//! What is known about a user, beside what can be done: facts and timeline.

use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::escalation::REQUEST;
use crate::domain::masking::{mask_email, mask_phone};
use crate::domain::operation::Action;
use crate::domain::preflight::Help;
use crate::features::audit_trail::pages::{row_ended, row_tone, row_words, who_words};
use crate::features::console::{Caller, Console};
use crate::features::passwords::pages::has_result_page;
use crate::features::users::UserView;
use crate::ports::audit_log::{Timeline, TrailRow};
use crate::ui::{Card, Empty, Fact, Facts, LinkButton, Masked, Moment, Mono, Tag, Timeline, TimelineItem};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use time::OffsetDateTime;

/// Account and timeline.
#[component]
pub fn Account(
    /// The user.
    user: UserView,
    /// What happened so far.
    timeline: Timeline,
) -> impl IntoView {
    let caller = use_context::<Caller>().unwrap_or_default();
    let now = use_context::<Console>().map_or(OffsetDateTime::UNIX_EPOCH, |console| console.now());
    view! {
        {facts(&user, &caller, now)}
        {history(&user, timeline, &caller, now)}
    }
}

fn facts(view: &UserView, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let user = &view.target.user;
    let contact = |value: Option<&str>, is_verified: bool, mask: fn(&str) -> String| match value {
        Some(value) => {
            let text = if view.shows_contacts { value.to_owned() } else { mask(value) };
            let (tone, word) = if is_verified { ("success", "verified") } else { ("warning", "not verified") };
            view! { <Masked text=text><Tag tone=tone text=word /></Masked> }.into_any()
        }
        None => view! { <span class="soft">"none"</span> }.into_any(),
    };
    let moment = |at: Option<OffsetDateTime>| match at {
        Some(at) => view! { <Moment datetime=rfc3339(at) exact=readable(at) relative=relative(at, now) /> }.into_any(),
        None => view! { <span class="soft">"not known"</span> }.into_any(),
    };
    let (created, changed) = (moment(user.created_at), moment(user.changed_at));
    let (username, sub) = (user.username.as_str().to_owned(), user.sub.as_str().to_owned());
    let email = contact(user.email(), user.is_email_verified(), mask_email);
    let phone = contact(user.phone(), user.is_phone_verified(), mask_phone);
    let mfa = if user.mfa.is_empty() { "not set up".to_owned() } else { user.mfa.join(", ").replace('_', " ").to_lowercase() };
    let groups = if view.target.groups.is_empty() {
        view! { <span class="soft">"none"</span> }.into_any()
    } else {
        view.target.groups.iter().map(|group| view! { <Tag text=group.clone() /> " " }).collect_view().into_any()
    };
    let may_show = !view.shows_contacts && caller.may(Action::ReadContacts) && (user.email().is_some() || user.phone().is_some());
    // The chosen action stays chosen.
    let query = use_query_map().get_untracked();
    let chosen = query.get("do").and_then(|word| Help::from_word(&word)).map(|help| format!("&do={}", help.word())).unwrap_or_default();
    let on_record = if query.get("contacts").is_some() { "goes on record; an address alone does not show them" } else { "goes on record" };
    let show_href = format!("{}?contacts=shown{chosen}", super::super::rows::user_href(user));
    let other_provider = user.identity_provider().map(|provider| view! { <Fact name="Signs in with">{provider}</Fact> });
    view! {
        <Card title="Account" is_aside=true>
            <Facts>
                <Fact name="Username"><Mono text=username /></Fact>
                <Fact name="sub"><Mono text=sub /></Fact>
                <Fact name="E-mail">{email}</Fact>
                <Fact name="Phone">{phone}</Fact>
                {other_provider}
                <Fact name="MFA">{mfa}</Fact>
                <Fact name="Groups">{groups}</Fact>
                <Fact name="Created">{created}</Fact>
                <Fact name="Last change">{changed}</Fact>
            </Facts>
            {may_show.then(|| view! { <p><LinkButton href=show_href label="Show contacts" kind="quiet" is_small=true />" "<span class="soft small">{on_record}</span></p> })}
        </Card>
    }
}

fn history(view: &UserView, timeline: Timeline, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let reads_trail = caller.may(Action::ReadTrail);
    let more = reads_trail.then(|| {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("user_sub", view.target.user.sub.as_str()).finish();
        view! { <p><a href=format!("/audit?{query}")>"Everything done to this user"</a></p> }
    });
    let (is_empty, reader) = (timeline.rows.is_empty(), caller.clone());
    let items = timeline.rows.into_iter().map(move |row| item(&row, &reader, reads_trail, now)).collect_view();
    view! {
        <Card title="What happened so far" is_aside=true>
            {if is_empty {
                view! { <Empty title="Nothing yet" text="Nobody has acted on this user from here." /> }.into_any()
            } else {
                view! { <Timeline>{items}</Timeline> }.into_any()
            }}
            {more}
        </Card>
    }
}

fn item(row: &TrailRow, caller: &Caller, reads_trail: bool, now: OffsetDateTime) -> impl IntoView + use<> {
    let entry = &row.opening.entry;
    let (word, title) = (row_ended(row), row_words(row));
    let at = from_micros(entry.occurred_at);
    let who = who_words(entry);
    let ticket = entry.ticket.clone().map(|ticket| format!(" · {ticket}"));
    let details = details_href(entry, caller, reads_trail);
    view! {
        <TimelineItem tone=row_tone(row) word=word title=title text=word.to_lowercase()>
            <bdi>{who}</bdi>
            " · "
            <Moment datetime=rfc3339(at) exact=readable(at) relative=relative(at, now) />
            {ticket}
            {details.map(|href| view! { " · " <a href=href>"Details"</a> })}
        </TimelineItem>
    }
}

/// The page that tells more, where there is one that this reader may open. What belongs to another action is told on that one's page.
fn details_href(entry: &AuditEntry, caller: &Caller, reads_trail: bool) -> Option<String> {
    if reads_trail {
        return Some(format!("/audit/{}", entry.action_id));
    }
    if entry.event.starts_with("escalation.") {
        let is_own = entry.event == REQUEST && caller.actor().is_ok_and(|actor| entry.is_by(actor));
        return (is_own || caller.has_right(Action::DecideEscalation)).then(|| format!("/escalations/{}", entry.whole()));
    }
    let is_part = entry.whole() != entry.action_id;
    (entry.kind != RecordKind::Check && (has_result_page(&entry.event) || is_part)).then(|| format!("/results/{}", entry.whole()))
}
