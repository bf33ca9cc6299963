//! The people of the sandbox. The same every time: the dice are fixed, and dates count back from
//! the moment of seeding.

mod cast;
mod crowd;
mod history;
mod maker;
mod names;
mod odd;
mod pools;
mod stuck;

pub use cast::{Character, MAIN_CHARACTERS};
pub use maker::SEED_PASSWORD;
pub use pools::{CUSTOMERS, KIOSKS, PARTNERS};

use self::maker::Maker;
use super::clock::Moment;
use super::model::{Pool, User};

/// The three pools with about five hundred users.
pub fn seed(now: Moment) -> Vec<Pool> {
    let mut maker = Maker::new(now);
    let mut customers = filled(pools::customers(now), cast::customers(&mut maker));
    customers.users.extend(by_name(odd::customers(&mut maker)));
    crowd::join_customers(&mut maker, &mut customers, 400);
    history::remember(&mut customers, now);
    customers.users.extend(by_name(stuck::customers(now)));
    let mut partners = filled(pools::partners(now), cast::partners(&mut maker));
    crowd::join_partners(&mut maker, &mut partners, 100);
    let kiosks = filled(pools::kiosks(now), crowd::kiosks(&mut maker));
    vec![customers, partners, kiosks]
}

fn filled(settings: super::model::PoolSettings, users: Vec<User>) -> Pool {
    Pool { settings, users: by_name(users).collect() }
}

fn by_name(users: Vec<User>) -> impl Iterator<Item = (String, User)> {
    users.into_iter().map(|user| (user.username.clone(), user))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_people_are_seeded_every_time() {
        let now = Moment::from_millis(1_760_000_000_000);
        let text = |pools: Vec<Pool>| format!("{pools:?}");
        assert_eq!(text(seed(now)), text(seed(now)));
    }

    #[test]
    fn every_user_status_and_every_main_character_is_there() {
        let pools = seed(Moment::from_millis(1_760_000_000_000));
        let users: Vec<_> = pools.iter().flat_map(|pool| pool.users.values()).collect();
        assert!((490..530).contains(&users.len()), "{}", users.len());
        let statuses: BTreeSet<_> = users.iter().map(|user| user.status).collect();
        assert_eq!(statuses.len(), 8);
        let subs: BTreeSet<_> = users.iter().map(|user| user.sub()).collect();
        assert_eq!(subs.len(), users.len());
        let phones: BTreeSet<_> = users.iter().filter_map(|user| user.attribute("phone_number")).collect();
        assert_eq!(phones.len(), users.iter().filter(|user| user.attribute("phone_number").is_some()).count());
        for character in MAIN_CHARACTERS {
            let pool = pools.iter().find(|pool| pool.settings.id == character.pool).unwrap();
            let name = crate::sandbox::cognito::find_user(pool, character.sign_in).unwrap();
            assert_eq!(pool.users[&name].status, character.status, "{}", character.sign_in);
        }
    }
}
