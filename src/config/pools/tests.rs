use crate::adapters::cognito::{CognitoPoolSettings, CredentialSource, ProfileSource};
use crate::config::tests::{GOOD, load_text};
use std::path::PathBuf;

const ROLE: &str = "role_arn = \"arn:aws:iam::123456789012:role/desk/passdesk\"";

/// The pool with more lines.
fn with(lines: &str) -> Result<CognitoPoolSettings, Vec<String>> {
    load_text(&GOOD.replace("[oidc]", &format!("{lines}\n[oidc]")), &[]).map(|settings| settings.pools[0].clone())
}

/// Each of these lines has this one fault.
fn have_one_fault_each(wrong: &[(String, &str)]) {
    for (lines, setting) in wrong {
        let faults = with(lines).expect_err(lines);
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("pools[0].{setting}: ")), "{lines}: {faults:?}");
    }
}

#[test]
fn a_pool_with_a_role_says_how_it_is_assumed() {
    let usual = with(ROLE).expect("good settings");
    assert!(usual.sets_source_identity && usual.sts_endpoint_url.is_none() && usual.external_id.is_none() && usual.session_tags.is_empty());
    assert_eq!(usual.role_session_name, "passdesk");
    let all = "source_identity = false\nsts_endpoint_url = \"https://sts.example\"\nexternal_id = \"desk/42\"\nrole_session_name = \"passdesk-eu\"\nsession_tags = { team = \"help desk\", \"Cost.Centre\" = \"\" }";
    let all = with(&format!("{ROLE}\n{all}")).expect("good settings");
    assert!(!all.sets_source_identity);
    assert_eq!((all.sts_endpoint_url.as_deref(), all.external_id.as_deref(), all.role_session_name.as_str()), (Some("https://sts.example"), Some("desk/42"), "passdesk-eu"));
    assert_eq!(all.session_tags.into_iter().collect::<Vec<_>>(), [("Cost.Centre".to_owned(), String::new()), ("team".to_owned(), "help desk".to_owned())]);
    let without_a_role = with("sts_endpoint_url = \"https://sts.example\"").expect("who the console is can be asked without a role");
    assert_eq!(without_a_role.sts_endpoint_url.as_deref(), Some("https://sts.example"));
}

#[test]
fn every_fault_of_a_role_is_named() {
    let of_a_role = |lines: &str| format!("{ROLE}\n{lines}");
    let long = "x".repeat(1_225);
    have_one_fault_each(&[
        ("role_arn = \"passdesk\"".to_owned(), "role_arn"),
        ("role_arn = \"arn:aws:iam::123456789012:user/passdesk\"".to_owned(), "role_arn"),
        ("role_arn = \"arn:aws:iam::12345:role/passdesk\"".to_owned(), "role_arn"),
        ("source_identity = false".to_owned(), "source_identity"),
        ("external_id = \"42\"".to_owned(), "external_id"),
        ("session_tags = { team = \"x\" }".to_owned(), "session_tags"),
        ("role_session_name = \"console\"".to_owned(), "role_session_name"),
        ("sts_endpoint_url = \"nowhere\"".to_owned(), "sts_endpoint_url"),
        (of_a_role("external_id = \"4\""), "external_id"),
        (of_a_role("external_id = \"two words\""), "external_id"),
        (of_a_role(&format!("external_id = {long:?}")), "external_id"),
        (of_a_role("role_session_name = \"a b\""), "role_session_name"),
        (of_a_role("role_session_name = \"hana-604da9144c12b244\""), "role_session_name"),
        (of_a_role("session_tags = { \"aws:team\" = \"x\" }"), "session_tags.aws:team"),
        (of_a_role("session_tags = { \"te*m\" = \"x\" }"), "session_tags.te*m"),
        (of_a_role("session_tags = { team = \"x;y\" }"), "session_tags.team"),
        (of_a_role(&format!("session_tags = {{ team = {:?} }}", "x".repeat(257))), "session_tags.team"),
        (of_a_role("session_tags = { Team = \"x\", team = \"y\" }"), "session_tags.team"),
        (of_a_role(&format!("session_tags = {{ {} }}", (0..51).map(|n| format!("t{n} = \"x\"")).collect::<Vec<_>>().join(", "))), "session_tags"),
    ]);
}

#[test]
fn credentials_come_from_the_chain_or_from_one_profile() {
    assert_eq!(with("").expect("good settings").credentials, CredentialSource::Chain);
    let named = |config: Option<&str>, credentials: Option<&str>| {
        CredentialSource::Profile(ProfileSource { name: "partners".to_owned(), config_file: config.map(PathBuf::from), credentials_file: credentials.map(PathBuf::from) })
    };
    assert_eq!(with("profile = \"partners\"").expect("good settings").credentials, named(None, None));
    let files = "profile = \"partners\"\nconfig_file = \"/etc/passdesk/aws\"\ncredentials_file = \"/run/credentials/aws\"";
    assert_eq!(with(files).expect("good settings").credentials, named(Some("/etc/passdesk/aws"), Some("/run/credentials/aws")));
    have_one_fault_each(&[
        ("profile = \" \"".to_owned(), "profile"),
        ("config_file = \"/etc/passdesk/aws\"".to_owned(), "config_file"),
        ("credentials_file = \"/etc/passdesk/aws\"".to_owned(), "credentials_file"),
        ("profile = \"partners\"\ncredentials_file = \"aws\"".to_owned(), "credentials_file"),
    ]);
}

#[test]
fn access_keys_do_not_stand_in_the_file_and_what_stands_there_is_not_repeated() {
    for name in ["access_key_id", "secret_access_key", "session_token", "aws_access_key_id", "AWS_SECRET_ACCESS_KEY", "aws-session-token", "secret_key"] {
        let faults = with(&format!("{name} = \"wJalrXUtnFEMI\"")).expect_err(name);
        assert!(faults.len() == 1 && faults[0].starts_with(&format!("pools.{name}: does not stand in this file")), "{faults:?}");
        assert!(["profile", "AWS_ACCESS_KEY_ID", "docs/operators.md"].iter().all(|way| faults[0].contains(way)) && !faults[0].contains("wJalr"), "{faults:?}");
    }
}

#[test]
fn a_proxy_is_an_address_without_a_password() {
    for proxy in ["http://proxy.example.com:3128", "https://proxy.example.com/", "http://127.0.0.1:3128"] {
        assert_eq!(with(&format!("proxy = {proxy:?}")).expect("good settings").proxy.as_deref(), Some(proxy));
    }
    for proxy in ["proxy.example.com:3128", "socks5://proxy.example.com", "http://proxy.example.com/path", "", "http://desk:s3cret@proxy.example.com:3128"] {
        let faults = with(&format!("proxy = {proxy:?}")).expect_err(proxy);
        assert!(faults.len() == 1 && faults[0].starts_with("pools[0].proxy: ") && !faults[0].contains("s3cret"), "{proxy}: {faults:?}");
    }
}
