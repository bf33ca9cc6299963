//! Users that a careless console trips over.

use super::maker::{Maker, With as _};
use crate::sandbox::model::{User, UserStatus};

/// The odd ones among the customers.
pub fn customers(maker: &mut Maker) -> Vec<User> {
    use UserStatus::{Archived, Compromised, Confirmed, Unknown};
    let longest = format!("{:x<128}", "legacy-import-batch-2017-");
    let many: Vec<String> = ["admins", "finance-approvers", "beta-testers", "gold", "newsletter"].map(String::from).into();
    let mut everywhere = maker.user("member.everywhere", Confirmed).called("Mem", "Everywhere").email("member@example.org", true);
    everywhere.groups = many;
    let mut disabled = maker.user("expired.and.disabled", UserStatus::ForceChangePassword).email("gone@example.net", true);
    disabled.enabled = false;
    disabled.temporary_since = Some(disabled.modified_at);
    vec![
        maker.user(&longest, Confirmed).called("Maximilian", "Longname").email("longest.username@example.com", true),
        maker.user(r#"sean.o'brien+"beta"\test"#, Confirmed).called("Seán", "O’Brien “Beta”").email("sean+beta@example.com", true),
        maker.user("sunflower🌻", Confirmed).with("name", "Sunny 🌻👩🏽‍🌾").email("sunflower@example.org", true),
        maker
            .user("script.kiddie", Confirmed)
            .with("name", "</textarea><script>alert(1)</script>")
            .with("given_name", "\"><img src=x onerror=alert(1)>")
            .with("family_name", "{{7*7}}${7*7}")
            .email("script.kiddie@example.net", true)
            .with("custom:customer_number", "=HYPERLINK(\"http://evil.example\")"),
        maker.user("no.name", Confirmed).email("no.name@example.com", true),
        maker.user("spoofed", Confirmed).with("name", "\u{202e}gnp.ecilA\u{202c}").email("spoofed@example.org", true),
        maker.user("wide.name", Confirmed).with("name", &"Wolfeschlegelsteinhausenbergerdorff".repeat(8)).email("wide@example.com", true),
        maker.user("combining", Confirmed).with("name", "Z̷͔̈́a̶͎͛l̸̙̑g̸̱̈́o̷̱̓ Te\u{301}st").email("combining@example.net", true),
        maker.user("archived.user", Archived).called("Archie", "Vane").email("archived@example.com", true),
        maker.user("compromised.user", Compromised).called("Corey", "Promise").email("compromised@example.com", true),
        maker.user("unknown.user", Unknown).called("Una", "Known").email("unknown@example.com", true),
        maker.user("taro.kowalski", Confirmed).called("タロウ", "Kowalski").email("taro@example.net", true).phone("+447700900777", false),
        disabled,
        everywhere,
    ]
}
