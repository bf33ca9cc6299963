//! Our own loop of attempts. Reads may be repeated; an effect only where the request provably had none.

use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use rand::Rng;
use std::time::Duration;

/// Attempts in all, the first included.
const ATTEMPTS: u32 = 3;
/// The first pause; it doubles, with jitter.
const FIRST_PAUSE: Duration = Duration::from_millis(120);

/// What is being repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Reading: a lost answer may be asked for again.
    Read,
    /// Changing: a lost answer is never asked for again.
    Effect,
    /// Never repeated here: whoever asks keeps a pace of their own.
    Once,
}

fn may_repeat(kind: Kind, error: &DirectoryError) -> bool {
    match error {
        _ if kind == Kind::Once => false,
        DirectoryError::Throttled | DirectoryError::Unreachable(_) => true,
        DirectoryError::OutcomeUnknown(_) => kind == Kind::Read,
        _ => false,
    }
}

/// Runs `call` until it succeeds, fails for good, or the attempts are used up.
pub(super) async fn attempts<T, F, Fut>(kind: Kind, mut call: F) -> Result<T, DirectoryFailure>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, DirectoryFailure>>,
{
    let mut pause = FIRST_PAUSE;
    let mut last_id = None;
    for attempt in 1.. {
        match call().await {
            Err(failure) if attempt < ATTEMPTS && may_repeat(kind, &failure.error) => {
                tracing::warn!(attempt, ?kind, error = %failure.error, "asking Cognito again");
                tokio::time::sleep(jittered(pause)).await;
                pause *= 2;
                last_id = failure.aws_request_id.or(last_id);
            }
            // An answer of an earlier attempt is told of only where nothing came after it: it would speak for a call that nobody knows of.
            Err(failure) if failure.aws_request_id.is_none() && matches!(failure.error, DirectoryError::Unreachable(_)) => {
                return Err(DirectoryFailure { aws_request_id: last_id, ..failure });
            }
            ended => return ended,
        }
    }
    unreachable!("the loop ends by returning")
}

/// Half to one and a half of the pause, so that several consoles do not come back together.
#[expect(clippy::disallowed_methods, reason = "jitter needs no secrecy and no repeatability")]
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(0.5..1.5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    async fn calls_made(kind: Kind, error: DirectoryError) -> u32 {
        let calls = AtomicU32::new(0);
        let ended: Result<(), _> = attempts(kind, || {
            calls.fetch_add(1, Ordering::Relaxed);
            let error = error.clone();
            async { Err(error.into()) }
        })
        .await;
        assert!(ended.is_err());
        calls.into_inner()
    }

    #[tokio::test]
    async fn the_id_of_an_earlier_answer_is_told_where_nothing_was_sent_after_it() {
        for (last, told) in [(DirectoryError::Unreachable(String::new()), Some("first")), (DirectoryError::OutcomeUnknown(String::new()), None)] {
            let calls = AtomicU32::new(0);
            let ended: Result<(), _> = attempts(Kind::Effect, || {
                let is_first = calls.fetch_add(1, Ordering::Relaxed) == 0;
                let last = last.clone();
                async move {
                    Err(match is_first {
                        true => DirectoryFailure { error: DirectoryError::Throttled, aws_request_id: Some("first".to_owned()), aws_code: None },
                        false => last.into(),
                    })
                }
            })
            .await;
            assert_eq!(ended.unwrap_err().aws_request_id.as_deref(), told, "{last}");
        }
    }

    #[tokio::test]
    async fn an_effect_is_repeated_only_where_it_provably_did_not_happen() {
        assert_eq!(calls_made(Kind::Effect, DirectoryError::Throttled).await, 3);
        assert_eq!(calls_made(Kind::Effect, DirectoryError::Unreachable(String::new())).await, 3);
        assert_eq!(calls_made(Kind::Effect, DirectoryError::OutcomeUnknown(String::new())).await, 1);
        assert_eq!(calls_made(Kind::Effect, DirectoryError::UserNotFound).await, 1);
        assert_eq!(calls_made(Kind::Once, DirectoryError::Throttled).await, 1);
        assert_eq!(calls_made(Kind::Read, DirectoryError::OutcomeUnknown(String::new())).await, 3);
    }
}
