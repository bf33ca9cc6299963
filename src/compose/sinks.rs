//! The trail's sinks: the adapter for each, and whether it would take anything.

use super::ComposeError;
use crate::adapters::sinks::{FileSink, HttpsSettings, HttpsSink, SignedPost, StdoutSink, SyslogSink};
use crate::config::HookConfig;
use crate::config::{SinkPlace, SinkSettings};
use crate::domain::audit::{FeedFrom, FeedOf};
use crate::domain::clock::Clock;
use crate::features::audit_trail::Sink;
use crate::features::signals::{Hook, HookRules};
use crate::ports::audit_log::AuditLog;
use crate::ports::signal_log::SignalLog;
use crate::ports::trail_feed::TrailSink;
use futures::future::join_all;
use std::sync::Arc;
use std::time::Duration;

/// The name of the hook's cursor: no sink can have it, for the dot.
const HOOK: &str = "hooks.url";

/// A second place for the trail, as configured.
pub(super) fn sink(settings: &SinkSettings) -> Result<Sink, ComposeError> {
    let problem = |problem: String| ComposeError(format!("audit.sinks: {}: {problem}", settings.name));
    let no_thread = |error: std::io::Error| problem(error.to_string());
    let place: Arc<dyn TrailSink> = match &settings.place {
        SinkPlace::Stdout => Arc::new(StdoutSink::open().map_err(no_thread)?),
        SinkPlace::File(path) => Arc::new(FileSink::new(path.clone()).map_err(no_thread)?),
        SinkPlace::Syslog(syslog) => Arc::new(SyslogSink::new(syslog).map_err(problem)?),
        SinkPlace::Https(https) => Arc::new(HttpsSink::new(&settings.name, https).map_err(problem)?),
    };
    Ok(Sink { name: settings.name.clone(), kind: settings.place.kind(), what: settings.what.clone(), from: settings.from, place })
}

/// The hook, which is a sink of the trail that tells of some records only.
pub(super) fn hook(config: &HookConfig, public_url: &str, audit: &Arc<dyn AuditLog>, signals: &Arc<dyn SignalLog>, clock: &Arc<dyn Clock>) -> Result<Sink, ComposeError> {
    let post = SignedPost::new(&config.way, Arc::clone(clock)).map_err(|problem| ComposeError(format!("hooks: {problem}")))?;
    let rules = HookRules { events: config.events.clone(), public_url: public_url.to_owned(), has_reasons: config.has_reasons };
    let place = Arc::new(Hook::new(rules, Arc::new(post), Arc::clone(audit), Arc::clone(signals)));
    // Nobody is told of what was before there was a hook.
    Ok(Sink { name: HOOK.to_owned(), kind: "hook", what: vec![FeedOf::Records], from: FeedFrom::Now, place })
}

/// Tries the hook, and sends it nothing: a sentence that says what is good, or what is wrong and what to do.
///
/// # Errors
/// The same, for what is wrong.
pub async fn check_hook(config: &HookConfig, patience: Duration) -> Result<String, String> {
    let way = HttpsSettings { url: Arc::clone(&config.way.url), token: None, authorities: config.way.authorities.clone() };
    let tried = match HttpsSink::new(HOOK, &way) {
        Ok(sink) => sink.check(patience).await,
        Err(problem) => Err(problem),
    };
    tried.map(|words| format!("hook: {words}")).map_err(|words| format!("hooks.url: {words}"))
}

/// Tries all sinks at once, each for so long at most, and gives none a line. In the order of the settings: a sentence that names the sink
/// and says what is good, or what is wrong and what to do.
pub async fn check_sinks(sinks: &[SinkSettings], patience: Duration) -> Vec<Result<String, String>> {
    join_all(sinks.iter().map(|sink| async move {
        let named = |words: String| format!("sink {} ({}): {words}", sink.name, sink.place.kind());
        check(sink, patience).await.map(named).map_err(named)
    }))
    .await
}

async fn check(settings: &SinkSettings, patience: Duration) -> Result<String, String> {
    match &settings.place {
        SinkPlace::Stdout => Ok("the standard output, of which there is nothing to try".to_owned()),
        SinkPlace::File(path) => FileSink::check(path, patience).await,
        SinkPlace::Syslog(syslog) => SyslogSink::new(syslog)?.check(patience).await,
        SinkPlace::Https(https) => HttpsSink::new(&settings.name, https)?.check(patience).await,
    }
}
