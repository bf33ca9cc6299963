//! A generated password on its result page: once, to the one who had it generated.

use crate::domain::audit::AuditRecord;
use crate::domain::clock::{from_micros, readable};
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::domain::password::spoken;
use crate::domain::preflight::Help;
use crate::domain::secret::Secret;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::layout::{Assets, set_status};
use crate::features::passwords::reveal::{Opened, cookie_end, cookie_name, open};
use crate::ui::{Notice, Reveal};
use crate::wire::ApiError;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use std::sync::Arc;
use uuid::Uuid;

/// How long it stands on the page, in seconds.
const SHOWN_FOR: u32 = 60;

/// What the page can say of the password.
#[derive(Debug)]
pub(super) enum Shown {
    /// Here it is, for the first and last time.
    Now(Secret<String>),
    /// It was shown, then.
    Before(String),
    /// It was not shown, and will not be.
    Never,
    /// There is nothing to show: it was typed, or nothing was set.
    Nothing,
    /// It could not be shown now; the page can be loaded again.
    Failed(ApiError),
}

/// Opens the password where this request may: a page that is loaded by the person who carries the cookie.
pub(super) async fn shown(console: &Console, caller: &Caller, opening: &AuditRecord, options: Option<&ResponseOptions>) -> Shown {
    if opening.entry.password_source.as_deref() != Some("generated") {
        return Shown::Nothing;
    }
    let action = opening.entry.action_id;
    if let Some(cookie) = use_context::<Parts>().as_ref().and_then(|parts| carried(parts, action)) {
        let opened = open(console, caller, opening, cookie).await;
        if let (Ok(_), Some(options), Ok(line)) = (&opened, options, HeaderValue::from_str(&cookie_end(action))) {
            options.append_header(header::SET_COOKIE, line);
        }
        match opened {
            Ok(Opened::Password(password)) => {
                // Chromium keeps whole pages for its back button, `no-store` or not, and without scripts nothing on the page can
                // hide the password before that. It keeps no page whose status is not 200; and others do get another page here.
                set_status(options, StatusCode::NON_AUTHORITATIVE_INFORMATION);
                return Shown::Now(password);
            }
            Ok(Opened::Gone) => {}
            Err(error) => return Shown::Failed(error),
        }
    }
    match console.audit.action(part_id(action, Action::RevealPassword.event())).await {
        Ok(records) => records
            .iter()
            .find(|record| record.entry.event == Action::RevealPassword.event() && record.entry.part_of == Some(action))
            .map_or(Shown::Never, |record| Shown::Before(readable(from_micros(record.entry.occurred_at)))),
        Err(error) => Shown::Failed(trail_failed(&error, caller)),
    }
}

/// The cookie of this action. Not for a browser that loads pages nobody has asked for yet.
fn carried(parts: &Parts, action: Uuid) -> Option<String> {
    let is_ahead = ["sec-purpose", "purpose", "x-moz"].iter().any(|name| parts.headers.get(*name).is_some_and(|value| value.to_str().unwrap_or_default().contains("prefetch")));
    if parts.method != Method::GET || is_ahead {
        return None;
    }
    let name = cookie_name(action);
    let lines = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The password, or why it is not there.
pub(super) fn reveal(shown: Shown, done: Help, again_href: Option<String>) -> AnyView {
    let again = move || again_href.clone().map(|href| view! { <p><a href=href>"Set a new one"</a></p> });
    match shown {
        Shown::Now(password) => now(&password, done, again().into_any()),
        Shown::Before(at) => view! {
            <Notice tone="neutral" title="The password was already shown." is_plain=true>
                <p>"It was shown once, " {at} ", and is kept nowhere. If nobody took it down, set a new one: the old one then stops working."</p>
                {again()}
            </Notice>
        }
        .into_any(),
        Shown::Never => view! {
            <Notice tone="warning" title="The password cannot be shown.">
                <p>"It is shown once, to whoever had it generated, right after it was set. This page was opened too late, or by somebody else, or from somewhere else. It is kept nowhere: where it is lost, a new one has to be set."</p>
                {again()}
            </Notice>
        }
        .into_any(),
        Shown::Failed(error) => view! {
            <Notice tone="danger" live="alert" title="The password cannot be shown at the moment.">
                <p>{error.code.title()} " It is not shown without a record. Reload this page within two minutes, or set a new one."</p>
                <p>"Reference " {error.reference}</p>
            </Notice>
        }
        .into_any(),
        Shown::Nothing => ().into_any(),
    }
}

/// What to say, a group to a line: the hyphen ends each but the last.
fn groups(password: &str) -> Vec<String> {
    let pieces = spoken(password);
    let mut lines: Vec<String> = pieces.split_inclusive(|piece| piece == "hyphen").map(|group| group.join(", ")).collect();
    lines.retain(|line| !line.is_empty());
    lines
}

fn now(password: &Secret<String>, done: Help, again: AnyView) -> AnyView {
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("reveal.js")).unwrap_or_default();
    let label = if done == Help::PermanentPassword { "Permanent password" } else { "Temporary password" };
    view! {
        <section id="reveal" data-seconds=SHOWN_FOR aria-label="The password, shown once">
            <div data-reveal="shown">
                <Reveal label=label value=password.expose().clone() spoken=groups(password.expose())>
                    <button class="button button--small" type="button" data-copy="reveal-value" hidden>
                        "Copy"
                    </button>
                    <button class="button button--small" type="button" id="reveal-hide" hidden>
                        "Hide now"
                    </button>
                    <span class="reveal__countdown">
                        "Shown once, for " <span id="reveal-left">{format!("{SHOWN_FOR} seconds")}</span> ". It cannot be shown again."
                    </span>
                </Reveal>
            </div>
            <div data-reveal="hidden" role="status" hidden>
                <Notice tone="neutral" title="The password is hidden, and cannot be shown again." is_plain=true>
                    <p>"If nobody took it down, set a new one: this one then stops working."</p>
                    {again}
                </Notice>
            </div>
            // Without scripts the page loads itself again when the time is up, and then it is gone.
            <noscript>
                <meta http-equiv="refresh" content=SHOWN_FOR.to_string() />
            </noscript>
        </section>
        <script defer src=script nonce=use_nonce()></script>
    }
    .into_any()
}
