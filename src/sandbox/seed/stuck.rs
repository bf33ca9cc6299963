//! Users who complete the table of states. They come last and have dice of their own, so that
//! nobody else changes for their sake.

use super::maker::{Maker, With as _};
use crate::sandbox::clock::Moment;
use crate::sandbox::model::{SentCode, User, UserStatus};

/// The code of the one who waits with it.
const WAITING_CODE: &str = "204060";

/// The ones among the customers.
pub fn customers(now: Moment) -> Vec<User> {
    use UserStatus::{ForceChangePassword, ResetRequired, Unconfirmed};
    let maker = &mut Maker::with_dice(now, 0x0073_7475_636b);
    let mut invited = |username: &str, hours: i64| {
        let mut user = maker.user(username, ForceChangePassword);
        user.created_at = now.plus_seconds(-hours * 3600);
        user.modified_at = user.created_at;
        user.temporary_since = Some(user.created_at);
        user
    };
    let viola = invited("viola.sommer", 30).called("Viola", "Sommer").phone("+447700900612", true);
    let wim = invited("wim.peeters", 52).called("Wim", "Peeters");
    let mut xenia = invited("xenia.petrou", 75).called("Ξένια", "Πέτρου").email("xenia.petrou@example.net", true);
    xenia.enabled = false;
    let ursula = maker.user("ursula.keller", Unconfirmed).called("Ursula", "Keller").email("ursula.keller@example.org", true);
    let mut quentin = maker.user("quentin.morel", ResetRequired).called("Quentin", "Morel").email("quentin.morel@example.com", true);
    quentin.modified_at = now.plus_seconds(-20 * 60);
    quentin.attempts = vec![quentin.modified_at];
    quentin.code = Some(SentCode { code: WAITING_CODE.to_owned(), expires_at: quentin.modified_at.plus_seconds(3600), wrong_tries: 0 });
    let mut vera = maker.user("vera.novak", ResetRequired).called("Věra", "Nováková").email("vera.novak@example.net", false);
    vera.modified_at = now.plus_days(-5);
    vec![viola, wim, xenia, ursula, quentin, vera]
}
