//! How often effects may be had: by one person, and on one user. Counted are intents in the trail, so that it holds for all instances together.

use super::actor::Role;
use super::clock::{from_micros, readable, relative};
use super::operation::Action;
use super::policy::Denial;
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// Whose effects a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// Those of one member of staff, on whomever.
    Staff,
    /// Those on one user, whoever had them.
    User,
}

/// So many effects in so much time at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit {
    /// Whose.
    pub of: Counted,
    /// How many; never 0.
    pub effects: u32,
    /// In how much time, up to now.
    pub within: Duration,
}

/// How much of a limit is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The limit.
    pub limit: Limit,
    /// Effects that count now.
    pub used: u32,
    /// When the next one may be had, microseconds since 1970; `None` while it may be had now.
    pub free_at: Option<i64>,
}

/// What somebody may do how often; `None`: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Velocity {
    /// Effects of one member of staff in ten minutes.
    pub staff_in_10_minutes: Option<u32>,
    /// Effects of one member of staff in 24 hours.
    pub staff_in_24_hours: Option<u32>,
    /// Effects on one user in 24 hours.
    pub user_in_24_hours: Option<u32>,
}

impl Default for Velocity {
    fn default() -> Self {
        Self { staff_in_10_minutes: Some(10), staff_in_24_hours: Some(60), user_in_24_hours: Some(2) }
    }
}

impl Velocity {
    /// In words, for pages.
    pub fn words(&self) -> String {
        let limit = |effects: Option<u32>, within: &str| effects.map(|effects| format!("{effects} {within}"));
        let limits =
            [limit(self.staff_in_10_minutes, "in 10 minutes"), limit(self.staff_in_24_hours, "in 24 hours"), limit(self.user_in_24_hours, "on one user in 24 hours, whoever acts")];
        let limits: Vec<String> = limits.into_iter().flatten().collect();
        if limits.is_empty() { "as often as they like".to_owned() } else { limits.join("; ") }
    }
}

/// The limits in force: the usual ones, and those of roles that have others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VelocityRules {
    /// For every role that is not named.
    pub usual: Velocity,
    /// By role.
    pub of_roles: BTreeMap<Role, Velocity>,
}

impl VelocityRules {
    /// No limits at all.
    pub fn off() -> Self {
        Self { usual: Velocity { staff_in_10_minutes: None, staff_in_24_hours: None, user_in_24_hours: None }, of_roles: BTreeMap::new() }
    }

    /// What holds for somebody who acts in this role.
    pub fn of(&self, role: &Role) -> Velocity {
        self.of_roles.get(role).copied().unwrap_or(self.usual)
    }

    /// The limits on an action of its own in this role. Whom another person has approved of may be helped more often than others; whoever
    /// carries it out is held to their own limits all the same.
    pub fn limits(&self, role: &Role, action: Action, is_approved: bool) -> Vec<Limit> {
        if !counts(action) {
            return Vec::new();
        }
        let Velocity { staff_in_10_minutes, staff_in_24_hours, user_in_24_hours } = self.of(role);
        let limit = |of, effects: Option<u32>, within| effects.map(|effects| Limit { of, effects, within });
        let limits = [
            limit(Counted::User, user_in_24_hours.filter(|_| !is_approved), Duration::DAY),
            limit(Counted::Staff, staff_in_10_minutes, Duration::minutes(10)),
            limit(Counted::Staff, staff_in_24_hours, Duration::DAY),
        ];
        limits.into_iter().flatten().collect()
    }
}

/// Whether an action counts, and is limited: all effects on users do, but for the ending of sessions. That gives nobody a way in, and in an
/// incident it must not run out.
pub fn counts(action: Action) -> bool {
    action.has_effect_on_a_user() && action != Action::SignOutEverywhere
}

impl Limit {
    /// The denial of whoever has reached it.
    pub fn denial(&self) -> Denial {
        match self.of {
            Counted::Staff => Denial::StaffLimit,
            Counted::User => Denial::UserLimit,
        }
    }

    /// `10 minutes`, `24 hours`.
    fn window(&self) -> String {
        let minutes = self.within.whole_minutes();
        if minutes % 60 == 0 { format!("{} hours", minutes / 60) } else { format!("{minutes} minutes") }
    }

    /// For records: `the limit of 10 actions by one person in 10 minutes`.
    pub fn words(&self) -> String {
        let whose = match self.of {
            Counted::Staff => "by one person",
            Counted::User => "on one user",
        };
        format!("the limit of {} {whose} in {}", times(self.effects), self.window())
    }
}

impl Usage {
    /// From the times of those that count, newest first, microseconds since 1970: at most as many as the limit allows.
    pub fn of(limit: Limit, newest: &[i64]) -> Self {
        let used = u32::try_from(newest.len()).unwrap_or(u32::MAX);
        let window = i64::try_from(limit.within.whole_microseconds()).unwrap_or(i64::MAX);
        let free_at = newest.last().filter(|_| used >= limit.effects).map(|oldest| oldest.saturating_add(window));
        Self { limit, used, free_at }
    }

    /// Whether no further one may be had now.
    pub fn is_reached(&self) -> bool {
        self.free_at.is_some()
    }

