//! YAML 1.2, one document of it, without anchors, aliases and tags, with where each value stands.

use super::Wrong;
use super::node::{DEPTH, Kind, NODES, Node, Value};
use super::scalar::kind;
use crate::domain::secret::Secret;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

/// The document.
pub(super) fn parse(text: &str) -> Result<Node, Wrong> {
    let mut events = Events { parser: Parser::new_from_str(text), left: NODES };
    let mut root = None;
    loop {
        match events.next()? {
            (Event::StreamEnd, _) => return root.ok_or_else(|| Wrong::new(0, "There is nothing in the document.")),
            (Event::DocumentStart(_), span) if root.is_some() => {
                return Err(Wrong::new(span.start.index(), "A second document begins here: paste one at a time."));
            }
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (event, span) => root = Some(events.node(event, span, DEPTH)?),
        }
    }
}

/// The parser, and how many values may come yet.
struct Events<'a> {
    parser: Parser<'a, StrInput<'a>>,
    left: usize,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Wrong> {
        self.parser.next_event().unwrap_or(Ok((Event::StreamEnd, Span::default()))).map_err(|error| Wrong::new(error.marker().index(), sentence(&error)))
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Wrong> {
        let from = span.start.index();
        if depth == 0 {
            return Err(Wrong::new(from, "There are too many maps or lists within each other."));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| Wrong::new(from, format!("A document has {NODES} values at most.")))?;
        let (anchor, has_tag) = match &event {
            Event::Scalar(_, _, anchor, tag) => (*anchor, tag.is_some()),
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => (*anchor, tag.is_some()),
            Event::Alias(_) => return Err(Wrong::new(from, "Write the value itself: aliases, with *, are not read.")),
            _ => (0, false),
        };
        if anchor != 0 {
            return Err(Wrong::new(from, "Take the anchor out: names with & are not read."));
        }
        if has_tag {
            return Err(Wrong::new(from, "Take the tag out: types with ! are not read."));
        }
        match event {
            Event::Scalar(text, style, _, _) => {
                let text = text.into_owned();
                let kind = if style == ScalarStyle::Plain { kind(&text) } else { Kind::Text };
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                Ok(Node { from, to: span.end.index(), value: Value::Scalar { text: Secret::new(text), kind, is_block } })
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => return Ok(Node { from, to: end.end.index(), value: Value::List(items) }),
                        (event, span) => items.push(self.node(event, span, depth - 1)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut pairs = Vec::new();
                loop {
                    let key = match self.next()? {
                        (Event::MappingEnd, end) => return Ok(Node { from, to: end.end.index(), value: Value::Map(pairs) }),
                        (event, span) => self.node(event, span, depth - 1)?,
                    };
                    let (event, span) = self.next()?;
                    pairs.push((key, self.node(event, span, depth - 1)?));
                }
            }
            _ => Err(Wrong::new(from, UNREAD)),
        }
    }
}

const UNREAD: &str = "This is not YAML.";

/// Our own words: the parser's may hold a piece of the document.
fn sentence(error: &ScanError) -> &'static str {
    const SENTENCES: [(&str, &str); 14] = [
        ("unknown anchor", "Write the value itself: aliases, with *, are not read."),
        ("anchor", "Take the anchor out: names with & are not read."),
        ("tag", "Take the tag out: types with ! are not read."),
        ("TAG", "Take the directive out: lines with % are not read."),
        ("directive", "Take the directive out: lines with % are not read."),
        ("tab", "Indent by spaces: YAML takes no tabs here."),
        ("expect ':'", "A colon and a space are missing behind this name, or the one above it."),
        ("mapping values are not allowed", "A colon with a space stands where none may: put the text between quotation marks."),
        ("end of stream", "A quotation mark, a brace or a bracket is not closed."),
        ("bracket", "This bracket or brace has no other half."),
        ("escape", "This is no escape of YAML: within double quotation marks a backslash itself is written twice."),
        ("trailing content", "Nothing may follow the closing quotation mark."),
        ("indent", "This line is indented otherwise than the ones around it."),
        ("unprintable", "There is a character here that YAML takes as an escape only."),
    ];
    SENTENCES.iter().find(|(mark, _)| error.info().contains(mark)).map_or(UNREAD, |(_, sentence)| sentence)
}
