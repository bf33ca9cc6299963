//! `/requests`: a document of the AWS CLI is pasted here, and fills in a form.

use crate::domain::operation::Action;
use crate::domain::request_document::{PASSWORD_PLACEHOLDER, SKELETONS};
use crate::features::console::{Caller, Console, here};
use crate::features::forms::error_of;
use crate::features::kept;
use crate::features::layout::{Assets, Frame, problem, set_status, status_of};
use crate::features::records::require;
use crate::features::requests::form::{RequestDraft, RequestForm};
use crate::features::requests::read::ACTIONS;
use crate::ui::{Button, Card, Columns, DocumentInput, ErrorSummary, Fact, Facts, Field, Fieldset, Mono, Notice, PageTitle, SelectField, SelectOption, TextField, described_by};
use crate::wire::{ApiError, FieldError};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;

/// The page.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let draft = use_query_map().get_untracked().get("draft").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (draft, options, context) = (draft.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let answer = match context {
                        Ok((console, caller)) => read(&console, &caller, &draft).await.map(|kept| (console, caller, kept)),
                        Err(error) => Err(error),
                    };
                    match answer {
                        Ok((console, caller, kept)) => page(&console, &caller, kept, !draft.is_empty(), options.as_ref()),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn read(console: &Console, caller: &Caller, draft: &str) -> Result<Option<RequestDraft>, ApiError> {
    require(console, caller, Action::FindUsers, None).await?;
    kept::find(console, caller, draft).await
}

fn page(console: &Console, caller: &Caller, kept: Option<RequestDraft>, came_back: bool, options: Option<&ResponseOptions>) -> AnyView {
    if !ACTIONS.into_iter().any(|action| caller.may_ask(action)) {
        // Looking is no attempt.
        return view! {
            <Frame title="Paste a request" current="Users">
                <PageTitle title="Paste a request" />
                <Notice tone="denied" title="Your role reads and does not act." is_plain=true />
            </Frame>
        }
        .into_any();
    }
    let is_over = came_back && kept.is_none();
    let error = kept.as_ref().map(|kept| kept.error.clone());
    if let Some(error) = &error {
        set_status(options, status_of(error.code));
    }
    let is_left_out = kept.as_ref().is_some_and(|kept| kept.document.is_none());
    let (form, document) = kept.map(|kept| (kept.request, kept.document.unwrap_or_default())).unwrap_or_default();
    let was_taken_out = document.contains(PASSWORD_PLACEHOLDER);
    let summary = error.as_ref().map(|error| view! { <ErrorSummary errors=summary(error) /> });
    let title = if error.is_some() { "Error: Paste a request" } else { "Paste a request" };
    let fields = error.map(|error| error.fields).unwrap_or_default();
    let form = request_form(console, form, document, fields);
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("requests.js")).unwrap_or_default();
    view! {
        <Frame title=title current="Users">
            {summary}
            <PageTitle title="Paste a request" />
            <Columns aside=aside>
                {is_over.then(|| view! { <Notice tone="warning" title="This document is not kept any more: documents are kept for half an hour. Paste it again." is_plain=true /> })}
                {is_left_out
                    .then(|| {
                        view! {
                            <Notice tone="warning" title="Your document was not kept.">
                                <p>"A password may stand in it where it cannot be told from the rest. Correct the document in your editor, take the password out, and paste it again."</p>
                            </Notice>
                        }
                    })}
                {was_taken_out.then(|| view! { <Notice tone="info" title="The password was taken out of your document. It is nowhere now." is_plain=true /> })}
                <Card>{form}</Card>
            </Columns>
            <script defer src=script nonce=use_nonce()></script>
        </Frame>
    }
    .into_any()
}

fn summary(error: &ApiError) -> Vec<(String, String)> {
    if error.fields.is_empty() {
        return vec![("#document".to_owned(), format!("{} {} Reference {}.", error.code.title(), error.code.advice(), error.reference))];
    }
    error.fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect()
}

/// The document and what wins over it.
fn request_form(console: &Console, form: RequestForm, document: String, fields: Vec<FieldError>) -> AnyView {
    const HINT: &str = "JSON begins with a brace; everything else is read as YAML. A password in it is not kept.";
    let of_document: Vec<&FieldError> = fields.iter().filter(|field| field.field == "document").collect();
    let document_error = match of_document.as_slice() {
        [] => String::new(),
        [one] => one.sentence.clone(),
        several => format!("{} places need attention. They stand at the top of the page.", several.len()),
    };
    let described = described_by("document", HINT, &document_error);
    let is_invalid = !document_error.is_empty();
    let pools = console.directory.pools().iter();
    let pools = pools
        .map(|pool| view! { <SelectOption value=pool.id.to_string() label=format!("{} ({})", pool.name, pool.id) is_selected=form.pool == pool.id.as_str() /> })
        .collect_view();
    view! {
        <form class="stack" action="/api/requests/read" method="post" autocomplete="off">
            <Field id="document" label="Document" hint=HINT error=document_error>
                <DocumentInput id="document" name="document" text=document file_label="Or read it from a file" is_invalid=is_invalid described_by=described />
            </Field>
            <Fieldset id="instead" legend="In place of what the document says" hint="What you choose or type here wins. Leave it empty for what stands in the document.">
                <div class="field-grid">
                    <SelectField id="pool" name="pool" label="User pool" error=error_of(&fields, "pool") is_optional=true>
                        <SelectOption value="" label="As in the document" is_selected=form.pool.is_empty() />
                        {pools}
                    </SelectField>
                    <TextField
                        id="username"
                        name="username"
                        label="Username, alias or sub"
                        error=error_of(&fields, "username")
                        value=form.username
                        maxlength="128"
                        is_mono=true
                        is_optional=true
                    />
                </div>
            </Fieldset>
            <Fieldset id="why" legend="For the form that opens" hint="You can give these there as well.">
                <div class="field-grid">
                    <TextField id="reason" name="reason" label="Reason" value=form.reason maxlength="500" is_optional=true />
                    <TextField id="ticket" name="ticket" label="Ticket" value=form.ticket maxlength="64" is_mono=true is_optional=true />
                </div>
            </Fieldset>
            <div>
                <Button label="Fill in the form" kind="primary" />
            </div>
        </form>
    }
    .into_any()
}

/// What it is for, and what to begin with.
fn aside() -> impl IntoView {
    let skeletons = SKELETONS.map(|skeleton| {
        let href = format!("/requests/skeletons/{}", skeleton.file);
        view! { <p><a href=href download=skeleton.file>{skeleton.words}</a></p> }
    });
    view! {
        <Card title="What this does" is_aside=true>
            <p>
                "Takes the document that you would give to " <Mono text="--cli-input-json" /> " or " <Mono text="--cli-input-yaml" />
                ", and opens the user’s page with the form filled in. Nothing is sent by that."
            </p>
            <Facts>
                <Fact name="A reset code"><Mono text="UserPoolId, Username, ClientMetadata" /></Fact>
                <Fact name="A password"><Mono text="UserPoolId, Username, Password, Permanent" /></Fact>
            </Facts>
            <p>
                "With " <Mono text="Password" /> " or " <Mono text="Permanent" /> " it can only set a password. The password itself is not taken over: it is generated in the form, or typed anew."
            </p>
        </Card>
        <Card title="Skeletons" is_aside=true>
            <p>"As " <Mono text="--generate-cli-skeleton" /> " prints them:"</p>
            {skeletons.into_iter().collect_view()}
        </Card>
    }
}
