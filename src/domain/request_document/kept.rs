//! The text of a document as it may be kept: each password gives way to a placeholder, and where anything else could be one, nothing is kept.

use super::mention::{mentions_password, unescaped};
use super::node::{Kind, Node, Value};
use super::{DOCUMENT_LIMIT, PASSWORD_PLACEHOLDER, SKELETONS, parse};
use zeroize::Zeroizing;

/// What is shorter stands in every text.
const SHORTEST: usize = 3;
/// The longest name of a password, in characters: `temporary_user_password`.
const LONGEST_NAME: usize = 24;

/// A text that may be kept.
pub(super) struct Kept {
    pub(super) text: String,
    edits: Vec<Edit>,
}

/// A value that gave way: its characters, and how many stand there now.
struct Edit {
    from: usize,
    to: usize,
    new: usize,
}

impl Kept {
    /// Where a character of the pasted text stands now.
    pub(super) fn moved(&self, at: usize) -> usize {
        let mut shift = (0, 0);
        for edit in &self.edits {
            if at >= edit.to {
                shift = (shift.0 + edit.to - edit.from, shift.1 + edit.new);
            } else if at > edit.from {
                return edit.from + shift.1 - shift.0;
            }
        }
        at + shift.1 - shift.0
    }
}

/// The text with placeholders, where `root` is what it holds; `None` where nobody can tell.
pub(super) fn kept(text: &str, root: Option<&Node>) -> Option<Kept> {
    let Some(root) = root else {
        let is_kept = !mentions_password(&without_own_comments(text)) && text.chars().count() <= DOCUMENT_LIMIT;
        return is_kept.then(|| Kept { text: text.to_owned(), edits: Vec::new() });
    };
    let mut found = Vec::new();
    find(root, &mut found);
    found.sort_by_key(|(_, value)| value.from);
    let characters = Zeroizing::new(text.chars().collect::<Vec<char>>());
    let mut kept = Kept { text: String::new(), edits: Vec::new() };
    let mut done = 0;
    for (key, value) in &found {
        // What was meant as the value may be a comment before it.
        if characters.get(key.to..value.from).is_some_and(|between| between.contains(&'#')) {
            return None;
        }
        let to = end_of(&characters, value);
        // A value within another one, or none at all.
        if value.from < done || to <= value.from {
            continue;
        }
        kept.text.extend(characters.get(done..value.from)?);
        let placeholder = placeholder(value);
        kept.text.push_str(&placeholder);
        kept.edits.push(Edit { from: value.from, to, new: placeholder.chars().count() });
        done = to;
    }
    kept.text.extend(characters.get(done..)?);
    // What speaks of a password beside the names of those that gave way.
    let is_known = |at: &usize| found.iter().any(|(key, _)| is_name(key) && (key.from..key.to).contains(at)) || kept.edits.iter().any(|edit| (edit.from..edit.to).contains(at));
    let rest = Zeroizing::new(characters.iter().enumerate().map(|(at, c)| if is_known(&at) { '\n' } else { *c }).collect::<String>());
    let is_safe = !found.iter().any(|(_, value)| is_nothing(value))
        && !mentions_password(&without_own_comments(&rest))
        && has_placeholders(&kept.text, root)
        && !holds_any(&kept.text, &secrets(&found));
    is_safe.then_some(kept)
}

/// No value at all stands behind the name: what was meant may be a comment, as in `#secret`, or stand on the next line.
fn is_nothing(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar { text, kind: Kind::Nothing, .. } if text.expose().is_empty())
}

/// Whether a name is nothing but one: what looks otherwise may have run together with its value.
fn is_name(key: &Node) -> bool {
    key.scalar().is_some_and(|name| name.chars().count() <= LONGEST_NAME && name.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
}

/// The text without the comments of our own skeletons, which speak of passwords and hold none.
fn without_own_comments(text: &str) -> Zeroizing<String> {
    let comments = SKELETONS.iter().flat_map(|skeleton| skeleton.text.lines()).filter_map(|line| line.split_once('#').map(|(_, comment)| comment));
    comments.fold(Zeroizing::new(text.to_owned()), |text, comment| Zeroizing::new(text.replace(comment, "")))
}

/// Values under a name that speaks of a password, each with its name.
fn find<'a>(node: &'a Node, found: &mut Vec<(&'a Node, &'a Node)>) {
    match &node.value {
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|item| find(item, found)),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                if key.scalar().is_some_and(mentions_password) {
                    found.push((key, value));
                } else {
                    find(key, found);
                    find(value, found);
                }
            }
        }
    }
}

/// The end of a value with a comment behind it, which may be the rest of it, as in `one #two`; without the blanks behind both: what follows stays on its own
/// line.
fn end_of(characters: &[char], value: &Node) -> usize {
    let mut to = value.to.min(characters.len());
    while to > value.from && characters[to - 1].is_whitespace() {
        to -= 1;
    }
    let line = characters[to..].iter().take_while(|c| **c != '\n').count();
    let blanks = characters[to..to + line].iter().take_while(|c| c.is_whitespace()).count();
    if characters.get(to + blanks).is_some_and(|c| *c == '#') { to + line } else { to }
}

fn placeholder(value: &Node) -> String {
    match &value.value {
        Value::Scalar { is_block: true, .. } => PASSWORD_PLACEHOLDER.to_owned(),
        _ => format!("\"{PASSWORD_PLACEHOLDER}\""),
    }
}

/// Whether the new text holds what the old one held, but for placeholders in the place of passwords: then nothing of one was left behind.
fn has_placeholders(text: &str, root: &Node) -> bool {
    parse(text).is_ok_and(|new| is_same(&new, root, false))
}

fn is_same(new: &Node, old: &Node, is_password: bool) -> bool {
    if is_password {
        return new.scalar().is_some_and(|text| text.trim() == PASSWORD_PLACEHOLDER);
    }
    match (&new.value, &old.value) {
        (Value::Scalar { text: new, kind, .. }, Value::Scalar { text: old, kind: before, .. }) => new.expose() == old.expose() && kind == before,
        (Value::List(new), Value::List(old)) => new.len() == old.len() && new.iter().zip(old).all(|(new, old)| is_same(new, old, false)),
        (Value::Map(new), Value::Map(old)) => {
            let pair = |((new_key, new), (old_key, old)): (&(Node, Node), &(Node, Node))| {
                is_same(new_key, old_key, false) && is_same(new, old, old_key.scalar().is_some_and(mentions_password))
            };
            new.len() == old.len() && new.iter().zip(old).all(pair)
        }
        _ => false,
    }
}

/// All that a password may be.
fn secrets<'a>(found: &[(&'a Node, &'a Node)]) -> Vec<&'a str> {
    let mut secrets = Vec::new();
    for (_, value) in found {
        value.walk(&mut |node| secrets.extend(node.scalar().map(str::trim)));
    }
    secrets.retain(|secret| secret.chars().count() >= SHORTEST && *secret != PASSWORD_PLACEHOLDER);
    secrets
}

/// Whether a password stands somewhere else too, as it is or in another spelling of it.
fn holds_any(text: &str, secrets: &[&str]) -> bool {
    let plain = unescaped(text);
    let mut values = vec![text.to_owned(), plain];
    if let Ok(root) = parse(text) {
        root.walk(&mut |node| values.extend(node.scalar().map(str::to_owned)));
    }
    secrets.iter().any(|secret| values.iter().any(|value| value.contains(secret)))
}
