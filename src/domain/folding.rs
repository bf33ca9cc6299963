//! Texts as they are looked for: without case, and without the accents that a keyboard may not have.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Letters in lower case and without marks, so that `ines` finds `Inês` and `lodz` finds `Łódź`: decomposed by compatibility (Unicode Standard
/// Annex #15, NFKD), without the marks that stand over, under or through a letter, and put together again for the scripts whose letters are
/// made so (Hangul, kana). Marks that make another letter (nukta, the voicing of kana) and vowels of Indic scripts stay. Both small sigmas are
/// one: which of them it is depends on what follows. Without NUL, which stands in no text that anyone looks for.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|letter| *letter != '\0').map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let bare = text.nfkd().filter(|letter| *letter != '\0' && canonical_combining_class(*letter) < FIRST_ACCENT);
    let mut folded = String::with_capacity(text.len());
    for letter in bare.flat_map(char::to_lowercase) {
        match written_out(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    folded.nfc().collect()
}

/// The first combining class of marks that are only added to a letter; below it stand nukta, the voicing of kana, and virama.
const FIRST_ACCENT: u8 = 10;

/// Letters that Unicode does not decompose, as those write them who do not have them.
fn written_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ȷ' => "j",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_need_not_be_typed() {
        for (text, folded) in [
            ("Inês Duarte", "ines duarte"),
            ("NOVÁKOVÁ", "novakova"),
            ("Łódź", "lodz"),
            ("Søren Ærø Đorđe", "soren aero dorde"),
            ("Straße STRASSE", "strasse strasse"),
            ("Þór Œuvre", "thor oeuvre"),
            ("İstanbul ılık", "istanbul ilik"),
            ("ΟΔΥΣΣΕΑΣ Οδυσσέας", "οδυσσεασ οδυσσεασ"),
            ("Nguyễn Thị", "nguyen thi"),
            ("INC-204817\0", "inc-204817"),
            ("ｆｕｌｌ　ﬁｌｅ ℌ", "full file h"),
            ("מֹשֶׁה مُحَمَّد", "משה محمد"),
        ] {
            assert_eq!(fold(text), folded);
            assert_eq!(fold(&fold(text)), folded, "once is enough");
        }
    }

    #[test]
    fn letters_that_are_made_of_parts_stay_what_they_are() {
        for text in ["김철수", "がぎぐ パピ", "王秀英", "कि क़", "กิน", "😀"] {
            assert_eq!(fold(text), text.nfkc().collect::<String>());
        }
        assert_eq!(fold("e\u{301}"), fold("é"), "one letter, or a letter and its mark");
    }
}
