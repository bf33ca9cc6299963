//! What a configuration says, and what is said of a wrong one.

use super::*;
use crate::domain::audit::{FeedFrom, FeedOf};

pub(super) const GOOD: &str = r#"
public_url = "https://passdesk.example/"
[[pools]]
id = "eu-west-1_9aBcDeF12"
name = "Customers EU"
[oidc]
issuer = "https://login.example"
client_id = "passdesk"
client_secret = "s3cret-value"
[roles]
"desk" = "helpdesk"
"#;

pub(super) fn load_text(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("passdesk.toml");
    std::fs::write(&file, text).expect("a file");
    let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    load(Some(&file), &variables).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn a_small_file_is_enough() {
    let settings = load_text(GOOD, &[]).expect("good settings");
    assert_eq!(settings.public_url, "https://passdesk.example");
    assert_eq!(settings.pools[0].region, "eu-west-1");
    assert_eq!(settings.roles["desk"], Role::HELPDESK);
    assert_eq!(settings.idle, Duration::from_secs(900));
    assert!(!format!("{settings:?}").contains("s3cret-value"), "a secret never prints");
}

#[test]
fn variables_stand_over_the_file() {
    let settings =
        load_text(GOOD, &[("PASSDESK_POOLS", "us-east-1_A, us-east-1_B"), ("PASSDESK_LISTEN", "127.0.0.1:9"), ("PASSDESK_OIDC_CLIENT_ID", "other")]).expect("good settings");
    assert_eq!(settings.pools.len(), 2);
    assert_eq!(settings.listen.port(), 9);
    assert_eq!(settings.oidc.client_id, "other");
}

#[test]
fn every_fault_is_named_in_one_run() {
    let text = r#"
public_url = "http://passdesk.example"
listen = "here"
colour = "teal"
[[pools]]
id = "nonsense"
speed = 3
[oidc]
issuer = "http://login.example"
[roles]
desk = "king"
[sessions]
idle_minutes = 0
"#;
    let faults = load_text(text, &[("PASSDESK_COLOUR", "x")]).expect_err("faults");
    for name in ["public_url", "listen", "colour", "pools[0].id", "pools.speed", "oidc.issuer", "oidc.client_id", "roles.desk", "sessions.idle_minutes", "PASSDESK_COLOUR"] {
        assert!(faults.iter().any(|fault| fault.starts_with(&format!("{name}: "))), "{name} in {faults:#?}");
    }
}

#[test]
fn plain_http_works_on_loopback_only_and_not_on_what_looks_like_it() {
    for (issuer, is_good) in [
        ("http://127.0.0.1:4402", true),
        ("http://localhost:8080/realm", true),
        ("http://localhost.evil.example", false),
        ("http://login.example", false),
        ("https://login.example", true),
    ] {
        let loaded = load_text(GOOD, &[("PASSDESK_OIDC_ISSUER", issuer)]);
        assert_eq!(loaded.is_ok(), is_good, "{issuer}");
    }
}

#[test]
fn a_broken_file_is_told_by_its_line_and_shows_nothing_of_it() {
    let faults = load_text("public_url = \"x\"\nclient_secret = hunter2 oops", &[]).expect_err("faults");
    assert!(faults[0].contains("line 2"), "{faults:?}");
    assert!(!faults.concat().contains("hunter2"));
    assert_eq!(faults.len(), 1, "nothing is said of what was not read: {faults:?}");
}

#[test]
fn the_board_of_who_waits_has_a_rate_and_a_limit() {
    let usual = load_text(GOOD, &[]).expect("good settings").waiting;
    assert_eq!((usual.pages_per_second, usual.users_at_most), (5, 20_000));
    let by_file = load_text(&format!("{GOOD}\n[desk]\nwaiting_pages_per_second = 1\nwaiting_users_at_most = 500"), &[("PASSDESK_WAITING_PAGES_PER_SECOND", "30")]);
    let by_file = by_file.expect("good settings").waiting;
    assert_eq!((by_file.pages_per_second, by_file.users_at_most), (30, 500), "a variable stands over the file");
    for (variable, value, setting) in [
        ("PASSDESK_WAITING_PAGES_PER_SECOND", "31", "desk.waiting_pages_per_second"),
        ("PASSDESK_WAITING_PAGES_PER_SECOND", "0", "desk.waiting_pages_per_second"),
        ("PASSDESK_WAITING_PAGES_PER_SECOND", "fast", "PASSDESK_WAITING_PAGES_PER_SECOND"),
        ("PASSDESK_WAITING_USERS_AT_MOST", "0", "desk.waiting_users_at_most"),
    ] {
        let faults = load_text(GOOD, &[(variable, value)]).expect_err("a fault");
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("{setting}: ")), "{variable}={value}: {faults:?}");
    }
}

#[test]
fn a_sink_of_each_kind_is_understood() {
    let folder = tempfile::tempdir().expect("a folder");
    let token = folder.path().join("token");
    std::fs::write(&token, "s3cret-token\n").expect("a file");
    let text = format!(
        r#"{GOOD}
[[audit.sinks]]
name = "journal"
kind = "stdout"
[[audit.sinks]]
name = "archive"
kind = "file"
path = "/var/lib/passdesk/audit.ndjson"
what = ["checkpoints", "records"]
from = "now"
[[audit.sinks]]
name = "rsyslog"
kind = "syslog"
address = "tcp:[::1]:601"
[[audit.sinks]]
name = "hook"
kind = "https"
url = "https://logs.example/s3cret-path?key=s3cret"
token_file = "{}"
what = ["checkpoints"]
"#,
        token.display()
    );
    let settings = load_text(&text, &[]).expect("good settings");
    let sinks = &settings.audit.sinks;
    assert_eq!(
        sinks.iter().map(|sink| (sink.name.as_str(), sink.place.kind())).collect::<Vec<_>>(),
        [("journal", "stdout"), ("archive", "file"), ("rsyslog", "syslog"), ("hook", "https")]
    );
    assert_eq!((&sinks[0].what[..], sinks[0].from), (&[FeedOf::Records][..], FeedFrom::Start));
    assert_eq!((&sinks[1].what[..], sinks[1].from), (&FeedOf::ALL[..], FeedFrom::Now), "records go first, however it is written");
    assert!(matches!(&sinks[3].place, SinkPlace::Https(https) if https.token.as_ref().is_some_and(|token| token.expose() == "s3cret-token")));
    assert!(!format!("{settings:?}").contains("s3cret-"), "neither the address nor the token prints");
}

