//! Staff, users, and what they say: believable, and the same at every run.

use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedActor, RecordedTarget};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// What stands in very few reasons.
pub const RARE_WORD: &str = "xylophone";
/// From where very few things were done.
pub const RARE_ADDRESS: &str = "203.0.113.77";

const FIRST: [&str; 24] = [
    "Amara",
    "Kofi",
    "Freya",
    "Mateo",
    "Inês",
    "Tomasz",
    "Hana",
    "Zoë",
    "Björn",
    "Siobhán",
    "Li",
    "Chidi",
    "Anaïs",
    "Omar",
    "Priya",
    "Noah",
    "Ólafur",
    "Yuki",
    "Fatima",
    "Luca",
    "Νίκος",
    "Дарья",
    "娜",
    "秀英",
];
const LAST: [&str; 24] = [
    "Okafor",
    "Mensah",
    "Lindholm",
    "Álvarez",
    "Duarte",
    "Nowak",
    "Suzuki",
    "Ångström",
    "Müller",
    "O'Neil",
    "Wang",
    "Adeyemi",
    "Dubois",
    "Haddad",
    "Sharma",
    "Smith",
    "Guðmundsson",
    "Tanaka",
    "Rahman",
    "Rossi",
    "Παπαδόπουλος",
    "Иванова",
    "李",
    "王",
];
const REASONS: [&str; 12] = [
    "Caller lost the old phone",
    "Caller forgot the password after the holidays",
    "Code never arrived, second call",
    "New laptop, password manager was not moved",
    "Account locked after several attempts at the gate",
    "Invitation expired before the first sign-in",
    "Caller changed the e-mail address last week",
    "Verified by the manager on the telephone",
    "Works from another site this month",
    "Shared workstation at the warehouse, shift change",
    "Student returns from leave, account was disabled",
    "Reported by the night shift, repeated failures",
];
const POOLS: [&str; 4] = ["eu-west-1_Nw4Customers", "us-east-1_Nw4Partners", "eu-west-1_Nw4Kiosks", "eu-central-1_Nw4Field"];

/// Makes entries one after the other.
pub struct Desk {
    chance: StdRng,
    at: i64,
    step: i64,
    users: u32,
    /// What will end, and when: after so many further records.
    under_way: Vec<(u32, AuditEntry)>,
}

