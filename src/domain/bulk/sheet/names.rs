//! The names of columns and keys: which are known, and which one was meant.

/// What a sentence says of a column or key for passwords. It never quotes: what looks like a name may be a password.
pub(super) const NO_PASSWORDS: &str = "Passwords are never read from lists: passdesk generates them.";

/// How alike two names are that are taken for one; below it, "nearest" would mislead.
const ALIKE: f64 = 0.8;

/// Longer names are no names, only work: a first line may have megabytes.
const LONGEST: usize = 64;

/// A known column, by the name it is written with here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// `UserPoolId`
    UserPoolId,
    /// `Username`, which may hold an alias or a `sub` as well.
    Username,
    /// `ClientMetadata`
    ClientMetadata,
}

impl Known {
    /// The name as Cognito's API has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::UserPoolId => "UserPoolId",
            Self::Username => "Username",
            Self::ClientMetadata => "ClientMetadata",
        }
    }

    /// The column of this name in lower case.
    fn written(lower: &str) -> Option<Self> {
        SPELLINGS.iter().find(|(spelling, _)| *spelling == lower).map(|(_, known)| *known)
    }

    /// The column with this header, in any case.
    pub fn column(name: &str) -> Option<Self> {
        let name = name.trim();
        if name.len() > LONGEST { None } else { Self::written(&name.to_lowercase()) }
    }

    /// The key of this name: exactly Cognito's.
    pub fn key(name: &str) -> Option<Self> {
        [Self::UserPoolId, Self::Username, Self::ClientMetadata].into_iter().find(|known| known.name() == name)
    }
}

const SPELLINGS: [(&str, Known); 10] = [
    ("username", Known::Username),
    ("user", Known::Username),
    ("user name", Known::Username),
    ("e-mail", Known::Username),
    ("email", Known::Username),
    ("sub", Known::Username),
    ("userpoolid", Known::UserPoolId),
    ("user_pool_id", Known::UserPoolId),
    ("pool", Known::UserPoolId),
    ("clientmetadata", Known::ClientMetadata),
];

/// The key of a `metadata.KEY` column, trimmed; it may be empty.
pub(super) fn metadata_key(name: &str) -> Option<&str> {
    const PREFIX: &str = "metadata.";
    let (prefix, key) = name.trim().split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then(|| key.trim())
}

/// The known column that is most like this unknown one.
pub(super) fn nearest(name: &str) -> Option<Known> {
    let lower: String = name.trim().chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let alike = SPELLINGS.iter().map(|(spelling, known)| (strsim::jaro_winkler(&lower, spelling), *known));
    let (alikeness, known) = alike.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (alikeness >= ALIKE).then_some(known)
}

/// The name is made for passwords: with it in a header, the list holds some.
pub(super) fn is_password_name(name: &str) -> bool {
    let name = letters(name);
    ["password", "passwort", "passwd", "passphrase", "kennwort"].iter().any(|word| name.contains(word)) || ["pwd", "pass", "pw"].contains(&name.as_str())
}

/// The name is one of those that nothing but a password has. Narrower than [`is_password_name`]: a cell `MyPassword1` makes no header of its line, and
/// `metadata.password_help` no password of its cells.
pub(super) fn is_just_password(name: &str) -> bool {
    let names = ["password", "passwort", "kennwort", "passwd", "temporarypassword", "temppassword", "newpassword", "initialpassword", "userpassword", "permanentpassword"];
    names.contains(&letters(name).as_str())
}

fn letters(name: &str) -> String {
    name.chars().take(LONGEST).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_any_case_and_keys_exactly() {
        for (name, known) in [
            (" USERNAME ", Some(Known::Username)),
            ("User Name", Some(Known::Username)),
            ("E-Mail", Some(Known::Username)),
            ("Sub", Some(Known::Username)),
            ("User_Pool_Id", Some(Known::UserPoolId)),
            ("Pool", Some(Known::UserPoolId)),
            ("clientMetadata", Some(Known::ClientMetadata)),
            ("name", None),
            ("", None),
        ] {
            assert_eq!(Known::column(name), known, "{name}");
        }
        assert_eq!((Known::key("Username"), Known::key("username"), Known::key("email")), (Some(Known::Username), None, None));
        for (name, key) in [("metadata.ticket", Some("ticket")), (" Metadata. a.B ", Some("a.B")), ("metadata.", Some("")), ("metadata", None), ("métadata.x", None)] {
            assert_eq!(metadata_key(name), key, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        for (name, known) in [
            ("Usernme", Some(Known::Username)),
            ("user_name", Some(Known::Username)),
            ("Mail", Some(Known::Username)),
            ("E-Mail Address", Some(Known::Username)),
            ("UserPool", Some(Known::UserPoolId)),
            ("pool id", Some(Known::UserPoolId)),
            ("client_metadata", Some(Known::ClientMetadata)),
            ("Department", None),
            ("ticket", None),
            ("", None),
        ] {
            assert_eq!(nearest(name), known, "{name}");
        }
    }

    #[test]
    fn names_of_passwords_are_known_in_many_ways() {
        for (name, is_one, is_just_that) in [
            ("Password", true, true),
            ("temporary_password", true, true),
            ("Temporary Password", true, true),
            ("Passwort (neu)", true, false),
            ("pwd", true, false),
            ("PasswordLastSet", true, false),
            ("MyPassword1", true, false),
            ("passport", false, false),
            ("Username", false, false),
        ] {
            assert_eq!((is_password_name(name), is_just_password(name)), (is_one, is_just_that), "{name}");
        }
    }
}
