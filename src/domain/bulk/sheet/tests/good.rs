//! Documents that are read.

use super::SheetFormat::{Csv, List, Tsv};
use super::*;

#[test]
fn lists_are_read_line_by_line() {
    assert_reads("anna", List, &[(1, None, "anna", vec![], None)]);
    assert_reads(
        "\u{feff}\n  anna \r\n\r\n\tjürgen@x.example\r+4915112345678\n d3b07384-d9a0-4c9b-8f5e-2b1c6e7f8a90",
        List,
        &[
            (2, None, "anna", vec![], None),
            (4, None, "jürgen@x.example", vec![], None),
            (5, None, "+4915112345678", vec![], None),
            (6, None, "d3b07384-d9a0-4c9b-8f5e-2b1c6e7f8a90", vec![], None),
        ],
    );
    assert_reads(
        "user\n=anna\n'bob\n\"\n{x}\n",
        List,
        &[(1, None, "user", vec![], None), (2, None, "=anna", vec![], None), (3, None, "'bob", vec![], None), (4, None, "\"", vec![], None), (5, None, "{x}", vec![], None)],
    );
}

#[test]
fn a_first_line_that_names_the_column_makes_a_table() {
    for header in ["Username", "username", "email", "sub", "E-Mail", "\"User Name\"", " username "] {
        assert_reads(&format!("{header}\nanna\n\"b,c;d\"\n"), Csv, &[(2, None, "anna", vec![], None), (3, None, "b,c;d", vec![], None)]);
    }
}

#[test]
fn tables_are_read_with_any_separator() {
    for (separator, format) in [(",", Csv), (";", Csv), ("\t", Tsv)] {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["UserPoolId|Username|metadata.ticket|metadata.Note", "eu-west-1_a|anna|INC-1|", "|bob| |\" a \"\"b\"\"\"", "|||", "eu-west-1_a| anna |INC-2|x"];
            let document = lines.join(end).replace('|', separator);
            assert_reads(
                &document,
                format,
                &[
                    (2, Some("eu-west-1_a"), "anna", vec![("ticket", "INC-1")], None),
                    (3, None, "bob", vec![("Note", " a \"b\"")], None),
                    (5, Some("eu-west-1_a"), "anna", vec![("ticket", "INC-2"), ("Note", "x")], Some(2)),
                ],
            );
        }
    }
}

#[test]
fn columns_stand_in_any_order_and_spelling() {
    assert_reads(
        "\n METADATA.b , E-MAIL ,ClientMetadata, pool \n1,Anna@x.example,\"{\"\"a\"\":\"\"\"\",\"\"c\"\":\"\"2\"\"}\",eu-west-1_a\n,anna@X.example,,eu-west-1_a\n",
        Csv,
        &[(3, Some("eu-west-1_a"), "Anna@x.example", vec![("a", ""), ("c", "2"), ("b", "1")], None), (4, Some("eu-west-1_a"), "anna@X.example", vec![], Some(3))],
    );
}

#[test]
fn unquoted_objects_are_read_where_no_separator_is_in_them() {
    assert_reads("Username;ClientMetadata\nanna;{\"a\":\"1\",\"b\":\"2\"}\n", Csv, &[(2, None, "anna", vec![("a", "1"), ("b", "2")], None)]);
    assert_reads("Username\tClientMetadata\nanna\t{\"a\":\"1\"}\n", Tsv, &[(2, None, "anna", vec![("a", "1")], None)]);
}

#[test]
fn rows_begin_where_their_first_cell_does() {
    for end in ["\n", "\r\n", "\r"] {
        let document = ["Username,metadata.note", "", "anna,\"one", "two\"", "", "", "\"bob\",x", "carl,y"].join(end);
        let note = format!("one{end}two");
        assert_reads(
            &document,
            Csv,
            &[(3, None, "anna", vec![("note", note.as_str())], None), (7, None, "bob", vec![("note", "x")], None), (8, None, "carl", vec![("note", "y")], None)],
        );
    }
}

#[test]
fn a_file_name_helps_and_does_not_decide() {
    for (document, name, format) in [
        ("user\nanna", "users.csv", Csv),
        ("user\nanna", "users.tsv", Tsv),
        ("user\nanna", "users.txt", List),
        ("Username;pool\nanna;", "users.tsv", Csv),
        ("{\"Username\":\"anna\"}", "users.csv", SheetFormat::JsonLines),
    ] {
        let sheet = read_sheet(document.as_bytes(), &SheetOptions { file_name: Some(name), ..SheetOptions::default() });
        assert_eq!(sheet.map(|sheet| sheet.format), Ok(format), "{name}");
    }
}
