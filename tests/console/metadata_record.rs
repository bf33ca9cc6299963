//! What is kept of ClientMetadata, by key: the value, a hash of it, or its length, wherever it goes on record; and what comes back to whoever typed it.

use crate::browser::Answer;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::{Form, INVITATION, RESET, asking};
use crate::html;
use passdesk::config::Settings;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use passdesk::domain::metadata_record::{KeyPattern, MetadataRules, ValueRecord};
use std::collections::BTreeMap;

/// Found nowhere else, in no notation that changes them.
const RECORDED: &str = "INC204817quartz";
const HASHED: &str = "48600100200meadow";
const LEFT_OUT: &str = "zurawina77lantern";

fn rules(settings: &mut Settings) {
    let rule = |keys: &str, kept| (KeyPattern::new(keys).expect("a pattern"), kept);
    settings.desk.metadata = MetadataRules { rules: vec![rule("caller_*", ValueRecord::Hashed), rule("*note", ValueRecord::LeftOut)], otherwise: ValueRecord::Whole };
}

async fn filled(desk: &Desk, of: Form, username: &str) -> BTreeMap<String, String> {
    let mut fields = of.forged(desk, CUSTOMERS, username).await;
    for (place, (key, value)) in [("ticket", RECORDED), ("caller_phone", HASHED), ("note", LEFT_OUT)].into_iter().enumerate() {
        fields.extend(form(&[(&format!("metadata[{place}][key]"), key), (&format!("metadata[{place}][value]"), value)]));
    }
    fields
}

/// The record keeps each value as its rule says, and names those that it has not; gives the hash.
fn kept_by_rule(entry: &AuditEntry) -> String {
    let values: BTreeMap<_, _> = entry.client_metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!((values["ticket"], values["note"]), (RECORDED, "(17 characters)"), "{:?}", entry.kind);
    assert_eq!(entry.metadata_withheld, ["caller_phone", "note"], "{:?}", entry.kind);
    assert!(values["caller_phone"].starts_with("hmac:") && values["caller_phone"].len() == 5 + 32, "{values:?}");
    values["caller_phone"].to_owned()
}

/// Everything that was typed is in the form that came back.
fn comes_back(page: &Answer, path: &str, sent: &BTreeMap<String, String>) {
    let offered = html::form_fields(&page.body, path);
    for name in sent.keys().filter(|name| name.starts_with("metadata")) {
        assert_eq!(offered.get(name), sent.get(name), "{name}");
    }
    assert!(!page.body.contains("hmac:"), "a hash is no value");
}

/// What stands in the console's files; the trail's newest records may still be in the write-ahead log.
fn files(desk: &Desk) -> Vec<u8> {
    let folder = desk.database_file().parent().expect("a folder").to_owned();
    let names = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let ours = names.filter(|path| path.is_file() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("passdesk")));
    ours.flat_map(|path| std::fs::read(path).expect("a file")).collect()
}

