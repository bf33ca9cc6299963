//! A password that may be set: generated, or typed by somebody who may and checked against everything that is known here.

use super::{PasswordPolicy, PasswordStyle, generate, weakness};
use crate::domain::operation::TypePassword;
use crate::domain::policy::Permit;
use crate::domain::secret::Secret;
use crate::domain::user::Sub;
use rand::CryptoRng;

/// What `AdminSetUserPassword` will carry. It can be made in two ways only, and neither prints nor copies it.
#[derive(Debug)]
pub struct NewPassword {
    text: Secret<String>,
    // Whom a typed one was checked for; a generated one fits everybody.
    typed_for: Option<Sub>,
}

impl NewPassword {
    /// A password out of `rng` that meets the policy. Words where they are asked for and the policy allows them.
    pub fn generated(policy: &PasswordPolicy, style: PasswordStyle, rng: &mut dyn CryptoRng) -> Self {
        Self { text: generate(policy, style, rng), typed_for: None }
    }

    /// A typed password: only with the right to choose one, and only one that the pool will take and nobody will guess. `context` are
    /// words that an attacker would try for this user.
    ///
    /// # Errors
    /// A sentence for each rule that it breaks; none of them repeats it.
    pub fn typed(text: Secret<String>, policy: &PasswordPolicy, context: &[&str], permit: &Permit<TypePassword>) -> Result<Self, Vec<String>> {
        let problems = problems_of(text.expose(), policy, context);
        if problems.is_empty() { Ok(Self { text, typed_for: Some(permit.target().user.sub.clone()) }) } else { Err(problems) }
    }

    /// The password, for the one call that sets it and the one page that shows it.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Whether it may be set for the user with this `sub`.
    pub fn is_for(&self, sub: &Sub) -> bool {
        self.typed_for.as_ref().is_none_or(|typed_for| typed_for == sub)
    }

    /// Nobody has seen it yet.
    pub fn is_generated(&self) -> bool {
        self.typed_for.is_none()
    }
}

/// What is wrong with a typed password, rule by rule; empty where nothing is.
fn problems_of(password: &str, policy: &PasswordPolicy, context: &[&str]) -> Vec<String> {
    let broken = policy.broken(password);
    if broken.is_empty() {
        return weakness(password, context).map(|weakness| weakness.sentence()).into_iter().collect();
    }
    // Every broken rule at once; how easily it is guessed matters once it keeps them all.
    broken.into_iter().map(|rule| format!("This pool asks for: {}.", lower_first(&rule.sentence(policy)))).collect()
}

fn lower_first(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_is_named_and_then_whether_it_is_easily_guessed() {
        let policy = PasswordPolicy { minimum_length: 12, ..PasswordPolicy::default() };
        assert_eq!(problems_of("short", &policy, &[]).len(), 4, "length, capital, digit, symbol");
        assert_eq!(problems_of("Password-12345", &policy, &[]).len(), 1, "common");
        assert_eq!(problems_of("Okafor-7-Okafor-9", &policy, &["Amara Okafor"]).len(), 1, "their own name");
        assert_eq!(problems_of("tulip-Kettle-7-orbit", &policy, &["Amara Okafor"]), Vec::<String>::new());
        for password in ["short", "Password-12345", "Okafor-7-Okafor-9"] {
            assert!(problems_of(password, &policy, &["Amara Okafor"]).iter().all(|problem| !problem.contains(password)));
        }
    }
}
