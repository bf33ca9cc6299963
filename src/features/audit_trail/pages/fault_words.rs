//! What is wrong with a trail, for people: the sentence, what it means, and what to do about it.

use super::words::grouped;
use crate::domain::audit::verify::{Fault, FaultKind};

/// The fault in a sentence. What a database says of itself is for the log. `signed_at` is when the signature was made that a rewritten
/// trail does not fit, if that is known.
pub(super) fn fault_sentence(fault: &Fault, signed_at: Option<&str>) -> String {
    match fault.kind {
        FaultKind::Guards => format!("The database's protections were changed: {}.", fault.what),
        FaultKind::Derived => format!("A list that is made from the records differs: {}.", fault.what),
        FaultKind::Forked => format!("{} {}.", fault_title(fault), rewritten(signed_at)),
        _ => format!("{}, {}: {}.", capitalised(fault.kind.words()), place_words(fault), found_words(fault, signed_at)),
    }
}

/// The fault as a heading, with its records where it concerns any.
pub(super) fn fault_title(fault: &Fault) -> String {
    match fault.kind {
        FaultKind::Guards => "The database's protections were changed".to_owned(),
        FaultKind::Derived => "A list that is made from the records differs".to_owned(),
        FaultKind::Forked if fault.first == fault.last => format!("Rewritten: at record {}", grouped(fault.first)),
        FaultKind::Forked => format!("Rewritten: somewhere from record {} to {}", grouped(fault.first), grouped(fault.last)),
        _ => format!("{}: {}", capitalised(fault.kind.words()), place_words(fault)),
    }
}

/// What was found, as the rest of a sentence.
pub(super) fn found_words(fault: &Fault, signed_at: Option<&str>) -> String {
    match fault.kind {
        FaultKind::Unreadable => "what is stored there cannot be read".to_owned(),
        FaultKind::Forked => rewritten(signed_at),
        _ => fault.what.clone(),
    }
}

fn rewritten(signed_at: Option<&str>) -> String {
    let signature = signed_at.map_or_else(|| "a signature that was made over it".to_owned(), |at| format!("the signature of {at}"));
    format!("the trail was changed and computed anew; {signature} belongs to another version")
}

/// The worst of it in a sentence, without its end.
pub(super) fn broken_words(faults: &[Fault]) -> &'static str {
    if faults.iter().all(|fault| fault.kind == FaultKind::Unsealed) { "The trail is not being sealed" } else { "The trail is not what it was" }
}

/// Where it is.
pub(super) fn place_words(fault: &Fault) -> String {
    if fault.first == fault.last { format!("record {}", grouped(fault.first)) } else { format!("records {} to {}", grouped(fault.first), grouped(fault.last)) }
}

/// What it means, and what to do.
pub(super) fn meaning(kind: FaultKind) -> (&'static str, &'static str) {
    const KEEP: &str = "Keep the database file as it is, and hold it against a backup or the lines that a sink received: they show what stood there.";
    match kind {
        FaultKind::Edited => ("Someone who can write the database changed a record, or its storage is damaged. What it says now is not what was recorded.", KEEP),
        FaultKind::Deleted => ("Records were taken out of the middle. What they said is not in this file any more.", KEEP),
        FaultKind::Inserted => ("A record was put in that the console did not write at that place.", KEEP),
        FaultKind::Swapped => ("Records were put into another order.", KEEP),
        FaultKind::Truncated => ("The newest records were cut off. This trail's own checkpoints were made when there were more.", KEEP),
        FaultKind::RolledBack => (
            "The whole file is older than it was: a checkpoint that is kept elsewhere was made when there were more records. A backup was restored, or the file was put in its place.",
            "If a backup was restored, find out when and by whom, and note it. Everything that was recorded after the backup is missing here; the sinks have it.",
        ),
        FaultKind::Forked => ("The records fit together, but they are others than those that were sealed: the trail was written anew from some place on.", KEEP),
        FaultKind::ForgedSeal => (
            "A checkpoint does not have this console's signature, or says something else than was signed. The records themselves may be whole.",
            "See whether the signing key was changed without naming the old one in the settings. If it was not, someone wrote into the database: keep the file as it is.",
        ),
        FaultKind::MissingSeal => ("A checkpoint was taken out. The records themselves may be whole; what vouched for them is not.", KEEP),
        FaultKind::Unsealed => (
            "The console makes no checkpoint. What was recorded since the newest one, and what is recorded now, can be written anew by whoever can write the database, and it would not show.",
            "Find out from the log why, and mend it. If the database swallows checkpoints, verify the trail: something was planted in it.",
        ),
        FaultKind::Unreadable => (
            "The database does not give this record: its file is damaged, or it was written by a newer console.",
            "Keep the file as it is. The log has what the database said; a backup shows whether the file was damaged since.",
        ),
        FaultKind::Guards => (
            "A trigger, an index or a table of the trail is not what this console made: one was removed, changed or added. What the database then refused, took or let pass without a word, no record shows.",
            "Keep the file as it is. Restore a backup into a fresh file to go on, and find out who can write the database.",
        ),
        FaultKind::Derived => (
            "The records are whole, but a column or list that is made from them says something else: filters may miss a record, or show it where it does not belong.",
            "Rely on the export of the whole trail, which is made from the records alone. The administrator makes the lists anew.",
        ),
    }
}

/// With a capital letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_sentences_and_what_a_database_says_is_none_of_them() {
        let fault = |kind, last| Fault { kind, first: 1_204, last, what: "error returned from database".into() };
        assert_eq!(fault_sentence(&fault(FaultKind::Unreadable, 1_204), None), "Unreadable, record 1,204: what is stored there cannot be read.");
        assert!(fault_sentence(&fault(FaultKind::Swapped, 1_206), None).starts_with("Swapped, records 1,204 to 1,206: "));
    }

    #[test]
    fn a_trail_that_was_computed_anew_is_said_without_the_craft_and_protections_without_a_range() {
        let fault = |kind| Fault { kind, first: 69, last: 254, what: "guard x".into() };
        assert_eq!(
            fault_sentence(&fault(FaultKind::Forked), Some("22 Nov 2026 04:47 UTC")),
            "Rewritten: somewhere from record 69 to 254 the trail was changed and computed anew; the signature of 22 Nov 2026 04:47 UTC belongs to another version."
        );
        assert!(fault_sentence(&fault(FaultKind::Forked), None).ends_with("a signature that was made over it belongs to another version."));
        for kind in [FaultKind::Guards, FaultKind::Derived] {
            assert!(!fault_sentence(&fault(kind), None).contains("69") && !fault_title(&fault(kind)).contains("69"));
        }
    }
}
