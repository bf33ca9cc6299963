//! Whether a place that is given every checkpoint still has them.

use super::Seal;
use std::collections::HashSet;

/// What is missing from a file that these notes were delivered to, in this order: from the first one that it has, all have to be there, and
/// the newest in any case. A file that was begun anew, as after a rotation, has the later ones only. `None` where nothing is missing.
pub fn missing_from(delivered: &[String], kept: &[Seal]) -> Option<String> {
    let there: HashSet<&str> = kept.iter().map(|seal| seal.note.as_str()).collect();
    if delivered.last().is_none_or(|newest| there.contains(newest.as_str())) {
        let since = delivered.iter().skip_while(|note| !there.contains(note.as_str()));
        let missing = since.filter(|note| !there.contains(note.as_str())).count();
        return (missing > 0).then(|| format!("{missing} of the checkpoints that were written to it are not in it: lines were taken out or changed"));
    }
    Some("the newest checkpoint that was written to it is not in it: its end was cut off, or it was emptied".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::SealPlace;
    use super::*;

    #[test]
    fn a_file_has_everything_from_its_first_checkpoint_on() {
        let notes = |ids: &[u8]| ids.iter().map(u8::to_string).collect::<Vec<_>>();
        let kept = |ids: &[u8]| ids.iter().map(|id| Seal { place: SealPlace::Outside(String::new()), note: id.to_string(), filed_size: None }).collect::<Vec<_>>();
        let delivered = notes(&[1, 2, 3, 4]);
        // All of it, a file that was begun anew, and what was delivered once more or is ahead of the cursor.
        for good in [&[1, 2, 3, 4][..], &[3, 4], &[4], &[4, 4, 5], &[9, 8, 2, 3, 4]] {
            assert_eq!(missing_from(&delivered, &kept(good)), None, "{good:?}");
        }
        for (bad, words) in [(&[][..], "emptied"), (&[1, 2, 3], "its end was cut off"), (&[5], "emptied"), (&[1, 2, 4], "1 of the"), (&[1, 4], "2 of the")] {
            assert!(missing_from(&delivered, &kept(bad)).is_some_and(|said| said.contains(words)), "{bad:?}");
        }
        assert_eq!(missing_from(&[], &[]), None, "nothing was delivered yet");
    }
}
