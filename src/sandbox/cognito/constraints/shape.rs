//! What a member may be, in the words of the API model.

use super::pattern::Pattern;

/// One member of an input.
#[derive(Debug)]
pub struct Member {
    /// The name on the wire, as in `UserPoolId`.
    pub name: &'static str,
    /// Whether it has to be there.
    pub is_required: bool,
    /// What it may be.
    pub shape: &'static Shape,
}

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// An integer within bounds.
    Number {
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// A boolean.
    Flag,
    /// A list of one shape.
    List(&'static Shape),
    /// A map from strings to one shape.
    Map(&'static Shape),
    /// Members by name.
    Structure(&'static [Member]),
}

/// What a string may be.
#[derive(Debug)]
pub struct Text {
    /// The least number of characters.
    pub least: usize,
    /// The greatest number of characters.
    pub most: usize,
    /// What it has to look like.
    pub pattern: Pattern,
    /// The only values; any when empty.
    pub words: &'static [&'static str],
    /// Whether a message may not repeat the value.
    pub is_sensitive: bool,
}

/// A string that a message may not repeat.
pub const fn sensitive(least: usize, most: usize, pattern: Pattern) -> Shape {
    Shape::Text(Text { least, most, pattern, words: &[], is_sensitive: true })
}

/// A string that a message may repeat.
pub const fn text(least: usize, most: usize, pattern: Pattern) -> Shape {
    Shape::Text(Text { least, most, pattern, words: &[], is_sensitive: false })
}

/// One of a few words.
pub const fn word(words: &'static [&'static str]) -> Shape {
    Shape::Text(Text { least: 0, most: usize::MAX, pattern: Pattern::Anything, words, is_sensitive: false })
}

/// A member that has to be there.
pub const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, is_required: true, shape }
}

/// A member that may be left out.
pub const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, is_required: false, shape }
}
