//! The audit trail as a list.

use leptos::prelude::*;

use super::banner;
use crate::ui::{Bars, Card, Cell, Field, FilterBar, LinkButton, Notice, Page, PageTitle, Pager, Select, SelectOption, Table, Tag, TextField};

/// When, who, role, action, user, pool, outcome, tone, why.
type Row = [&'static str; 9];

const ROWS: [Row; 5] = [
    ["21 Nov 09:41:07", "Hana M.", "helpdesk", "Resent invitation", "Dana Kowalczyk", "Customers EU", "Succeeded", "success", "INC-204817 · call-back"],
    ["21 Nov 09:30:11", "Jon P.", "helpdesk", "Sent reset code", "Ewa Kowalska", "Customers EU", "Unknown", "unknown", "answer lost; user now RESET_REQUIRED"],
    ["21 Nov 08:55:40", "Jon P.", "helpdesk", "Sent reset code", "Dana Kowalczyk", "Customers EU", "Refused by Cognito", "danger", "wrong state"],
    ["21 Nov 08:51:02", "Jon P.", "helpdesk", "Set permanent password", "Amira Haddad", "finance-admins", "Denied by policy", "denied", "protected group, needs approval"],
    ["21 Nov 08:50:00", "Jon P.", "helpdesk", "Read a user", "Amira Haddad", "finance-admins", "Read", "neutral", "INC-204790"],
];

pub(super) fn page() -> impl IntoView {
    let actions = || {
        view! {
            <LinkButton href="#" label="Export CSV" />
            <LinkButton href="#" label="Verify trail" />
        }
    };
    view! {
        {banner("Audit", true)}
        <Page width="wide">
            <PageTitle title="Audit trail" actions=actions />
            <Notice tone="success" title="Intact: 184,203 records in an unbroken chain, last sealed 4 minutes ago." />
            <FilterBar action="/audit" label="Records" clear="/audit" fold="Filters">
                <TextField id="text" name="text" label="Any text" />
                <TextField id="who" name="who" label="Who" />
                <TextField id="user" name="user" label="User" />
                <Field id="action" label="Action">
                    <Select id="action" name="action">
                        <SelectOption value="" label="Any" />
                    </Select>
                </Field>
                <Field id="outcome" label="Outcome">
                    <Select id="outcome" name="outcome">
                        <SelectOption value="" label="Any" />
                    </Select>
                </Field>
                <TextField id="from" name="from" label="From" kind="date" />
                <TextField id="to" name="to" label="To" kind="date" />
            </FilterBar>
            <Table caption="Records, newest first" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">
                        {["When (UTC)", "Who", "Did", "To", "Outcome", "Why"]
                            .map(|name| view! { <th scope="col" role="columnheader">{name}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{ROWS.map(row).collect_view()}</tbody>
            </Table>
            <Pager text="Newest first" next="#" next_label="Older" />
            <Card title="Records per hour, last day" is_aside=true>
                <Bars
                    label="Records per hour: most at 09:00, 14"
                    counts=vec![0, 1, 0, 0, 2, 3, 8, 12, 14, 9, 7, 3, 6, 8, 9, 11, 4, 2, 0, 0, 1, 0, 0, 3]
                    first="20 Nov 10:00"
                    last="21 Nov 10:00"
                />
            </Card>
        </Page>
    }
}

fn row([at, who, role, did, user, pool, outcome, tone, why]: Row) -> impl IntoView {
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="table__row-link mono nowrap" href="#">
                    {at}
                </a>
            </th>
            <Cell label="Who">
                <span>
                    {who}
                    <span class="table__sub">{role}</span>
                </span>
            </Cell>
            <Cell label="Did">{did}</Cell>
            <Cell label="To">
                <span>
                    <bdi>{user}</bdi>
                    <span class="table__sub">{pool}</span>
                </span>
            </Cell>
            <Cell label="Outcome">
                <Tag tone=tone text=outcome />
            </Cell>
            <Cell label="Why">{why}</Cell>
        </tr>
    }
}
