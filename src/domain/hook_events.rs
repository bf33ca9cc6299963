//! What a notification hook can be told of, by the names that configuration and messages have.

use super::operation::Action;
use super::signals::SignalKind;

/// Events of the trail that messages have another name for: there they are what was done, here what happened.
const RENAMED: [(&str, &str); 5] = [
    ("escalation.request", "escalation.requested"),
    ("escalation.approve", "escalation.approved"),
    ("escalation.reject", "escalation.rejected"),
    ("escalation.withdraw", "escalation.withdrawn"),
    ("escalation.expire", "escalation.expired"),
];

/// What was approved was carried out, whatever came of it.
pub const EXECUTED: &str = "escalation.executed";

/// Events beside those of effects that can be chosen.
const OTHERS: [&str; 5] = ["lock.set", "lock.set_wide", "lock.lift", "session.step_up", "trail.export"];

/// Everything that can be chosen.
pub fn known() -> Vec<&'static str> {
    let effects = Action::ALL.into_iter().filter(|action| action.has_effect_on_a_user() && ![Action::TypePassword, Action::RevealPassword].contains(action));
    usual().into_iter().chain(effects.map(Action::event)).chain(OTHERS).collect()
}

/// What is told of unless the settings say otherwise: signs, and approvals that wait for somebody or came.
pub fn usual() -> Vec<&'static str> {
    let escalations = RENAMED.into_iter().map(|(_, name)| name).chain([EXECUTED]);
    SignalKind::ALL.into_iter().map(SignalKind::name).chain(escalations).collect()
}

/// A message's name for an event of the trail.
pub fn name_of(event: &str) -> &str {
    RENAMED.into_iter().find(|(recorded, _)| *recorded == event).map_or(event, |(_, name)| name)
}

/// What happened, in words, for what a record's own words do not say.
pub fn words_of(name: &str) -> Option<&'static str> {
    let words = match name {
        "escalation.requested" => "An approval is asked for",
        "escalation.approved" => "A request was approved",
        "escalation.rejected" => "A request was rejected",
        "escalation.withdrawn" => "A request was withdrawn",
        "escalation.expired" => "A request expired",
        EXECUTED => "An approved request was carried out",
        _ => return SignalKind::ALL.into_iter().find(|kind| kind.name() == name).map(SignalKind::title),
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_escalations_are_told_of_and_effects_and_locks_can_be() {
        for name in ["signal.canary", "signal.limit", "escalation.requested", "escalation.executed", "escalation.expired"] {
            assert!(usual().contains(&name) && words_of(name).is_some(), "{name}");
        }
        for name in ["password.set_permanent", "user.enable", "lock.set", "trail.export"] {
            assert!(known().contains(&name) && !usual().contains(&name), "{name}");
        }
        assert!(!known().contains(&"user.read"), "what is told of on every click is read by nobody");
        let mut names = known();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), known().len());
        assert_eq!((name_of("escalation.approve"), name_of("lock.set")), ("escalation.approved", "lock.set"));
    }
}