#[test]
fn every_fault_of_a_sink_is_named_with_its_place_and_shows_no_address() {
    let text = |sinks: &[&str]| format!("{GOOD}\n{}", sinks.iter().map(|sink| format!("[[audit.sinks]]\n{sink}\n")).collect::<String>());
    let good = "name = \"a\"\nkind = \"stdout\"";
    for (sink, setting) in [
        ("kind = \"stderr\"\nname = \"b\"", "audit.sinks[1].kind"),
        ("kind = \"stdout\"\nname = \"b\"", "audit.sinks[1].kind"),
        ("kind = \"file\"\nname = \"a\"\npath = \"/x\"", "audit.sinks[1].name"),
        ("kind = \"file\"\nname = \"Log file\"\npath = \"/x\"", "audit.sinks[1].name"),
        ("kind = \"file\"\nname = \"b\"", "audit.sinks[1].path"),
        ("kind = \"file\"\nname = \"b\"\npath = \"x\"", "audit.sinks[1].path"),
        ("kind = \"file\"\nname = \"b\"\npath = \"/x\"\nurl = \"https://x.example\"", "audit.sinks[1].url"),
        ("kind = \"file\"\nname = \"b\"\npath = \"/x\"\nwhat = [\"everything\"]", "audit.sinks[1].what"),
        ("kind = \"file\"\nname = \"b\"\npath = \"/x\"\nwhat = []", "audit.sinks[1].what"),
        ("kind = \"file\"\nname = \"b\"\npath = \"/x\"\nfrom = \"then\"", "audit.sinks[1].from"),
        ("kind = \"file\"\nname = \"b\"\npath = \"/x\"\ncolour = \"teal\"", "audit.sinks.colour"),
        ("kind = \"syslog\"\nname = \"b\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"logs.example:514\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"udp:logs.example\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"tcp:logs.example:0\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"tls:logs..example:6514\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"tls:logs.example\"", "audit.sinks[1].address"),
        ("kind = \"syslog\"\nname = \"b\"\naddress = \"tls:logs.example:6514\"\nca_file = \"/nowhere/ca.pem\"", "audit.sinks[1].ca_file: sink b: /nowhere/ca.pem cannot be read"),
        ("kind = \"https\"\nname = \"b\"", "audit.sinks[1].url"),
        ("kind = \"https\"\nname = \"b\"\nurl = \"http://logs.example/s3cret\"", "audit.sinks[1].url"),
        ("kind = \"https\"\nname = \"b\"\nurl = \"https://me:s3cret@logs.example\"", "audit.sinks[1].url"),
        ("kind = \"https\"\nname = \"b\"\nurl = \"https://logs.example\"\ntoken_file = \"/nowhere/token\"", "audit.sinks[1].token_file"),
    ] {
        let faults = load_text(&text(&[good, sink]), &[]).expect_err(sink);
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("{setting}: ")) && !faults[0].contains("s3cret"), "{sink}: {faults:?}");
    }
}

#[test]
fn what_is_kept_of_client_metadata_goes_by_rules_in_order() {
    use crate::domain::metadata_record::ValueRecord::{Hashed, LeftOut, Whole};
    let rules = "[[audit.metadata]]\nkeys = \"ticket*\"\nvalues = \"recorded\"\n[[audit.metadata]]\nkeys = \"*phone*\"\nvalues = \"hashed\"\n";
    for (general, others) in [("", Whole), ("[desk]\nrecords_metadata_values = true\n", Whole), ("[desk]\nrecords_metadata_values = false\n", LeftOut)] {
        let kept = load_text(&format!("{GOOD}\n{general}{rules}"), &[]).expect("good settings").desk.metadata;
        assert_eq!([kept.of("ticket_id"), kept.of("a_phone"), kept.of("locale")], [Whole, Hashed, others], "{general}");
    }
    for (wrong, setting) in [
        ("keys = \"\"\nvalues = \"hashed\"", "audit.metadata[2].keys"),
        ("values = \"hashed\"", "audit.metadata[2].keys"),
        ("keys = \"pin\"", "audit.metadata[2].values"),
        ("keys = \"pin\"\nvalues = \"left out\"", "audit.metadata[2].values"),
        ("keys = \"ticket*\"\nvalues = \"left_out\"", "audit.metadata[2].keys"),
        ("keys = \"*\"\nvalues = \"left_out\"\n[[audit.metadata]]\nkeys = \"pin\"\nvalues = \"hashed\"", "audit.metadata[3].keys"),
        ("keys = \"pin\"\nvalues = \"hashed\"\nsalt = \"x\"", "audit.metadata.salt"),
    ] {
        let faults = load_text(&format!("{GOOD}\n{rules}[[audit.metadata]]\n{wrong}"), &[]).expect_err("a fault");
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("{setting}: ")), "{wrong}: {faults:?}");
    }
}
