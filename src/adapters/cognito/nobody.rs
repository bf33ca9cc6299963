//! A username that nobody has.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's client")]

use super::attempts::{Kind, attempts};
use super::failure::failure;
use crate::domain::pool::PoolId;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use aws_sdk_cognitoidentityprovider as cognito;
use rand::TryRngCore;
use rand::rngs::OsRng;

/// What the name begins with, so that whoever finds it in CloudTrail knows what it was.
const BEGINS: &str = "passdesk-check-";
/// Random bytes of the name: nobody guesses or repeats 128 bits.
const BYTES: usize = 16;

/// A username of a pool that nobody has. There is no other way to make one than [`Nobody::find`], so what takes one can be asked for no
/// user.
#[derive(Debug)]
pub(super) struct Nobody(String);

/// Whether there is one.
#[derive(Debug)]
pub(super) enum Found {
    /// A name, and Cognito's word that nobody has it.
    Nobody(Nobody),
    /// Cognito gave no such word.
    Doubt(DirectoryFailure),
}

impl Nobody {
    /// Makes a name up, and asks Cognito (`AdminGetUser`) whether somebody has it: only `UserNotFoundException` says no.
    pub async fn find(client: &cognito::Client, pool: &PoolId) -> Found {
        let mut bytes = [0; BYTES];
        if let Err(error) = OsRng.try_fill_bytes(&mut bytes) {
            return Found::Doubt(DirectoryError::Unreachable(format!("no random bytes: {error}")).into());
        }
        let name = format!("{BEGINS}{}", hex::encode(bytes));
        let asked = attempts(Kind::Read, || async { client.admin_get_user().user_pool_id(pool.as_str()).username(&name).send().await.map_err(|error| failure(&error)) });
        match asked.await {
            Err(DirectoryFailure { error: DirectoryError::UserNotFound, .. }) => Found::Nobody(Self(name)),
            Err(other) => Found::Doubt(other),
            Ok(_) => Found::Doubt(DirectoryError::OutcomeUnknown("Cognito knows a user whose name was made up a moment ago".to_owned()).into()),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}
