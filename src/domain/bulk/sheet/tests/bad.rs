//! Documents with faults, and exactly these.

use super::detect::HEADERLESS;
use super::*;

const EMPTY: &str = "The list is empty: give one identifier a line, or a header and rows.";
const NO_USERNAME: &str = "There is no column Username: give the one with the usernames, e-mail addresses or subs this header.";
const MISSING: &str = "This row has no identifier: give a username, an e-mail address or a sub, or remove the row.";

#[test]
fn nothing_is_no_list() {
    for document in ["", "\u{feff}", "\n \r\n\t", "[]"] {
        assert_faults(document, &[(1, None, EMPTY)]);
    }
    assert_faults("\nUsername,metadata.a\n,\n", &[(2, None, "There is a header and no row under it.")]);
}

#[test]
fn several_values_need_a_header() {
    for document in ["anna,bob\ncarl,dora", "anna;MyPassword1", "anna\thunter2", "anna@x.example,", "\"anna, b\"\n"] {
        assert_faults(document, &[(1, None, HEADERLESS)]);
    }
}

#[test]
fn list_lines_have_one_visible_identifier() {
    let several = "This line has a comma, a semicolon or a tab: a list has one identifier a line. If the mark belongs to a username, put the header Username above the list and this identifier in quotation marks.";
    let marks = "This identifier stands in quotation marks: remove them, or put the header Username above the list to have it read as CSV.";
    assert_faults(
        "anna\nbob,hunter2\n\"carl\"\nd e\nf\0g\n1.23457E+11",
        &[
            (2, None, several),
            (3, None, marks),
            (4, None, "The identifier has white space behind “d”: identifiers have none, and a line or a cell holds one of them."),
            (5, None, "The identifier has a character that cannot be seen or is no text (\\0) behind “f”: type it again."),
            (6, None, "“1.23457E+11” is a number that a spreadsheet has rounded: format the column as text, put the identifiers in again, and save."),
        ],
    );
}

#[test]
fn headers_are_checked_before_any_row() {
    assert_faults(
        "Usernme,Pool,pool,,metadata.a,metadata. a ,metadata.\nx,y\n",
        &[
            (1, Some(1), "Column 1 (“Usernme”) is not known. The nearest name is “Username”: rename the column, or remove it."),
            (1, Some(3), "Column 3 (“pool”) is a second UserPoolId, after column 2 (“Pool”): keep one of them."),
            (1, Some(4), "Column 4 has no name: name it or remove it."),
            (1, Some(6), "Column 6 (“metadata. a ”) is a second metadata.a, after column 5 (“metadata.a”): keep one of them."),
            (1, Some(7), "Column 7 (“metadata.”) names no key: write it as metadata.KEY, for example metadata.ticket."),
            (1, None, NO_USERNAME),
        ],
    );
    assert_faults(
        "email;Username;Department\n",
        &[
            (1, Some(2), "Column 2 (“Username”) is a second Username, after column 1 (“email”): keep one of them."),
            (1, Some(3), "Column 3 (“Department”) is not known. The nearest name is “metadata.Department”: rename the column, or remove it."),
        ],
    );
    assert_faults("UserPoolId\neu-west-1_a\n", &[(1, None, NO_USERNAME)]);
}

#[test]
fn passwords_are_never_read_or_quoted() {
    let sentence = |place| format!("Passwords are never read from lists: passdesk generates them. Remove column {place}, and whatever else holds these passwords.");
    for header in ["Username,Password", "Username,Temporary Password", "Username,MyPassword", "Username,pwd", "Username,metadata.password"] {
        assert_faults(&format!("{header}\nanna b,hunter2\nanna,hunter2,hunter2\n"), &[(1, Some(2), &sentence(2))]);
    }
    assert_faults("password\nhunter2\n", &[(1, Some(1), &sentence(1)), (1, None, NO_USERNAME)]);
    assert_faults(
        "Login;Passwort\nanna;hunter2\n",
        &[
            (1, Some(1), "Column 1 (“Login”) is not known. The nearest name is “metadata.Login”: rename the column, or remove it."),
            (1, Some(2), &sentence(2)),
            (1, None, NO_USERNAME),
        ],
    );
}

