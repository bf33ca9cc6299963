//! The main characters: users to tell a story with, and to write tests about.

use super::maker::{Maker, With as _};
use super::{CUSTOMERS, KIOSKS, PARTNERS};
use crate::sandbox::model::{User, UserStatus};

/// A user worth remembering.
#[derive(Debug)]
pub struct Character {
    /// The user pool's id.
    pub pool: &'static str,
    /// The username, or the e-mail address where that stands for it.
    pub sign_in: &'static str,
    /// The status after seeding.
    pub status: UserStatus,
    /// What the character shows.
    pub shows: &'static str,
}

const fn character(pool: &'static str, sign_in: &'static str, status: UserStatus, shows: &'static str) -> Character {
    Character { pool, sign_in, status, shows }
}

/// The main characters of the seed.
#[rustfmt::skip]
pub const MAIN_CHARACTERS: &[Character] = &[
    character(CUSTOMERS, "amara.okafor", UserStatus::Confirmed, "the plain case: verified e-mail address and number"),
    character(CUSTOMERS, "dana.kowalczyk", UserStatus::ForceChangePassword, "the temporary password has expired"),
    character(CUSTOMERS, "yuki.tanaka", UserStatus::ForceChangePassword, "a temporary password from yesterday"),
    character(CUSTOMERS, "mateo.alvarez", UserStatus::ResetRequired, "reset before, and did not finish"),
    character(CUSTOMERS, "freya.lindholm", UserStatus::Unconfirmed, "signed up, never confirmed"),
    character(CUSTOMERS, "samir.haddad", UserStatus::Confirmed, "disabled"),
    character(CUSTOMERS, "nobody.reachable", UserStatus::Confirmed, "no contact at all"),
    character(CUSTOMERS, "lena.fischer", UserStatus::Confirmed, "the e-mail address is not verified"),
    character(CUSTOMERS, "kofi.mensah", UserStatus::Confirmed, "a verified number only"),
    character(CUSTOMERS, "mei.chen", UserStatus::Confirmed, "SMS MFA: the number does not qualify, e-mail does"),
    character(CUSTOMERS, "ravi.iyer", UserStatus::Confirmed, "SMS MFA and a number only: no place for a code"),
    character(CUSTOMERS, "ines.duarte", UserStatus::Confirmed, "has the e-mail address of a help-desk worker"),
    character(CUSTOMERS, "root.operator", UserStatus::Confirmed, "member of the protected group admins"),
    character(CUSTOMERS, "greta.holm", UserStatus::Confirmed, "member of the protected group finance-approvers"),
    character(CUSTOMERS, "Google_108214573920164837261", UserStatus::ExternalProvider, "signs in with Google"),
    character(CUSTOMERS, "ContosoSAML_victor.hugo@contoso.example", UserStatus::ExternalProvider, "signs in with a company's SAML"),
    character(PARTNERS, "pia.larsen@carrier.example", UserStatus::Confirmed, "partner: the code goes to the phone"),
    character(PARTNERS, "Otto.Brandt@reseller.example", UserStatus::Confirmed, "partner: the case of the address matters"),
    character(PARTNERS, "luis.ferreira@reseller.example", UserStatus::ForceChangePassword, "partner: the temporary password has expired"),
    character(KIOSKS, "kiosk-lisbon-01", UserStatus::Confirmed, "in a pool with admin_only recovery"),
    character(CUSTOMERS, "viola.sommer", UserStatus::ForceChangePassword, "a verified number only: the invitation goes by text message"),
    character(CUSTOMERS, "wim.peeters", UserStatus::ForceChangePassword, "no contact: no place for an invitation"),
    character(CUSTOMERS, "xenia.petrou", UserStatus::ForceChangePassword, "invited, and disabled since"),
    character(CUSTOMERS, "ursula.keller", UserStatus::Unconfirmed, "never confirmed, and the e-mail address is verified"),
    character(CUSTOMERS, "quentin.morel", UserStatus::ResetRequired, "the code went out 20 minutes ago and still works: 204060"),
    character(CUSTOMERS, "vera.novak", UserStatus::ResetRequired, "reset before, and no verified contact since"),
    character(CUSTOMERS, "archived.user", UserStatus::Archived, "a state that AWS no longer uses"),
    character(CUSTOMERS, "compromised.user", UserStatus::Compromised, "a state that nobody here can mend"),
    character(CUSTOMERS, "unknown.user", UserStatus::Unknown, "a state that says nothing"),
];

