//! The form of a new run.

use super::super::prepare::{RunDraft, RunForm};
use super::super::routes::{LIST_LIMIT, LIST_PATH};
use super::words::{help_text, help_words};
use crate::domain::bulk::BULK_HELP;
use crate::domain::operation::Action;
use crate::features::audit_trail::pages::grouped;
use crate::features::console::{Caller, Console};
use crate::features::forms::{WhyFields, error_of};
use crate::ui::{Button, Card, Choice, Disclosure, ErrorSummary, Field, Fieldset, Markup, Mono, Notice, SelectField, SelectOption, described_by, visible};
use crate::wire::DeskFields;
use leptos::prelude::*;

/// What is wrong with a form that came back, above everything else.
pub(super) fn summary(draft: &RunDraft) -> AnyView {
    let errors: Vec<(String, String)> = draft.error.fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect();
    view! { <ErrorSummary errors=errors /> }.into_any()
}

/// The form, with what was typed before.
pub(super) fn new_run(console: &Console, caller: &Caller, draft: Option<RunDraft>) -> AnyView {
    let (form, fields) = draft.as_ref().map(|draft| (draft.form.clone(), draft.error.fields.clone())).unwrap_or_default();
    let RunForm { help, pool, reason, ticket, caller_verified_by, list } = form;
    let offered: Vec<_> = BULK_HELP.into_iter().filter(|help| caller.may_ask(help.action())).collect();
    let actions: Vec<Action> = offered.iter().map(|help| help.action()).collect();
    let choices = offered.iter().map(|choice| {
        let (word, is_checked) = (choice.word(), choice.word() == help);
        view! { <Choice id=format!("help-{word}") name="help" value=word title=help_words(Some(*choice)) text=help_text(*choice) is_checked=is_checked /> }
    });
    let choices = choices.collect_view();
    let pools = console.directory.pools().iter().map(|served| {
        let id = served.id.to_string();
        view! { <SelectOption value=id.clone() label=format!("{} ({id})", served.name) is_selected=id == pool /> }
    });
    let pools = pools.collect_view();
    let desk = DeskFields { reason, ticket, caller_verified_by, ..DeskFields::default() };
    let faults = draft.as_ref().map(faults).unwrap_or_else(|| ().into_any());
    let limit = grouped(u64::try_from(console.rules.bulk.rows_at_most).unwrap_or(u64::MAX));
    let error = error_of(&fields, "list");
    let hint = format!("A username, e-mail address or sub a line; or CSV, TSV or JSON Lines. {limit} rows at most.");
    let described = described_by("list", &hint, &error);
    let area = list_area(&list, &described, !error.is_empty());
    let again = draft.as_ref().map(again_words).unwrap_or_default();
    let again = (!again.is_empty()).then(|| view! { <p class="field__error"><bdi>{again}</bdi></p> });
    view! {
        <Card title="New run" id="new-run">
            <form class="stack" action=LIST_PATH method="post" enctype="multipart/form-data" data-once=true>
                <Fieldset legend="What is to be done" error=error_of(&fields, "help") id="help">
                    <div class="choice-grid bulk-choices">{choices}</div>
                </Fieldset>
                {faults}
                <div class="field-grid">
                    <div class="field">
                        <label class="field__label" for="file">
                            "File with the list"
                        </label>
                        <p class="field__hint" id="file-hint">
                            "CSV, TSV, JSON Lines, or one user a line. UTF-8, 5 MB at most."
                        </p>
                        {again}
                        <input
                            class="text-input text-input--file"
                            id="file"
                            name="file"
                            type="file"
                            accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,text/csv,text/plain"
                            aria-describedby="file-hint file-size"
                            data-largest=LIST_LIMIT
                        />
                        <p class="field__error" id="file-size" hidden>
                            "The file is larger than 5 MB. Divide it into several lists."
                        </p>
                    </div>
                    <SelectField id="pool" name="pool" label="User pool" hint="For rows that name none themselves." error=error_of(&fields, "pool")>
                        {pools}
                    </SelectField>
                </div>
                <Field id="list" label="Or paste the list" hint=hint error=error>
                    {area}
                </Field>
                {columns()}
                <WhyFields actions=actions desk=desk fields=fields />
                <div class="bulk-go">
                    <Button label="Check the list" kind="primary" />
                    <p class="field__hint">"This looks at every row and sends nothing. You see for whom it can be done and for whom not, and then start it, or leave it."</p>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// What a form that came back does not hold any more; empty where it holds everything.
fn again_words(draft: &RunDraft) -> String {
    match (draft.file_name.is_empty(), draft.is_list_left_out) {
        (false, _) => format!("Choose the file again: a page cannot keep it. It was {}.", visible(&draft.file_name)),
        (true, true) => "Paste the list again: it is not kept here.".to_owned(),
        (true, false) => String::new(),
    }
}

/// Where the list is pasted, with what was pasted before. Written as markup: a view would not escape it.
fn list_area(list: &str, described_by: &str, is_invalid: bool) -> impl IntoView + use<> {
    let mut html = Markup::default();
    html.raw("<textarea class=\"text-input text-input--area text-input--mono\" id=\"list\" name=\"list\" rows=\"8\" spellcheck=\"false\" autocomplete=\"off\" dir=\"auto\"");
    html.attribute("aria-describedby", described_by);
    if is_invalid {
        html.raw(" aria-invalid=\"true\"");
    }
    // A line break right behind the tag is none of the text.
    html.raw(">\n").text(list).raw("</textarea>");
    html.into_view()
}

/// What is wrong with the list, line by line.
fn faults(draft: &RunDraft) -> AnyView {
    let faults = &draft.faults;
    if faults.total == 0 {
        return ().into_any();
    }
    let more = faults.total.saturating_sub(faults.faults.len());
    let items = faults.faults.iter().map(|fault| {
        let place = fault.column.map_or_else(|| format!("Line {}", fault.line), |column| format!("Line {}, column {column}", fault.line));
        view! {
            <li>
                <strong>{place}</strong>
                ": "
                <bdi>{fault.sentence.clone()}</bdi>
            </li>
        }
    });
    let title = if faults.total == 1 { "The list has a line that cannot be read".to_owned() } else { format!("The list has {} lines that cannot be read", faults.total) };
    let items = items.collect_view();
    view! {
        <Notice tone="danger" title=title id="faults">
            <p>"Nothing was started. Mend the list, and send it again."</p>
            <ul class="bulk-faults" tabindex="0" aria-label="Lines that cannot be read">{items}</ul>
            {(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })}
        </Notice>
    }
    .into_any()
}

/// How a list may look.
fn columns() -> impl IntoView {
    view! {
        <Disclosure summary="Columns, and ClientMetadata">
            <p>
                "The first line of a table names its columns: "<Mono text="Username" />" (a username, an e-mail address or a sub), and, where they are wanted, "
                <Mono text="UserPoolId" />", "<Mono text="ClientMetadata" />" (a JSON object) and "<Mono text="metadata.KEY" />" for single values of it."
            </p>
            <pre class="code">"UserPoolId,Username,metadata.locale\neu-west-1_AbCdEf123,amara.okafor,en\n,jo@example.com,de"</pre>
            <p>"JSON Lines have an object with the same names in each line. Passwords are never read from a list."</p>
        </Disclosure>
    }
}
