//! Which users a rule is about: by pool, by group, by attribute.

use crate::domain::pool::PoolId;
use crate::domain::user::User;

/// Users of these pools, in one of these groups, with one of these values in each of these attributes. What is not named limits nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The pools; empty: any.
    pub pools: Vec<PoolId>,
    /// The groups; empty: any, or none. Compared exactly, as Cognito does.
    pub groups: Vec<String>,
    /// Attributes, and the values of which a user has one.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl Scope {
    /// Whether nothing is limited.
    pub fn is_everyone(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this user is in it.
    pub fn covers(&self, user: &User, groups: &[String]) -> bool {
        self.may_cover(user) && (self.groups.is_empty() || self.groups.iter().any(|group| groups.contains(group)))
    }

    /// Whether this user is in it, as far as can be told without their groups, which lists do not have.
    pub fn may_cover(&self, user: &User) -> bool {
        (self.pools.is_empty() || self.pools.contains(&user.pool))
            && self.attributes.iter().all(|(name, values)| user.attribute(name).is_some_and(|value| values.iter().any(|wanted| wanted == value)))
    }

    /// In words, for pages.
    pub fn words(&self) -> String {
        let pools: Vec<&str> = self.pools.iter().map(PoolId::as_str).collect();
        let lists = [("pool", pools.join(" or ")), ("group", self.groups.join(" or "))];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| format!("{name} {list}"));
        let attributes = self.attributes.iter().map(|(name, values)| format!("{name} {}", values.join(" or ")));
        lists.chain(attributes).collect::<Vec<_>>().join(", ")
    }
}
