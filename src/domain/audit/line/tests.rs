//! Lines over hostile text.

use super::*;
use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, RecordKind, record_hash};

/// Text that breaks lines, turns them round, hides in them, moves the cursor or looks like an end of a string.
const HOSTILE: [&str; 14] = [
    "two\nlines\r\nand\u{b}more\u{c}",
    "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7}",
    "\u{9b}31m \u{85} \u{7f} \0",
    "\u{202e}gnp.exe\u{202c} \u{2066}\u{2069} \u{61c}\u{200e}\u{200f}",
    "a\u{2028}b\u{2029}c",
    "zero\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}width \u{ad}soft",
    "\"}\\\",\"hash\":\"0000\\u0000\\",
    "\\u202e is text, and so is \\\\n",
    "\u{3164}\u{115f}\u{34f}\u{fe0f}\u{e0041}\u{2800}",
    "\u{a0}\u{3000}\u{2003}spaces",
    "\u{301}begins with a mark",
    "\u{e000}\u{10ffff}\u{fdd0}\u{378}",
    "漢字 Émile Łódź ਪੰਜਾਬੀ ไทย עברית 🙂 e\u{301}",
    "",
];

fn record(text: &str) -> String {
    let mut entry = AuditEntry::new(RecordKind::Intent, text, 1_700_000_000_000_000, None, &RequestOrigin { user_agent: text.into(), ..RequestOrigin::default() });
    entry.reason = Some(text.into());
    entry.client_metadata = vec![(text.into(), text.into())];
    entry.canonical()
}

fn canonical(value: &Value) -> String {
    let entry: AuditEntry = serde_json::from_value(value.clone()).expect("an entry");
    entry.canonical()
}

#[test]
fn a_line_parses_to_the_very_bytes_that_were_hashed() {
    for text in HOSTILE.into_iter().map(str::to_owned).chain(["x".repeat(70_000), HOSTILE.concat()]) {
        let body = record(&text);
        let hash = record_hash(7, &[9; 32], &body);
        let line = record_line(7, &[9; 32], &hash, 1, &body);
        for line in [&line, &ascii(&line)] {
            let read: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(canonical(&read["body"]), body, "{text:?}");
            assert_eq!(read["body"]["reason"], text.as_str());
            assert_eq!((&read["sequence"], &read["encoding"]), (&json!(7), &json!(1)));
            assert_eq!((read["previous_hash"].as_str(), read["hash"].as_str()), (Some("09".repeat(32).as_str()), Some(hex::encode(hash).as_str())));
        }
    }
}

#[test]
fn a_line_is_inert() {
    // The categories Cc, Cf, Zl and Zp of Unicode 16, and every space but the common one.
    let dangerous = |c: char| {
        c.is_control()
            || (c.is_whitespace() && c != ' ')
            || matches!(c,
                '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
    };
    let mut found = 0;
    for c in ('\0'..=char::MAX).filter(|c| dangerous(*c)) {
        found += 1;
        for text in [format!("{c}"), format!("a{c}b"), format!("{c}{c}")] {
            let line = inert(&json!({ "x": text }).to_string());
            assert!(!line.chars().any(dangerous), "{:04x} in {line:?}", u32::from(c));
            assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON")["x"], text);
        }
    }
    assert!(found > 200, "{found}");
    for text in HOSTILE {
        let body = record(text);
        for line in [record_line(1, &[0; 32], &[1; 32], 1, &body), brief_record_line(1, &[0; 32], &[1; 32], 1, &body), checkpoint_line(text)] {
            assert!(!line.chars().any(|c| dangerous(c) || is_invisible(c)), "{line:?}");
            assert!(ascii(&line).bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        }
    }
}

#[test]
fn names_stay_legible() {
    for name in ["Łukasz Żółć", "佐藤 花", "प्रिया शर्मा", "ด.ญ. กขค", "עברית", "🙂", "Zoe\u{308}"] {
        assert!(inert(&json!({ "name": name }).to_string()).contains(name), "{name}");
    }
}

#[test]
fn a_shortened_line_says_so_and_names_the_record() {
    let body = record("password.reset");
    let read: Value = serde_json::from_str(&brief_record_line(3, &[0; 32], &[1; 32], 1, &body)).expect("JSON");
    assert_eq!((&read["shortened"], &read["sequence"], &read["event"], &read["kind"]), (&json!(true), &json!(3), &json!("password.reset"), &json!("intent")));
    assert!(read.get("body").is_none() && read["hash"] == "01".repeat(32));
}

#[test]
fn a_checkpoints_line_holds_the_note() {
    let note = "desk.example/audit\n12\nq83v=\n\n— desk.example/audit AAAA\n";
    let line = checkpoint_line(note);
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON")["checkpoint"], note);
}
