//! Who may do what: one deny-by-default table role × action × target tier, in one function.

mod permit;
mod tier;

pub use permit::{Denied, Permit, authorise};
pub use tier::{PolicyRules, TargetFacts, TargetTier};

use super::actor::{Actor, Role};
use super::operation::Action;

/// Why something is not allowed. Each has one sentence in `wire::ErrorCode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denial {
    /// No role of this person has the right.
    Role,
    /// Nobody acts on their own account.
    Oneself,
    /// Users in protected groups need an approval.
    ProtectedUser,
    /// Another identity provider signs this user in.
    ExternalUser,
    /// A contact of this user changed lately, and the policy wants an approval then.
    ContactChanged,
}

/// Whether one role has a right on a target of this tier. Whatever is not listed is denied.
fn allows(role: Role, action: Action, tier: TargetTier) -> Result<(), Denial> {
    use Action::{
        ConfirmSignUp, EnableUser, EndAnySession, EndOwnSessions, ExportTrail, FindUsers, MarkContactVerified, ReadAnySessions, ReadContacts, ReadOwnWork, ReadTrail, ReadUser,
        ReadWaiting, ResendInvitation, RevealPassword, SendResetCode, SetPermanentPassword, SetTemporaryPassword, SignOutEverywhere, TypePassword, VerifyTrail,
    };
    use Role::{Admin, Auditor, Helpdesk, Supervisor};
    match (role, action) {
        (Helpdesk | Supervisor | Auditor | Admin, FindUsers | ReadWaiting | ReadUser | EndOwnSessions) => Ok(()),
        // Whoever acts on nobody has no work to see.
        (Helpdesk | Supervisor | Admin, ReadContacts | ReadOwnWork) => Ok(()),
        (Supervisor | Auditor | Admin, ReadTrail | VerifyTrail) => Ok(()),
        // What is taken away is out of reach: for those whose work it is.
        (Auditor | Admin, ExportTrail) => Ok(()),
        (Supervisor | Admin, ReadAnySessions | EndAnySession) => Ok(()),
        (Helpdesk | Supervisor | Admin, SendResetCode | SetTemporaryPassword | RevealPassword | ResendInvitation | ConfirmSignUp) => on_a_user(tier),
        // Ending sessions gives nothing to whoever changed a contact.
        (Helpdesk | Supervisor | Admin, SignOutEverywhere) => on_a_user(if tier == TargetTier::ContactChanged { TargetTier::Ordinary } else { tier }),
        // Whoever knows a user's lasting password could sign in as them; whoever vouches for a contact decides where codes go; and
        // somebody had a reason to disable an account.
        (Supervisor | Admin, SetPermanentPassword | TypePassword | EnableUser | MarkContactVerified) => on_a_user(tier),
        _ => Err(Denial::Role),
    }
}

/// What the target itself allows, for everything that has an effect on a user.
fn on_a_user(tier: TargetTier) -> Result<(), Denial> {
    match tier {
        TargetTier::Ordinary => Ok(()),
        TargetTier::Oneself => Err(Denial::Oneself),
        TargetTier::Protected => Err(Denial::ProtectedUser),
        TargetTier::External => Err(Denial::ExternalUser),
        TargetTier::ContactChanged => Err(Denial::ContactChanged),
    }
}

/// The one decision: used by buttons, by services before they act, and again at execution with the user read afresh.
///
/// Gives the role that carries the right, for the record.
///
/// # Errors
/// The denial of the role that came closest: a reason in the target is more useful than "your role may not".
pub fn decide(actor: &Actor, action: Action, tier: TargetTier) -> Result<Role, Denial> {
    let mut closest = Denial::Role;
    for role in &actor.roles {
        match allows(*role, action, tier) {
            Ok(()) => return Ok(*role),
            Err(Denial::Role) => {}
            Err(denial) => closest = denial,
        }
    }
    Err(closest)
}

#[cfg(test)]
mod tests;
