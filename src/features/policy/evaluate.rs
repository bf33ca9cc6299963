//! Asking the policy what it would say, without doing it.

use crate::domain::actor::{Actor, Role, StaffId};
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, Policy, TargetFacts, TargetTier};
use crate::domain::user::Username;
use crate::features::console::{Caller, Console};
use crate::features::faults::read_failed;
use crate::features::records::{denied, record_read, record_user_read};
use crate::features::users::fresh_target;
use crate::ports::user_directory::DirectoryError;
use crate::wire::{ApiError, ErrorCode, FieldError};

/// What is asked: could this role do that, and to this user?
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// A role's name; empty: nothing is asked.
    pub role: String,
    /// A right's name: an event.
    pub action: String,
    /// The user's pool; empty: the first one.
    pub pool: String,
    /// Username, `sub` or alias; empty: a user whom nothing protects.
    pub user: String,
}

impl Question {
    /// Reads it from an address.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| value(name).unwrap_or_default().trim().to_owned();
        Self { role: value("role"), action: value("action"), pool: value("pool"), user: value("user") }
    }
}

/// What the policy says.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The role.
    pub role: Role,
    /// What it would do.
    pub action: Action,
    /// The user as they are now, and their tier for somebody of this role.
    pub target: Option<(TargetFacts, TargetTier)>,
    /// Nothing, or why not.
    pub ruling: Result<(), Denial>,
}

/// Asks the policy, with the user read afresh. Nothing is done to them; that they were read is recorded.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `out_of_scope` for a user whom the asker may not see, `invalid_form` with the field, and what Cognito reports.
pub async fn evaluate(console: &Console, caller: &Caller, question: &Question) -> Result<Answer, ApiError> {
    let policy = &console.rules.policy;
    let wrong = |field: &str, sentence: &str| {
        let fields = vec![FieldError { field: field.into(), sentence: sentence.into() }];
        ApiError { fields, ..caller.error(ErrorCode::InvalidForm) }
    };
    let role = Role::from_name(&question.role).filter(|role| policy.roles.contains_key(role)).ok_or_else(|| wrong("role", "Choose a role of the policy."))?;
    let action = Action::from_event(&question.action).ok_or_else(|| wrong("action", "Choose an action."))?;
    let somebody = somebody(role.clone());
    if question.user.is_empty() {
        let note = format!("could {} do {}", role.name(), action.event());
        record_read(console, caller, Action::ReadPolicy, RecordedTarget::default(), Some(note)).await?;
        return Ok(Answer { ruling: policy.decide(&somebody, action, None, console.now()).map(|_| ()), role, action, target: None });
    }
    let target = read_target(console, caller, question)
        .await?
        .ok_or_else(|| wrong("user", "No user of this pool answers to that. Type a username, a sub, or a verified e-mail address."))?;
    Ok(answered(policy, console, somebody, (role, action), target))
}

fn answered(policy: &Policy, console: &Console, somebody: Actor, (role, action): (Role, Action), target: TargetFacts) -> Answer {
    let ruling = policy.decide(&somebody, action, Some(&target), console.now()).map(|_| ());
    let tier = policy.tier(&somebody, &target);
    Answer { role, action, target: Some((target, tier)), ruling }
}

/// The user, as far as the asker may see them.
async fn read_target(console: &Console, caller: &Caller, question: &Question) -> Result<Option<TargetFacts>, ApiError> {
    let pool = console.pool(&question.pool, caller)?.id.clone();
    let Ok(username) = Username::try_from(question.user.clone()) else { return Ok(None) };
    let user = match console.directory.get_user(&pool, &username).await {
        Ok(user) => user,
        Err(failure) if matches!(failure.error, DirectoryError::UserNotFound) => return Ok(None),
        Err(failure) => return Err(read_failed(&failure, caller)),
    };
    let target = fresh_target(console, caller, &pool, &user.username, &user.sub).await?;
    if let Err(denial) = console.rules.policy.decide(caller.actor()?, Action::ReadUser, Some(&target), console.now()) {
        return Err(denied(console, caller, Action::ReadUser, denial, Some(RecordedTarget::from(&target)), |_| {}).await);
    }
    record_user_read(console, caller, Action::ReadPolicy, &target).await?;
    Ok(Some(target))
}

/// Nobody in particular, with one role: whether they would act on themselves is not asked.
fn somebody(role: Role) -> Actor {
    Actor { id: StaffId { issuer: String::new(), sub: String::new() }, name: String::new(), email: None, roles: [role].into() }
}
