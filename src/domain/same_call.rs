//! The call that an action makes, as other tools take it: AWS CLI, AWS Tools for PowerShell, R, Python, and the documents that the CLI reads. Whoever
//! pastes one makes the very same request, but for the password: that is asked for where the call is made, and never written here.

mod answer;
mod aws_cli;
mod documents;
mod powershell;
mod python;
mod quoting;
mod r;

pub use answer::CallRecords;

use super::contact::Contact;
use super::preflight::Help;

/// A way to write a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `aws`, in bash or zsh.
    AwsCli,
    /// AWS Tools for PowerShell.
    PowerShell,
    /// R, with paws.
    R,
    /// Python, with boto3.
    Python,
    /// The document for `--cli-input-json`.
    Json,
    /// The document for `--cli-input-yaml`.
    Yaml,
}

impl Dialect {
    /// All, in the order in which pages show them.
    pub const ALL: [Self; 6] = [Self::AwsCli, Self::PowerShell, Self::R, Self::Python, Self::Json, Self::Yaml];

    /// The tool's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AwsCli => "AWS CLI",
            Self::PowerShell => "PowerShell",
            Self::R => "R (paws)",
            Self::Python => "Python (boto3)",
            Self::Json => "JSON",
            Self::Yaml => "YAML",
        }
    }

    /// The word in element ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::AwsCli => "aws-cli",
            Self::PowerShell => "powershell",
            Self::R => "r",
            Self::Python => "python",
            Self::Json => "json",
            Self::Yaml => "yaml",
        }
    }
}

/// What a parameter holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Flag(bool),
    /// One word of a list.
    OnlyOf(&'static str),
    /// A map of strings.
    Map(Vec<(String, String)>),
    /// A list of one attribute: its name, and its value.
    Attribute(&'static str, &'static str),
    Password,
}

/// One call of Cognito's API with everything that it carries, but for a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCall {
    /// As the API names it: `AdminResetUserPassword`.
    operation: &'static str,
    /// As PowerShell names it.
    cmdlet: &'static str,
    region: String,
    /// By the names of the API, in its order.
    parameters: Vec<(&'static str, Value)>,
}

/// Whom a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalledFor<'a> {
    /// The pool's Region.
    pub region: &'a str,
    /// The user pool's id.
    pub pool: &'a str,
    /// The canonical username.
    pub username: &'a str,
}

impl ServiceCall {
    /// The call of a way to help. `contact` is where an invitation goes; `metadata` is left out where the operation takes none.
    pub fn of(help: Help, user: CalledFor<'_>, contact: Option<Contact>, metadata: &[(String, String)]) -> Self {
        let (operation, cmdlet) = match help {
            Help::ResetCode => ("AdminResetUserPassword", "Reset-CGIPUserPasswordAdmin"),
            Help::TemporaryPassword | Help::PermanentPassword => ("AdminSetUserPassword", "Set-CGIPUserPasswordAdmin"),
            Help::Invitation => ("AdminCreateUser", "New-CGIPUserAdmin"),
            Help::ConfirmSignUp => ("AdminConfirmSignUp", "Confirm-CGIPUserRegistrationAdmin"),
            Help::Enable => ("AdminEnableUser", "Enable-CGIPUserAdmin"),
            Help::MarkVerified(_) => ("AdminUpdateUserAttributes", "Update-CGIPUserAttributeAdmin"),
            Help::SignOut => ("AdminUserGlobalSignOut", "Disconnect-CGIPUserGlobalAdmin"),
        };
        let mut parameters = vec![("UserPoolId", Value::Text(user.pool.to_owned())), ("Username", Value::Text(user.username.to_owned()))];
        match help {
            Help::TemporaryPassword | Help::PermanentPassword => {
                parameters.extend([("Password", Value::Password), ("Permanent", Value::Flag(help == Help::PermanentPassword))]);
            }
            Help::Invitation => {
                let medium = if contact == Some(Contact::PhoneNumber) { "SMS" } else { "EMAIL" };
                parameters.extend([("MessageAction", Value::Text("RESEND".to_owned())), ("DesiredDeliveryMediums", Value::OnlyOf(medium))]);
            }
            Help::MarkVerified(Contact::Email) => parameters.push(("UserAttributes", Value::Attribute("email_verified", "true"))),
            Help::MarkVerified(Contact::PhoneNumber) => parameters.push(("UserAttributes", Value::Attribute("phone_number_verified", "true"))),
            Help::ResetCode | Help::ConfirmSignUp | Help::Enable | Help::SignOut => {}
        }
        let takes_metadata = matches!(help, Help::ResetCode | Help::Invitation | Help::ConfirmSignUp);
        if takes_metadata && !metadata.is_empty() {
            parameters.push(("ClientMetadata", Value::Map(metadata.to_vec())));
        }
        Self { operation, cmdlet, region: user.region.to_owned(), parameters }
    }

    /// The API's operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The call as this tool takes it, without a line break at its end.
    pub fn written(&self, dialect: Dialect) -> String {
        match dialect {
            Dialect::AwsCli => aws_cli::written(self),
            Dialect::PowerShell => powershell::written(self),
            Dialect::R => r::written(self),
            Dialect::Python => python::written(self),
            Dialect::Json => documents::json(self),
            Dialect::Yaml => documents::yaml(self),
        }
    }

    fn has_password(&self) -> bool {
        self.parameters.iter().any(|(_, value)| *value == Value::Password)
    }
}

/// `AdminResetUserPassword` as `admin-reset-user-password`, or with another separator.
fn in_words(name: &str, separator: char) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(separator);
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests;
