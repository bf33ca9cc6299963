//! `passdesk check-config`: one line a fault; whether Cognito, the issuer and the sinks of the trail answer, and who this console is at AWS.

use super::check_pools::check_pools;
use super::{Failure, settings};
use crate::compose::{check_hook, check_sinks, identity};
use crate::domain::clock::SystemClock;
use crate::ports::identity_provider::IdentityProvider;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// For each sink of the trail.
const PATIENCE: Duration = Duration::from_secs(10);

/// Checks the configuration, then asks the issuer, each pool, and each sink of the trail.
///
/// # Errors
/// One line for each fault.
pub async fn check_config(config: Option<&Path>) -> Result<(), Failure> {
    let settings = settings(config)?;
    println!("configuration: good");
    let mut faults = Vec::new();
    match crate::adapters::sqlite::connect(&settings.database_url).await {
        Ok(database) => match database.check().await {
            Ok(()) => println!("database {}: can be written", settings.database_url),
            Err(error) => faults.push(format!("database_url: {error}")),
        },
        Err(error) => faults.push(format!("database_url: {error}")),
    }
    match identity(&settings, Arc::new(SystemClock)) {
        Ok(issuer) => match issuer.check().await {
            Ok(()) => println!("issuer {}: answers", settings.oidc.issuer),
            Err(error) => faults.push(format!("oidc.issuer: {error}")),
        },
        Err(error) => faults.push(error.to_string()),
    }
    check_pools(&settings, &mut faults).await;
    for tried in check_sinks(&settings.audit.sinks, PATIENCE).await {
        match tried {
            Ok(line) => println!("{line}"),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(hook) = &settings.hook {
        match check_hook(hook, PATIENCE).await {
            Ok(line) => println!("{line}"),
            Err(fault) => faults.push(fault),
        }
    }
    // One line a fault, whatever a library writes.
    let faults: Vec<String> = faults.into_iter().map(|fault| fault.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::all(faults)) }
}
