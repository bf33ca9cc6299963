//! What each role may do: a set of rights, and how far each reaches.

use crate::domain::actor::Role;
use crate::domain::operation::Action;
use crate::domain::operation::Action::{
    ConfirmSignUp, DecideEscalation, EnableUser, EndAnySession, EndOwnSessions, ExportTrail, FindUsers, MarkContactVerified, ReadAnySessions, ReadContacts, ReadOwnWork,
    ReadPolicy, ReadSignals, ReadTrail, ReadUser, ReadWaiting, ResendInvitation, RevealPassword, RunBulk, SendResetCode, SetPermanentPassword, SetPersonLock, SetTemporaryPassword,
    SetWideLock, SignOutEverywhere, TypePassword, VerifyTrail,
};
use std::collections::{BTreeMap, BTreeSet};

/// How far a right goes, on users whom nothing protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// After another person's approval only.
    WithApproval,
    /// Alone.
    Alone,
}

/// The rights of one role. Whatever is not in it is denied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    reach: BTreeMap<Action, Reach>,
    /// By the name of a tier that protects its users: what may be done to them alone all the same.
    alone_on: BTreeMap<String, BTreeSet<Action>>,
}

impl Rights {
    /// What one of the console's own roles may do unless the configuration says otherwise; nothing for any other role.
    pub fn usual(role: &Role) -> Self {
        let mut rights = Self::default();
        let mut give = |actions: &[Action]| actions.iter().for_each(|action| rights.give(*action, Reach::Alone));
        let (acts, reads_trail) = (*role != Role::AUDITOR, *role != Role::HELPDESK);
        if !Role::OWN.contains(role) {
            return rights;
        }
        give(&[FindUsers, ReadWaiting, ReadUser, EndOwnSessions, ReadPolicy]);
        if acts {
            // Whoever acts on nobody has no work to see.
            give(&[ReadContacts, ReadOwnWork, SendResetCode, SetTemporaryPassword, RevealPassword, ResendInvitation, ConfirmSignUp, SignOutEverywhere]);
        }
        if reads_trail {
            give(&[ReadTrail, VerifyTrail, ReadSignals]);
        }
        if acts && reads_trail {
            // Whoever knows a user's lasting password could sign in as them; whoever vouches for a contact decides where codes go; and
            // somebody had a reason to disable an account.
            give(&[SetPermanentPassword, TypePassword, EnableUser, MarkContactVerified, ReadAnySessions, EndAnySession, SetPersonLock, DecideEscalation, RunBulk]);
        }
        if [Role::AUDITOR, Role::ADMIN].contains(role) {
            // What is taken away is out of reach: for those whose work it is.
            give(&[ExportTrail]);
        }
        if *role == Role::ADMIN {
            give(&[SetWideLock]);
        }
        rights
    }

    /// Gives a right, or changes how far it goes.
    pub fn give(&mut self, action: Action, reach: Reach) {
        self.reach.insert(action, reach);
    }

    /// Takes a right away, on every tier.
    pub fn take(&mut self, action: Action) {
        self.reach.remove(&action);
        self.alone_on.values_mut().for_each(|actions| {
            actions.remove(&action);
        });
    }

    /// Lets an action be done alone to the users of a tier.
    pub fn give_alone_on(&mut self, tier: &str, action: Action) {
        self.alone_on.entry(tier.to_owned()).or_default().insert(action);
    }

    /// How far the right goes on users whom nothing protects; `None` without the right.
    pub fn reach(&self, action: Action) -> Option<Reach> {
        self.reach.get(&action).copied()
    }

    /// Whether the action may be done alone to the users of this tier.
    pub fn is_alone_on(&self, tier: &str, action: Action) -> bool {
        self.reach(action) == Some(Reach::Alone) && self.alone_on.get(tier).is_some_and(|actions| actions.contains(&action))
    }
}
