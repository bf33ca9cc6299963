//! Which usernames a pool takes for one and the same.

use std::collections::BTreeMap;

use super::ControlError;
use crate::sandbox::model::Pool;

/// The usernames of a pool by what it compares of them: looked up once a user, also for thousands.
#[derive(Debug)]
pub struct Names {
    is_case_sensitive: bool,
    taken: BTreeMap<String, String>,
}

impl Names {
    /// Those that the pool has.
    pub fn of(pool: &Pool) -> Self {
        let mut names = Self { is_case_sensitive: pool.settings.case_sensitive, taken: BTreeMap::new() };
        names.taken = pool.users.keys().map(|username| (names.key(username), username.clone())).collect();
        names
    }

    /// Takes a username, unless somebody has it in other letters.
    pub fn claim(&mut self, username: &str) -> Result<(), ControlError> {
        let key = self.key(username);
        let owner = self.taken.entry(key).or_insert_with(|| username.to_owned());
        if owner == username { Ok(()) } else { Err(ControlError::invalid(format!("somebody has the username {username} in other letters: {owner}"))) }
    }

    fn key(&self, username: &str) -> String {
        if self.is_case_sensitive { username.to_owned() } else { username.to_lowercase() }
    }
}
