//! Makes believable users out of fixed dice.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::sandbox::clock::Moment;
use crate::sandbox::model::{PasswordHash, User, UserStatus};

/// The password of every seeded user that has one, temporary passwords included.
pub const SEED_PASSWORD: &str = "Sandbox-Pass-2024";

/// The dice, and the moment that dates count back from.
pub struct Maker {
    /// The dice.
    pub dice: StdRng,
    /// The moment of seeding.
    pub now: Moment,
    phones: u32,
}

impl Maker {
    /// The same dice every time.
    pub fn new(now: Moment) -> Self {
        Self::with_dice(now, 0x6e_6f72_7468)
    }

    /// Other dice, for users who join later.
    pub fn with_dice(now: Moment, seed: u64) -> Self {
        Self { dice: StdRng::seed_from_u64(seed), now, phones: 0 }
    }

    /// A user with a username, a status, a `sub`, a password where the status has one, and dates.
    pub fn user(&mut self, username: &str, status: UserStatus) -> User {
        let created_at = self.days_ago(30, 1500);
        let age = (self.now.seconds() - created_at.seconds()).max(1);
        let modified_at = created_at.plus_seconds(self.dice.random_range(0..age));
        let is_local = status != UserStatus::ExternalProvider;
        let sub = self.uuid();
        let mut user = User::new(username.to_owned(), status, created_at);
        user.modified_at = modified_at;
        user.password = is_local.then(|| PasswordHash::new(SEED_PASSWORD, sub.clone()));
        user.attributes.insert("sub".to_owned(), sub);
        user
    }

    /// A random (version 4) UUID from the dice.
    pub fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.dice.random()).into_uuid().to_string()
    }

    /// A moment between two numbers of days ago.
    pub fn days_ago(&mut self, least: i64, most: i64) -> Moment {
        self.now.plus_seconds(-self.dice.random_range(least * 86_400..most * 86_400))
    }

    /// True so many times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.dice.random_ratio(percent.min(100), 100)
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let place = self.dice.random_range(0..from.len().max(1));
        from.get(place).copied().unwrap_or(otherwise)
    }

    /// A number from the ranges set aside for fiction (`555-01xx`), each given once.
    pub fn phone(&mut self) -> String {
        // The main characters' numbers are in other areas.
        const AREAS: [u32; 10] = [212, 303, 312, 503, 617, 713, 808, 907, 505, 701];
        let number = self.phones;
        self.phones += 1;
        let area = AREAS.get(number as usize % AREAS.len()).copied().unwrap_or(212);
        format!("+1{area}55501{:02}", number / 10 % 100)
    }
}

/// Attributes in one go, for users that are written down by hand.
pub trait With: Sized {
    /// Sets an attribute.
    fn with(self, name: &str, value: &str) -> Self;
    /// Sets the e-mail address and whether it is verified.
    fn email(self, address: &str, is_verified: bool) -> Self;
    /// Sets the number and whether it is verified.
    fn phone(self, number: &str, is_verified: bool) -> Self;
    /// Sets the full name, and the two parts of it.
    fn called(self, given: &str, family: &str) -> Self;
    /// Makes a user a member of groups.
    fn member_of(self, groups: &[&str]) -> Self;
}

impl With for User {
    fn with(mut self, name: &str, value: &str) -> Self {
        self.attributes.insert(name.to_owned(), value.to_owned());
        self
    }

    fn email(self, address: &str, is_verified: bool) -> Self {
        self.with("email", address).with("email_verified", if is_verified { "true" } else { "false" })
    }

    fn phone(self, number: &str, is_verified: bool) -> Self {
        self.with("phone_number", number).with("phone_number_verified", if is_verified { "true" } else { "false" })
    }

    fn called(self, given: &str, family: &str) -> Self {
        self.with("name", &format!("{given} {family}")).with("given_name", given).with("family_name", family)
    }

    fn member_of(mut self, groups: &[&str]) -> Self {
        self.groups.extend(groups.iter().map(|group| (*group).to_owned()));
        self
    }
}
