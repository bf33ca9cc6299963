//! From the issuer's groups to roles.

use crate::domain::actor::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The configured table group → role. Groups are compared exactly: `Desk` is not `desk`.
#[derive(Debug, Clone, Default)]
pub struct RoleMap(Arc<BTreeMap<String, Role>>);

impl RoleMap {
    /// The roles of someone in these groups; empty for someone who may not come in.
    pub fn roles_of(&self, groups: &[String]) -> BTreeSet<Role> {
        groups.iter().filter_map(|group| self.0.get(group)).cloned().collect()
    }
}

impl FromIterator<(String, Role)> for RoleMap {
    fn from_iter<I: IntoIterator<Item = (String, Role)>>(pairs: I) -> Self {
        Self(Arc::new(pairs.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_groups_give_roles_and_only_by_their_exact_names() {
        let map: RoleMap = [("desk", Role::HELPDESK), ("desk-2", Role::HELPDESK), ("leads", Role::SUPERVISOR)].map(|(group, role)| (group.to_owned(), role)).into_iter().collect();
        for (groups, roles) in [
            (vec![], vec![]),
            (vec!["desk"], vec![Role::HELPDESK]),
            (vec!["desk", "desk-2"], vec![Role::HELPDESK]),
            (vec!["leads", "desk", "cooks"], vec![Role::HELPDESK, Role::SUPERVISOR]),
            (vec!["Desk", "desk ", "", "helpdesk", "admin"], vec![]),
            // Letters that only look like these, or that nobody sees.
            (vec!["d\u{435}sk", "\u{ff44}esk", "desk\u{200b}", "desk\0", "desk\u{301}", "desk,leads", "[\"desk\"]", "*", "DESK"], vec![]),
        ] {
            let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
            assert_eq!(map.roles_of(&groups), roles.into_iter().collect(), "{groups:?}");
        }
    }
}
