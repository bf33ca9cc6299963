//! The forms that lock: one person, a role, all actions.

use crate::domain::actor::Role;
use crate::features::forms::error_of;
use crate::features::locks::LockForm;
use crate::features::locks::form::TERMS;
use crate::ports::session_store::PersonFacts;
use crate::ui::{Button, ButtonRow, Card, LinkButton, SelectField, SelectOption, TextField};
use crate::wire::FieldError;
use leptos::prelude::*;

/// The form for `person`, where one is chosen; those for one of `roles` and for all actions, for those who may.
pub(super) fn forms(person: Option<PersonFacts>, roles: Option<Vec<Role>>, typed: LockForm, problems: &[FieldError]) -> AnyView {
    let typed_for = |on: &str| if typed.on == on { (typed.clone(), problems.to_vec()) } else { (LockForm { on: on.to_owned(), ..LockForm::default() }, Vec::new()) };
    let one = match person {
        Some(person) => person_card(&person, typed_for("person")),
        None => view! {
            <Card title="Lock one person out">
                <p>"Choose them in the list of those who signed in lately."</p>
                <ButtonRow>
                    <LinkButton href="/sessions#people" label="Choose a person" />
                </ButtonRow>
            </Card>
        }
        .into_any(),
    };
    let wide = roles.map(|roles| {
        view! {
            {role_card(roles, typed_for("role"))}
            {actions_card(typed_for("actions"))}
        }
    });
    view! {
        {one}
        {wide}
    }
    .into_any()
}

fn person_card(person: &PersonFacts, (form, problems): (LockForm, Vec<FieldError>)) -> AnyView {
    let (id, title) = (person.actor.id.clone(), format!("Lock out {}", person.actor.name));
    view! {
        <Card title=title.clone() id="person">
            <p>"All of their sessions end at once, and they cannot sign in. They read that they should ask their supervisor, and not why."</p>
            <form class="stack" action="/api/locks/set" method="post">
                <input type="hidden" name="on" value="person" />
                <input type="hidden" name="issuer" value=id.issuer />
                <input type="hidden" name="sub" value=id.sub />
                {why_and_how_long(&form, &problems, "Goes into the audit trail; supervisors see it, and the person does not.")}
                <ButtonRow>
                    <Button label=title kind="danger" />
                </ButtonRow>
            </form>
        </Card>
    }
    .into_any()
}

fn role_card(roles: Vec<Role>, (form, problems): (LockForm, Vec<FieldError>)) -> AnyView {
    let chosen = form.role.clone();
    view! {
        <Card title="Lock a role" id="role">
            <p>"Everyone who has the role goes on reading and does nothing with an effect, whatever other roles they have."</p>
            <form class="stack" action="/api/locks/set" method="post">
                <input type="hidden" name="on" value="role" />
                <SelectField id="role-role" name="role" label="Role" error=error_of(&problems, "role") is_required=true>
                    {roles
                        .into_iter()
                        .map(|role| {
                            let name = role.name().to_owned();
                            view! { <SelectOption value=name.clone() label=name.clone() is_selected=chosen == name /> }
                        })
                        .collect_view()}
                </SelectField>
                {why_and_how_long(&form, &problems, SEEN)}
                <ButtonRow>
                    <Button label="Lock the role" kind="danger" />
                </ButtonRow>
            </form>
        </Card>
    }
    .into_any()
}

fn actions_card((form, problems): (LockForm, Vec<FieldError>)) -> AnyView {
    view! {
        <Card title="Lock all actions" id="actions">
            <p>"Reading goes on, and nobody does anything with an effect on a user. Sessions and locks can still be ended."</p>
            <form class="stack" action="/api/locks/set" method="post">
                <input type="hidden" name="on" value="actions" />
                {why_and_how_long(&form, &problems, SEEN)}
                <ButtonRow>
                    <Button label="Lock all actions" kind="danger" />
                </ButtonRow>
            </form>
        </Card>
    }
    .into_any()
}

const SEEN: &str = "Goes into the audit trail, and stands on every page of those whom it stops.";

fn why_and_how_long(form: &LockForm, problems: &[FieldError], hint: &'static str) -> impl IntoView + use<> {
    let (on, hours) = (form.on.clone(), form.hours.clone());
    view! {
        <div class="field-grid">
            <TextField id=format!("{on}-reason") name="reason" label="Reason" hint=hint error=error_of(problems, "reason") value=form.reason.clone() maxlength="500" />
            <SelectField id=format!("{on}-hours") name="hours" label="How long" error=error_of(problems, "hours")>
                {TERMS.map(|(value, label)| view! { <SelectOption value=value label=label is_selected=hours == value /> }).collect_view()}
            </SelectField>
        </div>
    }
}
