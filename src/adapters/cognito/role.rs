//! The role of a pool, and `AssumeRole` for a session of it.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's clients")]

use super::attempts::{Kind, attempts};
use super::failure::session_failure;
use super::settings::CognitoPoolSettings;
use crate::domain::role_session::RoleSession;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use aws_config::sts::AssumeRoleProvider;
use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_sts as sts;
use aws_sdk_sts::operation::RequestId;
use aws_sdk_sts::types::Tag;
use std::time::Duration;

/// How long a session lasts: an hour, which every role allows, also where the console's own credentials come from a role.
pub(super) const LASTS: Duration = Duration::from_secs(3_600);

/// A role, and what every session of it is given. Tags are not transitive: from these sessions nothing is assumed.
#[derive(Debug, Clone)]
pub(super) struct Role {
    arn: String,
    external_id: Option<String>,
    tags: Vec<(String, String)>,
    own_session: String,
    sets_source_identity: bool,
}

/// A session that STS gave.
#[derive(Debug)]
pub(super) struct Assumed {
    /// Its credentials.
    pub credentials: Credentials,
    /// Its ARN.
    pub arn: String,
}

impl Role {
    /// That of a pool, if it has one.
    pub fn of(settings: &CognitoPoolSettings) -> Option<Self> {
        settings.role_arn.clone().map(|arn| Self {
            arn,
            external_id: settings.external_id.clone(),
            tags: settings.session_tags.clone().into_iter().collect(),
            own_session: settings.role_session_name.clone(),
            sets_source_identity: settings.sets_source_identity,
        })
    }

    /// The console's own session, for what it reads, without a source identity. The SDK renews it.
    pub async fn own(&self, of_sts: &SdkConfig, region: Region) -> AssumeRoleProvider {
        let mut own = AssumeRoleProvider::builder(&self.arn).configure(of_sts).region(region).session_name(&self.own_session);
        if let Some(id) = &self.external_id {
            own = own.external_id(id);
        }
        if !self.tags.is_empty() {
            own = own.tags(self.tags.clone());
        }
        own.build().await
    }

    /// `AssumeRole` for a person. It changes nothing, so it may be repeated as a read may.
    ///
    /// # Errors
    /// Access refused, throttled or unreachable.
    pub async fn assume(&self, sts: &sts::Client, name: &RoleSession) -> Result<Assumed, DirectoryFailure> {
        let seconds = i32::try_from(LASTS.as_secs()).unwrap_or(i32::MAX);
        let source_identity = self.sets_source_identity.then(|| name.as_str().to_owned());
        let answer = attempts(Kind::Read, || async {
            let call = sts.assume_role().role_arn(&self.arn).role_session_name(name.as_str()).duration_seconds(seconds);
            let call = call.set_external_id(self.external_id.clone()).set_tags(self.sts_tags());
            call.set_source_identity(source_identity.clone()).send().await.map_err(|error| session_failure(&error))
        })
        .await?;
        let made = answer.credentials().zip(answer.assumed_role_user());
        let Some((made, user)) = made else {
            let error = DirectoryError::Unreachable("unreadable answer of STS: no credentials".to_owned());
            return Err(DirectoryFailure { error, aws_request_id: answer.request_id().map(str::to_owned), aws_code: None });
        };
        // Their end is kept by our own clock: the machine's may be wrong, or set meanwhile.
        let credentials = Credentials::new(made.access_key_id(), made.secret_access_key(), Some(made.session_token().to_owned()), None, "role session");
        Ok(Assumed { credentials, arn: user.arn().to_owned() })
    }

    /// The tags as the SDK takes them; none rather than an empty list.
    fn sts_tags(&self) -> Option<Vec<Tag>> {
        let tags: Vec<Tag> = self.tags.iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect();
        (!tags.is_empty()).then_some(tags)
    }
}
