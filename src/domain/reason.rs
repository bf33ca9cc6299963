//! Why someone acts: a reason always, a ticket where the desk asks for one.

/// The shortest reason that says anything, in characters.
pub const REASON_SHORTEST: usize = 4;
/// The longest reason, in characters.
pub const REASON_LONGEST: usize = 500;
/// The longest ticket, in characters.
pub const TICKET_LONGEST: usize = 64;

/// How a caller was verified: the method, never the answers.
pub const VERIFICATION_METHODS: [(&str, &str); 5] = [
    ("call_back", "Call-back to the number on file"),
    ("manager", "Confirmed by their manager"),
    ("in_person", "In person, with a photo ID"),
    ("video", "Video call, with a photo ID"),
    ("app_prompt", "Prompt in their authenticator app"),
];

/// What a method is called on pages.
pub fn method_words(method: &str) -> String {
    VERIFICATION_METHODS.iter().find(|(name, _)| *name == method).map_or_else(|| method.to_owned(), |(_, words)| (*words).to_owned())
}

/// A checked reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        // What leaves no mark on a page is no reason, however long.
        let count = text.trim_matches(|c| !leaves_a_mark(c)).chars().filter(|c| *c == ' ' || leaves_a_mark(*c)).count();
        if count == 0 {
            return Err("Say why you do this: it goes into the audit trail.");
        }
        if count < REASON_SHORTEST {
            return Err("Say a little more: a reason has at least 4 characters.");
        }
        if text.chars().count() > REASON_LONGEST {
            return Err("Shorten the reason to 500 characters or fewer.");
        }
        if text.chars().any(char::is_control) {
            return Err("Write the reason on one line, without control characters.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The reason's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a ticket must look, from the configuration: `#` stands for a digit, `A` for an upper-case letter, `*` at the end for
/// one or more of anything, and everything else for itself. Kept this small so that a wrong pattern cannot stall a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRule {
    /// The pattern, as configured, for the hint beside the field.
    pub pattern: String,
    /// A ticket must be given.
    pub is_required: bool,
}

impl TicketRule {
    /// Checks a typed ticket; empty means none.
    ///
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn parse(&self, text: &str) -> Result<Option<String>, String> {
        let text = text.trim();
        if text.is_empty() {
            return if self.is_required { Err(format!("Give the ticket, as in {}.", self.example())) } else { Ok(None) };
        }
        if text.chars().count() > TICKET_LONGEST || text.chars().any(char::is_control) {
            return Err("Shorten the ticket to 64 characters or fewer, on one line.".into());
        }
        if text.chars().any(|c| c != ' ' && !leaves_a_mark(c)) {
            return Err(format!("Write the ticket as in {}.", self.example()));
        }
        // Capitals are ours to write.
        let readings = [text.to_owned(), text.to_uppercase()];
        let fitting = readings.into_iter().find(|reading| self.pattern.is_empty() || self.matches(reading));
        fitting.map(Some).ok_or_else(|| format!("Write the ticket as in {}.", self.example()))
    }

    /// A ticket that fits, for hints.
    pub fn example(&self) -> String {
        if self.pattern.is_empty() {
            return "INC-204817".into();
        }
        let digits = "204817395";
        let mut next = digits.chars().cycle();
        self.pattern
            .chars()
            .map(|c| match c {
                '#' | '*' => next.next().unwrap_or('0'),
                other => other,
            })
            .collect()
    }

    fn matches(&self, text: &str) -> bool {
        let (fixed, open_ended) = match self.pattern.strip_suffix('*') {
            Some(fixed) => (fixed, true),
            None => (self.pattern.as_str(), false),
        };
        let mut characters = text.chars();
        for want in fixed.chars() {
            let Some(have) = characters.next() else { return false };
            let fits = match want {
                '#' => have.is_ascii_digit(),
                'A' => have.is_ascii_uppercase(),
                other => have == other,
            };
            if !fits {
                return false;
            }
        }
        characters.next().is_some() == open_ended
    }
}

/// Whether a character leaves a mark. Fillers, joiners, selectors, tags and marks of direction leave none, and are neither white space
/// nor control characters.
pub(super) fn leaves_a_mark(c: char) -> bool {
    let is_format =
        matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let is_special = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}');
    !(c.is_whitespace() || c.is_control() || is_format || is_filler || is_special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert!(Reason::parse("  Caller lost the phone ").is_ok_and(|r| r.as_str() == "Caller lost the phone"));
        for bad in ["", "   ", "abc", &"x".repeat(501), "a\u{0}bcd"] {
            assert!(Reason::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_reason_that_nobody_sees_is_none() {
        let unseen = "\u{ad}\u{34f}\u{115f}\u{180e}\u{200b}\u{200d}\u{202e}\u{2060}\u{2063}\u{2800}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{e0020}\u{10fffd}";
        for c in unseen.chars() {
            let many = c.to_string().repeat(9);
            assert_eq!(Reason::parse(&many).unwrap_err(), Reason::parse("").unwrap_err(), "{c:?}");
            assert!(Reason::parse(&format!("abc{many}")).is_err() && Reason::parse(&format!("{many} a {many}")).is_err(), "{c:?}");
            let rule = TicketRule { pattern: "HR-*".into(), is_required: true };
            let free = TicketRule { pattern: String::new(), is_required: true };
            assert!(rule.parse(&format!("HR-{c}")).is_err() && free.parse(&many).is_err(), "{c:?}");
        }
        for good in ["I am", "نمی\u{200c}خواهم", "👩\u{200d}👩\u{200d}👧 lost it", "e\u{301}te\u{301}", "山田さん"] {
            assert!(Reason::parse(good).is_ok_and(|reason| reason.as_str() == good), "{good}");
        }
    }

    #[test]
    fn tickets_follow_the_desks_pattern() {
        let rule = TicketRule { pattern: "INC-######".into(), is_required: true };
        assert_eq!(rule.parse("INC-204817"), Ok(Some("INC-204817".into())));
        for bad in ["", "INC-20481", "INC-2048177", "INC204817", "INC-20481x"] {
            assert!(rule.parse(bad).is_err(), "{bad}");
        }
        assert_eq!(rule.parse("inc-204817"), Ok(Some("INC-204817".into())));
        let open = TicketRule { pattern: "AA-*".into(), is_required: false };
        assert_eq!(open.parse(""), Ok(None));
        assert_eq!(open.parse("HR-7"), Ok(Some("HR-7".into())));
        assert!(open.parse("HR-").is_err());
    }
}
