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

/// All checkpoints in a file, in order. Lines that are something else, as records in a file that has both, are passed over.
///
/// # Errors
/// A sentence: the file cannot be read.
pub fn read_checkpoints(path: &Path) -> Result<Vec<Seal>, String> {
    let unread = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut seals = Vec::new();
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
        let text = String::from_utf8_lossy(&line);
        let found = |line: u64, note: String| Seal { place: SealPlace::Outside(format!("{name}, line {line}")), note, filed_size: None };
        if text.starts_with('{') {
            if let Ok(Line { checkpoint: Some(note) }) = serde_json::from_str(&text) {
                seals.push(found(number, note));
            }
            continue;
        }
        if note.is_empty() {
            began = number;
        }
        // An empty line between notes begins none.
        if !(note.is_empty() && text.trim().is_empty()) {
            note.push_str(&text);
        }
        if text.starts_with('\u{2014}') {
            seals.push(found(began, std::mem::take(&mut note)));
        }
    }
    Ok(seals)
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
        let text = format!("{}{{\"sequence\":1}}\n{}{}\n{}", line(&note(1)), line(&note(2)), note(3), note(4));
        std::fs::write(file.path(), text).unwrap();
        let keys = VerifierKeys(vec![signer.verifier().clone()]);
        let seals = read_checkpoints(file.path()).unwrap();
        let sizes: Vec<_> = seals.iter().map(|seal| keys.open(&seal.note).unwrap().head.size).collect();
        assert_eq!(sizes, [1, 2, 3, 4]);
        assert!(read_checkpoints(Path::new("/nowhere/at/all")).unwrap_err().contains("cannot be read"));
    }
}
