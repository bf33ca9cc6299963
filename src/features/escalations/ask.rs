//! Asking for an approval, from the very form that was filled in. Nothing is called; what is asked for is looked at as far as an effect would be.

use super::read::failed;
use super::register::{Asked, Register};
use crate::domain::audit::{AuditEntry, RecordKind, RecordedTarget};
use crate::domain::escalation::{Escalation, Wanted};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::domain::velocity::Usage;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console};
use crate::features::effects::{is_user_at_limit, usage};
use crate::features::faults::{denial_code, is_for_want_of_approval};
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{Afterwards, FormAnswer, Ready, Stop, again_asking, back, check_state, seen_now};
use crate::features::locks::lock_on;
use crate::features::records::{denied, denied_by_lock, entry};
use crate::wire::{ApiError, ErrorCode};

/// Which actions on a user a person must ask an approval for; for buttons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking(Vec<Action>);

impl Asking {
    /// By policy, for this user; for nobody in particular where they were not read.
    pub fn of(console: &Console, caller: &Caller, target: Option<&TargetFacts>) -> Self {
        let Ok(actor) = caller.actor() else { return Self::default() };
        let (policy, now) = (&console.rules.policy, console.now());
        let must_ask = |action: &Action| {
            let denial = policy.decide(actor, *action, target, now).err();
            denial.is_some_and(|denial| denial.is_for_want_of_approval()) && policy.decide_to_ask(actor, *action, target, now).is_ok()
        };
        Self(Action::ALL.into_iter().filter(|action| action.has_effect_on_a_user()).filter(must_ask).collect())
    }

    /// After a form came back for want of an approval: everything that it does.
    pub fn after(self, error: Option<&ApiError>) -> Self {
        // The limit on a user is one that another person may pass.
        let is_for_want = error.is_some_and(|error| is_for_want_of_approval(error.code) || error.code == ErrorCode::UserLimit);
        self.or_all(is_for_want)
    }

    /// This too.
    pub fn and(&mut self, action: Action) {
        self.0.push(action);
    }

    /// Everything, where an approval was asked for before.
    pub fn or_all(self, asks: bool) -> Self {
        if asks { Self(Action::ALL.into_iter().filter(|action| action.has_effect_on_a_user()).collect()) } else { self }
    }

    /// Whether this must be asked for.
    pub fn wants(&self, action: Action) -> bool {
        self.0.contains(&action)
    }
}

/// Asks for what a checked form wants.
///
/// # Errors
/// The page to go to instead, or a denial.
pub async fn ask(console: &Console, caller: &Caller, ready: &Ready<'_>) -> Result<FormAnswer, Stop> {
    let actions = ready.kept.actions();
    needs_approval(console, caller, ready, &actions).await?;
    let id = ready.received.action_id;
    // The same form again: whatever has become of the first one since, its page tells.
    if let Some(before) = Register::of(console).load(id).await.map_err(|error| failed(&error, caller))? {
        return if is_same(&before, caller, ready) {
            Ok(FormAnswer::Asked { request: id })
        } else {
            Err(again_asking(console, caller, ready.kept, caller.error(ErrorCode::FormReused)).await)
        };
    }
    check_state(console, caller, ready).await?;
    let mut form = ready.kept.clone();
    form.desk_mut().action_id = String::new();
    // What the user was like when it was asked, by our own reading: whoever approves answers for that user and no other.
    form.desk_mut().seen = seen_now(console, caller, ready.target).await?.to_string();
    let form = serde_json::to_value(&form).map_err(|_| caller.error(ErrorCode::Internal))?;
    let tiers = console.rules.policy.tiers_of(ready.target);
    let wanted = Wanted { actions: actions.iter().map(|action| action.event().to_owned()).collect(), tiers, form };
    let asked = Register::of(console).ask(id, &caller.actor()?.id, &wanted, record(console, caller, ready)).await;
    let code = match asked {
        Ok(Asked::Now | Asked::Before) => return Ok(FormAnswer::Asked { request: id }),
        Ok(Asked::Reused) => ErrorCode::FormReused,
        Ok(Asked::TooMany) => ErrorCode::TooManyRequests,
        Err(error) => failed(&error, caller).code,
    };
    Err(again_asking(console, caller, ready.kept, caller.error(code)).await)
}

