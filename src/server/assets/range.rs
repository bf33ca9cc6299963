//! Which part of a file is asked for (RFC 9110, section 14.2). Several parts at once are answered with the whole, as that section allows.

use axum::http::{HeaderMap, header};
use std::ops::Range;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Of(Range<usize>),
    /// Nothing: the file ends before.
    Beyond,
}

impl Part {
    /// `Content-Range`, of a file of so many bytes.
    pub(super) fn header(&self, length: usize) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Of(range) => Some(format!("bytes {}-{}/{length}", range.start, range.end - 1)),
            Self::Beyond => Some(format!("bytes */{length}")),
        }
    }
}

/// What these headers ask for. A condition of `If-Range` is never met: it takes a strong validator, and ours is weak.
pub(super) fn asked(headers: &HeaderMap, length: usize) -> Part {
    if headers.contains_key(header::IF_RANGE) {
        return Part::Whole;
    }
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("bytes="));
    let Some((first, last)) = range.filter(|range| !range.contains(',')).and_then(|range| range.split_once('-')) else { return Part::Whole };
    let (start, end) = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(length)),
        (Ok(first), Err(_)) if last.is_empty() => (first, length),
        (Err(_), Ok(last)) if first.is_empty() => (if last == 0 { length } else { length.saturating_sub(last) }, length),
        _ => return Part::Whole,
    };
    if start < end { Part::Of(start..end) } else { Part::Beyond }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn one_part_is_sent_and_anything_else_is_the_whole() {
        let table = [
            ("bytes=0-4", Part::Of(0..5)),
            ("bytes=5-", Part::Of(5..10)),
            ("bytes=-3", Part::Of(7..10)),
            ("bytes=-30", Part::Of(0..10)),
            ("bytes=8-99", Part::Of(8..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=4-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
            ("lines=0-1", Part::Whole),
        ];
        for (value, part) in table {
            let headers: HeaderMap = [(header::RANGE, HeaderValue::from_static(value))].into_iter().collect();
            assert_eq!(asked(&headers, 10), part, "{value}");
        }
        assert_eq!(asked(&HeaderMap::new(), 10), Part::Whole);
    }
}
