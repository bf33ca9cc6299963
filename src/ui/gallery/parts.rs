//! Everything else, one under the other.

use leptos::prelude::*;

use super::banner;
use crate::ui::{
    Button, ButtonRow, Card, CheckItem, Checkbox, Checklist, Choice, CopyText, Disclosure, Empty, ErrorSummary, Field, Fieldset, LinkButton, Notice, Page, Problem, Progress,
    Reveal, Step, Steps, Tab, Tabs, TextArea, TextField,
};

pub(super) fn page() -> impl IntoView {
    view! {
        {banner("Bulk", true)}
        <Page>
            <ErrorSummary errors=vec![
                ("#t1".to_owned(), "Enter a ticket, such as INC-204817".to_owned()),
                ("#a1".to_owned(), "Choose how long the password lasts".to_owned()),
            ] />
            <TextField
                id="t1"
                name="t1"
                label="Ticket"
                hint="The caller's ticket"
                error="Enter a ticket, such as INC-204817"
                value="abc"
            />
            <Fieldset id="lasts" legend="How long it lasts">
                <div class="choice-grid">
                    <Choice id="a1" name="a" value="t" title="Temporary" text="Must be changed at sign-in." is_checked=true is_recommended=true />
                    <Choice id="a2" name="a" value="p" title="Permanent" text="Works until it is changed." />
                    <Choice id="a3" name="a" value="x" title="Send reset code" impossible="no verified e-mail or phone." />
                </div>
                <Checkbox id="c9" name="c9" label="Sign out everywhere" hint="Ends sessions within an hour." />
            </Fieldset>
            <Checklist>
                <CheckItem text="At least 8 characters" state="met" />
                <CheckItem text="A symbol" state="unmet" />
                <CheckItem text="Not one of the last 5" />
            </Checklist>
            <Reveal
                label="Temporary password"
                value="Kestrel-47-Moss"
                spoken=["K as in Kilo", "e as in echo", "s as in sierra"].map(String::from).to_vec()
            >
                <Button label="Copy" />
                <Button label="Hide" kind="quiet" />
                <span class="reveal__countdown">"Hidden in 1:58"</span>
            </Reveal>
            <Notice tone="success" word="Succeeded" live="status" title="Invitation resent to d•••@northwind.example." />
            <Notice tone="danger" word="Refused by Cognito" live="alert" title="The reset code was not sent." />
            <Notice tone="denied" word="Denied by policy" title="Amira is in a protected group." />
            <Notice tone="unknown" word="Unknown" title="The answer was lost: the code may have been sent.">
                <p>"Ask the caller to look for it before sending another. Reference " <code class="mono">"01JD-7F3K"</code></p>
            </Notice>
            <Card title="Now">
                <Steps>
                    <Step>"Ask them to open the newest message."</Step>
                    <Step>"They choose a new password."</Step>
                </Steps>
                <CopyText label="For the ticket" text="Reset code sent to d•••@northwind.example\nReference 01JD-7F3K">
                    <button class="button button--small copy-text__button" type="button">"Copy"</button>
                </CopyText>
                <Tabs label="Same call as">
                    <Tab href="#" label="AWS CLI" is_current=true />
                    <Tab href="#" label="PowerShell" />
                    <Tab href="#" label="R" />
                </Tabs>
                <Disclosure summary="Paste JSON or YAML" is_open=true>
                    <Field id="paste" label="Pairs">
                        <TextArea id="paste" name="paste" is_mono=true />
                    </Field>
                </Disclosure>
                <Progress label="Resets" done=120 total=400 text="120 of 400 done, 3 refused" />
                <ButtonRow>
                    <Button label="Reject" kind="danger" />
                    <Button label="Ask for approval" is_disabled=true />
                    <Button label="Quiet" kind="quiet" />
                </ButtonRow>
            </Card>
            <Empty title="No user found" text="Check the spelling, or try the phone number with its country.">
                <LinkButton href="#" label="Search in Customers US" />
            </Empty>
            <span class="skeleton"></span>
            <span class="skeleton"></span>
            <Problem title="This page could not be shown" text="Nothing was changed. Try again in a minute." reference="01JD-7F3K-20AC">
                <LinkButton href="/users" label="Find a user" />
            </Problem>
        </Page>
    }
}
