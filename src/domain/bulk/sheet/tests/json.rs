//! Documents of JSON.

use super::SheetFormat::JsonLines;
use super::*;

const ONE_OBJECT: &str = r#"Write one object a line, such as {"Username":"anna","ClientMetadata":{"ticket":"INC-1"}}."#;

#[test]
fn json_lines_are_read() {
    assert_reads(
        "{\"Username\":\"anna\"}\r\n\n  { \"ClientMetadata\" : {\"b\":\"1\",\" a \":\"\"}, \"UserPoolId\":\" eu-west-1_a \", \"Username\":\" j\\u00fcrgen \"}\t\n{\"UserPoolId\":\"\",\"Username\":\"anna\"}",
        JsonLines,
        &[(1, None, "anna", vec![], None), (3, Some("eu-west-1_a"), "jürgen", vec![("b", "1"), ("a", "")], None), (4, None, "anna", vec![], Some(1))],
    );
}

#[test]
fn an_array_is_read_wherever_its_lines_end() {
    assert_reads(
        "[{\"Username\":\"anna\"},{\"Username\":\"anna\"},\n  {\n    \"Username\": \"bob\",\n    \"ClientMetadata\": {}\n  }\n]\n",
        JsonLines,
        &[(1, None, "anna", vec![], None), (1, None, "anna", vec![], Some(1)), (2, None, "bob", vec![], None)],
    );
}

#[test]
fn all_that_is_wrong_with_an_object_is_told_in_its_place() {
    assert_faults(
        "{\"Username\":5,\"UserPoolId\":null,\"ClientMetadata\":[]}",
        &[
            (1, Some(13), "The value of Username is no string: write it in quotation marks."),
            (1, Some(28), "The value of UserPoolId is no string: write it in quotation marks."),
            (1, Some(50), r#"ClientMetadata is a JSON object of strings, for example {"ticket":"INC-1"}."#),
        ],
    );
    assert_faults(
        "{\"Username\":\"ü\",\"username\":\"x\",\"Ticket\":{}}\n {\"Username\":\"a\",\"Username\":\"b c\"}\n{}\n{\"Username\":\"\"}",
        &[
            (1, Some(17), "The key “username” is not known. The nearest is Username. The keys are UserPoolId, Username and ClientMetadata."),
            (1, Some(32), "The key “Ticket” is not known. The keys are UserPoolId, Username and ClientMetadata."),
            (2, Some(29), "The identifier has white space behind “b”: identifiers have none, and a line or a cell holds one of them."),
            (2, Some(18), "The key “Username” is there twice: use each key once."),
            (3, Some(1), "This object has no key Username: give the username, the e-mail address or the sub as its value."),
            (4, Some(13), "This row has no identifier: give a username, an e-mail address or a sub, or remove the row."),
        ],
    );
    assert_faults(
        "{\"Username\":\"anna\",\"ClientMetadata\":{\"a\":\"1\",\"a\":\"2\"}}\n{\"Username\":\"bob\",\"ClientMetadata\":{\"a\":true}}",
        &[
            (1, Some(46), "ClientMetadata has the key “a” twice: use each key once."),
            (2, Some(41), "The value of “a” in ClientMetadata is no string: write it in quotation marks."),
        ],
    );
}

#[test]
fn passwords_are_never_read_or_quoted() {
    let sentence = "Passwords are never read from lists: passdesk generates them. Remove this key, and whatever else holds these passwords.";
    assert_faults(
        "{\"Username\":\"anna\",\"TemporaryPassword\":\"hunter2\"}\n{\"Username\":\"bob\",\"ClientMetadata\":{\"password\":\"hunter2\"}}\n{\"Password\":\"hunter2\"\n",
        &[
            (1, Some(20), sentence),
            (2, Some(37), "Passwords are never read from lists: passdesk generates them. Remove this key from ClientMetadata."),
            (3, Some(21), "This line is no JSON object: EOF while parsing an object."),
        ],
    );
}

#[test]
fn what_is_no_json_is_told_by_line() {
    assert_faults(
        "{\"Username\":\"anna\"},\n{\"Username\":\"bob\"}\ncarl\n{\"Username\":\"ü\" x}\n",
        &[
            (1, Some(20), "This line is no JSON object: trailing characters."),
            (3, Some(1), &format!("This line is no JSON object. {ONE_OBJECT}")),
            (4, Some(17), "This line is no JSON object: expected `,` or `}`."),
        ],
    );
    assert_faults("{\n  \"Username\": \"anna\"\n}\n", &[(1, Some(1), &format!("The object does not end on this line. {ONE_OBJECT}"))]);
    assert_faults("[{\"Username\":\"anna\"},\r\n \"bob\"]", &[(2, Some(2), &format!("This element of the array is no object. {ONE_OBJECT}"))]);
    assert_faults("\n[{\"Username\":\"anna\"},\r\n {\"Username\":]", &[(3, Some(14), "This is no JSON array of objects: expected value.")]);
}