#[tokio::test]
async fn intents_denials_checks_and_refusals_keep_each_value_as_its_rule_says_and_no_file_has_the_others() {
    let desk = Desk::open_with(rules).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut hashes = Vec::new();

    let sent = filled(&desk, RESET, "amara.okafor").await;
    let answer = tomasz.post(RESET.path, &asking(&sent)).await;
    comes_back(&tomasz.follow(&answer).await, RESET.path, &sent);
    hashes.push(kept_by_rule(&desk.newest(RecordKind::Check, RESET.event).await.expect("a check").entry));

    let id = tomasz.post(RESET.path, &sent).await.result_id();
    hashes.push(kept_by_rule(&desk.records(&id).await[0].entry));
    let received = desk.outbox().await[0]["client_metadata"].clone();
    assert_eq!((received["caller_phone"].as_str(), received["note"].as_str()), (Some(HASHED), Some(LEFT_OUT)), "the trigger gets what was typed");

    let refused = filled(&desk, INVITATION, "amara.okafor").await;
    let answer = tomasz.post(INVITATION.path, &refused).await;
    tomasz.follow(&answer).await;
    hashes.push(kept_by_rule(&desk.newest(RecordKind::Denied, INVITATION.event).await.expect("a refusal").entry));

    let protected = filled(&desk, RESET, "root.operator").await;
    let answer = tomasz.post(RESET.path, &protected).await;
    tomasz.follow(&answer).await;
    let denial = desk.newest(RecordKind::Denied, RESET.event).await.expect("a denial").entry;
    assert_eq!((denial.outcome, denial.code.as_deref()), (Some(Outcome::Denied), Some("protected_user")));
    hashes.push(kept_by_rule(&denial));

    // A form that cannot go on is kept as it was typed, and gives everything back.
    desk.fault("AdminGetUser", "access_denied", None).await;
    let again = tomasz.follow(&tomasz.post(RESET.path, &filled(&desk, RESET, "kofi.mensah").await).await).await;
    comes_back(&again, RESET.path, &sent);
    desk.clear_faults().await;

    hashes.dedup();
    assert_eq!(hashes.len(), 1, "the same value of the same key is recognised");
    let files = files(&desk);
    let has = |word: &str| files.windows(word.len()).any(|bytes| bytes == word.as_bytes());
    assert!(has(RECORDED) && has("caller_phone") && has(&hashes[0]), "a search that finds nothing proves nothing");
    for word in [HASHED, LEFT_OUT] {
        assert!(!has(word), "{word} is in the console's files");
    }
    desk.verified_records().await;
}

#[tokio::test]
async fn a_result_offers_another_try_only_where_it_can_give_everything_back() {
    for (keep, is_offered) in [(rules as fn(&mut Settings), false), (|_: &mut Settings| {}, true)] {
        let desk = Desk::open_with(keep).await;
        let supervisor = desk.signed_in(SUPERVISOR).await;
        let sent = filled(&desk, RESET, "amara.okafor").await;
        desk.fault(RESET.operation, "throttle", Some(3)).await;
        let id = supervisor.post(RESET.path, &sent).await.result_id();
        assert_eq!(desk.outcome(&id).await.0, "not_sent");
        let result = supervisor.page(&format!("/results/{id}")).await;
        let again = html::tags(&result.body).into_iter().find(|tag| tag.get("href").contains("from=")).map(|tag| tag.get("href").to_owned());
        assert_eq!(again.is_some(), is_offered, "{}", result.text());
        // Also by an address that somebody made by hand, neither a hash nor a length comes as a value.
        let address = format!("/users/{CUSTOMERS}/{}?do=reset&from={id}", sent["sub"]);
        let page = supervisor.page(&address).await;
        if is_offered {
            comes_back(&page, RESET.path, &sent);
        } else {
            let offered = html::form_fields(&page.body, RESET.path);
            let values: Vec<_> = offered.iter().filter(|(name, value)| name.starts_with("metadata") && !value.is_empty()).collect();
            assert!(values.is_empty() && offered["reason"] == sent["reason"], "{values:?}");
            assert!(result.text().contains("note: (17 characters), left out") && result.text().contains(", hashed"), "{}", result.text());
            let record = supervisor.page(&format!("/audit/{id}")).await;
            assert!(record.text().contains("note: (17 characters), left out") && record.text().contains(", hashed"), "{}", record.text());
        }
    }
}

#[tokio::test]
async fn a_restart_keeps_the_key_so_that_values_are_still_recognised() {
    let desk = Desk::open_with(rules).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let hash = async |desk: &Desk, id: String| kept_by_rule(&desk.records(&id).await[0].entry);
    let first = tomasz.post(RESET.path, &filled(&desk, RESET, "amara.okafor").await).await.result_id();
    let restarted = passdesk::compose::compose(&desk.settings).await.expect("a second start");
    let pairs = [("caller_phone".to_owned(), HASHED.to_owned())];
    let mut entry = desk.records(&first).await[0].entry.clone();
    restarted.console.metadata.keep(&pairs).fill(&mut entry);
    assert_eq!(entry.client_metadata[0].1, hash(&desk, first).await);
}
