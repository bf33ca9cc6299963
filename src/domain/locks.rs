//! Locks: who or what is stopped at once, in an incident, and what a lock forbids.

use super::actor::{Actor, Role, StaffId};
use super::operation::Action;
use super::policy::{Policy, RoleRules};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a lock is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockOn {
    /// One person: no session, no sign-in.
    Person {
        /// Issuer and `sub`.
        id: StaffId,
        /// The name as it was known then.
        name: String,
    },
    /// Everyone who has this role, whatever else they may be: nothing with an effect.
    Role(Role),
    /// Everyone: nothing with an effect.
    Actions,
}

impl LockOn {
    /// The stable word in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Role(_) => "role",
            Self::Actions => "actions",
        }
    }

    /// For records and lists: `all actions`, `the role helpdesk`, `Tomasz Wilk`.
    pub fn words(&self) -> String {
        match self {
            Self::Person { id, name } if name.is_empty() => id.sub.clone(),
            Self::Person { name, .. } => name.clone(),
            Self::Role(role) => format!("the role {}", role.name()),
            Self::Actions => "all actions".to_owned(),
        }
    }
}

/// A lock that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Its own id.
    pub id: Uuid,
    /// What it is on.
    pub on: LockOn,
    /// Why, in the words of whoever set it.
    pub reason: String,
    /// Who set it.
    pub set_by: StaffId,
    /// Their name as shown then.
    pub set_by_name: String,
    /// Microseconds since 1970.
    pub set_at: i64,
    /// Until when it stands, in microseconds since 1970; `None` until somebody lifts it.
    pub until: Option<i64>,
}

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To sign in, or to go on with a session.
    Enter,
    /// To do this.
    Do {
        /// What.
        action: Action,
        /// Whether they have the right to lift locks on roles.
        lifts: bool,
    },
}

impl Wish {
    /// To do this, with the rights that the policy gives.
    pub fn of(action: Action, policy: &Policy, actor: &Actor) -> Self {
        Self::Do { action, lifts: policy.has_right(actor, Action::SetWideLock) }
    }
}

/// How far an action reaches, as locks see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// It has no effect on anyone.
    Reads,
    /// It has an effect on a user.
    Acts,
    /// It stops somebody, or lets them go on: what an incident is ended with.
    Guards,
}

fn reach(action: Action) -> Reach {
    match action {
        Action::EndAnySession | Action::SetPersonLock | Action::SetWideLock => Reach::Guards,
        // The password is set by then: unseen it would help nobody, and whoever must not see it is locked out as a person.
        Action::RevealPassword => Reach::Reads,
        // An approval is half of an effect, and a run is many.
        Action::DecideEscalation | Action::RunBulk => Reach::Acts,
        _ if action.has_effect_on_a_user() => Reach::Acts,
        _ => Reach::Reads,
    }
}

/// The roles that a lock can stop: those that act or guard. Who lifts such locks is never stopped by one, so that somebody always can.
pub fn lockable(policy: &Policy) -> Vec<Role> {
    let is_stopped = |rules: &RoleRules| Action::ALL.into_iter().any(|action| reach(action) != Reach::Reads && rules.rights.reach(action).is_some());
    let roles = policy.roles.iter().filter(|(_, rules)| is_stopped(rules) && rules.rights.reach(Action::SetWideLock).is_none());
    roles.map(|(role, _)| role.clone()).collect()
}

