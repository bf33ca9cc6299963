//! Documents as people paste them: what is read, what is wrong and where, and that no password outlives its reading.

use super::*;
use crate::domain::same_call::{CalledFor, Dialect, ServiceCall};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Found in nothing else that these tests write.
const CANARY: &str = "Quartz-58-lantern";

fn problems(text: &str) -> Vec<(usize, usize, String)> {
    let problems = read(text).document.err().unwrap_or_default();
    problems.into_iter().map(|problem| (problem.at.line, problem.at.column, problem.sentence)).collect()
}

fn only(text: &str) -> (usize, usize, String) {
    let all = problems(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.into_iter().next().expect("one")
}

fn document(text: &str) -> RequestDocument {
    let reading = read(text);
    reading.document.unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

fn row(key: &str, value: &str) -> MetadataRow {
    MetadataRow { key: key.into(), value: value.into() }
}

#[test]
fn json_and_yaml_hold_the_same_request() {
    let json = "{\n  \"UserPoolId\": \"eu-west-1_Nw4Customers\",\n  \"Username\": \"amara\",\n  \"ClientMetadata\": {\"locale\": \"pl-PL\", \"n\": \"\"}\n}";
    let yaml = "# for the ticket\nUserPoolId: eu-west-1_Nw4Customers\nUsername: 'amara'\nClientMetadata:\n  locale: \"pl-PL\"\n  n: ''\n";
    let (json, yaml) = (document(json), document(yaml));
    let text = |told: &Option<Told>| told.as_ref().map(|told| told.text.clone());
    assert_eq!((text(&json.user_pool_id), text(&json.username)), (Some("eu-west-1_Nw4Customers".into()), Some("amara".into())));
    assert_eq!(json.client_metadata, [row("locale", "pl-PL"), row("n", "")]);
    assert_eq!((text(&json.user_pool_id), text(&json.username), &json.client_metadata), (text(&yaml.user_pool_id), text(&yaml.username), &yaml.client_metadata));
    assert!(!json.sets_password() && !yaml.had_password);
    assert_eq!(json.username.map(|told| told.at), Some(Place { line: 3, column: 15 }));
}

#[test]
fn a_password_is_known_to_have_been_there_and_nothing_else() {
    for text in [
        format!("{{\"Username\": \"a\", \"Password\": \"{CANARY}\", \"Permanent\": true}}"),
        format!("Username: a\nPassword: {CANARY}\nPermanent: true"),
        format!("Username: a\nPermanent: true\nPassword: |\n  {CANARY}\n"),
        format!("Username: a\nPassword: >-\n  {CANARY}\n  more\nPermanent: True"),
    ] {
        let reading = read(&text);
        let found = reading.document.clone().expect("a document");
        assert!(found.had_password && found.sets_password() && found.permanent == Some(true), "{text}");
        assert!(!format!("{reading:?}").contains("Quartz"), "{text}: {reading:?}");
    }
    assert!(document("Username: a\nPermanent: false").sets_password());
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let mut others = Vec::new();
    for (text, line, column, words) in [
        ("{\"UserPoolId\": \"p\",\n \"Username\": 7}", 2, 14, "Username takes a text, and this is a number. Put it between quotation marks."),
        ("Username: 12345", 1, 11, "Username takes a text, and this is a number."),
        ("Username: 2026-11-22", 1, 11, "this is a date"),
        ("Username: [a]", 1, 11, "Username takes a text, and this is a list."),
        ("UserPoolId:\nUsername: a", 1, 11, "UserPoolId takes a text, and this is nothing (null)."),
        ("Permanent: 'true'", 1, 12, "Permanent takes true or false without quotation marks, and this is a text."),
        ("ClientMetadata: no", 1, 17, "ClientMetadata takes a map of texts, and this is a text."),
        ("ClientMetadata:\n  a: 1", 2, 6, "A value of ClientMetadata takes a text, and this is a number."),
        ("ClientMetadata:\n  1: a", 2, 3, "A key of ClientMetadata is a text, and this is a number."),
        ("ClientMetadata: {a: b,\n  ' a': c}", 2, 3, "This key is used in a row above."),
        ("ClientMetadata:\n  a: \"two\\nlines\"", 2, 3, "Remove the line breaks"),
        ("Username: a\nUsername: b", 2, 1, "Username stands on line 1 already."),
        ("UserPoolID: a", 1, 1, "“UserPoolID” is no name of a request. UserPoolId is."),
        ("Usrname: a", 1, 1, "“Usrname” is no name of a request. Username is."),
        ("{\"MessageAction\": \"RESEND\"}", 1, 2, "“MessageAction” is no name of these requests."),
        ("ClientMetadata: {}\nPermanent: true", 1, 1, "ClientMetadata does not go with Password or Permanent"),
        ("[a, b]", 1, 1, "A document is a map of names and values, such as UserPoolId and Username; this is a list."),
        ("Username", 1, 1, "this is a text"),
        ("", 1, 1, "Paste a document"),
        (" \n\t\n", 1, 1, "Paste a document"),
        ("# nothing", 1, 1, "There is nothing in the document."),
        ("Username: &a amara", 1, 11, "anchor"),
        ("Username: *a", 1, 11, "aliases"),
        ("Username: !!str amara", 1, 11, "tag"),
        ("Username: a\n---\nUsername: b", 2, 1, "A second document begins here"),
        ("Username: a\n\tUserPoolId: b", 1, 11, "Indent by spaces"),
        ("{\"Username\": \"a\",}", 1, 18, "Take the last comma out"),
        ("{\"Username\" \"a\"}", 1, 13, "In JSON a colon stands"),
        ("{Username: a}", 1, 2, "double quotation marks"),
        ("{\"Username\": \"a\"} x", 1, 19, "Nothing may follow"),
        ("{\"Username\": \"\\ud800\"}", 1, 14, "half of a character"),
        ("{\n\"Ümläut\": \"ü\" 1}", 2, 15, ""),
        ("{\"Username\": \"a", 1, 15, "ends too early"),
    ] {
        let found = problems(text);
        let fits = matches!(found.as_slice(), [(found_line, found_column, sentence)] if (*found_line, *found_column) == (line, column) && sentence.contains(words));
        if !fits {
            others.push(format!("{text:?}, {line}, {column}, {words:?}: {found:?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    let all = problems("Usernam: a\nUserPoolId: 1\nClientMetadata: {x: 1, y: 2}");
    assert_eq!(all.iter().map(|problem| problem.0).collect::<Vec<_>>(), [1, 2, 3, 3]);
}

#[test]
fn too_much_is_refused_before_it_costs_anything() {
    assert!(only(&"x".repeat(DOCUMENT_LIMIT + 1)).2.contains("Shorten the document"));
    for text in [format!("{{\"Username\": {}{}}}", "[".repeat(9_000), "]".repeat(9_000)), "[".repeat(9_000) + &"]".repeat(9_000), "- ".repeat(200) + "a"] {
        let sentence = only(&text).2;
        assert!(sentence.contains("within each other") || sentence.contains("This is not"), "{sentence}");
    }
    let many: String = (0..2_000).map(|n| format!("k{n}: v\n")).collect();
    assert!(problems(&many)[0].2.contains("values at most"));
}

/// The text that is kept is the one that was pasted, but for the password.
#[test]
fn only_the_password_gives_way_in_a_text_that_is_kept() {
    let mut others = Vec::new();
    for (text, kept) in [
        ("{\"Username\": 1, \"Password\": \"CANARY\", \"Permanent\": 2}", "{\"Username\": 1, \"Password\": \"<password>\", \"Permanent\": 2}"),
        ("Username: 1\nPassword: a #CANARY\nPermanent: x", "Username: 1\nPassword: \"<password>\"\nPermanent: x"),
        ("Username: 1\nPassword: |\n  CANARY\n  more\nPermanent: x", "Username: 1\nPassword: |\n  <password>\nPermanent: x"),
        ("Username: 1\nPassword:\n  - CANARY\nPermanent: x", "Username: 1\nPassword:\n  \"<password>\"\nPermanent: x"),
        ("Username: 1\nPassword: {a: {b: CANARY}}", "Username: 1\nPassword: \"<password>\""),
        ("Username: 1\nPassword: a CANARY\n  goes on", "Username: 1\nPassword: \"<password>\""),
        ("Username: 1\nPassword: ''\n", "Username: 1\nPassword: \"<password>\"\n"),
        ("Username: 1\nPasword: CANARY", "Username: 1\nPasword: \"<password>\""),
        ("Username: 1\nnew_password: CANARY", "Username: 1\nnew_password: \"<password>\""),
        ("Username: 1\nPassword: CANARY\nPassword: 'CANARY again'", "Username: 1\nPassword: \"<password>\"\nPassword: \"<password>\""),
        ("{\"P\\u0061ssword\": \"CANARY\", \"x\": 1}", "{\"P\\u0061ssword\": \"<password>\", \"x\": 1}"),
        ("Username: 1\n\"P\\x61ssword\": CANARY", "Username: 1\n\"P\\x61ssword\": \"<password>\""),
        ("Username: 1\r\nUserPoolId: 2\r\n", "Username: 1\nUserPoolId: 2\n"),
        ("\u{feff}Username: 1", "Username: 1"),
        ("{\"Username\": \"a\",}", "{\"Username\": \"a\",}"),
    ] {
        let reading = read(&text.replace("CANARY", CANARY));
        if reading.kept.as_deref() != Some(kept) || reading.document.is_ok() {
            others.push(format!("{text:?}: {:?} {}", reading.kept, reading.document.is_ok()));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
    // Places are those of the text that is shown.
    assert_eq!(only(&format!("{{\"Password\": \"{CANARY}\", \"x\": 1}}")).1, "{\"Password\": \"<password>\", ".chars().count() + 1);
    assert_eq!(only(&format!("Password: |\n  {CANARY}\n  more\nx: 1")).0, 3);
}

#[test]
fn nothing_is_kept_where_a_password_may_be_anywhere() {
    let mut others = Vec::new();
    for text in [
        "{\"Password\": \"CANARY\"",
        "{Password: CANARY}",
        "{\"Username\": \"a\" \"P\\u0061ssword\": \"CANARY\"}",
        "Username: a\nPassword:CANARY",
        "Username: a\n  Password:CANARY",
        "Username: 1\nx: {Password CANARY: }",
        "Username: 1\n# Password: CANARY\n",
        "Username: 1\nPassword: CANARY\nClientMetadata: {note: 'it is CANARY'}",
        "Username: 1\nPassword: CANARY\nClientMetadata: {note: \"Qu\\x61rtz-58-lantern\"}",
        "Username: 1\nPassword: &a CANARY\nx: *a",
        "Username: 1\nPassword: !!str CANARY",
        "Username: 1\nPassword: CANARY\n---\nUsername: 2",
        "Username: 1\n? Password\n  : CANARY\n  x",
        "Passwrd: CANARY\n\tx",
        "\"Pass\\\n  word\": CANARY\n]",
        "Username: 1\nPassword:\nCANARY: x",
        "Username: 1\nPassword: #CANARY",
        "Username: 1\nPassword:\n",
        "PASSWORD=CANARY",
        "CANARY is the password",
    ] {
        let reading = read(&text.replace("CANARY", CANARY));
        let told = format!("{:?}", reading.document);
        if told.contains("Quartz") || reading.document.is_ok() || reading.kept.is_some() {
            others.push(format!("{text:?}: {told} {:?}", reading.kept));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

#[test]
fn a_name_is_repeated_only_where_it_looks_like_one() {
    for text in ["Quartz-58-lantern: Password", "\"Quartz-58-lantern\": a", "? Password Quartz-58-lantern\n: a", "{\"Password Quartz\": 1}", "Password1Quartz: 1"] {
        assert!(problems(text).iter().all(|problem| !problem.2.contains("Quartz")), "{text}: {:?}", problems(text));
    }
}

#[test]
fn skeletons_are_documents_with_nothing_in_them() {
    for skeleton in SKELETONS {
        let found = document(skeleton.text);
        assert!(found.username.is_some_and(|told| told.text.is_empty()) && found.user_pool_id.is_some_and(|told| told.text.is_empty()), "{}", skeleton.file);
        assert_eq!((found.had_password, found.permanent), if skeleton.file.contains("-set-") { (true, Some(true)) } else { (false, None) }, "{}", skeleton.file);
        assert!(read(&format!("{}x: 1", skeleton.text)).kept.is_some() || skeleton.file.ends_with("json"), "our own comments are no mention: {}", skeleton.file);
    }
}

/// What a form shows comes back as it was, with everything that is hard to write.
#[test]
fn what_forms_show_is_read_back() {
    let pairs: Vec<(String, String)> = [
        ("said by", "O'Brien said \"no\" to 'yes'"),
        ("backslashes", "\\ \\\\ \\n \\u0041 C:\\temp\\"),
        ("zażółć", "παπαδόπουλος 李娜 e\u{301} שלום"),
        ("😀", "👩\u{200d}👩\u{200d}👧 🏴\u{e0067}\u{e0062}"),
        ("hidden", "a\u{200b}b\u{202e}c\u{3164}d\u{feff}e\u{2028}f\u{a0}g\u{ad}"),
        ("yaml", "- no: *x # ~"),
        ("number", "0123"),
        ("yes", "true"),
        ("nothing", ""),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .to_vec();
    for name in ["amara.okafor", "file:///etc/hostname", "--profile", "O'Brien\"x\"$HOME`id`!!\\n", "ana😀\u{3164}1"] {
        let user = CalledFor { region: "eu-west-1", pool: "eu-west-1_Nw4Customers", username: name };
        for dialect in [Dialect::Json, Dialect::Yaml] {
            let found = document(&ServiceCall::of(crate::domain::preflight::Help::ResetCode, user, None, &pairs).written(dialect));
            let rows: Vec<(String, String)> = found.client_metadata.into_iter().map(|row| (row.key, row.value)).collect();
            assert_eq!((found.username.map(|told| told.text), rows), (Some(name.to_owned()), pairs.clone()), "{dialect:?}");
            let found = document(&ServiceCall::of(crate::domain::preflight::Help::PermanentPassword, user, None, &[]).written(dialect));
            assert_eq!((found.had_password, found.permanent, found.username.map(|told| told.text)), (true, Some(true), Some(name.to_owned())), "{dialect:?}");
        }
    }
}

/// Pieces of documents thrown together: whatever comes of it, reading ends, and the password is in nothing that is left.
#[test]
fn no_document_panics_and_none_lets_its_password_out() {
    const PIECES: [&str; 46] = [
        "Username: ",
        "Username",
        "UserPoolId: x\n",
        "ClientMetadata:",
        "Permanent: ",
        "true",
        "1",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ": ",
        "\n",
        "\n  ",
        "\n\t",
        " ",
        "\"",
        "'",
        "|\n  ",
        ">-\n  ",
        "|+\n",
        "- ",
        "? ",
        "# ",
        "&a ",
        "*a",
        "!!str ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "\\",
        "\\\n",
        "~",
        "null",
        "\u{feff}",
        "\r\n",
        "ü",
        "\u{85}",
        "\u{2028}",
        "😀",
        "a",
        "b",
        "\"x\": ",
        "Permanent: true\n",
    ];
    const SECRETS: [&str; 12] = [
        "Password: Quartz",
        "\nPassword: Quartz",
        "Password:\n  Quartz",
        "\"Password\": \"Quartz\"",
        "Password:Quartz",
        "Password: |\n  Quartz\n",
        "Password: #Quartz",
        "Password: a #Quartz",
        "\"P\\u0061ssword\": \"Quartz\"",
        "'Password': 'Quartz'",
        "Password: [Quartz]",
        "Password:\nQuartz",
    ];
    let mut rng = StdRng::seed_from_u64(27);
    for _ in 0..80_000 {
        let mut some = |most: usize| (0..rng.random_range(0..most)).map(|_| PIECES[rng.random_range(0..PIECES.len())]).collect::<String>();
        let (before, after) = (some(6), some(5));
        let text = format!("{}{before}{}{after}", ["", "", "{", "Username: 1\n", "{\"Username\": 1, "][rng.random_range(0..5)], SECRETS[rng.random_range(0..SECRETS.len())]);
        // Behind a comment's mark it is none, and the next line is another value.
        if before.rsplit(['\n', '\r']).next().is_some_and(|line| line.contains('#')) {
            continue;
        }
        let reading = read(&text);
        let told = format!("{:?}", reading.document);
        assert!(!told.contains("Quartz"), "{text:?}: {told}");
        let kept = reading.kept.unwrap_or_default();
        assert!(!kept.contains("Quartz"), "{text:?}: {kept:?}");
    }
}
