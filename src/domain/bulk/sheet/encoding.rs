//! From bytes to text: UTF-8, with or without its mark, and nothing else.
//!
//! Guessing an older encoding would turn names into other names, and a run would find the wrong people or none.

use super::faults::SheetFault;
use super::lines::{counted, line_starts};

const SAVE_AS_UTF_8: &str = "Save it as UTF-8: in Excel as “CSV UTF-8 (Comma delimited)”, in other editors with the encoding UTF-8.";

/// The text of a document, without the byte order mark.
///
/// # Errors
/// What the document is instead, with the line of the first byte that is no UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, SheetFault> {
    let refused = |line, what: &str| SheetFault { line, column: None, sentence: format!("{what} {SAVE_AS_UTF_8}") };
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(refused(1, "This is a workbook or an archive, not text."));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || is_utf_16_without_mark(bytes) {
        return Err(refused(1, "This text is UTF-16, not UTF-8."));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Where files were joined, there are marks enough for two.
    std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}')).map_err(|error| {
        let at = error.valid_up_to();
        let line = line_starts(bytes).partition_point(|start| *start <= at);
        let byte = bytes.get(at).copied().unwrap_or_default();
        refused(counted(line), &format!("This line has a byte that is not UTF-8 (0x{byte:02X}): the text is in an older encoding, or damaged."))
    })
}

/// In UTF-16 every other byte of plain text is zero; UTF-8 has none.
fn is_utf_16_without_mark(bytes: &[u8]) -> bool {
    let (seen, zeros) = bytes.iter().take(64).fold((0, 0), |(seen, zeros), byte| (seen + 1, zeros + usize::from(*byte == 0)));
    seen >= 4 && zeros * 3 >= seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_read_with_and_without_its_mark() {
        for (bytes, text) in [(&b"anna"[..], "anna"), (b"\xef\xbb\xbfanna", "anna"), ("jürgen\n海".as_bytes(), "jürgen\n海"), (b"", ""), (b"\xef\xbb\xbf\xef\xbb\xbfanna", "anna")]
        {
            assert_eq!(decode(bytes).expect("UTF-8"), text);
        }
    }

    #[test]
    fn anything_else_is_named_with_its_line() {
        let table: [(&[u8], u32, &str); 7] = [
            (b"\xff\xfea\0n\0n\0a\0", 1, "This text is UTF-16, not UTF-8."),
            (b"\xfe\xff\0a\0n", 1, "This text is UTF-16, not UTF-8."),
            (b"a\0n\0n\0a\0", 1, "This text is UTF-16, not UTF-8."),
            (b"PK\x03\x04\x14\0", 1, "This is a workbook or an archive, not text."),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", 1, "This is a workbook or an archive, not text."),
            (b"anna\r\nbob\r\nj\xfcrgen", 3, "This line has a byte that is not UTF-8 (0xFC): the text is in an older encoding, or damaged."),
            (b"\xef\xbb\xbfanna\rx\xe2\x82", 2, "This line has a byte that is not UTF-8 (0xE2): the text is in an older encoding, or damaged."),
        ];
        for (bytes, line, what) in table {
            let fault = decode(bytes).expect_err("not UTF-8");
            assert_eq!((fault.line, fault.column), (line, None), "{bytes:?}");
            assert_eq!(fault.sentence, format!("{what} {SAVE_AS_UTF_8}"), "{bytes:?}");
        }
    }
}