/// The one decision: the lock that forbids `wish` to this person, if one does. `locks` are those that stand now.
///
/// A lock on a person forbids everything. One on a role forbids effects to everyone who has it; ending sessions and locks too, but for
/// those who lift such locks, so that somebody always can. One on all actions forbids effects, and neither reading nor guarding.
pub fn forbidding<'a>(locks: &'a [Lock], person: &StaffId, roles: &BTreeSet<Role>, wish: Wish) -> Option<&'a Lock> {
    let (reach, lifts) = match wish {
        Wish::Enter => (Reach::Reads, false),
        Wish::Do { action, lifts } => (reach(action), lifts),
    };
    let forbids = |lock: &&Lock| match &lock.on {
        LockOn::Person { id, .. } => id == person,
        LockOn::Role(role) => roles.contains(role) && (reach == Reach::Acts || (reach == Reach::Guards && !lifts)),
        LockOn::Actions => reach == Reach::Acts,
    };
    // What is said of oneself comes before what is said of all.
    let rank = |lock: &&Lock| match lock.on {
        LockOn::Person { .. } => 0,
        LockOn::Actions => 1,
        LockOn::Role(_) => 2,
    };
    locks.iter().filter(forbids).min_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(sub: &str) -> StaffId {
        StaffId { issuer: "https://id.example".into(), sub: sub.into() }
    }

    fn lock(on: LockOn) -> Lock {
        Lock { id: Uuid::nil(), on, reason: "a stolen laptop".into(), set_by: id("hana"), set_by_name: "Hana".into(), set_at: 0, until: None }
    }

    fn on_tomasz() -> Lock {
        lock(LockOn::Person { id: id("tomasz"), name: "Tomasz".into() })
    }

    /// What a lock leaves of all actions to this person.
    fn left(lock: Lock, sub: &str, roles: &[Role]) -> Vec<Reach> {
        let roles: BTreeSet<Role> = roles.iter().cloned().collect();
        let lifts = roles.contains(&Role::ADMIN);
        let locks = [lock];
        let mut left: Vec<Reach> =
            Action::ALL.into_iter().filter(|action| forbidding(&locks, &id(sub), &roles, Wish::Do { action: *action, lifts }).is_none()).map(reach).collect();
        left.sort_by_key(|reach| *reach as u8);
        left.dedup();
        left
    }

    #[test]
    fn a_lock_on_a_person_forbids_everything_to_them_and_nothing_to_others() {
        let roles = [Role::HELPDESK, Role::ADMIN].into();
        assert!(forbidding(&[on_tomasz()], &id("tomasz"), &roles, Wish::Enter).is_some());
        assert!(left(on_tomasz(), "tomasz", &[Role::ADMIN]).is_empty());
        assert_eq!(forbidding(&[on_tomasz()], &id("ines"), &roles, Wish::Enter), None);
        let elsewhere = StaffId { issuer: "https://other.example".into(), sub: "tomasz".into() };
        assert_eq!(forbidding(&[on_tomasz()], &elsewhere, &roles, Wish::Enter), None, "the same sub of another issuer is another person");
        assert_eq!(left(on_tomasz(), "ines", &[Role::HELPDESK]), [Reach::Reads, Reach::Acts, Reach::Guards]);
    }

    #[test]
    fn a_lock_on_a_role_leaves_reading_and_to_administrators_what_ends_an_incident() {
        let helpdesk = || lock(LockOn::Role(Role::HELPDESK));
        for (roles, expected) in [
            (&[Role::HELPDESK][..], &[Reach::Reads][..]),
            // Another role is no way around.
            (&[Role::HELPDESK, Role::SUPERVISOR], &[Reach::Reads]),
            (&[Role::HELPDESK, Role::ADMIN], &[Reach::Reads, Reach::Guards]),
            (&[Role::SUPERVISOR], &[Reach::Reads, Reach::Acts, Reach::Guards]),
            (&[], &[Reach::Reads, Reach::Acts, Reach::Guards]),
        ] {
            assert_eq!(left(helpdesk(), "ines", roles), expected, "{roles:?}");
            assert_eq!(forbidding(&[helpdesk()], &id("ines"), &roles.iter().cloned().collect(), Wish::Enter), None, "they may come in and read");
        }
    }

    #[test]
    fn a_lock_on_all_actions_leaves_reading_and_guarding_to_everyone() {
        for role in Role::OWN {
            assert_eq!(left(lock(LockOn::Actions), "ines", std::slice::from_ref(&role)), [Reach::Reads, Reach::Guards], "{role:?}");
            assert_eq!(forbidding(&[lock(LockOn::Actions)], &id("ines"), &[role].into(), Wish::Enter), None);
        }
    }

    #[test]
    fn the_roles_that_can_be_locked_are_those_that_do_something_and_do_not_lift_locks() {
        assert_eq!(lockable(&Policy::default()), [Role::HELPDESK, Role::SUPERVISOR]);
        let mut policy = Policy::default();
        let second_line = Role::from_name("second-line").expect("a name");
        let mut rules = RoleRules::default();
        rules.rights.give(Action::SendResetCode, crate::domain::policy::Reach::WithApproval);
        policy.roles.insert(second_line.clone(), rules);
        assert_eq!(lockable(&policy), [Role::HELPDESK, second_line, Role::SUPERVISOR]);
    }

    #[test]
    fn without_a_lock_nothing_is_forbidden() {
        for action in Action::ALL {
            assert_eq!(forbidding(&[], &id("ines"), &[Role::HELPDESK].into(), Wish::Do { action, lifts: false }), None);
        }
    }

    #[test]
    fn of_several_locks_the_one_on_the_person_is_named() {
        let locks = [lock(LockOn::Role(Role::HELPDESK)), lock(LockOn::Actions), on_tomasz()];
        let found = |sub: &str| forbidding(&locks, &id(sub), &[Role::HELPDESK].into(), Wish::Do { action: Action::SendResetCode, lifts: false }).map(|lock| lock.on.kind());
        assert_eq!((found("tomasz"), found("ines")), (Some("person"), Some("actions")));
    }
}
