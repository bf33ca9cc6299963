//! Everybody else: enough users to page through, in a believable mixture.

use rand::Rng as _;

use super::cast::{generated, identity};
use super::maker::{Maker, With as _};
use super::names::{CULTURES, Culture};
use crate::sandbox::model::{Pool, User, UserStatus};

/// Fills the customers up to a number of users.
pub fn join_customers(maker: &mut Maker, pool: &mut Pool, number: usize) {
    while pool.users.len() < number {
        let status = status(maker);
        let (written, plain) = name(maker);
        let user = match status {
            UserStatus::ExternalProvider => external(maker, &plain),
            _ => maker.user(&free_username(pool, &plain), status),
        };
        let user = dressed(maker, user, written, &plain, "example.com");
        pool.users.insert(user.username.clone(), user);
    }
}

/// Fills the partners up to a number of users.
pub fn join_partners(maker: &mut Maker, pool: &mut Pool, number: usize) {
    while pool.users.len() < number {
        let status = match status(maker) {
            UserStatus::ExternalProvider => UserStatus::Confirmed,
            other => other,
        };
        let (written, plain) = name(maker);
        let company = maker.pick(&["carrier.example", "reseller.example", "freight.example"], "carrier.example");
        let user = generated(maker, status);
        let taken = pool.users.len();
        // An address that stands for the username is there, and is nobody else's.
        let address = format!("{}.{}{taken}@{company}", plain.0, plain.1);
        let is_verified = maker.chance(85);
        let group = if company == "carrier.example" { "carriers" } else { "resellers" };
        let user = dressed(maker, user, written, &plain, company).email(&address, is_verified).member_of(&[group]);
        pool.users.insert(user.username.clone(), user);
    }
}

/// The kiosks: machines, in a pool without self-service recovery.
pub fn kiosks(maker: &mut Maker) -> Vec<User> {
    let cities = ["lisbon", "porto", "warsaw", "oslo", "lagos", "osaka"];
    cities
        .iter()
        .map(|city| {
            maker
                .user(&format!("kiosk-{city}-01"), UserStatus::Confirmed)
                .with("name", &format!("Kiosk {city}"))
                .email(&format!("kiosk-{city}@northwind.example"), true)
                .member_of(&["kiosks"])
        })
        .collect()
}

fn status(maker: &mut Maker) -> UserStatus {
    match maker.dice.random_range(0..100) {
        0..68 => UserStatus::Confirmed,
        68..75 => UserStatus::ResetRequired,
        75..86 => UserStatus::ForceChangePassword,
        86..92 => UserStatus::Unconfirmed,
        _ => UserStatus::ExternalProvider,
    }
}

type Written = (String, &'static str, &'static str, &'static Culture);
type Plain = (&'static str, &'static str);

fn name(maker: &mut Maker) -> (Written, Plain) {
    let place = maker.dice.random_range(0..CULTURES.len());
    let culture = &CULTURES[place];
    let given = maker.pick(culture.given, ("Sam", "sam"));
    let family = maker.pick(culture.family, ("Lee", "lee"));
    let full = match culture.is_family_first {
        true => format!("{}{}", family.0, given.0),
        false => format!("{} {}", given.0, family.0),
    };
    ((full, given.0, family.0, culture), (given.1, family.1))
}

fn free_username(pool: &Pool, (given, family): &Plain) -> String {
    let plain = format!("{given}.{family}");
    let numbered = (2..).map(|number| format!("{plain}{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !pool.users.contains_key(name)).unwrap_or(plain)
}

fn external(maker: &mut Maker, (given, family): &Plain) -> User {
    if maker.chance(60) {
        let id = format!("1{:020}", maker.dice.random_range(0..10_u64.pow(18)));
        maker.user(&format!("Google_{id}"), UserStatus::ExternalProvider).with("identities", &identity(&id, "Google", "Google")).member_of(&["eu-west-1_Nw4Customers_Google"])
    } else {
        let id = format!("{given}.{family}{}@contoso.example", maker.dice.random_range(10..100));
        maker
            .user(&format!("ContosoSAML_{id}"), UserStatus::ExternalProvider)
            .with("identities", &identity(&id, "ContosoSAML", "SAML"))
            .member_of(&["eu-west-1_Nw4Customers_ContosoSAML"])
    }
}

/// Gives a user a name, contacts, dates and habits.
fn dressed(maker: &mut Maker, mut user: User, written: Written, plain: &Plain, domain: &str) -> User {
    let (full, given, family, culture) = written;
    if maker.chance(96) {
        user = user.with("name", &full).with("given_name", given).with("family_name", family);
    }
    user = user.with("locale", culture.locale).with("zoneinfo", culture.zone);
    let is_confirmed = user.status != UserStatus::Unconfirmed;
    let local: String = user.username.chars().filter(char::is_ascii_alphanumeric).collect();
    let local = if user.username.contains('_') || local.len() == 32 { format!("{}.{}.{}", plain.0, plain.1, maker.dice.random_range(100..1000)) } else { user.username.clone() };
    if maker.chance(93) {
        let domain = if domain == "example.com" { maker.pick(&["example.com", "example.org", "example.net"], domain) } else { domain };
        let is_verified = is_confirmed && maker.chance(90);
        user = user.email(&format!("{local}@{domain}"), is_verified);
    }
    if maker.chance(45) {
        let number = maker.phone();
        let is_verified = is_confirmed && maker.chance(70);
        user = user.phone(&number, is_verified);
    }
    if maker.chance(6) {
        user.mfa.push(if maker.chance(50) { "SMS_MFA" } else { "SOFTWARE_TOKEN_MFA" }.to_owned());
    }
    if maker.chance(12) {
        user = user.member_of(&[if domain == "example.com" { "newsletter" } else { "finance-approvers" }]);
    }
    user.enabled = !maker.chance(4);
    if user.status == UserStatus::ForceChangePassword {
        user.modified_at = if maker.chance(50) { maker.days_ago(8, 90) } else { maker.days_ago(0, 6) };
        user.created_at = user.created_at.min(user.modified_at);
        user.temporary_since = Some(user.modified_at);
    }
    user.with("custom:customer_number", &format!("NW-{:06}", maker.dice.random_range(1_000..900_000)))
}
