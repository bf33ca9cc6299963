//! Large, broken and random documents.

use super::*;
use std::time::Instant;

fn large(rows: usize) -> String {
    let mut document = "UserPoolId,Username,metadata.ticket\r\n".to_owned();
    for row in 0..rows {
        document.push_str(&format!("eu-west-1_9aBcDeF12,user{row}@x.example,INC-{row}\r\n"));
    }
    document
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % end.max(1)
    }
}

#[test]
fn a_hundred_thousand_rows_are_read_and_one_more_is_refused() {
    let document = large(ROW_LIMIT - 1) + "eu-west-1_9aBcDeF12,USER0@x.example,\r\n";
    let started = Instant::now();
    let sheet = read(&document).expect("a sheet");
    println!("{} rows, {} bytes: {:?}", sheet.rows.len(), document.len(), started.elapsed());
    assert_eq!((sheet.format, sheet.rows.len()), (SheetFormat::Csv, ROW_LIMIT));
    let last = sheet.rows.last().expect("rows");
    assert_eq!((last.line, last.given.as_str(), last.same_as), (100_001, "USER0@x.example", Some(2)));
    assert!(sheet.rows.iter().zip(2..).all(|(row, line)| row.line == line));
    assert_eq!(sheet.rows.iter().filter(|row| row.same_as.is_some()).count(), 1);
    let faults = read(&large(ROW_LIMIT + 1)).expect_err("one too many");
    assert_eq!((faults.total, faults.faults.first().map(|fault| fault.line)), (1, Some(100_002)));
}

/// Long enough to see what grows with the square, short enough for a build without optimisation.
const LONG: usize = SIZE_LIMIT / 5;

#[test]
fn documents_made_to_take_long_do_not() {
    let cells = |cell: &str| cell.repeat(LONG / cell.len());
    let many = |make: &dyn Fn(usize) -> String| (0..50_000).map(make).collect::<Vec<_>>().join(",");
    for (name, document) in [
        ("short lines", cells("a\n")),
        ("bad lines", cells("\u{1}\n")),
        ("blank lines", cells("\r")),
        ("quotes", format!("Username\n{}", "\"".repeat(LONG))),
        ("bad objects in one line", format!("[{}{{}}]", cells("{},"))),
        ("elements", format!("[{}]", many(&|_| "{\"x\":1}".to_owned()))),
        ("brackets", "[".repeat(LONG)),
        ("deep", format!("[{{\"Username\":{}{}}}]", "[".repeat(400_000), "]".repeat(400_000))),
        ("one object of many keys", format!("{{\"Username\":\"a\",\"ClientMetadata\":{{{}}}}}", many(&|n| format!("\"k{n}\":\"\"")))),
        ("many columns", format!("Username,{}\na\n", many(&|n| format!("metadata.{n}")))),
        ("unknown columns", format!("Username,{}\na\n", many(&|n| format!("column{n}")))),
        ("doubled columns", format!("Username,{}\na\n", many(&|_| "email".to_owned()))),
        ("one long identifier", "海".repeat(LONG / 3)),
        ("one long column", format!("Username,{}\n", "x".repeat(LONG))),
    ] {
        let started = Instant::now();
        let outcome = read(&document);
        println!("{name}: {:?}, {:?}", started.elapsed(), outcome.as_ref().map(|sheet| sheet.rows.len()).map_err(|faults| faults.total));
        assert!(started.elapsed().as_secs() < 20, "{name}");
        assert_short(&outcome);
    }
}

/// No sentence is long, or holds what cannot be seen.
fn assert_short(outcome: &Result<Sheet, SheetFaults>) {
    let Err(faults) = outcome else { return };
    assert!(faults.total >= faults.faults.len() && !faults.faults.is_empty() && faults.faults.len() <= FAULTS_KEPT);
    for SheetFault { line, column, sentence } in &faults.faults {
        assert!(*line > 0 && *column != Some(0), "{sentence}");
        assert!(sentence.chars().count() < 300 && !sentence.contains(char::is_control), "{sentence:?}");
    }
}

#[test]
fn no_document_makes_the_reader_panic() {
    let seeds: [&[u8]; 8] = [
        b"anna\nbob@x.example\r\n\r+4915112345678\n1.5E+11\n",
        "\u{feff}UserPoolId;Username;metadata.a\r\neu-west-1_a;\"j\u{fc}rgen\";\"x\ny\"\r\n;;\r\n".as_bytes(),
        b"Username,ClientMetadata,metadata.b\nanna,\"{\"\"a\"\":\"\"1\"\"}\",2\nbob,,\n",
        b"Username\tmetadata.a\rcarl\tx\rcarl\ty\r",
        "{\"Username\":\"anna\",\"ClientMetadata\":{\"a\":\"\\u00fc\"}}\n{\"UserPoolId\":\"x_1\",\"Username\":\"海\"}\n".as_bytes(),
        b"[{\"Username\":\"anna\"},\n{\"Username\":\"b\\\"ob\",\"ClientMetadata\":{\"k\":\"v\"}}]",
        b"Username,Password\nanna,hunter2\n",
        b"a\0n\0n\0a\0",
    ];
    let bits: [&[u8]; 24] = [
        b"\"",
        b"\"\"",
        b",",
        b";",
        b"\t",
        b"\r",
        b"\n",
        b"\r\n",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"\\",
        b"\0",
        b" ",
        b"metadata.",
        b"Password",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xcc\x81",
        b"\xe2\x80\x8b",
        b"\\ud800",
        b"E+11",
    ];
    let names = [None, Some("a.csv"), Some("a.tsv"), Some("a.json"), Some("a."), Some("")];
    let mut numbers = Numbers(0x5eed);
    for round in 0..10_000 {
        let mut document = seeds[numbers.below(seeds.len())].to_vec();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(document.len() + 1);
            match numbers.below(5) {
                0 if at < document.len() => document[at] = u8::try_from(numbers.below(256)).expect("a byte"),
                1 if at < document.len() => drop(document.remove(at)),
                2 => document.truncate(at),
                3 => {
                    let other = seeds[numbers.below(seeds.len())];
                    let from = numbers.below(other.len());
                    document.splice(at..at, other[from..].iter().copied());
                }
                _ => drop(document.splice(at..at, bits[numbers.below(bits.len())].iter().copied())),
            }
        }
        if round % 10 == 0 {
            document = (0..numbers.below(80)).map(|_| u8::try_from(numbers.below(256)).expect("a byte")).collect();
        }
        let options = SheetOptions { at_most: numbers.below(6), file_name: names[numbers.below(names.len())] };
        let outcome = read_sheet(&document, &options);
        assert_short(&outcome);
        if let Ok(sheet) = outcome {
            assert!(!sheet.rows.is_empty() && sheet.rows.len() <= options.at_most, "{document:?}");
            let lines = lines::line_starts(&document).len();
            assert!(sheet.rows.iter().all(|row| usize::try_from(row.line).expect("small") <= lines && identifier::fault_of(&row.given).is_none()), "{document:?}");
            assert!(sheet.rows.is_sorted_by_key(|row| row.line), "{document:?}");
        }
    }
}
