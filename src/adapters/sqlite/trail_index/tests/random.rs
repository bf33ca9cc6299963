//! Trails and filters by chance, each from a seed.

use super::super::super::test_support::actor;
use super::*;
use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{Outcome, RecordKind, RecordedActor, RecordedTarget};
use crate::domain::folding::fold;
use crate::ports::trail_filter::Ending;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Noon of the first day.
pub(super) const BEGIN: i64 = 20_000 * DAY + DAY / 2;

const PEOPLE: [(&str, &str); 6] =
    [("staff-1", "Ana Émile"), ("staff-2", "Zoë ÅNGSTRÖM"), ("staff-3", "ΟΔΥΣΣΕΑΣ Νίκος"), ("staff-3", "Odysseas Nikos"), ("s 4", "李娜"), ("staff-5", "عائشة \u{202e}x")];
const USERS: [(&str, &str, &str); 6] = [
    ("u-1", "j_doe%", "Jane Doe"),
    ("u-2", "100%_sure", "Rosa \"la\" Ñandú"),
    ("u-3", "wang.xiu", "王秀英"),
    ("u-4", "emoji😀", "😀😀😀 \u{200d}"),
    ("u-5", "o'neil\\", "\" OR NEAR(* --"),
    ("u-6", "i", "İstanbul Ðð"),
];
const WORDS: [&str; 14] =
    ["Caller", "lost", "phone", "\" OR NEAR(", "100%", "_", "a\0b", "漢字", "ΟΔΟΣ", "ΟΔΟΣΑ", "\u{202e}dlrow", "😀", "INC-204817", "'; DROP TABLE postings; --"];
const EVENTS: [&str; 7] = ["password.reset", "password.set_temporary", "password.set", "user.read", "user.search", "session.start", "password.reveal"];
const TICKETS: [&str; 4] = ["INC-1", "INC-2", " INC-2 ", "inc-1"];

