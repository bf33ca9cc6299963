//! The result of a search.

use leptos::prelude::*;

use super::banner;
use crate::ui::{Cell, FindForm, Page, PageTitle, Pager, Table, Tag};

/// Name, username, e-mail, state, tone, last change, next step.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 6] = [
    ("Dana Kowalczyk", "dana.kowalczyk", "d•••@northwind.example", "FORCE_CHANGE_PASSWORD", "warning", "11 Nov 2026", "Resend invitation, expired"),
    ("Marek Kowalski", "kowalski.m", "m•••@northwind.example", "CONFIRMED", "success", "2 Oct 2026", "Reset code by e-mail"),
    ("Ewa Kowalska", "ewa.k", "e•••@contoso.example", "RESET_REQUIRED", "danger", "today", "Code sent 42 min ago, valid 18 min"),
    ("Piotr Kowal", "corp_p.kowal", "p•••@corp.example", "EXTERNAL_PROVIDER", "neutral", "30 Aug 2026", "Signs in with CorpSSO"),
    ("دانا كوفالتشيك", "8c1f9a1e-58d7-4f0e-9b1c-77d1b0a2c4e8", "d•••@مثال.example", "UNCONFIRMED", "unknown", "14 Nov 2026", "Confirm the account first"),
    (
        "",
        "no.name.a.username.that.goes.on.and.on.and.on.and.on.and.on.until.it.has.one.hundred.and.twenty.eight.characters.in.it.really",
        "n•••@x.example",
        "CONFIRMED",
        "success",
        "3 Jan 2025",
        "Reset code by e-mail",
    ),
];

pub(super) fn page() -> impl IntoView {
    view! {
        {banner("Users", false)}
        <Page>
            <PageTitle title="Find a user" />
            <FindForm
                id="q"
                label="Find a user"
                action="/users"
                value="kowal"
                placeholder="E-mail, phone, username, name or sub"
                is_large=true
                after=|| {
                    view! {
                        <ul class="live-results" role="listbox" aria-label="Users found" hidden>
                            <li class="live-results__item" role="option" aria-selected="true">
                                <a class="live-results__link" href="#">
                                    <span class="live-results__name">"Dana Kowalczyk"</span>
                                </a>
                            </li>
                        </ul>
                    }
                }
            />
            <p class="soft small">
                "Looked in username, e-mail, phone, name and sub of " <strong>"Customers EU"</strong>
                ". Starts with, any case. 6 users in 38 ms."
            </p>
            <Table caption="Users found" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">
                        {["Name", "Username", "E-mail", "UserStatus", "Last change", "Best next step"]
                            .map(|name| view! { <th scope="col" role="columnheader">{name}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{ROWS.map(row).collect_view()}</tbody>
            </Table>
            <Pager text="Users 1 to 6 of Customers EU" previous="#" next="#" />
        </Page>
    }
}

fn row((name, username, email, state, tone, changed, step): Row) -> impl IntoView {
    let shown = if name.is_empty() { "No name" } else { name };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="table__row-link" href="#" dir="auto">
                    {shown}
                </a>
            </th>
            <Cell label="Username">
                <code class="mono table__identifier table__above">{username}</code>
            </Cell>
            <Cell label="E-mail">
                <bdi>{email}</bdi>
            </Cell>
            <Cell label="UserStatus">
                <Tag tone=tone text=state is_mono=true />
            </Cell>
            <Cell label="Last change">
                <span class="nowrap">{changed}</span>
            </Cell>
            <Cell label="Best next step">{step}</Cell>
        </tr>
    }
}