#[test]
fn rows_have_the_cells_of_the_header() {
    let ragged = |cells: &str| format!("This row has {cells}, and the header has 2: a value that holds a separator has to stand in quotation marks.");
    assert_faults("Username,metadata.a\nanna\nbob,\"x\ny\",z\n\ncarl,x\ndora,x,\n", &[(2, None, &ragged("1 cell")), (3, None, &ragged("3 cells")), (7, None, &ragged("3 cells"))]);
}

#[test]
fn cells_are_checked_each_in_its_place() {
    assert_faults(
        "pool,Username,ClientMetadata,metadata.a\n,,,x\na\u{200b}b,an na,x,\n,anna,\"{\"\"a\"\":\"\"1\"\"}\",2\n,anna,\"{\"\"a\"\":1}\",\n,\"an\nna\",,\n",
        &[
            (2, Some(2), MISSING),
            (3, Some(1), "“a\\u{200b}b” is no user pool: an id looks like eu-west-1_9aBcDeF12."),
            (3, Some(2), "The identifier has white space behind “an”: identifiers have none, and a line or a cell holds one of them."),
            (
                3,
                Some(3),
                "The ClientMetadata of this row is no JSON (expected value at its character 1). ClientMetadata is a JSON object of strings, for example {\"ticket\":\"INC-1\"}.",
            ),
            (4, Some(4), "This row has the key “a” here and in ClientMetadata: keep one of them."),
            (5, Some(3), "The value of “a” in ClientMetadata is no string: write it in quotation marks."),
            (6, Some(2), "The identifier has a character that cannot be seen or is no text (\\n) behind “an”: type it again."),
        ],
    );
}

#[test]
fn a_broken_quotation_mark_stands_alone() {
    let never = "The quotation mark at the beginning of this cell is never closed. Close it, or double it and quote the whole cell if it belongs to the value.";
    assert_faults("Username,metadata.a\nan na,\"x\nbob,y\n", &[(2, Some(2), never)]);
    let behind = "There is text behind the closing quotation mark of this cell. Quote the whole cell, and double the marks inside it, as in \"{\"\"key\"\":\"\"value\"\"}\".";
    assert_faults("Username,ClientMetadata\nanna,{\"a\":\"1\",\"b\":\"2\"}\n", &[(2, Some(3), behind)]);
    assert_faults("Username,metadata.a\nanna, \"x\"\n", &[(2, Some(2), "There is a space before the quotation mark that begins this cell. Remove it.")]);
}

#[test]
fn what_is_too_much_says_how_to_split() {
    let sentence = "The list has 7 rows, and 3 are taken at most: this is the first that is too many. Split the list into 3 of 3 rows or fewer, each with the header.";
    let read = |rows: &str| read_sheet(format!("Username\n{rows}").as_bytes(), &SheetOptions { at_most: 3, file_name: None });
    let faults = read("a\nb\nc\nd\ne\nf\ng\n").expect_err("too many");
    let too_many = SheetFault { line: 5, column: None, sentence: sentence.to_owned() };
    assert_eq!(faults, SheetFaults { faults: vec![too_many.clone()], total: 1 });
    let faults = read("a\nb\nc c\nd\ne\nf\ng\n").expect_err("too many");
    assert_eq!((faults.faults.first(), faults.total, faults.faults.len()), (Some(&too_many), 2, 2));
    assert!(read("a\nb\nc\n\n").is_ok());
    let faults = read_sheet(&vec![b'\n'; SIZE_LIMIT + 1], &SheetOptions::default()).expect_err("too large");
    assert_eq!(faults.faults.first().map(|fault| fault.sentence.as_str()), Some("The list has 5,242,881 bytes, and 5,242,880 are read at most. Split it."));
    assert_eq!(read_sheet(&vec![b'\n'; SIZE_LIMIT], &SheetOptions::default()).map_err(|faults| faults.total), Err(1));
}

#[test]
fn a_hundred_faults_are_kept_and_all_are_counted() {
    let faults = read(&"a b\n".repeat(250)).expect_err("white space");
    assert_eq!((faults.faults.len(), faults.total), (FAULTS_KEPT, 250));
    assert_eq!(faults.faults.last().map(|fault| fault.line), Some(100));
    assert_eq!(faults.to_string(), "the list cannot be read; faults: 250");
}
