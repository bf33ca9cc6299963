//! Every form of the user page that has an effect, for a user in whose state it works.

use crate::browser::{Answer, Browser};
use crate::desk::{CUSTOMERS, Desk, form};
use crate::html;
use std::collections::BTreeMap;

/// Nobody's password anywhere else in these tests.
pub const TYPED: &str = "Quartz-Meadow-58-lantern";

/// One form.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Its word in the address of the user page.
    pub word: &'static str,
    /// Where it goes.
    pub path: &'static str,
    /// The event of its records.
    pub event: &'static str,
    /// What it asks of Cognito.
    pub operation: &'static str,
    /// A user for whom it works.
    pub user: &'static str,
    /// What it has beside what every form has.
    pub fields: &'static [(&'static str, &'static str)],
}

const fn account(word: &'static str, path: &'static str, event: &'static str, operation: &'static str, user: &'static str) -> Form {
    Form { word, path, event, operation, user, fields: &[] }
}

pub const INVITATION: Form = account("invitation", "/api/users/resend_invitation", "invitation.resend", "AdminCreateUser", "dana.kowalczyk");
pub const CONFIRM: Form = account("confirm", "/api/users/confirm_sign_up", "user.confirm_sign_up", "AdminConfirmSignUp", "freya.lindholm");
pub const ENABLE: Form = account("enable", "/api/users/enable", "user.enable", "AdminEnableUser", "samir.haddad");
pub const VERIFY_EMAIL: Form = Form {
    fields: &[("contact", "email")],
    ..account("verify-email", "/api/users/mark_contact_verified", "user.mark_contact_verified", "AdminUpdateUserAttributes", "lena.fischer")
};
pub const VERIFY_PHONE: Form = Form { word: "verify-phone", fields: &[("contact", "phone_number")], ..VERIFY_EMAIL };
pub const SIGN_OUT: Form = account("sign-out", "/api/users/sign_out", "user.sign_out", "AdminUserGlobalSignOut", "mei.chen");
pub const RESET: Form = account("reset", "/api/passwords/reset", "password.reset", "AdminResetUserPassword", "amara.okafor");
pub const SET: Form = Form {
    fields: &[("lasts", "temporary"), ("source", "generated")],
    ..account("password", "/api/passwords/set", "password.set_temporary", "AdminSetUserPassword", "kofi.mensah")
};
pub const SET_TYPED: Form = Form { event: "password.set_permanent", user: "mateo.alvarez", fields: &[("lasts", "permanent"), ("source", "typed"), ("password", TYPED)], ..SET };

/// The forms of an account's standing.
pub const ACCOUNT: [Form; 6] = [INVITATION, CONFIRM, ENABLE, VERIFY_EMAIL, VERIFY_PHONE, SIGN_OUT];
/// All forms.
pub const ALL: [Form; 9] = [INVITATION, CONFIRM, ENABLE, VERIFY_EMAIL, VERIFY_PHONE, SIGN_OUT, RESET, SET, SET_TYPED];

impl Form {
    /// Whether it takes ClientMetadata.
    pub fn takes_metadata(&self) -> bool {
        matches!(self.word, "invitation" | "confirm" | "reset")
    }

    /// The fields for any user, as somebody would send them who does not go by the page.
    pub async fn forged(&self, desk: &Desk, pool: &str, username: &str) -> BTreeMap<String, String> {
        let mut fields = desk.reset_form(pool, username).await;
        fields.extend(form(self.fields));
        fields
    }

    /// The address of its user's page, with this form chosen.
    pub async fn address(&self, desk: &Desk) -> String {
        let sub = desk.user(CUSTOMERS, self.user).await["sub"].as_str().expect("a sub").to_owned();
        format!("/users/{CUSTOMERS}/{sub}?do={}", self.word)
    }

    /// The form as its user's page offers it, filled in.
    pub async fn filled(&self, desk: &Desk, browser: &Browser) -> BTreeMap<String, String> {
        let mut fields = self.offered(&browser.page(&self.address(desk).await).await);
        assert!(!fields["seen"].is_empty() && !fields["action_id"].is_empty(), "{}: {fields:?}", self.word);
        fields.extend(form(self.fields));
        fields.extend(form(&[("reason", "Caller lost the old phone"), ("ticket", "INC-204817"), ("caller_verified_by", "manager")]));
        if self.takes_metadata() {
            fields.extend(form(&[("metadata[0][key]", "ticket"), ("metadata[0][value]", "INC-204817")]));
        }
        fields
    }

    /// The form as a page offers it.
    pub fn offered(&self, page: &Answer) -> BTreeMap<String, String> {
        html::form_fields(&page.body, self.path)
    }
}

/// The same form, sent by the button that only asks what would happen.
pub fn asking(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut fields = fields.clone();
    fields.insert("check".into(), "yes".into());
    fields
}

/// Everything that somebody typed or chose, by field: not what the page itself puts into the form, and no password.
pub fn typed(fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let own = ["action_id", "seen", "check", "password", "add_rows", ""];
    fields.iter().filter(|(name, value)| !own.contains(&name.as_str()) && !value.is_empty()).map(|(name, value)| (name.clone(), value.clone())).collect()
}
