//! `[audit]`: how the trail is sealed, checked and searched.

use super::faults::Faults;
use super::raw::RawAudit;
use super::sinks::{self, SinkPlace, SinkSettings};
use crate::domain::audit::{FeedOf, VerifierKey};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the trail is sealed, checked and searched.
#[derive(Debug, Clone)]
pub struct AuditSettings {
    /// The name of this trail in its checkpoints (C2SP tlog-checkpoint, "origin"), and of the key that signs them.
    pub origin: String,
    /// The Ed25519 key that signs checkpoints, as PKCS #8 in PEM; made where it does not exist.
    pub key_file: PathBuf,
    /// Verifier keys of key files that were in use before.
    pub earlier_keys: Vec<VerifierKey>,
    /// How often a checkpoint is made, also when nothing happened.
    pub checkpoint_every: Duration,
    /// How often the whole trail is verified in the background.
    pub check_every: Duration,
    /// The index that lists and searches are read from. Everything in it can be made again from the trail.
    pub index_file: PathBuf,
    /// Second places for the trail.
    pub sinks: Vec<SinkSettings>,
    /// How long records stay in the database, and the folder where archives of older ones go; `None`: for ever.
    pub retention: Option<(Duration, PathBuf)>,
}

impl AuditSettings {
    /// What holds where nothing is configured, for a database file. The origin does not hang on anything that changes: a checkpoint is
    /// good only under the name that it was signed with.
    pub fn usual(database: &Path) -> Self {
        let beside = |name: &str| database.with_file_name(name);
        Self {
            origin: "passdesk-audit".to_owned(),
            key_file: beside("audit-key.pem"),
            earlier_keys: Vec::new(),
            checkpoint_every: Duration::from_secs(5 * 60),
            check_every: Duration::from_secs(24 * 3_600),
            index_file: beside("passdesk-index.db"),
            sinks: Vec::new(),
            retention: None,
        }
    }

    /// Where the newest checkpoint is kept once more: beside the key, so that it lies wherever the key was put.
    pub fn newest_checkpoint(&self) -> PathBuf {
        self.key_file.with_extension("checkpoint")
    }

    /// Files that checkpoints go to as well, and are read from again when the trail is verified: those of sinks, which have to be there, and
    /// that of the newest, which is not there before the first checkpoint and after a restore.
    pub fn checkpoint_files(&self) -> Vec<PathBuf> {
        let of_sink = |sink: &SinkSettings| match &sink.place {
            SinkPlace::File(path) if sink.what.contains(&FeedOf::Checkpoints) => Some(path.clone()),
            _ => None,
        };
        let newest = Some(self.newest_checkpoint()).filter(|file| file.exists());
        self.sinks.iter().filter_map(of_sink).chain(newest).collect()
    }
}

pub(super) fn check(raw: RawAudit, usual: AuditSettings, faults: &mut Faults) -> AuditSettings {
    let origin = raw.origin.unwrap_or(usual.origin);
    // The note's own syntax: the origin is a line of its own, and the key's name ends at a space or a plus.
    if origin.is_empty() || origin.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+') {
        faults.add("audit.origin", format!("`{origin}` must be a name without spaces and `+`, as in passdesk.example.com/audit"));
    }
    let retention = check_retention(raw.retention_days, raw.archive_dir, faults);
    AuditSettings {
        origin,
        key_file: raw.key_file.unwrap_or(usual.key_file),
        earlier_keys: raw.earlier_keys.iter().filter_map(|key| faults.keep("audit.earlier_keys", VerifierKey::parse(key))).collect(),
        checkpoint_every: Duration::from_secs(60 * faults.within("audit.checkpoint_minutes", raw.checkpoint_minutes, usual.checkpoint_every.as_secs() / 60, 1..=1_440)),
        check_every: Duration::from_secs(3_600 * faults.within("audit.check_hours", raw.check_hours, usual.check_every.as_secs() / 3_600, 1..=168)),
        index_file: raw.index_file.unwrap_or(usual.index_file),
        sinks: sinks::check(raw.sinks, faults),
        retention,
    }
}

/// Both or neither: what is pruned must go somewhere first.
fn check_retention(days: Option<u64>, archive_dir: Option<PathBuf>, faults: &mut Faults) -> Option<(Duration, PathBuf)> {
    match (days, archive_dir) {
        (None, None) => None,
        (Some(_), None) => {
            faults.add("audit.archive_dir", "is missing: records are pruned only once they are in an archive there");
            None
        }
        (None, Some(_)) => {
            faults.add("audit.retention_days", "is missing: without it nothing is ever archived and pruned");
            None
        }
        (Some(_), Some(folder)) => Some((Duration::from_secs(86_400 * faults.within("audit.retention_days", days, 365, 90..=36_500)), folder)),
    }
}
