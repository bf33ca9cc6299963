//! Users whom nobody has a reason to look for: whoever finds or opens one is told of, and does not notice.

use super::pool::PoolId;
use super::user::User;

/// By what a canary is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CanaryBy {
    /// The user with this canonical username.
    Username(String),
    /// The user with this `sub`.
    Sub(String),
    /// Every user in this group. Lists of users have no groups: these are noticed when their page is opened, or somebody acts on them.
    Group(String),
}

/// A canary, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canary {
    /// In this pool.
    pub pool: PoolId,
    /// Which.
    pub by: CanaryBy,
}

/// All canaries, as configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Canaries(pub Vec<Canary>);

impl Canaries {
    /// Whether this user is one; `groups` is empty where they are not known.
    pub fn have(&self, user: &User, groups: &[String]) -> bool {
        self.0.iter().any(|canary| {
            let is_it = match &canary.by {
                CanaryBy::Username(username) => user.username.as_str() == username,
                CanaryBy::Sub(sub) => user.sub.as_str() == sub,
                CanaryBy::Group(group) => groups.contains(group),
            };
            is_it && canary.pool == user.pool
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::{Sub, UserStatus, Username};

    fn pool(id: &str) -> PoolId {
        PoolId::try_from(id.to_owned()).expect("a pool id")
    }

    fn user(of: &str) -> User {
        User {
            pool: pool(of),
            username: Username::try_from("vip.one".to_owned()).expect("a username"),
            sub: Sub::try_from("3f0c9a1e-58d7".to_owned()).expect("a sub"),
            status: UserStatus::Confirmed,
            is_enabled: true,
            attributes: vec![],
            created_at: None,
            changed_at: None,
            mfa: vec![],
        }
    }

    #[test]
    fn a_canary_is_known_exactly_and_in_its_own_pool_only() {
        let groups = ["canaries".to_owned()];
        for (by, is_one, is_one_in_lists) in [
            (CanaryBy::Username("vip.one".into()), true, true),
            (CanaryBy::Username("VIP.one".into()), false, false),
            (CanaryBy::Sub("3f0c9a1e-58d7".into()), true, true),
            (CanaryBy::Group("canaries".into()), true, false),
            (CanaryBy::Group("canarie".into()), false, false),
        ] {
            let canaries = Canaries(vec![Canary { pool: pool("eu-west-1_test"), by }]);
            let has = |of: &str, groups: &[String]| canaries.have(&user(of), groups);
            assert_eq!((has("eu-west-1_test", &groups), has("eu-west-1_test", &[])), (is_one, is_one_in_lists), "{canaries:?}");
            assert!(!has("eu-west-1_other", &groups), "{canaries:?}");
        }
        assert!(!Canaries::default().have(&user("eu-west-1_test"), &groups));
    }
}
