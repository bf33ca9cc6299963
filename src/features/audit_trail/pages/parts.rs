//! What belongs to an action and has records of its own: the showing of a password, the signing out or the code that followed.

use super::words::{row_ended, row_tone, row_words, who_words};
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::operation::Action;
use crate::features::audit_trail::action::ActionPart;
use crate::features::audit_trail::events::event_words;
use crate::ui::{Card, Moment, Tag, Timeline, TimelineItem, visible};
use leptos::prelude::*;

/// The parts; nothing where there are none.
pub(super) fn parts(parts: &[ActionPart]) -> Option<impl IntoView + use<>> {
    let items = parts.iter().map(part).collect_view();
    (!parts.is_empty()).then(|| {
        view! {
            <Card title="What belongs to it">
                <Timeline>{items}</Timeline>
            </Card>
        }
    })
}

fn part(part: &ActionPart) -> AnyView {
    let Some(row) = &part.row else {
        let title = event_words(&part.event).to_owned();
        return view! {
            <TimelineItem tone="warning" title=title text="was asked for, and nothing is on record">
                "It was denied at that time, the user could not be read again, or the console stopped in between."
            </TimelineItem>
        }
        .into_any();
    };
    let entry = &row.opening.entry;
    let at = from_micros(entry.occurred_at);
    let is_showing = entry.event == Action::RevealPassword.event();
    let title = if is_showing { "Password shown at".to_owned() } else { row_words(row) };
    let time = view! { <Moment datetime=rfc3339(at) exact=readable_to_the_second(at) /> };
    let (href, who) = (format!("/audit/{}", entry.action_id), visible(&who_words(entry)));
    let (tone, ended) = (row_tone(row), row_ended(row));
    view! {
        <TimelineItem tone=tone title=title>
            {time}
            " · "
            <bdi>{who}</bdi>
            " · "
            <Tag tone=tone text=ended />
            " · "
            <a href=href>"Its record"</a>
        </TimelineItem>
    }
    .into_any()
}
