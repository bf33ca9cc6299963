//! JSON Lines: an object a line; or one array of such objects, wherever their lines end.

use super::SheetRow;
use super::faults::SheetFault;
use super::identifier::fault_of;
use super::lines::Lines;
use super::metadata::{no_object, read_object};
use super::names::{Known, NO_PASSWORDS, is_password_name, nearest};
use super::parts::{Part, Parts, check};
use super::reading::Reading;
use super::shown::shown;
use super::table::pool_of;

const ONE_OBJECT_A_LINE: &str = r#"Write one object a line, such as {"Username":"anna","ClientMetadata":{"ticket":"INC-1"}}."#;

/// Reads a document of JSON.
pub(super) fn read(text: &str, lines: &Lines<'_>, reading: &mut Reading) {
    let mut reader = Reader { lines, reading };
    if text.trim_start().starts_with('[') { reader.read_array(text) } else { reader.read_lines() }
}

struct Reader<'r, 't> {
    lines: &'r Lines<'t>,
    reading: &'r mut Reading,
}

impl Reader<'_, '_> {
    fn read_array(&mut self, text: &str) {
        // More than JSON's own white space may stand around it.
        let from = text.len() - text.trim_start().len();
        let array = text.trim();
        if let Err(fault) = check(array) {
            return self.fault(from + fault.at, || format!("This is no JSON array of objects: {}.", fault.words));
        }
        for element in Parts::of(array) {
            let at = from + element.at;
            let row = if element.is_object() {
                self.read_object(element.text, at)
            } else {
                self.fault(at, || format!("This element of the array is no object. {ONE_OBJECT_A_LINE}"));
                None
            };
            self.reading.row(self.lines.line_of(at), row);
        }
    }

    fn read_lines(&mut self) {
        let lines = self.lines;
        for line in lines.iter() {
            let object = line.content.trim();
            if object.is_empty() {
                continue;
            }
            let at = line.start + line.content.len() - line.content.trim_start().len();
            if !object.starts_with('{') {
                self.fault(at, || format!("This line is no JSON object. {ONE_OBJECT_A_LINE}"));
                self.reading.row(line.number, None);
                continue;
            }
            match check(object) {
                Ok(()) => {
                    let row = self.read_object(object, at);
                    self.reading.row(line.number, row);
                }
                // An object over several lines would make every one of them a fault.
                Err(fault) if fault.is_cut && self.reading.count() == 0 => {
                    return self.fault(at + fault.at, || format!("The object does not end on this line. {ONE_OBJECT_A_LINE}"));
                }
                Err(fault) => {
                    self.fault(at + fault.at, || format!("This line is no JSON object: {}.", fault.words));
                    self.reading.row(line.number, None);
                }
            }
        }
    }

    /// Reads an object that is known to be JSON. There is a row when there is no fault.
    fn read_object(&mut self, object: &str, from: usize) -> Option<SheetRow> {
        let before = self.reading.faults();
        let (mut pool, mut given, mut metadata) = (None, None, None);
        let mut parts = Parts::of(object);
        while let (Some(key_part), Some(value_part)) = (parts.next(), parts.next()) {
            let (key_at, value_at) = (from + key_part.at, from + value_part.at);
            let key = key_part.string().unwrap_or_default();
            let is_first = match Known::key(&key) {
                Some(Known::UserPoolId) => pool.replace(self.read_pool(value_part, value_at)).is_none(),
                Some(Known::Username) => given.replace(self.read_identifier(value_part, value_at)).is_none(),
                Some(Known::ClientMetadata) => metadata.replace(self.read_metadata(value_part, value_at)).is_none(),
                None => {
                    self.fault(key_at, || unknown_key(&key));
                    true
                }
            };
            if !is_first {
                self.fault(key_at, || format!("The key “{}” is there twice: use each key once.", shown(&key)));
            }
        }
        if given.is_none() {
            self.fault(from, || "This object has no key Username: give the username, the e-mail address or the sub as its value.".to_owned());
        }
        let row = SheetRow { line: self.lines.line_of(from), pool: pool.flatten(), given: given?, metadata: metadata.unwrap_or_default(), same_as: None };
        (self.reading.faults() == before).then_some(row)
    }

    fn read_pool(&mut self, value: Part<'_>, at: usize) -> Option<String> {
        let text = self.read_string(Known::UserPoolId, value, at)?;
        pool_of(&text).unwrap_or_else(|sentence| {
            self.fault(at, || sentence);
            None
        })
    }

    fn read_identifier(&mut self, value: Part<'_>, at: usize) -> String {
        let Some(text) = self.read_string(Known::Username, value, at) else { return String::new() };
        let identifier = text.trim();
        if let Some(fault) = fault_of(identifier) {
            self.fault(at, || fault.sentence());
        }
        identifier.to_owned()
    }

    fn read_metadata(&mut self, value: Part<'_>, at: usize) -> Vec<(String, String)> {
        if !value.is_object() {
            self.fault(at, no_object);
            return Vec::new();
        }
        read_object(value.text).unwrap_or_else(|fault| {
            self.fault(at + fault.at, || fault.sentence);
            Vec::new()
        })
    }

    fn read_string(&mut self, key: Known, value: Part<'_>, at: usize) -> Option<String> {
        let string = value.string();
        if string.is_none() {
            self.fault(at, || format!("The value of {} is no string: write it in quotation marks.", key.name()));
        }
        string
    }

    fn fault(&mut self, at: usize, sentence: impl FnOnce() -> String) {
        let lines = self.lines;
        self.reading.fault(|| {
            let (line, column) = lines.place_of(at);
            SheetFault { line, column: Some(column), sentence: sentence() }
        });
    }
}

fn unknown_key(key: &str) -> String {
    if is_password_name(key) {
        return format!("{NO_PASSWORDS} Remove this key, and whatever else holds these passwords.");
    }
    let near = nearest(key).map(|known| format!(" The nearest is {}.", known.name())).unwrap_or_default();
    format!("The key “{}” is not known.{near} The keys are UserPoolId, Username and ClientMetadata.", shown(key))
}
