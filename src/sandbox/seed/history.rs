//! What threat protection has seen of some main characters, so that their panels have a story.

use crate::sandbox::clock::Moment;
use crate::sandbox::model::{AuthEvent, AuthEventKind, AuthEventResponse, Pool};

use AuthEventKind::{ForgotPassword, PasswordChange, SignIn};
use AuthEventResponse::{Fail, InProgress, Pass};

/// Hours ago, what, how it went, and from where.
type Line = (i64, AuthEventKind, AuthEventResponse, usize);

/// Address, device, city, country.
const PLACES: [(&str, &str, &str, &str); 4] = [
    ("203.0.113.24", "Chrome 126, Windows 10", "Bristol", "United Kingdom"),
    ("203.0.113.77", "Mobile Safari 17, iOS", "Bristol", "United Kingdom"),
    ("198.51.100.9", "Firefox 127, Linux", "Warsaw", "Poland"),
    ("192.0.2.143", "Python Requests, Other", "", ""),
];

#[rustfmt::skip]
const AMARA: &[Line] = &[
    (1_440, SignIn, Pass, 0), (790, SignIn, Pass, 1), (600, ForgotPassword, Pass, 1), (599, PasswordChange, Pass, 1), (598, SignIn, Pass, 1),
    (200, SignIn, Fail, 3), (50, SignIn, Fail, 0), (49, SignIn, Pass, 0), (3, SignIn, Fail, 1), (2, SignIn, Fail, 1),
];
const MATEO: &[Line] = &[(900, SignIn, Pass, 0), (60, SignIn, Fail, 1), (59, ForgotPassword, Pass, 1), (30, SignIn, Fail, 1)];
const YUKI: &[Line] = &[(20, SignIn, InProgress, 1)];
const ROOT: &[Line] = &[(400, SignIn, Pass, 2), (26, SignIn, Fail, 3), (25, SignIn, Fail, 3), (24, SignIn, Fail, 3)];

/// Gives the customers their past. The crowd's dice are left alone.
pub fn remember(pool: &mut Pool, now: Moment) {
    // More than one page.
    let often: Vec<Line> = (0..75).map(|day| (75 * 24 - day * 24, SignIn, if day % 9 == 4 { Fail } else { Pass }, 2)).collect();
    let past = [("amara.okafor", AMARA), ("mateo.alvarez", MATEO), ("yuki.tanaka", YUKI), ("root.operator", ROOT), ("member.everywhere", &often)];
    for (owner, (username, lines)) in (1_u128..).zip(past) {
        let Some(user) = pool.users.get_mut(username) else {
            continue;
        };
        for (number, (hours, kind, response, place)) in (0_u128..).zip(lines) {
            let (ip_address, device, city, country) = PLACES.get(*place).copied().unwrap_or_default();
            user.remember(AuthEvent {
                id: uuid::Builder::from_random_bytes((owner << 64 | number).to_be_bytes()).into_uuid().to_string(),
                kind: *kind,
                response: *response,
                at: now.plus_seconds(-hours * 3600),
                ip_address: ip_address.to_owned(),
                device: device.to_owned(),
                city: city.to_owned(),
                country: country.to_owned(),
            });
        }
    }
}
