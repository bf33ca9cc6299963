//! `passdesk check-config`: one line a fault; and whether Cognito and the issuer answer.

use super::{Failure, settings};
use crate::compose::{directory, identity};
use crate::domain::clock::SystemClock;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::user_directory::UserDirectory;
use std::path::Path;
use std::sync::Arc;

/// Checks the configuration, then asks each pool and the issuer.
///
/// # Errors
/// One line for each fault.
pub async fn check_config(config: Option<&Path>) -> Result<(), Failure> {
    let settings = settings(config)?;
    println!("configuration: good");
    let mut faults = Vec::new();
    match identity(&settings, Arc::new(SystemClock)) {
        Ok(issuer) => match issuer.check().await {
            Ok(()) => println!("issuer {}: answers", settings.oidc.issuer),
            Err(error) => faults.push(format!("oidc.issuer: {error}")),
        },
        Err(error) => faults.push(error.to_string()),
    }
    match directory(&settings).await {
        Ok(directory) => {
            for pool in directory.pools() {
                match directory.check(&pool.id).await {
                    Ok(()) => println!("user pool {} ({}): answers", pool.id, pool.name),
                    Err(failure) => faults.push(format!("user pool {}: {failure}", pool.id)),
                }
            }
        }
        Err(error) => faults.push(error.to_string()),
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure(faults)) }
}
