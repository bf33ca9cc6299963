//! `[hooks]`: where the console tells that something happened.

use super::faults::Faults;
use super::sinks::check_url;
use crate::adapters::sinks::{Authorities, HookSettings, read_hook_secret};
use crate::domain::hook_events::{known, usual};
use crate::domain::secret::Secret;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The table as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawHooks {
    pub url: Option<String>,
    pub secret_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    pub events: Option<Vec<String>>,
    pub reasons: bool,
}

/// A hook, as configured.
#[derive(Debug, Clone)]
pub struct HookConfig {
    /// Where messages go, and what signs them.
    pub way: HookSettings,
    /// The names of messages that are wanted.
    pub events: BTreeSet<String>,
    /// Whether reasons are in messages.
    pub has_reasons: bool,
}

/// The hook; `None` where there is none.
pub(super) fn check(raw: RawHooks, faults: &mut Faults) -> Option<HookConfig> {
    let RawHooks { url, secret_file, ca_file, events, reasons } = raw;
    if url.is_none() && secret_file.is_none() && ca_file.is_none() && events.is_none() && !reasons {
        return None;
    }
    let url = faults.keep("hooks.url", check_url(url));
    let secret = secret_file.ok_or_else(|| "is missing: messages are signed, so that the receiver knows whom they are from".to_owned());
    let secret = faults.keep("hooks.secret_file", secret.and_then(|file| read_secret(&file)));
    let authorities = match ca_file {
        Some(file) => faults.keep("hooks.ca_file", Authorities::of_file(&file)),
        None => Some(Authorities::public()),
    };
    let events = match events {
        None => usual().into_iter().map(str::to_owned).collect(),
        Some(names) => check_events(names, faults),
    };
    let way = HookSettings { url: Arc::new(Secret::new(url?)), secret: Arc::new(secret?), authorities: authorities? };
    Some(HookConfig { way, events, has_reasons: reasons })
}

fn check_events(names: Vec<String>, faults: &mut Faults) -> BTreeSet<String> {
    if names.is_empty() {
        faults.add("hooks.events", "is empty: leave it out for the usual ones, or take [hooks] away");
    }
    for name in names.iter().filter(|name| !known().contains(&name.as_str())) {
        let near = known().into_iter().min_by_key(|known| strsim::damerau_levenshtein(known, name)).unwrap_or_default();
        faults.add("hooks.events", format!("`{name}` is nothing that a hook is told of; did you mean `{near}`? docs/operators.md lists them"));
    }
    names.into_iter().collect()
}

fn read_secret(file: &Path) -> Result<Secret<Vec<u8>>, String> {
    let text = std::fs::read_to_string(file).map(Secret::new).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    read_hook_secret(text.expose()).map_err(|problem| format!("{} {problem}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{GOOD, load_text};
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn loaded(text: &str, secret: &str) -> Result<Option<HookConfig>, Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, secret).expect("a file");
        load_text(&format!("{GOOD}\n{}", text.replace("FILE", &file.display().to_string())), &[]).map(|settings| settings.hook)
    }

    #[test]
    fn a_hook_has_an_address_and_a_secret_and_is_told_of_signs_and_escalations() {
        assert!(loaded("", SECRET).expect("settings").is_none());
        let hook = loaded("[hooks]\nurl = \"https://chat.example/hooks/s3cret\"\nsecret_file = \"FILE\"", &format!("{SECRET}\n")).expect("settings").expect("a hook");
        assert!(hook.events.contains("signal.canary") && hook.events.contains("escalation.requested") && !hook.has_reasons);
        assert!(!format!("{hook:?}").contains("s3cret") && !format!("{hook:?}").contains("MfKQ9r8"), "nothing prints itself");
        let text = "[hooks]\nurl = \"http://127.0.0.1:9/\"\nsecret_file = \"FILE\"\nevents = [\"lock.set\"]\nreasons = true";
        let hook = loaded(text, SECRET).expect("settings").expect("a hook");
        assert_eq!((hook.events.into_iter().collect::<Vec<_>>(), hook.has_reasons), (vec!["lock.set".to_owned()], true));
    }

    #[test]
    fn what_cannot_work_is_named_with_its_line_and_without_secrets() {
        let line = GOOD.matches('\n').count() + 2;
        let good = "url = \"https://chat.example/hooks/s3cret\"\nsecret_file = \"FILE\"";
        for (text, secret, told) in [
            ("url = \"http://chat.example/hooks/s3cret\"\nsecret_file = \"FILE\"".to_owned(), SECRET, format!("hooks.url (line {}): must begin with https://", line + 1)),
            ("url = \"https://user:s3cret@chat.example/\"\nsecret_file = \"FILE\"".to_owned(), SECRET, format!("hooks.url (line {}): must not hold a name", line + 1)),
            ("url = \"https://chat.example/hooks/s3cret\"".to_owned(), SECRET, format!("hooks.secret_file (line {line}): is missing")),
            ("secret_file = \"FILE\"".to_owned(), SECRET, format!("hooks.url (line {line}): is missing")),
            (good.to_owned(), "s3cret", format!("hooks.secret_file (line {}): ", line + 2)),
            (
                format!("{good}\nevents = [\"signal.canari\"]"),
                SECRET,
                format!("hooks.events (line {}): `signal.canari` is nothing that a hook is told of; did you mean `signal.canary`?", line + 3),
            ),
            (format!("{good}\nevents = []"), SECRET, format!("hooks.events (line {}): is empty", line + 3)),
            (format!("{good}\nsecret = \"x\""), SECRET, format!("hooks.secret (line {}): is not a setting", line + 3)),
            (format!("{good}\nca_file = \"/nowhere/ca.pem\""), SECRET, format!("hooks.ca_file (line {}): ", line + 3)),
        ] {
            let faults = loaded(&format!("[hooks]\n{text}"), secret).expect_err(&text);
            assert!(faults.len() == 1 && faults[0].starts_with(&told) && !faults[0].contains("s3cret"), "{told}: {faults:?}");
        }
    }
}
