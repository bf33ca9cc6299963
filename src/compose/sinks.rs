//! The trail's sinks: the adapter for each, and whether it would take anything.

use super::ComposeError;
use crate::adapters::sinks::{FileSink, HttpsSink, StdoutSink, SyslogSink};
use crate::config::{SinkPlace, SinkSettings};
use crate::features::audit_trail::Sink;
use crate::ports::trail_feed::TrailSink;
use futures::future::join_all;
use std::sync::Arc;
use std::time::Duration;

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
