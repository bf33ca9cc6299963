//! The canonical encoding and the hash, as the auditors' page describes them.

use super::*;

fn entry() -> AuditEntry {
    let mut entry = AuditEntry::new(RecordKind::Intent, "password.reset", 1_700_000_000_000_000, None, &RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() });
    entry.reason = Some("Caller \"Ana\" 漢字\n".into());
    entry
}

#[test]
fn the_canonical_encoding_is_what_the_auditors_page_says() {
    assert_eq!(
        entry().canonical(),
        r#"{"action_id":"00000000-0000-0000-0000-000000000000","event":"password.reset","kind":"intent","occurred_at":1700000000000000,"reason":"Caller \"Ana\" 漢字\n","request_id":"R1"}"#
    );
}

#[test]
fn a_record_reads_back_from_its_canonical_encoding() {
    let read: AuditEntry = serde_json::from_str(&entry().canonical()).expect("the encoding is JSON");
    assert_eq!(read, entry());
}

#[test]
fn the_hash_depends_on_place_predecessor_and_content() {
    let canonical = entry().canonical();
    let base = record_hash(1, &[0; 32], &canonical);
    assert_ne!(base, record_hash(2, &[0; 32], &canonical));
    assert_ne!(base, record_hash(1, &[1; 32], &canonical));
    assert_ne!(base, record_hash(1, &[0; 32], &canonical.replace("Ana", "Eva")));
}

#[test]
fn canonical_json_is_what_the_library_writes_with_its_keys_in_order() {
    let mut odd: Vec<String> = (0..=0x80).chain([0x2028, 0xFEFF, 0x1F511]).filter_map(char::from_u32).map(|letter| format!("a{letter}b")).collect();
    odd.extend(["", "\"\\/", "Grüße 漢"].map(str::to_owned));
    let value = serde_json::json!({ "z": odd, "a": { "ß": null, "b": [true, -1.5, 0, [], {}] }, "A": u64::MAX, "\n": "x" });
    let sorted: std::collections::BTreeMap<&String, &serde_json::Value> = value.as_object().expect("an object").iter().collect();
    assert_eq!(canonical_json(&value), serde_json::to_string(&sorted).expect("JSON"));
}

#[test]
fn what_carries_out_a_request_is_told_by_itself_and_what_belongs_to_an_action_with_that() {
    let (request, action) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let end = end_id(request);
    for (kind, action_id, part_of, whole) in [
        (RecordKind::Intent, action, None, action),
        (RecordKind::Intent, Uuid::from_u128(3), Some(action), action),
        (RecordKind::Intent, end, Some(request), end),
        (RecordKind::Outcome, end, Some(request), end),
        (RecordKind::Intent, Uuid::from_u128(3), Some(end), end),
        // Withdrawn after the approval, or decided on: the request's page tells it.
        (RecordKind::Escalation, end, Some(request), request),
        (RecordKind::Escalation, Uuid::from_u128(3), Some(request), request),
        (RecordKind::Escalation, request, None, request),
    ] {
        assert_eq!(AuditEntry { kind, action_id, part_of, ..entry() }.whole(), whole, "{kind:?} {action_id} {part_of:?}");
    }
}