/// Whether a request is this person's, for the same action on the same user.
fn is_same(before: &Escalation, caller: &Caller, ready: &Ready<'_>) -> bool {
    let entry = &before.request.entry;
    let is_of_user = entry.target.as_ref().is_some_and(|target| *target.pool == *ready.target.user.pool.as_str() && target.sub == ready.target.user.sub.as_str());
    is_of_user && entry.then.as_deref() == Some(ready.help.action().event()) && caller.actor().is_ok_and(|actor| entry.is_by(actor))
}

/// Policy gives every right with an approval at least, and one of them not without.
async fn needs_approval(console: &Console, caller: &Caller, ready: &Ready<'_>, actions: &[Action]) -> Result<(), Stop> {
    let (actor, policy, now) = (caller.actor()?, &console.rules.policy, console.now());
    let fill = |entry: &mut AuditEntry| ready.why.fill(entry);
    for action in actions {
        if let Err(denial) = policy.decide_to_ask(actor, *action, Some(ready.target), now) {
            return Err(denied(console, caller, *action, denial, Some(ready.target.into()), fill).await.into());
        }
        if let Some(lock) = lock_on(console, caller, actor, *action).await? {
            return Err(denied_by_lock(console, caller, *action, &lock, Some(ready.target.into()), fill).await.into());
        }
    }
    let is_alone = actions.iter().all(|action| policy.decide(actor, *action, Some(ready.target), now).is_ok());
    let is_at_limit = |usage: &[Usage]| actions.iter().any(|action| is_user_at_limit(console, caller, usage, *action, ready.target));
    if is_alone && !is_at_limit(&usage(console, caller, actions, ready.target).await?) {
        return Err(back(console, caller, ready.kept.clone(), Some(caller.error(ErrorCode::ApprovalNotNeeded))).await);
    }
    Ok(())
}

/// The request's record. What is withheld of ClientMetadata stays withheld there.
fn record(console: &Console, caller: &Caller, ready: &Ready<'_>) -> AuditEntry {
    let mut record = entry(console, caller, RecordKind::Escalation, ready.help.action());
    let (actor, policy) = (caller.actor().ok(), &console.rules.policy);
    let role = actor.and_then(|actor| policy.decide_to_ask(actor, ready.help.action(), Some(ready.target), console.now()).ok());
    let denial_of = |action: Action| actor.and_then(|actor| policy.decide(actor, action, Some(ready.target), console.now()).err());
    let denial = ready.kept.actions().into_iter().find_map(denial_of);
    record.role = role.map(|role| role.name().to_owned());
    record.code = denial.map(|denial| denial_code(denial).name().to_owned());
    record.target = Some(RecordedTarget::from(ready.target));
    record.then = Some(ready.help.action().event().to_owned());
    record.state_before = Some(ready.target.user.status.name().to_owned());
    record.contact_marks.clone_from(&ready.target.contact_marks);
    // The form's own action is the first, and may be what elsewhere a box adds.
    let afterwards = ready
        .kept
        .actions()
        .into_iter()
        .skip(1)
        .find_map(Afterwards::of)
        .map(|afterwards| format!("; then, as ticked: {}", event_words(afterwards.action().event()).to_lowercase()));
    record.note = Some(ready.note.to_owned() + &afterwards.unwrap_or_default());
    record.password_source = match ready.kept {
        KeptForm::SetPassword(form) => Some(if form.source == "typed" { "typed" } else { "generated" }.to_owned()),
        KeptForm::Reset(_) | KeptForm::Account(_) => None,
    };
    console.metadata.keep(ready.client_metadata).fill(&mut record);
    ready.why.fill(&mut record);
    record
}