/// Makes entries one after the other.
pub(super) struct Maker {
    pub(super) chance: StdRng,
    at: i64,
    open: Vec<AuditEntry>,
    doubtful: Vec<AuditEntry>,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Self {
        Self { chance: StdRng::seed_from_u64(seed), at: BEGIN, open: Vec::new(), doubtful: Vec::new() }
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.chance.random_range(0..list.len())]
    }

    fn words(&mut self) -> String {
        (0..self.chance.random_range(1..5)).map(|_| self.of(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn next(&mut self) -> AuditEntry {
        // Clocks go on, mostly.
        self.at += self.chance.random_range(-DAY / 100..DAY / 20);
        match self.chance.random_range(0..10) {
            0..=3 if !self.open.is_empty() => self.outcome(),
            4 if !self.doubtful.is_empty() => self.reconciled(),
            _ => self.opening(),
        }
    }

    fn opening(&mut self) -> AuditEntry {
        let kind = self.of(&[RecordKind::Intent, RecordKind::Intent, RecordKind::Read, RecordKind::Denied, RecordKind::Check, RecordKind::SignIn]);
        let event = self.of(&EVENTS);
        let (sub, name) = self.of(&PEOPLE);
        let address = self.of(&["192.0.2.7", "2001:db8::1", ""]);
        let origin = RequestOrigin { request_id: format!("7F3K-20A{}-9QXM", self.chance.random_range(0..3)), address: address.into(), user_agent: "Test".into() };
        let mut entry = AuditEntry::new(kind, event, self.at, None, &origin);
        entry.action_id = Uuid::from_u128(self.chance.random());
        let roles = self.of(&["helpdesk", "helpdesk, supervisor", "auditor"]);
        entry.actor = self.chance.random_bool(0.9).then(|| RecordedActor { roles: roles.into(), ..RecordedActor::from(&actor(sub, name)) });
        if self.chance.random_bool(0.8) {
            let (sub, username, name) = self.of(&USERS);
            entry.target = Some(RecordedTarget { pool: self.of(&["p-1", "p-2"]).into(), username: username.into(), sub: sub.into(), name: name.into() });
        }
        entry.reason = self.chance.random_bool(0.7).then(|| self.words());
        entry.ticket = self.chance.random_bool(0.4).then(|| self.of(&TICKETS).to_owned());
        entry.note = self.chance.random_bool(0.2).then(|| self.words());
        if self.chance.random_bool(0.3) {
            entry.client_metadata = vec![(self.words(), self.words())];
        }
        if kind == RecordKind::Intent {
            entry.role = Some(self.of(&["helpdesk", "supervisor"]).into());
            entry.basis = self.of(&[None, Some("role"), Some("approval")]).map(str::to_owned);
            self.open.push(entry.clone());
        } else {
            entry.outcome = self.of(&[None, Some(Outcome::Succeeded), Some(Outcome::Denied), Some(Outcome::WouldWork)]);
        }
        entry
    }

    /// An intent ends, often long after others began.
    fn outcome(&mut self) -> AuditEntry {
        let intent = self.open.swap_remove(self.chance.random_range(0..self.open.len()));
        let outcome = self.of(&[Outcome::Succeeded, Outcome::Refused, Outcome::Unknown, Outcome::NotSent]);
        if outcome == Outcome::Unknown {
            self.doubtful.push(intent.clone());
        }
        AuditEntry { kind: RecordKind::Outcome, outcome: Some(outcome), occurred_at: self.at, ..intent }
    }

    fn reconciled(&mut self) -> AuditEntry {
        let intent = self.doubtful.swap_remove(self.chance.random_range(0..self.doubtful.len()));
        let outcome = self.of(&[Outcome::TookEffect, Outcome::NoEffect, Outcome::Unresolved]);
        AuditEntry { kind: RecordKind::Reconciled, outcome: Some(outcome), occurred_at: self.at, ..intent }
    }

    /// Part of a text, from anywhere to anywhere.
    fn part_of(&mut self, text: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let first = self.chance.random_range(0..letters.len());
        let last = self.chance.random_range(first..letters.len().min(first + 9));
        letters[first..=last].iter().collect()
    }

    /// A filter of one to three conditions, in any case of letters.
    pub(super) fn filter(&mut self) -> TrailFilter {
        let mut filter = TrailFilter::default();
        for _ in 0..self.chance.random_range(0..4) {
            match self.chance.random_range(0..16) {
                0 => filter.text = self.words(),
                1 => {
                    let word = self.of(&WORDS);
                    filter.text = fold(&self.part_of(word)).to_uppercase();
                }
                2 => {
                    let (sub, name) = self.of(&PEOPLE);
                    filter.who = if self.chance.random_bool(0.3) { sub.into() } else { fold(&self.part_of(name)).to_uppercase() };
                }
                3 => {
                    let (sub, username, name) = self.of(&USERS);
                    let text = self.of(&[sub, username, name]);
                    filter.user = self.part_of(text).to_lowercase();
                }
                4 => filter.user_sub = self.of(&USERS).0.into(),
                5 => filter.actor = self.of(&["staff-3", "https://id.example staff-3", "https://id.example s 4", "s 4", "nobody"]).into(),
                6 => filter.event = self.of(&["password", "password.", "password.set", "user.read", "user", "nothing", " session.start "]).into(),
                7 => filter.ending = Some(self.of(&Ending::GROUPS.map(|(_, ending)| ending))),
                8 => filter.ending = Some(Ending::As(self.of(&Outcome::ALL))),
                9 => filter.pool = self.of(&["p-1", "p-2", "p-3"]).into(),
                10 => filter.role = self.of(&["helpdesk", "supervisor", "auditor", "admin"]).into(),
                11 => filter.basis = self.of(&["role", "approval"]).into(),
                12 => filter.ticket = self.of(&TICKETS).into(),
                13 => filter.address = self.of(&["192.0.2.7", "2001:db8::1"]).into(),
                14 => filter.reference = self.of(&["7f3k20ao9qxm", "7F3K-20A1-9QXM", "7f3k 2oal 9qxm", "none"]).into(),
                _ => {
                    let whole_days = if self.chance.random_bool(0.5) { DAY } else { 1 };
                    let mut time = || (BEGIN + self.chance.random_range(-DAY..30 * DAY)) / whole_days * whole_days;
                    (filter.from, filter.until) = (Some(time()), Some(time()));
                }
            }
        }
        filter.without_reads = self.chance.random_bool(0.3);
        filter
    }
}
