//! On which line of the file a setting stands.

use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The lines of a document's settings, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<String, usize>);

impl Lines {
    /// Of what can be read of a document.
    pub fn of(text: &str) -> Self {
        let mut lines = Self::default();
        if let Ok(table) = DeTable::parse(text) {
            let line = |offset: usize| text.get(..offset).unwrap_or_default().matches('\n').count() + 1;
            lines.note_table("", table.get_ref(), &line);
        }
        lines
    }

    /// The line of a setting, such as `policy.roles[0].may`; where it does not stand there itself, of what it would stand in.
    pub fn of_setting(&self, name: &str) -> Option<usize> {
        let mut name = name;
        loop {
            if let Some(line) = self.0.get(name) {
                return Some(*line);
            }
            name = &name[..name.rfind(['.', '['])?];
        }
    }

    fn note_table(&mut self, path: &str, table: &DeTable<'_>, line: &impl Fn(usize) -> usize) {
        for (key, value) in table {
            let name = key.get_ref();
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            self.0.entry(path.clone()).or_insert_with(|| line(key.span().start));
            match value.get_ref() {
                DeValue::Table(inner) => self.note_table(&path, inner, line),
                DeValue::Array(items) => {
                    for (place, item) in items.iter().enumerate() {
                        let path = format!("{path}[{place}]");
                        self.0.insert(path.clone(), line(item.span().start));
                        if let DeValue::Table(inner) = item.get_ref() {
                            self.note_table(&path, inner, line);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stand_on_their_lines_and_others_on_those_of_their_tables() {
        let text = "a = 1\n\n[policy]\n[[policy.roles]]\nname = 'x'\nalone = { vip = [] }\n[[policy.roles]]\nname = 'y'\n[policy.roles.attributes]\n\"custom:t\" = ['1']\n";
        let lines = Lines::of(text);
        for (setting, line) in [
            ("a", Some(1)),
            ("policy.roles[0].name", Some(5)),
            ("policy.roles[0].alone.vip", Some(6)),
            ("policy.roles[0].may", Some(4)),
            ("policy.roles[1].name", Some(8)),
            ("policy.roles[1].attributes.custom:t", Some(10)),
            ("policy.roles[1].hours", Some(7)),
            ("listen", None),
        ] {
            assert_eq!(lines.of_setting(setting), line, "{setting}");
        }
        assert_eq!(Lines::of("[").of_setting("a"), None);
    }
}
