//! `passdesk serve`

use super::listen::{bind, serve_until_stopped};
use super::{Failure, settings};
use crate::compose::{compose, start_background};
use std::path::Path;

/// Serves the console of this configuration.
///
/// # Errors
/// Every fault of the configuration, or what kept the console from starting.
pub async fn serve(config: Option<&Path>) -> Result<(), Failure> {
    let settings = settings(config)?;
    // The address first: a second console started by mistake must not touch the first one's open actions.
    let listener = bind(settings.listen).await?;
    let composed = compose(&settings).await.map_err(Failure::one)?;
    let background = start_background(&composed.console);
    tracing::info!(listen = %settings.listen, public_url = settings.public_url, pools = settings.pools.len(), "serving");
    serve_until_stopped(listener, composed, background).await
}
