//! What is known about a user, beside what can be done.

use leptos::prelude::*;

use crate::ui::{Button, Card, Fact, Facts, Masked, Moment, Mono, Tag, Timeline, TimelineItem};

pub(super) fn aside() -> impl IntoView {
    view! {
        <Card title="Account" is_aside=true>
            <Facts>
                <Fact name="Username">
                    <Mono text="dana.kowalczyk" />
                </Fact>
                <Fact name="sub">
                    <Mono text="3f0c9a1e-58d7-4f0e-9b1c-77d1b0a2c4e8" />
                </Fact>
                <Fact name="E-mail">
                    <Masked text="d•••@northwind.example">
                        <Tag tone="success" text="verified" />
                        <Button label="Show" kind="quiet" is_small=true />
                    </Masked>
                </Fact>
                <Fact name="Phone">
                    <span class="soft">"none"</span>
                </Fact>
                <Fact name="MFA">"not set up"</Fact>
                <Fact name="Groups">
                    <Tag text="customers" />
                </Fact>
                <Fact name="Created">
                    <Moment datetime="2026-11-11T09:12:00Z" exact="11 Nov 2026" relative="10 days ago" />
                </Fact>
                <Fact name="Last change">
                    <Moment datetime="2026-11-11T09:12:00Z" exact="11 Nov 2026 09:12 UTC" relative="10 days ago" />
                </Fact>
            </Facts>
        </Card>
        <Card title="What happened so far" is_aside=true>
            <Timeline>
                <TimelineItem tone="danger" word="Refused" title="Reset refused" text="by Cognito: wrong state">
                    "Jon P. · today 08:55 · INC-204790"
                </TimelineItem>
                <TimelineItem tone="unknown" word="Unknown" title="Reset sent," text="answer lost">
                    "Jon P. · 20 Nov 16:01 · INC-204711"
                </TimelineItem>
                <TimelineItem tone="denied" word="Denied" title="Permanent password denied" text="by policy">
                    "Jon P. · 20 Nov 15:58"
                </TimelineItem>
                <TimelineItem tone="success" word="Succeeded" title="Invitation sent">
                    "Signup service · 11 Nov 09:12"
                </TimelineItem>
            </Timeline>
        </Card>
    }
}
