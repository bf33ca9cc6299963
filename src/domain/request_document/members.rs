//! The members of a request, read from what a document holds: by their names, with their types.

use super::mention::{mentions_password, names_password};
use super::node::{Kind, Node, Value};
use super::{Place, RequestDocument, Told, Wrong};
use crate::domain::client_metadata::{MetadataRow, problems_of};

const USER_POOL_ID: &str = "UserPoolId";
const USERNAME: &str = "Username";
const CLIENT_METADATA: &str = "ClientMetadata";
const PASSWORD: &str = "Password";
const PERMANENT: &str = "Permanent";
/// All names, in the order of the API.
const NAMES: [&str; 5] = [USER_POOL_ID, USERNAME, PASSWORD, PERMANENT, CLIENT_METADATA];
/// How many problems are told at once.
const TOLD: usize = 20;
/// Letters that may be wrong in a name that is meant.
const WRONG_LETTERS: usize = 2;
/// What is longer is no name that somebody meant.
const LONGEST_NAME: usize = 40;

/// The request, or everything that is wrong with it, in the order of the document. Names of the document are repeated where `repeats_names`.
pub(super) fn members(root: &Node, place: &dyn Fn(usize) -> Place, repeats_names: bool) -> Result<RequestDocument, Vec<Wrong>> {
    let Value::Map(pairs) = &root.value else {
        return Err(vec![Wrong::new(root.from, format!("A document is a map of names and values, such as {USER_POOL_ID} and {USERNAME}; this is {}.", root.in_words()))]);
    };
    let mut reader = Reader { place, repeats_names, document: RequestDocument::default(), wrong: Vec::new(), seen: Vec::new(), metadata_at: None };
    for (key, value) in pairs {
        reader.member(key, value);
    }
    reader.finish()
}

struct Reader<'a> {
    place: &'a dyn Fn(usize) -> Place,
    repeats_names: bool,
    document: RequestDocument,
    wrong: Vec<Wrong>,
    /// Names, and where they stand.
    seen: Vec<(&'static str, usize)>,
    metadata_at: Option<usize>,
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, sentence: impl Into<String>) {
        self.wrong.push(Wrong::new(at, sentence));
    }

    fn member(&mut self, key: &Node, value: &Node) {
        let Some(text) = key.scalar() else { return self.wrong(key.from, format!("A name is a text, and this is {}.", key.in_words())) };
        let Some(name) = NAMES.into_iter().find(|name| *name == text) else { return self.wrong(key.from, unknown(text, self.repeats_names)) };
        if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == name) {
            let line = (self.place)(*first).line;
            return self.wrong(key.from, format!("{name} stands on line {line} already. Give each name once."));
        }
        self.seen.push((name, key.from));
        match name {
            USER_POOL_ID => self.document.user_pool_id = self.told(name, value),
            USERNAME => self.document.username = self.told(name, value),
            CLIENT_METADATA => self.client_metadata(key, value),
            PERMANENT => match &value.value {
                Value::Scalar { kind: Kind::Flag(flag), .. } => self.document.permanent = Some(*flag),
                _ => self.wrong(value.from, format!("{PERMANENT} takes true or false without quotation marks, and this is {}.", value.in_words())),
            },
            _ => {
                self.document.had_password = true;
                if value.text().is_none() {
                    self.wrong_text(name, value);
                }
            }
        }
    }

    fn told(&mut self, name: &str, value: &Node) -> Option<Told> {
        let Some(text) = value.text() else {
            self.wrong_text(name, value);
            return None;
        };
        // A line that was to be a member of its own is a part of this value: nobody may read on from here.
        if mentions_password(text) && text.contains(|c: char| c.is_whitespace() || c == ':') {
            self.wrong(value.from, format!("{name} goes on into what looks like another name. Begin each name at the line's beginning, with a colon and a space behind it."));
            return None;
        }
        Some(Told { text: text.to_owned(), at: (self.place)(value.from) })
    }

    fn wrong_text(&mut self, name: &str, value: &Node) {
        let advice = if matches!(value.value, Value::Scalar { kind: Kind::Number | Kind::Date | Kind::Flag(_), .. }) { " Put it between quotation marks." } else { "" };
        self.wrong(value.from, format!("{name} takes a text, and this is {}.{advice}", value.in_words()));
    }

    fn client_metadata(&mut self, key: &Node, value: &Node) {
        self.metadata_at = Some(key.from);
        let Value::Map(pairs) = &value.value else { return self.wrong(value.from, format!("{CLIENT_METADATA} takes a map of texts, and this is {}.", value.in_words())) };
        let before = self.wrong.len();
        for (key, value) in pairs {
            match (key.text(), value.text()) {
                (None, _) => self.wrong(key.from, format!("A key of {CLIENT_METADATA} is a text, and this is {}.", key.in_words())),
                (Some(key_text), _) if names_password(key_text) => {
                    self.wrong(key.from, format!("{CLIENT_METADATA} of a document takes no password. If one must go to the pool's triggers, type it into the form."));
                }
                (Some(_), Some(value_text)) if mentions_password(value_text) && value_text.contains([':', '=']) => {
                    self.wrong(
                        value.from,
                        format!("This value of {CLIENT_METADATA} looks like a password with its name. If it must go to the pool's triggers, type it into the form."),
                    );
                }
                (Some(_), None) => self.wrong_text(&format!("A value of {CLIENT_METADATA}"), value),
                (Some(key), Some(value)) => self.document.client_metadata.push(MetadataRow { key: key.to_owned(), value: value.to_owned() }),
            }
        }
        // Rows and pairs go together only where each pair is a row.
        if self.wrong.len() == before {
            for (row, problem) in problems_of(&self.document.client_metadata) {
                let at = pairs.get(row).map_or(key.from, |(key, _)| key.from);
                self.wrong(at, problem.sentence());
            }
        }
    }

    fn finish(mut self) -> Result<RequestDocument, Vec<Wrong>> {
        if let Some(at) = self.metadata_at.filter(|_| self.document.sets_password()) {
            self.wrong(at, format!("{CLIENT_METADATA} does not go with {PASSWORD} or {PERMANENT}: AdminSetUserPassword takes none."));
        }
        if self.wrong.is_empty() {
            return Ok(self.document);
        }
        self.wrong.sort_by_key(|wrong| wrong.at);
        self.wrong.truncate(TOLD);
        Err(self.wrong)
    }
}

/// What is said of a name that the two calls do not have. A name is repeated only where it looks like one: what looks otherwise may be a value.
fn unknown(text: &str, repeats_names: bool) -> String {
    let is_name = repeats_names
        && text.chars().count() <= LONGEST_NAME
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'));
    let meant = NAMES.into_iter().find(|name| strsim::osa_distance(&name.to_lowercase(), &text.to_lowercase()) <= WRONG_LETTERS);
    match (is_name, meant) {
        (true, Some(meant)) => format!("“{text}” is no name of a request. {meant} is."),
        (true, None) if !mentions_password(text) => {
            format!("“{text}” is no name of these requests. They have {USER_POOL_ID}, {USERNAME} and {CLIENT_METADATA}, or {USER_POOL_ID}, {USERNAME}, {PASSWORD} and {PERMANENT}.")
        }
        (_, Some(meant)) => format!("This is no name of a request. {meant} is."),
        _ => format!("This is no name of these requests. They have {USER_POOL_ID}, {USERNAME} and {CLIENT_METADATA}, or {USER_POOL_ID}, {USERNAME}, {PASSWORD} and {PERMANENT}."),
    }
}
