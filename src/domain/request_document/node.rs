//! What a document holds, with where it stands. Any text of it may be a password: none prints itself, and each is overwritten when it is dropped.

use crate::domain::secret::Secret;

/// Values within values, at most.
pub(super) const DEPTH: usize = 8;
/// Values in a document, at most.
pub(super) const NODES: usize = 1_000;

/// One value, from its first character up to the one behind it, counted from 0.
pub(super) struct Node {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) value: Value,
}

/// What it is.
pub(super) enum Value {
    Scalar {
        /// As it is meant, without quotation marks and escapes.
        text: Secret<String>,
        kind: Kind,
        /// It stands without quotation marks, in lines of its own.
        is_block: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// What a scalar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Date,
    Flag(bool),
    Nothing,
}

impl Node {
    /// A scalar's text, whatever it stands for.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text.expose()),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, kind: Kind::Text, .. } => Some(text.expose()),
            _ => None,
        }
    }

    /// As in "and this is a number".
    pub(super) fn in_words(&self) -> &'static str {
        match &self.value {
            Value::Scalar { kind, .. } => match kind {
                Kind::Text => "a text",
                Kind::Number => "a number",
                Kind::Date => "a date",
                Kind::Flag(_) => "true or false",
                Kind::Nothing => "nothing (null)",
            },
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Calls `see` with this and with everything within it.
    pub(super) fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        match &self.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.iter().for_each(|item| item.walk(see)),
            Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                key.walk(see);
                value.walk(see);
            }),
        }
    }
}
