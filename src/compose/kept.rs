//! Checkpoints that are kept elsewhere: where they can be read again, and whether they are still there.

use crate::adapters::files::read_checkpoints;
use crate::adapters::sqlite::delivered_checkpoints;
use crate::config::{AuditSettings, SinkPlace, SinkSettings};
use crate::domain::audit::FeedOf;
use crate::domain::audit::verify::missing_from;
use crate::features::audit_trail::OutsideCheckpoints;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads all of them at each verification. What was missing at the start is said until the next one: by then its sink has written into the
/// file again.
pub(super) fn outside_checkpoints(settings: &AuditSettings, database: &Path) -> OutsideCheckpoints {
    let (audit, database) = (settings.clone(), database.to_owned());
    // Before any sink makes its file anew.
    let at_start: Vec<String> = files(&audit).filter_map(|(sink, path)| lost(&database, sink, path)).collect();
    for problem in &at_start {
        tracing::error!(problem, "checkpoints that were kept elsewhere are gone");
    }
    Arc::new(move || {
        let (mut seals, mut unread) = (Vec::new(), at_start.clone());
        for (sink, path) in files(&audit).filter(|(_, path)| path.exists()) {
            // The cursor first: the file may be ahead of it.
            unread.extend(lost(&database, sink, path).filter(|problem| !at_start.contains(problem)));
        }
        for file in audit.checkpoint_files() {
            match read_checkpoints(&file) {
                Ok(found) => seals.extend(found.seals),
                Err(problem) => unread.push(problem),
            }
        }
        (seals, unread)
    })
}

/// Sinks that write checkpoints into a file.
fn files(audit: &AuditSettings) -> impl Iterator<Item = (&SinkSettings, &PathBuf)> {
    audit.sinks.iter().filter_map(|sink| match &sink.place {
        SinkPlace::File(path) if sink.what.contains(&FeedOf::Checkpoints) => Some((sink, path)),
        _ => None,
    })
}

/// What is missing of what the sink's cursor says was written; a sentence.
fn lost(database: &Path, sink: &SinkSettings, path: &Path) -> Option<String> {
    let delivered = match delivered_checkpoints(database, &sink.name) {
        Ok(delivered) => delivered,
        Err(problem) => return Some(format!("what the sink {} was given cannot be read: {problem}", sink.name)),
    };
    if delivered.is_empty() {
        return None;
    }
    if !path.exists() {
        return Some(format!("a checkpoint file that was there is gone: {}", path.display()));
    }
    // One that cannot be read is told as that.
    let kept = read_checkpoints(path).ok()?;
    missing_from(&delivered, &kept.seals).map(|problem| format!("{}: {problem}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::sqlite::{SqliteAuditLog, SqliteFeed, connect};
    use crate::domain::audit::{ChainHead, CheckpointSigner, FeedFrom};
    use crate::ports::trail_feed::TrailFeed;
    use crate::ports::trail_proof::TrailProof;

    #[tokio::test]
    async fn a_file_that_was_emptied_shortened_or_deleted_is_told_at_the_start_and_until_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let (path, file) = (folder.path().join("passdesk.db"), folder.path().join("checkpoints.ndjson"));
        let database = connect(&format!("sqlite://{}", path.display())).await.unwrap();
        let signer = CheckpointSigner::new("o", &CheckpointSigner::generate().unwrap()).unwrap();
        let log = SqliteAuditLog::new(database.clone());
        let mut lines = Vec::new();
        for number in 1..=4_i64 {
            let note = signer.sign(ChainHead::EMPTY, number * 1_000_000);
            log.keep_checkpoint(0, &note, number * 1_000_000).await.unwrap();
            lines.push(format!("{}\n", serde_json::json!({ "checkpoint": note })));
        }
        let sink = SinkSettings { name: "kept".into(), place: SinkPlace::File(file.clone()), what: vec![FeedOf::Checkpoints], from: FeedFrom::Start };
        let audit = AuditSettings { sinks: vec![sink], ..AuditSettings::usual(&path) };
        let feed = SqliteFeed::new(database);
        // Before anything was delivered there need be no file.
        assert_eq!(outside_checkpoints(&audit, &path)().1.len(), 1, "it cannot be read, and nothing is lost");
        for (content, words) in [
            (Some(lines[..3].concat()), None),
            // Ahead of the cursor, begun anew, and not moved since.
            (Some(lines.concat()), None),
            (Some(lines[2].clone()), None),
            (Some(String::new()), Some("or it was emptied")),
            (Some(lines[..2].concat()), Some("its end was cut off")),
            (Some([lines[0].as_str(), &lines[2]].concat()), Some("1 of the checkpoints")),
            (None, Some("a checkpoint file that was there is gone: ")),
        ] {
            feed.set_cursor("kept", FeedOf::Checkpoints, 3).await.unwrap();
            let _ = std::fs::remove_file(&file);
            if let Some(content) = &content {
                std::fs::write(&file, content).unwrap();
            }
            let read = outside_checkpoints(&audit, &path);
            // Now the sink goes on, as it does after every start.
            std::fs::write(&file, content.clone().unwrap_or_default() + &lines[3]).unwrap();
            feed.set_cursor("kept", FeedOf::Checkpoints, 4).await.unwrap();
            let told = read().1;
            assert_eq!(told.iter().any(|told| words.is_some_and(|words| told.contains(words))), words.is_some(), "{content:?}: {told:?}");
            assert_eq!(told.is_empty(), words.is_none(), "{content:?}: {told:?}");
            assert_eq!(read().1, told, "until the next start");
            // Only lines that are missing between others are missing for ever.
            let for_ever = words.is_some_and(|words| words.starts_with('1') || words.starts_with("its end"));
            assert_eq!(outside_checkpoints(&audit, &path)().1.is_empty(), !for_ever, "{content:?}");
        }
    }
}
