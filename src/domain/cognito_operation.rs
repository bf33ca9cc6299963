//! The operations of Cognito's API that this console calls, and for whose sake: its IAM policy has these and no others.

use super::actor::Role;
use super::operation::Action;
use super::policy::Policy;
use super::pool::PoolId;

/// An operation of the Cognito user pools API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CognitoOperation {
    /// Reads a pool's description.
    DescribeUserPool,
    /// Searches users.
    ListUsers,
    /// Reads one user.
    AdminGetUser,
    /// Reads a user's groups.
    AdminListGroupsForUser,
    /// Sends a reset code.
    AdminResetUserPassword,
    /// Sends an invitation again, with `MessageAction` RESEND.
    AdminCreateUser,
    /// Sets a password.
    AdminSetUserPassword,
    /// Confirms a sign-up.
    AdminConfirmSignUp,
    /// Enables an account.
    AdminEnableUser,
    /// Marks a contact verified.
    AdminUpdateUserAttributes,
    /// Ends a user's sessions.
    AdminUserGlobalSignOut,
}

impl CognitoOperation {
    /// All of them, in the order of the IAM policy.
    pub const ALL: [Self; 11] = [
        Self::DescribeUserPool,
        Self::ListUsers,
        Self::AdminGetUser,
        Self::AdminListGroupsForUser,
        Self::AdminResetUserPassword,
        Self::AdminCreateUser,
        Self::AdminSetUserPassword,
        Self::AdminConfirmSignUp,
        Self::AdminEnableUser,
        Self::AdminUpdateUserAttributes,
        Self::AdminUserGlobalSignOut,
    ];

    /// Its name in the API and, after `cognito-idp:`, in IAM.
    pub fn name(self) -> &'static str {
        match self {
            Self::DescribeUserPool => "DescribeUserPool",
            Self::ListUsers => "ListUsers",
            Self::AdminGetUser => "AdminGetUser",
            Self::AdminListGroupsForUser => "AdminListGroupsForUser",
            Self::AdminResetUserPassword => "AdminResetUserPassword",
            Self::AdminCreateUser => "AdminCreateUser",
            Self::AdminSetUserPassword => "AdminSetUserPassword",
            Self::AdminConfirmSignUp => "AdminConfirmSignUp",
            Self::AdminEnableUser => "AdminEnableUser",
            Self::AdminUpdateUserAttributes => "AdminUpdateUserAttributes",
            Self::AdminUserGlobalSignOut => "AdminUserGlobalSignOut",
        }
    }

    /// The actions that end in it; none for what is read, which every page needs.
    pub fn actions(self) -> &'static [Action] {
        match self {
            Self::DescribeUserPool | Self::ListUsers | Self::AdminGetUser | Self::AdminListGroupsForUser => &[],
            Self::AdminResetUserPassword => &[Action::SendResetCode],
            Self::AdminCreateUser => &[Action::ResendInvitation],
            Self::AdminSetUserPassword => &[Action::SetTemporaryPassword, Action::SetPermanentPassword],
            Self::AdminConfirmSignUp => &[Action::ConfirmSignUp],
            Self::AdminEnableUser => &[Action::EnableUser],
            Self::AdminUpdateUserAttributes => &[Action::MarkContactVerified],
            Self::AdminUserGlobalSignOut => &[Action::SignOutEverywhere],
        }
    }

    /// Whether anybody with one of these roles could come to need it on this pool, alone or with an approval.
    pub fn is_needed<'a>(self, policy: &Policy, roles: impl IntoIterator<Item = &'a Role>, pool: &PoolId) -> bool {
        let needs = |role: &Role| {
            policy.roles.get(role).is_some_and(|rules| {
                let is_in_scope = rules.scope.pools.is_empty() || rules.scope.pools.contains(pool);
                is_in_scope && self.actions().iter().any(|action| rules.rights.reach(*action).is_some())
            })
        };
        self.actions().is_empty() || roles.into_iter().any(needs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Scope;

    fn pool(id: &str) -> PoolId {
        PoolId::try_from(id.to_owned()).expect("a pool")
    }

    #[test]
    fn what_nobody_may_do_is_not_needed_and_what_is_read_always_is() {
        let (mut policy, here) = (Policy::default(), pool("eu-west-1_9aBcDeF12"));
        let needed =
            |policy: &Policy, role: &Role| CognitoOperation::ALL.into_iter().filter(|it| it.is_needed(policy, [role], &here)).map(CognitoOperation::name).collect::<Vec<_>>();
        let reads = ["DescribeUserPool", "ListUsers", "AdminGetUser", "AdminListGroupsForUser"];
        assert_eq!(needed(&policy, &Role::AUDITOR), reads);
        assert_eq!(needed(&policy, &Role::SUPERVISOR).len(), CognitoOperation::ALL.len());
        let of_the_desk = needed(&policy, &Role::HELPDESK);
        assert!(!of_the_desk.contains(&"AdminEnableUser") && of_the_desk.contains(&"AdminCreateUser"), "{of_the_desk:?}");
        let rules = policy.roles.get_mut(&Role::SUPERVISOR).expect("a role");
        rules.scope = Scope { pools: vec![pool("us-east-1_2GhIjKl34")], ..Scope::default() };
        assert_eq!(needed(&policy, &Role::SUPERVISOR), reads, "of another pool");
    }

    #[test]
    fn the_iam_policy_for_operators_has_these_operations_and_no_others() {
        let readme = include_str!("../../README.md");
        let section = readme.split("### IAM policy").nth(1).and_then(|rest| rest.split("### ").next()).expect("a section");
        let listed: Vec<&str> = section.split("\"cognito-idp:").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(listed, CognitoOperation::ALL.map(CognitoOperation::name));
    }

    #[test]
    fn the_policy_that_refuses_what_has_no_name_behind_it_has_all_effects() {
        let operators = include_str!("../../docs/operators.md");
        let deny = operators.split("NobodyActsWithoutAName").nth(1).and_then(|rest| rest.split("```").next()).expect("a statement");
        let mut listed: Vec<&str> = deny.split("\"cognito-idp:").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        listed.sort_unstable();
        let mut effects: Vec<&str> = CognitoOperation::ALL.into_iter().filter(|it| !it.actions().is_empty()).map(CognitoOperation::name).collect();
        effects.sort_unstable();
        assert_eq!(listed, effects);
    }
}
