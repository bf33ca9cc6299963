//! Checkpoints that were kept elsewhere: a file of JSON lines with a member `checkpoint`, or of the notes themselves.

use crate::domain::audit::verify::{Seal, SealPlace};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

#[derive(Deserialize)]
struct Line {
    checkpoint: Option<String>,
}

/// What a file of checkpoints holds.
#[derive(Debug, Clone, Default)]
pub struct KeptCheckpoints {
    /// All checkpoints, in order.
    pub seals: Vec<Seal>,
    /// Lines that are nothing: a crash may leave half of one, and so may a hand that was at work.
    pub unreadable: Vec<u64>,
}

/// All checkpoints in a file. Lines that are something else, as records in a file that has both, are passed over.
///
/// # Errors
/// A sentence: the file cannot be read.
pub fn read_checkpoints(path: &Path) -> Result<KeptCheckpoints, String> {
    let unread = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut kept = KeptCheckpoints::default();
    // A note in the open: its text, an empty line, its signatures.
    let (mut note, mut began) = (String::new(), 0_u64);
    let mut reader = BufReader::new(File::open(path).map_err(unread)?);
    let (mut line, mut number) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(unread)? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line).replace("\r\n", "\n");
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text.as_str() };
        let found = |line: u64, note: String| Seal { place: SealPlace::Outside(format!("{name}, line {line}")), note, filed_size: None };
        if text.trim_start().starts_with('{') {
            match serde_json::from_str(text) {
                Ok(Line { checkpoint: Some(note) }) => kept.seals.push(found(number, note)),
                Ok(_) => {}
                Err(_) => kept.unreadable.push(number),
            }
            continue;
        }
        if note.is_empty() {
            began = number;
        }
        // An empty line between notes begins none.
        if !(note.is_empty() && text.trim().is_empty()) {
            note.push_str(text);
        }
        if text.starts_with('\u{2014}') {
            kept.seals.push(found(began, std::mem::take(&mut note)));
        }
    }
    if !note.is_empty() {
        kept.unreadable.push(began);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::{ChainHead, CheckpointSigner, VerifierKeys};

    #[test]
    fn both_forms_are_read_and_open() {
        let signer = CheckpointSigner::new("o", &CheckpointSigner::generate().unwrap()).unwrap();
        let note = |size| signer.sign(ChainHead { size, hash: [1; 32] }, 0);
        let line = |note: &str| format!("{}\n", serde_json::json!({ "checkpoint": note }));
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = format!("\u{feff}{}{{\"sequence\":1}}\n {}{}\n{}", line(&note(1)), line(&note(2)), note(3), note(4).replace('\n', "\r\n"));
        std::fs::write(file.path(), text + "{\"checkpoint\":\"pas\nhalf a note\n").unwrap();
        let keys = VerifierKeys(vec![signer.verifier().clone()]);
        let kept = read_checkpoints(file.path()).unwrap();
        let sizes: Vec<_> = kept.seals.iter().map(|seal| keys.open(&seal.note).unwrap().head.size).collect();
        assert_eq!((sizes, kept.unreadable), (vec![1, 2, 3, 4], vec![17, 18]));
        assert!(read_checkpoints(Path::new("/nowhere/at/all")).unwrap_err().contains("cannot be read"));
    }
}
