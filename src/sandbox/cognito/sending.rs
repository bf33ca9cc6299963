//! How a message leaves a pool: through which function, by which mailer, and whether at all.

use super::Call;
use super::input::ClientMetadata;
use super::wire::WireError;
use crate::sandbox::clock::Moment;
use crate::sandbox::model::{Invocation, Mailer, Medium, Message, Sms, Trigger};

/// The way of one message.
#[derive(Debug)]
pub struct Route {
    medium: Medium,
    /// triggerSource and ARN of the function that writes or sends it.
    function: Option<(String, String)>,
    /// Whether the function is given the caller's ClientMetadata.
    hands_on_metadata: bool,
    is_swallowed: bool,
    is_by_default_mailer: bool,
}

/// What is sent.
#[derive(Debug)]
pub struct Letter {
    /// The address or number.
    pub destination: String,
    /// The subject line of a mail.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The code or the temporary password.
    pub code: String,
    /// Whether it is a password.
    pub has_password: bool,
    /// Until when it works.
    pub code_expires_at: Moment,
}

impl Route {
    /// Whether one of the pool's functions has a say in the message.
    pub const fn is_custom(&self) -> bool {
        self.function.is_some()
    }
}

/// The way of a message of an event (the second half of triggerSource, as in `ForgotPassword`), or
/// why the pool cannot send it. A sender function takes the place of mailer, SNS and CustomMessage.
pub fn route(call: &Call<'_>, pool: usize, medium: Medium, event: &'static str) -> Result<Route, WireError> {
    let settings = &call.pool(pool)?.settings;
    let function = |trigger: Trigger| settings.trigger(trigger).map(|arn| (format!("{}_{event}", trigger.word()), arn.to_owned()));
    let sender = function(match medium {
        Medium::Email => Trigger::CustomEmailSender,
        Medium::Sms => Trigger::CustomSmsSender,
    });
    if sender.is_some() {
        // The guide names the events in which senders get ClientMetadata; invitations are none of them.
        let hands_on_metadata = event != "AdminCreateUser";
        return Ok(Route { medium, function: sender, hands_on_metadata, is_swallowed: false, is_by_default_mailer: false });
    }
    let is_by_default_mailer = medium == Medium::Email && settings.mailer == Mailer::CognitoDefault;
    match medium {
        Medium::Email if is_by_default_mailer && !call.world.may_mail(call.now) => {
            let why = "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email.";
            return Err(WireError::new("LimitExceededException", why));
        }
        Medium::Email => {}
        Medium::Sms => may_text(settings.sms)?,
    }
    let is_swallowed = medium == Medium::Sms && settings.sms == Sms::SnsSandbox;
    Ok(Route { medium, function: function(Trigger::CustomMessage), hands_on_metadata: true, is_swallowed, is_by_default_mailer })
}

fn may_text(sms: Sms) -> Result<(), WireError> {
    match sms {
        Sms::Working | Sms::SnsSandbox => Ok(()),
        Sms::NotConfigured => Err(WireError::invalid("User pool does not have SMS configuration to send messages.")),
        Sms::BrokenAccessPolicy => Err(WireError::new("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS")),
        Sms::BrokenTrust => Err(WireError::new("InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship allowing Cognito to assume the role")),
    }
}

/// Puts a message on its way: into the outbox.
pub fn send(call: &mut Call<'_>, pool: usize, username: &str, route: Route, letter: Letter, metadata: ClientMetadata) -> Result<(), WireError> {
    let pool = call.pool(pool)?.settings.id.clone();
    let metadata = if route.hands_on_metadata { metadata } else { ClientMetadata::new() };
    if let Some((source, function)) = &route.function {
        call.invoked.push(Invocation { source: source.clone(), function: function.clone(), client_metadata: metadata.clone() });
    }
    if route.is_by_default_mailer {
        call.world.count_mail(call.now)?;
    }
    let client_metadata = route.function.is_some().then_some(metadata);
    let (trigger_source, trigger) = route.function.unzip();
    let message = Message {
        sequence: 0,
        at: call.now,
        operation: call.operation.to_owned(),
        pool,
        username: username.to_owned(),
        medium: route.medium,
        destination: letter.destination,
        subject: if route.medium == Medium::Email { letter.subject } else { String::new() },
        text: letter.text,
        code: letter.code,
        has_password: letter.has_password,
        code_expires_at: letter.code_expires_at,
        trigger,
        trigger_source,
        client_metadata,
        is_swallowed: route.is_swallowed,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}
