//! Text of strangers as an auditor has to see it: what shows nothing, or turns what stands around it, becomes a mark that shows.

/// The text on one line, with a mark for each control character and for each that is invisible or changes the direction: `␛` for an escape,
/// `⟨U+202E⟩` for a right-to-left override.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        match c {
            // The control pictures stand in the same order as what they show.
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if is_hidden(before, c) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            _ => shown.push(c),
        }
        before = c;
    }
    shown
}

/// The same of a text that has lines, such as a signed note.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Joiners belong into Persian words and into emoji; between Latin letters they only tell two equal names apart.
fn is_hidden(before: char, c: char) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => before.is_ascii() || is_hidden(' ', before),
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => true,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => true,
        '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_shown() {
        assert_eq!(visible("a\nb\u{1b}[31mc\u{7f}\0"), "a␊b␛[31mc␡␀");
        assert_eq!(visible("moc.\u{202e}elpmaxe\u{2066}"), "moc.⟨U+202E⟩elpmaxe⟨U+2066⟩");
        assert_eq!(visible("ana\u{200b}\u{200d}\u{ad}\u{85}\u{2028}"), "ana⟨U+200B⟩⟨U+200D⟩⟨U+00AD⟩⟨U+0085⟩⟨U+2028⟩");
        assert_eq!(visible("ad\u{200d}min \u{e0041}"), "ad⟨U+200D⟩min ⟨U+E0041⟩");
    }

    #[test]
    fn letters_of_all_scripts_and_emoji_stay_as_they_are() {
        for text in ["Zoë Ångström", "نمی\u{200c}خواهم", "👩\u{200d}👩\u{200d}👧", "שלום", "山田 太郎", "e\u{301}", "<b>\"&'"] {
            assert_eq!(visible(text), text);
        }
    }
}