/// The main characters among the customers.
pub fn customers(maker: &mut Maker) -> Vec<User> {
    use UserStatus::{Confirmed, ExternalProvider, ForceChangePassword, ResetRequired, Unconfirmed};
    let now = maker.now;
    let mut dana = maker.user("dana.kowalczyk", ForceChangePassword).called("Dana", "Kowalczyk");
    dana.created_at = now.plus_days(-23);
    dana.modified_at = now.plus_days(-23);
    dana.temporary_since = Some(dana.modified_at);
    let mut yuki = maker.user("yuki.tanaka", ForceChangePassword).with("name", "田中 由紀");
    yuki.created_at = now.plus_days(-1);
    yuki.modified_at = now.plus_days(-1);
    yuki.temporary_since = Some(yuki.modified_at);
    let mut mateo = maker.user("mateo.alvarez", ResetRequired).called("Mateo", "Álvarez");
    mateo.modified_at = now.plus_days(-2);
    let mut samir = maker.user("samir.haddad", Confirmed).called("سمير", "حداد");
    samir.enabled = false;
    let mut mei = maker.user("mei.chen", Confirmed).with("name", "陈美");
    mei.mfa = vec!["SMS_MFA".to_owned()];
    let mut ravi = maker.user("ravi.iyer", Confirmed).called("Ravi", "Iyer");
    ravi.mfa = vec!["SMS_MFA".to_owned()];
    vec![
        maker
            .user("amara.okafor", Confirmed)
            .called("Amara", "Okafor")
            .email("amara.okafor@example.com", true)
            .phone("+447700900147", true)
            .with("preferred_username", "amara")
            .with("locale", "en-GB")
            .member_of(&["gold", "newsletter"]),
        dana.email("dana.kowalczyk@example.org", true).with("locale", "pl-PL"),
        yuki.email("yuki.tanaka@example.net", true).with("locale", "ja-JP"),
        mateo.email("mateo.alvarez@example.com", true).phone("+12025550143", true),
        maker.user("freya.lindholm", Unconfirmed).called("Freya", "Lindholm").email("freya.lindholm@example.net", false),
        samir.email("samir.haddad@example.org", true),
        maker.user("nobody.reachable", Confirmed).called("Noah", "Reachable"),
        maker.user("lena.fischer", Confirmed).called("Lena", "Fischer").email("lena.fischer@example.com", false).phone("+33639980042", false),
        maker.user("kofi.mensah", Confirmed).called("Kofi", "Mensah").phone("+447700900582", true),
        mei.email("mei.chen@example.net", true).phone("+12025550178", true),
        ravi.phone("+14155550126", true),
        maker.user("ines.duarte", Confirmed).called("Inês", "Duarte").email("ines.duarte@northwind.example", true),
        maker.user("root.operator", Confirmed).called("Ruth", "Operator").email("root.operator@example.com", true).member_of(&["admins"]),
        maker.user("greta.holm", Confirmed).called("Greta", "Holm").email("greta.holm@example.org", true).member_of(&["finance-approvers", "gold"]),
        maker
            .user("Google_108214573920164837261", ExternalProvider)
            .called("Gideon", "Ross")
            .email("gideon.ross@example.com", true)
            .with("identities", &identity("108214573920164837261", "Google", "Google"))
            .member_of(&["eu-west-1_Nw4Customers_Google"]),
        maker
            .user("ContosoSAML_victor.hugo@contoso.example", ExternalProvider)
            .called("Victor", "Hugo")
            .email("victor.hugo@contoso.example", false)
            .with("identities", &identity("victor.hugo@contoso.example", "ContosoSAML", "SAML"))
            .member_of(&["eu-west-1_Nw4Customers_ContosoSAML"]),
    ]
}

/// The `identities` attribute as Cognito writes it.
pub fn identity(user: &str, provider: &str, kind: &str) -> String {
    serde_json::json!([{
        "userId": user, "providerName": provider, "providerType": kind, "issuer": null, "primary": true, "dateCreated": 1_717_243_200_000_i64,
    }])
    .to_string()
}

/// The main characters among the partners: their usernames are their `sub`.
pub fn partners(maker: &mut Maker) -> Vec<User> {
    let mut luis = generated(maker, UserStatus::ForceChangePassword);
    luis.modified_at = maker.now.plus_days(-12);
    luis.created_at = luis.modified_at;
    luis.temporary_since = Some(luis.modified_at);
    vec![
        generated(maker, UserStatus::Confirmed).called("Pia", "Larsen").email("pia.larsen@carrier.example", true).phone("+447700900321", true).member_of(&["carriers"]),
        generated(maker, UserStatus::Confirmed).called("Otto", "Brandt").email("Otto.Brandt@reseller.example", true).member_of(&["resellers"]),
        luis.called("Luís", "Ferreira").email("luis.ferreira@reseller.example", true).phone("+12025550119", true),
    ]
}

/// A user whose username Cognito generated.
pub fn generated(maker: &mut Maker, status: UserStatus) -> User {
    let mut user = maker.user("", status);
    user.username = user.sub().to_owned();
    user
}
