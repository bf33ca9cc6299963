use super::*;

const ORIGIN: &str = "passdesk.example/audit";

fn signer() -> CheckpointSigner {
    CheckpointSigner::new(ORIGIN, &CheckpointSigner::generate().unwrap()).unwrap()
}

fn head() -> ChainHead {
    ChainHead { size: 4_711, hash: [7; 32] }
}

#[test]
fn a_signed_checkpoint_opens_with_its_key_and_says_what_was_signed() {
    let signer = signer();
    let note = signer.sign(head(), 1_700_000_000_000_000);
    let opened = VerifierKeys(vec![signer.verifier().clone()]).open(&note).unwrap();
    assert_eq!(opened, Checkpoint { origin: ORIGIN.into(), head: head(), made_at: "2023-11-14T22:13:20Z".into(), cut: None, export: None });
    assert!(
        note.starts_with("passdesk.example/audit\n4711\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\ntime 2023-11-14T22:13:20Z\n\n\u{2014} passdesk.example/audit "),
        "{note}"
    );
}

#[test]
fn every_changed_character_is_noticed() {
    let signer = signer();
    let keys = VerifierKeys(vec![signer.verifier().clone()]);
    let note = signer.sign(head(), 0);
    for (place, character) in note.char_indices() {
        for other in ['0', 'x', '\n'] {
            if character != other {
                let mut changed = note.clone();
                changed.replace_range(place..place + character.len_utf8(), &other.to_string());
                // A line feed after the last line is no part of what is signed.
                assert!(keys.open(&changed).is_err(), "{place}: {changed}");
            }
        }
    }
}

#[test]
fn another_key_and_another_name_are_not_trusted() {
    let note = signer().sign(head(), 0);
    assert_eq!(VerifierKeys(vec![signer().verifier().clone()]).open(&note), Err(CheckpointFault::UnknownKey(ORIGIN.into())));
    let elsewhere = CheckpointSigner::new("elsewhere", &CheckpointSigner::generate().unwrap()).unwrap();
    assert_eq!(VerifierKeys(vec![elsewhere.verifier().clone()]).open(&note), Err(CheckpointFault::UnknownKey(ORIGIN.into())));
}

#[test]
fn a_verifier_key_reads_back_and_a_mistyped_one_is_refused() {
    let key = signer().verifier().clone();
    let text = key.to_string();
    assert_eq!(VerifierKey::parse(&text), Ok(key));
    for (wrong, why) in [("x", "form"), ("a+b+c", "base64"), ("a+00000000+AA==", "Ed25519"), ("a+00000000+AQA=", "32 bytes")] {
        assert!(VerifierKey::parse(wrong).unwrap_err().contains(why), "{wrong}");
    }
    let other_name = text.replacen("passdesk", "otherdesk", 1);
    assert!(VerifierKey::parse(&other_name).unwrap_err().contains("mistyped"));
}

#[test]
fn only_a_cuts_own_note_names_an_archive() {
    let signer = signer();
    let keys = VerifierKeys(vec![signer.verifier().clone()]);
    assert_eq!(keys.open(&signer.sign_cut(head(), 0, "abc1")).unwrap().cut.as_deref(), Some("abc1"));
}
