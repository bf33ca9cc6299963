//! The field for a typed password, with the pool's rules beside it. `public/pkg/typed_password.js` says of each at once whether it is met,
//! and asks the server, when the typing pauses, whether the password is easy to guess.

use crate::domain::password::{LONGEST_PASSWORD, PASSWORD_SYMBOLS, PasswordPolicy, PasswordRule};
use crate::features::layout::Assets;
use crate::ui::{CheckItem, Checklist};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use std::sync::Arc;

/// The field and its rules.
#[component]
pub fn TypedPasswordField(
    /// The pool's rules; `None` where nobody can tell them now.
    policy: Option<PasswordPolicy>,
    /// The user's names: words that must not be in it.
    words: Vec<String>,
    /// What was wrong with the last one; empty: nothing.
    error: String,
) -> impl IntoView {
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("typed_password.js")).unwrap_or_default();
    let words = serde_json::to_string(&words).unwrap_or_default();
    let has_error = !error.is_empty();
    let rules = policy
        .into_iter()
        .flat_map(|policy| policy.rules().into_iter().map(move |rule| view! { <CheckItem text=rule.sentence(&policy) pattern=pattern(rule, &policy) /> }))
        .collect_view();
    view! {
        <div class=if has_error { "field field--error" } else { "field" } id="typed-password" data-words=words>
            <label class="field__label" for="password">
                "Password"
            </label>
            {has_error.then(|| view! { <p class="field__error" id="password-error"><span class="visually-hidden">"Error: "</span>{error}</p> })}
            <div class="typed-password">
                <input
                    class="text-input text-input--mono"
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="new-password"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=has_error.then_some("true")
                    aria-describedby=if has_error { "password-error password-rules" } else { "password-rules" }
                />
                <button class="button" type="button" hidden aria-pressed="false">
                    "Show"
                </button>
            </div>
            <div id="password-rules">
                <Checklist>{rules} <CheckItem text="Hard to guess, and none of the common passwords or their names" /></Checklist>
            </div>
        </div>
        <script defer src=script nonce=use_nonce()></script>
    }
}

/// What meets a rule, as a regular expression of JavaScript's with the flags `s` and `u`: the rules stand once, here in Rust, and the
/// script knows none of them. The server has the last word: white space is not quite the same in the two.
fn pattern(rule: PasswordRule, policy: &PasswordPolicy) -> String {
    match rule {
        PasswordRule::Length => format!("^.{{{},}}$", policy.minimum_length),
        PasswordRule::Longest => format!("^.{{0,{LONGEST_PASSWORD}}}$"),
        PasswordRule::Uppercase => "[A-Z]".to_owned(),
        PasswordRule::Lowercase => "[a-z]".to_owned(),
        PasswordRule::Number => "[0-9]".to_owned(),
        PasswordRule::Symbol => {
            let symbols: String = PASSWORD_SYMBOLS.chars().flat_map(|symbol| ["^[]\\-".contains(symbol).then_some('\\'), Some(symbol)]).flatten().collect();
            format!(r"[{symbols}]|\S\s* \s*\S")
        }
        PasswordRule::NoOuterSpace => r"^(\S(.*\S)?)?$".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_says_what_its_rule_says() {
        let policy = PasswordPolicy { minimum_length: 12, ..PasswordPolicy::default() };
        let long = "ż".repeat(LONGEST_PASSWORD);
        let longer = format!("{long}🐢");
        let mut texts =
            vec!["", " ", "  ", "a", "A", "0", "ż", "٣", " a", "a ", "a b", " a b ", "a\tb", "a \t b", "\ta", "a\n", "żółw🐢żółw🐢zz", "żółw🐢żółw🐢z", "£", &long, &longer];
        let symbols: Vec<String> = (' '..='~').map(|symbol| format!("x{symbol}y")).collect();
        texts.extend(symbols.iter().map(String::as_str));
        for rule in policy.rules() {
            let pattern = regex::RegexBuilder::new(&pattern(rule, &policy)).dot_matches_new_line(true).build().expect("a regular expression");
            for text in &texts {
                assert_eq!(pattern.is_match(text), policy.is_met(rule, text), "{rule:?} of {text:?} by {pattern}");
            }
        }
    }
}
