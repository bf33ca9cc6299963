//! The documents of `--cli-input-json` and `--cli-input-yaml`, read back: whom a request is for and what it carries, or what is wrong with the document and
//! where. Of a password nothing stays but that there was one.

mod json;
mod kept;
mod members;
mod mention;
mod node;
mod place;
mod scalar;
mod skeleton;
mod yaml;

pub use place::Place;
pub use skeleton::{SKELETONS, Skeleton};

use super::client_metadata::MetadataRow;
use super::secret::Secret;
use node::Node;

/// The most characters that a document may have.
pub const DOCUMENT_LIMIT: usize = 48 * 1_024;
/// What stands in the place of a password: no pool takes it by chance.
pub const PASSWORD_PLACEHOLDER: &str = "<password>";

/// A text of the document, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The text; may be empty, as in a skeleton.
    pub text: String,
    /// Where it begins.
    pub at: Place,
}

/// What a document asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestDocument {
    /// `UserPoolId`.
    pub user_pool_id: Option<Told>,
    /// `Username`: a username, an alias or a `sub`.
    pub username: Option<Told>,
    /// `ClientMetadata`, in the order of the document.
    pub client_metadata: Vec<MetadataRow>,
    /// `Permanent`.
    pub permanent: Option<bool>,
    /// There was a `Password`. It is nowhere now.
    pub had_password: bool,
}

impl RequestDocument {
    /// Only `AdminSetUserPassword` has these: else it is `AdminResetUserPassword`.
    pub fn sets_password(&self) -> bool {
        self.had_password || self.permanent.is_some()
    }
}

/// What is wrong with a document, in a sentence that repeats no value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentProblem {
    /// Where.
    pub at: Place,
    /// What, and what to do.
    pub sentence: String,
}

/// A document that was read, with as much of its text as may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it asks for, or everything that is wrong with it.
    pub document: Result<RequestDocument, Vec<DocumentProblem>>,
    /// Its text with a placeholder for each password; nothing where a password may be somewhere that nobody can tell.
    pub kept: Option<String>,
}

/// A problem on its way: at a character, counted from 0.
struct Wrong {
    at: usize,
    sentence: String,
}

impl Wrong {
    fn new(at: usize, sentence: impl Into<String>) -> Self {
        Self { at, sentence: sentence.into() }
    }
}

/// Reads a document: JSON where it begins with a brace, else YAML. Places are those of the kept text, or of the pasted one where none is kept.
pub fn read(pasted: &str) -> Reading {
    let text = Secret::new(pasted.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n"));
    let text = text.expose().as_str();
    let parsed = parse(text);
    let kept = kept::kept(text, parsed.as_ref().ok());
    let place = |at: usize| match &kept {
        Some(kept) => Place::of(&kept.text, kept.moved(at)),
        None => Place::of(text, at),
    };
    let problem = |wrong: Wrong| DocumentProblem { at: place(wrong.at), sentence: wrong.sentence };
    let document = match &parsed {
        Ok(root) => members::members(root, &place, kept.is_some()).map_err(|wrong| wrong.into_iter().map(problem).collect()),
        Err(wrong) => Err(vec![DocumentProblem { at: place(wrong.at), sentence: wrong.sentence.clone() }]),
    };
    Reading { document, kept: kept.map(|kept| kept.text) }
}

fn parse(text: &str) -> Result<Node, Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::new(0, "Paste a document, or choose its file."));
    }
    if text.chars().count() > DOCUMENT_LIMIT {
        return Err(Wrong::new(0, format!("Shorten the document to {DOCUMENT_LIMIT} characters or fewer.")));
    }
    if text.trim_start().starts_with('{') { json::parse(text) } else { yaml::parse(text) }
}

#[cfg(test)]
mod tests;