    /// `2 of 2 in 24 hours`.
    pub fn in_short(&self) -> String {
        format!("{} of {} in {}", self.used, self.limit.effects, self.limit.window())
    }

    /// What is reached, and when it works again; for whoever is stopped by it.
    pub fn sentence(&self, now: OffsetDateTime) -> String {
        let again = self.free_at.map(from_micros).map_or_else(String::new, |at| format!(" It works again {}, at {}.", relative(at, now), readable(at)));
        let reached = match self.limit.of {
            Counted::Staff => format!("You have reached your limit of {} in {}.", times(self.limit.effects), self.limit.window()),
            Counted::User => format!("This user has been helped {} in {}, which is the limit.", helped(self.limit.effects), self.limit.window()),
        };
        let else_what = match self.limit.of {
            Counted::Staff => "ask a colleague",
            Counted::User => "another person can approve it",
        };
        format!("{reached}{again} If it cannot wait, {else_what}.")
    }
}

fn times(effects: u32) -> String {
    if effects == 1 { "1 action".to_owned() } else { format!("{effects} actions") }
}

fn helped(times: u32) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::to_micros;
    use time::macros::datetime;

    const PER_USER: Limit = Limit { of: Counted::User, effects: 2, within: Duration::DAY };

    #[test]
    fn without_a_word_it_is_ten_in_ten_minutes_sixty_a_day_and_two_a_user() {
        let limits = VelocityRules::default().limits(&Role::HELPDESK, Action::SendResetCode, false);
        let short = Limit { of: Counted::Staff, effects: 10, within: Duration::minutes(10) };
        let long = Limit { of: Counted::Staff, effects: 60, within: Duration::hours(24) };
        assert_eq!(limits, [PER_USER, short, long]);
    }

    #[test]
    fn an_approval_opens_the_limit_of_the_user_and_not_that_of_the_person() {
        let limits = VelocityRules::default().limits(&Role::HELPDESK, Action::SetTemporaryPassword, true);
        assert!(limits.len() == 2 && limits.iter().all(|limit| limit.of == Counted::Staff), "{limits:?}");
    }

    #[test]
    fn every_effect_counts_but_ending_sessions_and_no_reading_does() {
        let counted: Vec<&str> = Action::ALL.into_iter().filter(|action| counts(*action)).map(Action::event).collect();
        for event in
            ["password.reset", "password.set_temporary", "password.set_permanent", "invitation.resend", "user.confirm_sign_up", "user.enable", "user.mark_contact_verified"]
        {
            assert!(counted.contains(&event), "{event}");
        }
        for event in ["user.sign_out", "user.read", "user.search", "trail.read", "lock.set"] {
            assert!(!counted.contains(&event), "{event}");
            let action = Action::from_event(event).expect("an action");
            assert!(VelocityRules::default().limits(&Role::ADMIN, action, false).is_empty(), "{event}");
        }
    }

    #[test]
    fn a_role_may_have_limits_of_its_own() {
        let night = Role::from_name("night-desk").expect("a name");
        let mut rules = VelocityRules::default();
        rules.of_roles.insert(night.clone(), Velocity { staff_in_10_minutes: Some(3), staff_in_24_hours: None, user_in_24_hours: Some(1) });
        let effects = |role| rules.limits(role, Action::EnableUser, false).iter().map(|limit| limit.effects).collect::<Vec<_>>();
        assert_eq!((effects(&night), effects(&Role::HELPDESK)), (vec![1, 3], vec![2, 10, 60]));
        assert!(VelocityRules::off().limits(&night, Action::EnableUser, false).is_empty());
    }

    #[test]
    fn a_limit_is_reached_at_its_last_one_and_free_again_when_the_oldest_that_counts_is_over() {
        let now = datetime!(2026-11-21 09:00 UTC);
        let ago = |hours| to_micros(now - Duration::hours(hours));
        assert_eq!(Usage::of(PER_USER, &[]), Usage { limit: PER_USER, used: 0, free_at: None });
        assert!(!Usage::of(PER_USER, &[ago(1)]).is_reached());
        let usage = Usage::of(PER_USER, &[ago(1), ago(20)]);
        assert_eq!((usage.used, usage.free_at), (2, Some(to_micros(now + Duration::hours(4)))));
        assert_eq!(usage.in_short(), "2 of 2 in 24 hours");
        let told = "This user has been helped 2 times in 24 hours, which is the limit. It works again in 4 hours, at 21 Nov 2026 13:00 UTC. If it cannot wait, another person can approve it.";
        assert_eq!(usage.sentence(now), told);
        assert_eq!(PER_USER.words(), "the limit of 2 actions on one user in 24 hours");
    }

    #[test]
    fn what_a_person_has_used_up_is_told_to_them() {
        let now = datetime!(2026-11-21 09:00 UTC);
        let limit = Limit { of: Counted::Staff, effects: 1, within: Duration::minutes(10) };
        let usage = Usage::of(limit, &[to_micros(now - Duration::minutes(3))]);
        let told = "You have reached your limit of 1 action in 10 minutes. It works again in 7 minutes, at 21 Nov 2026 09:07 UTC. If it cannot wait, ask a colleague.";
        assert_eq!(usage.sentence(now), told);
        assert_eq!(limit.denial(), Denial::StaffLimit);
    }
}
