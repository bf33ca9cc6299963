//! The rows of the list, written as markup: fifty rows of views take longer than all else on the page.

use super::back::record_fields;
use super::words::{row_ended, row_tone, row_why, row_words, who_words};
use crate::domain::audit::{RecordedActor, RecordedTarget};
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::pool::ServedPool;
use crate::features::audit_trail::TrailQuery;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_search::PageFrom;
use crate::ui::{Markup, Tone, visible, write_cell, write_tag};
use std::fmt::Display;

/// Bytes of a row, about.
const ROW: usize = 1_536;

/// The table's body.
pub(super) fn body(rows: &[TrailRow], query: &TrailQuery, pools: &[ServedPool]) -> Markup {
    let mut html = Markup::with_capacity(rows.len() * ROW);
    let mut links = Links::of(query);
    html.raw("<tbody>");
    rows.iter().for_each(|row| record_row(&mut html, row, &mut links, pools));
    html.raw("</tbody>");
    html
}

/// Where a row leads to: what is the same for all of them is made once.
struct Links {
    /// The list's own fields, for the way back to it.
    carried: String,
    by_actor: TrailQuery,
    by_user: TrailQuery,
}

impl Links {
    fn of(query: &TrailQuery) -> Self {
        Self { carried: record_fields(query), by_actor: query.with(&[("who", "")]), by_user: query.with(&[("user", "")]) }
    }

    fn to_record(&self, action_id: impl Display) -> String {
        format!("/audit/{action_id}{}", self.carried)
    }

    fn all_by(&mut self, actor: &RecordedActor) -> String {
        self.by_actor.actor = TrailQuery::clipped(&actor_value(actor));
        self.by_actor.href(PageFrom::Newest)
    }

    fn all_to(&mut self, sub: &str) -> String {
        self.by_user.user_sub = TrailQuery::clipped(sub);
        self.by_user.href(PageFrom::Newest)
    }
}

/// Exactly this person, as the filter takes it.
pub(super) fn actor_value(actor: &RecordedActor) -> String {
    format!("{} {}", actor.issuer, actor.sub)
}

fn record_row(html: &mut Markup, row: &TrailRow, links: &mut Links, pools: &[ServedPool]) {
    let entry = &row.opening.entry;
    let at = from_micros(entry.occurred_at);
    let when = readable_to_the_second(at);
    html.raw("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><a class=\"table__row-link mono nowrap\"").attribute("href", &links.to_record(entry.action_id));
    html.raw("><time").attribute("datetime", &rfc3339(at)).raw(">").text(when.trim_end_matches(" UTC")).raw("</time></a></th>");
    write_cell(html, "Who", false, |html| {
        html.raw("<span>");
        let href = entry.actor.as_ref().map(|actor| links.all_by(actor));
        person(html, &visible(&who_words(entry)), href.map(|href| (href, "Everything by this person", "Everything by ")));
        if let Some(roles) = entry.actor.as_ref().map(|actor| visible(&actor.roles)).filter(|roles| !roles.is_empty()) {
            html.raw("<span class=\"table__sub\">").text(&roles).raw("</span>");
        }
        html.raw("</span>");
    });
    write_cell(html, "Did", false, |html| {
        html.raw("<span>").text(&row_words(row)).raw("<span class=\"table__sub mono\">").text(&visible(&entry.event)).raw("</span></span>");
    });
    match entry.target.as_ref().filter(|target| **target != RecordedTarget::default()) {
        Some(target) => write_cell(html, "To", false, |html| to(html, target, links, pools)),
        None => empty(html),
    }
    write_cell(html, "Outcome", false, |html| write_tag(html, Tone::from(row_tone(row)), row_ended(row)));
    match row_why(row) {
        why if why.is_empty() => empty(html),
        why => write_cell(html, "Why", false, |html| {
            html.raw("<bdi class=\"records__why\">").text(&why).raw("</bdi>");
        }),
    }
    html.raw("</tr>");
}

