//! The sign-in page.

use leptos::prelude::*;

use crate::ui::{LinkButton, Notice, SignInCard};

pub(super) fn page() -> impl IntoView {
    view! {
        <SignInCard
            title="Sign in to passdesk"
            text="For staff of the help desk, with their work account."
            foot="No access? Ask your supervisor to add you to a help-desk group."
            strip="Sandbox: nothing here reaches AWS"
            notice=|| view! { <Notice tone="info" is_plain=true title="You were signed out after 30 minutes without a click." /> }
        >
            <LinkButton href="/auth/login" label="Sign in" kind="primary" />
        </SignInCard>
    }
}
