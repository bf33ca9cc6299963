//! Lines as an editor counts them.

/// A text and where its lines begin. A line ends with LF, CR or CRLF; nothing else ends one.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

/// One line without its end.
pub(super) struct Line<'t> {
    /// Counted from 1.
    pub number: u32,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// What stands in it.
    pub content: &'t str,
}

impl<'t> Lines<'t> {
    /// Finds the lines.
    pub fn of(text: &'t str) -> Self {
        Self { text, starts: line_starts(text.as_bytes()) }
    }

    /// The line of a byte.
    pub fn line_of(&self, at: usize) -> u32 {
        counted(self.starts.partition_point(|start| *start <= at))
    }

    /// The line of a byte, and the character of the line that the byte is in; both counted from 1.
    pub fn place_of(&self, at: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(start..self.text.floor_char_boundary(at)).unwrap_or_default();
        (counted(line), counted(before.chars().count()).saturating_add(1))
    }

    /// All lines in order.
    pub fn iter(&self) -> impl Iterator<Item = Line<'t>> {
        let ends = self.starts.iter().copied().skip(1).chain([self.text.len()]);
        self.starts.iter().copied().zip(ends).zip(1..).map(|((start, end), number)| {
            let content = self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
            Line { number, start, content }
        })
    }
}

/// Where the lines of a document begin, in bytes: at least one does.
pub(super) fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut before = 0;
    for (at, byte) in bytes.iter().copied().enumerate() {
        // A CR ends a line unless an LF does it behind it.
        if before == b'\n' || (before == b'\r' && byte != b'\n') {
            starts.push(at);
        }
        before = byte;
    }
    if matches!(before, b'\n' | b'\r') {
        starts.push(bytes.len());
    }
    starts
}

/// A count as lines and columns have it; a document is far too small for more.
pub(super) fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_of_the_three_ends() {
        let lines = Lines::of("a\r\nbü\rc\n\nd");
        let read: Vec<_> = lines.iter().map(|line| (line.number, line.start, line.content)).collect();
        assert_eq!(read, [(1, 0, "a"), (2, 3, "bü"), (3, 7, "c"), (4, 9, ""), (5, 10, "d")]);
        for (at, place) in [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 2)), (6, (2, 3)), (7, (3, 1)), (10, (5, 1)), (99, (5, 2))] {
            assert_eq!(lines.place_of(at), place, "byte {at}");
            assert_eq!(lines.line_of(at), place.0, "byte {at}");
        }
    }
}