/// Without a name it takes no line on a phone.
fn empty(html: &mut Markup) {
    html.raw("<td role=\"cell\"></td>");
}

/// Somebody, with a link to everything that concerns them: its address, what it says to a pointer, and to a screen reader.
fn person(html: &mut Markup, name: &str, link: Option<(String, &str, &str)>) {
    let Some((href, title, before)) = link else {
        html.raw("<bdi>").text(name).raw("</bdi>");
        return;
    };
    html.raw("<a class=\"table__above table__filter\"").attribute("href", &href).attribute("title", title);
    html.raw("><span class=\"visually-hidden\">").text(before).raw("</span><bdi>").text(name).raw("</bdi></a>");
}

fn to(html: &mut Markup, target: &RecordedTarget, links: &mut Links, pools: &[ServedPool]) {
    let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let href = (!target.sub.is_empty()).then(|| links.all_to(&target.sub));
    html.raw("<span>");
    person(html, &name, href.map(|href| (href, "Everything to this user", "Everything to ")));
    html.raw("<span class=\"table__sub\">");
    if !target.name.is_empty() && !target.username.is_empty() {
        let username = visible(&target.username);
        html.raw("<code class=\"mono records__line\"").attribute("title", &username).raw(">").text(&username).raw("</code><span class=\"visually-hidden\"> · </span>");
    }
    html.raw("<span class=\"records__line\">");
    match pools.iter().find(|pool| pool.id.as_str() == target.pool) {
        Some(pool) => html.text(&pool.name),
        None => html.text(&visible(&target.pool)),
    };
    html.raw("</span></span></span>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditEntry, AuditRecord, RecordKind};

    const HOSTILE: &str = "\"><script>alert(1)</script><b x='";

    #[test]
    fn nothing_that_is_on_record_becomes_markup() {
        let origin = RequestOrigin { request_id: HOSTILE.into(), address: HOSTILE.into(), user_agent: HOSTILE.into() };
        let mut entry = AuditEntry::new(RecordKind::Read, HOSTILE, 0, None, &origin);
        entry.actor = Some(RecordedActor { issuer: HOSTILE.into(), sub: HOSTILE.into(), name: HOSTILE.into(), roles: HOSTILE.into() });
        entry.target = Some(RecordedTarget { pool: HOSTILE.into(), username: HOSTILE.into(), sub: HOSTILE.into(), name: HOSTILE.into() });
        (entry.reason, entry.ticket, entry.note) = (Some(HOSTILE.into()), Some(HOSTILE.into()), Some(HOSTILE.into()));
        let row = TrailRow { opening: AuditRecord { sequence: 1, previous_hash: [0; 32], hash: [0; 32], entry }, outcome: None, reconciled: None };
        let query = TrailQuery { text: HOSTILE.into(), who: HOSTILE.into(), ..TrailQuery::default() };
        let html = body(&[row], &query, &[]);
        let html = html.as_str();
        assert!(!html.contains("<script") && !html.contains("<b x"), "{html}");
        // Person, roles, event twice, user, username twice, pool, reason and ticket.
        assert_eq!(html.matches("&lt;script&gt;").count(), 10, "{html}");
    }

    #[test]
    fn a_row_leads_to_its_record_its_actor_and_its_user_with_the_filters_of_the_list() {
        let query = TrailQuery { who: "ana".into(), role: "admin".into(), before: "7".into(), ..TrailQuery::default() };
        let mut links = Links::of(&query);
        let actor = RecordedActor { issuer: "https://id.example".into(), sub: "s 1".into(), ..RecordedActor::default() };
        for _ in 0..2 {
            assert_eq!(links.to_record(3), "/audit/3?who=ana&role=admin&before=7");
            assert_eq!(links.all_by(&actor), query.with(&[("who", ""), ("actor", "https://id.example s 1")]).href(PageFrom::Newest));
            assert_eq!(links.all_to("u-1"), query.with(&[("user", ""), ("user_sub", "u-1")]).href(PageFrom::Newest));
        }
    }
}