impl Desk {
    /// A desk that makes so many records in two years.
    pub fn new(records: u64) -> Self {
        let (records, span) = (i64::try_from(records).expect("a number of records"), 2 * 365 * 86_400_000_000_i64);
        // From 21 November 2024 on.
        Self {
            chance: StdRng::seed_from_u64(4_710),
            at: 1_732_147_200_000_000,
            step: span / records,
            users: u32::try_from(records / 30 + 100).expect("users"),
            under_way: Vec::new(),
        }
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.chance.random_range(0..list.len())]
    }

    /// The next record.
    pub fn next(&mut self) -> AuditEntry {
        self.at += self.chance.random_range(0..=2 * self.step);
        self.under_way.iter_mut().for_each(|(left, _)| *left = left.saturating_sub(1));
        match self.under_way.iter().position(|(left, _)| *left == 0) {
            Some(place) => self.ending(place),
            None => self.opening(),
        }
    }

    fn ending(&mut self, place: usize) -> AuditEntry {
        let (_, before) = self.under_way.swap_remove(place);
        if before.kind == RecordKind::Outcome {
            let outcome = self.of(&[Outcome::TookEffect, Outcome::TookEffect, Outcome::NoEffect, Outcome::Unresolved]);
            return AuditEntry { kind: RecordKind::Reconciled, occurred_at: self.at, outcome: Some(outcome), reason: None, ticket: None, client_metadata: Vec::new(), ..before };
        }
        let outcome = match self.chance.random_range(0..1_000) {
            0..=3 => Outcome::Unknown,
            4..=40 => Outcome::Refused,
            41..=50 => Outcome::NotSent,
            _ => Outcome::Succeeded,
        };
        let ended = AuditEntry { kind: RecordKind::Outcome, occurred_at: self.at, outcome: Some(outcome), reason: None, ticket: None, client_metadata: Vec::new(), ..before };
        if outcome == Outcome::Unknown {
            self.under_way.push((60, ended.clone()));
        }
        ended
    }

    fn opening(&mut self) -> AuditEntry {
        let (kind, event) = match self.chance.random_range(0..100) {
            0..=17 => (RecordKind::Read, "user.search"),
            18..=51 => (RecordKind::Read, "user.read"),
            52..=54 => (RecordKind::Read, "waiting.read"),
            55..=58 => (RecordKind::SignIn, self.of(&["session.start", "session.end"])),
            59..=62 => (RecordKind::Check, "password.reset"),
            63..=65 => (RecordKind::Denied, self.of(&["password.set_permanent", "password.type", "user.enable"])),
            _ => (
                RecordKind::Intent,
                self.of(&[
                    "password.reset",
                    "password.reset",
                    "password.reset",
                    "password.set_temporary",
                    "password.set_permanent",
                    "invitation.resend",
                    "user.sign_out",
                    "user.confirm_sign_up",
                ]),
            ),
        };
        let staff = self.chance.random_range(0..200_u32);
        let address = if self.chance.random_bool(3e-6) { RARE_ADDRESS.to_owned() } else { format!("198.51.100.{}", staff % 40) };
        let origin = RequestOrigin { request_id: self.reference(), address, user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".into() };
        let mut entry = AuditEntry::new(kind, event, self.at, None, &origin);
        let (roles, role) = match staff {
            0..=159 => ("helpdesk", "helpdesk"),
            160..=189 => ("supervisor", "supervisor"),
            190..=197 => ("auditor", "auditor"),
            _ => ("admin, supervisor", "admin"),
        };
        entry.actor =
            Some(RecordedActor { issuer: "https://id.example.com".into(), sub: format!("staff-{staff:04}"), name: name_of(staff.wrapping_mul(7_919)), roles: roles.into() });
        entry.action_id = Uuid::from_u128(self.chance.random());
        entry.target = (kind != RecordKind::SignIn).then(|| self.user(event));
        if kind == RecordKind::Read {
            entry.outcome = Some(Outcome::Succeeded);
            entry.note = (event == "user.search").then(|| format!("searched {}", name_of(self.chance.random())));
            return entry;
        }
        if kind == RecordKind::SignIn {
            entry.outcome = Some(Outcome::Succeeded);
            return entry;
        }
        let rare = if self.chance.random_bool(3e-6) { RARE_WORD } else { "" };
        entry.reason = Some(format!("{}. Shelf {} {rare}", self.of(&REASONS), self.chance.random_range(0..5_000)).trim_end().to_owned());
        entry.ticket = self.chance.random_bool(0.7).then(|| format!("INC-{:06}", self.chance.random_range(0..1_000_000)));
        if self.chance.random_bool(0.2) {
            entry.client_metadata = vec![("locale".into(), "en-GB".into()), ("case".into(), format!("C-{}", self.chance.random_range(0..90_000)))];
        }
        entry.outcome = match kind {
            RecordKind::Denied => Some(Outcome::Denied),
            RecordKind::Check => Some(self.of(&[Outcome::WouldWork, Outcome::WouldNotWork])),
            _ => None,
        };
        if kind == RecordKind::Intent {
            entry.role = Some(role.into());
            entry.basis = Some(if self.chance.random_bool(0.02) { "approval" } else { "role" }.into());
            self.under_way.push((self.chance.random_range(1..6), entry.clone()));
        }
        entry
    }

    /// A few users call often, most of them seldom.
    fn user(&mut self, event: &str) -> RecordedTarget {
        let share: f64 = self.chance.random();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number below that of users")]
        let number = (share * share * f64::from(self.users)) as u32;
        let pool = POOLS[(number % 16 / 5) as usize].to_owned();
        if matches!(event, "user.search" | "waiting.read") {
            return RecordedTarget { pool, ..RecordedTarget::default() };
        }
        RecordedTarget { pool, username: format!("user.{number:07}"), sub: sub_of(number), name: name_of(number) }
    }

    fn reference(&mut self) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let group = |chance: &mut StdRng| (0..4).map(|_| char::from(DIGITS[chance.random_range(0..32)])).collect::<String>();
        [group(&mut self.chance), group(&mut self.chance), group(&mut self.chance)].join("-")
    }
}

/// The name of a user or a member of staff.
pub fn name_of(number: u32) -> String {
    let mixed = number.wrapping_mul(2_654_435_761) >> 8;
    format!("{} {}", FIRST[(mixed % 24) as usize], LAST[(mixed / 24 % 24) as usize])
}

/// The `sub` of a user.
pub fn sub_of(number: u32) -> String {
    Uuid::from_u128(u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)).to_string()
}
