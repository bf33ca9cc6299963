//! A user, and what can be done.

use leptos::prelude::*;

use super::{banner, user_aside::aside};
use crate::ui::{
    Button, ButtonRow, Card, Checkbox, ChoiceLink, Columns, Fact, Facts, Fieldset, Mono, Notice, Page, PageFoot, PageTitle, PairRow, PairRows, SelectField, SelectOption, Tag,
    TextField, ThemeSwitch,
};

pub(super) fn page() -> impl IntoView {
    view! {
        {banner("Users", true)}
        <Page>
            <PageTitle title="Dana Kowalczyk" eyebrow="Customers EU · eu-west-1_9aBcDeF12">
                <Tag tone="warning" text="FORCE_CHANGE_PASSWORD" is_mono=true />
                <Tag tone="success" text="Enabled" />
            </PageTitle>
            <Columns aside=aside>
                <Notice
                    tone="warning"
                    title="Dana never finished the first sign-in, and the temporary password expired 3 days ago."
                >
                    <p>
                        "Cognito would refuse a reset code in this state. Resending the invitation sends a new temporary password."
                    </p>
                </Notice>
                <Card title="Help Dana sign in">{form()}</Card>
            </Columns>
        </Page>
        <PageFoot>
            <span>"passdesk 0.1.0 · times in UTC"</span>
            <ThemeSwitch action="/theme" />
        </PageFoot>
    }
}

fn form() -> impl IntoView {
    view! {
        <form class="stack" action="#" method="post">
            <nav class="choice-grid" aria-label="What to do">
                <ChoiceLink
                    href="#"
                    title="Resend invitation"
                    text="Cognito sends a new temporary password."
                    is_recommended=true
                    is_current=true
                />
                <ChoiceLink
                    href="#"
                    title="Set temporary password"
                    text="You read it out; it must be changed at sign-in."
                />
                <ChoiceLink href="#" title="Send reset code" impossible="no first sign-in yet." />
            </nav>
            <Facts kind="effect">
                <Fact name="Dana will get">
                    "an e-mail at " <strong>"d•••@northwind.example"</strong>
                    " with a new temporary password"
                </Fact>
                <Fact name="It works for">"7 days, until Sat 28 Nov 2026 09:41 UTC"</Fact>
                <Fact name="UserStatus">
                    "stays " <Mono text="FORCE_CHANGE_PASSWORD" /> " until a new password is chosen"
                </Fact>
                <Fact name="Sessions">"none to end"</Fact>
            </Facts>
            <div class="field-grid">
                <TextField
                    id="reason"
                    name="reason"
                    label="Reason"
                    value="Caller cannot sign in, invitation expired"
                />
                <TextField id="ticket" name="ticket" label="Ticket" value="INC-204817" is_mono=true />
                <SelectField id="verified" name="verified" label="Caller verified by">
                    <SelectOption value="call-back" label="Call-back to the number on file" />
                </SelectField>
                <Fieldset id="afterwards" legend="Afterwards">
                    <Checkbox
                        id="everywhere"
                        name="everywhere"
                        label="Sign out everywhere"
                        is_checked=true
                    />
                </Fieldset>
            </div>
            <Fieldset
                id="pairs"
                legend="ClientMetadata"
                hint="Cognito does not store, check or encrypt this; only the pool's triggers read it. This pool has a CustomMessage trigger."
            >
                <PairRows count="2 pairs, 32 bytes" tools=pair_tools>
                    <PairRow id="p0" key_name="k0" value_name="v0" name="locale" value="pl-PL">
                        <Remove label="Remove locale" />
                    </PairRow>
                    <PairRow
                        id="p1"
                        key_name="k1"
                        value_name="v1"
                        name="ticket"
                        value="password=hunter2"
                        warning="This looks like a password. Anybody who reads the trigger's records would see it."
                    >
                        <Remove label="Remove ticket" />
                    </PairRow>
                </PairRows>
            </Fieldset>
            <ButtonRow end=|| view! { <a href="#">"Same call as AWS CLI, PowerShell, R, JSON"</a> }>
                <Button label="Resend invitation" kind="primary" />
                <Button label="Check without sending" />
            </ButtonRow>
        </form>
    }
}

fn pair_tools() -> impl IntoView {
    view! {
        <Button label="Add rows" is_small=true name="add" value="3" />
        <Button label="Use a template" kind="quiet" is_small=true />
        <Button label="Paste JSON or YAML" kind="quiet" is_small=true />
    }
}

#[component]
fn Remove(label: &'static str) -> impl IntoView {
    view! {
        <button class="button pair-rows__remove" type="submit" aria-label=label>
            "×"
        </button>
    }
}
