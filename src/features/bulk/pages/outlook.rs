//! What the rest of a run would come to: told before somebody lets it go.

use super::super::progress::pace;
use crate::domain::bulk::{Estimate, RowStanding};
use crate::features::audit_trail::pages::grouped;
use crate::features::console::Console;
use crate::ports::bulk_store::{Counts, KeptRun};
use std::time::Duration;

/// What the rest of a run comes to, over all of its pools.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlook {
    /// Users for whom it can be done.
    pub users: u32,
    /// The least that it takes.
    pub lasts: Duration,
    /// In words: what goes out.
    pub messages: String,
    /// What somebody has to know before.
    pub warnings: Vec<String>,
}

/// Pools one after the other would take the sum: they share an account's rate in a Region as far as is known here.
pub(super) async fn outlook(console: &Console, run: &KeptRun, counts: &Counts) -> Outlook {
    let ready = counts.of(RowStanding::Ready);
    let (mut mails, mut texts, mut warnings) = (0, 0, Vec::new());
    let rate = pace(console, run, counts).unwrap_or(1.0);
    for (id, (pool_mails, pool_texts)) in &counts.messages {
        let Some(pool) = console.directory.pools().iter().find(|pool| pool.id.as_str() == id) else { continue };
        (mails, texts) = (mails + pool_mails, texts + pool_texts);
        let Ok(facts) = console.directory.describe_pool(&pool.id).await else {
            warnings.push(format!("Whether {} can send so many messages cannot be told: Cognito does not answer.", pool.name));
            continue;
        };
        let estimate = Estimate { rows: ready, rate, mails: *pool_mails, texts: *pool_texts, mails_a_day: facts.has_default_mailer.then_some(50) };
        if estimate.passes_mail_limit() {
            warnings.push(format!(
                "{} sends by Cognito's own mailer, which sends 50 mails a day, and this run would send {}. It pauses when they are used up, and can be resumed the day after.",
                pool.name,
                grouped(*pool_mails)
            ));
        }
    }
    let estimate = Estimate { rows: ready, rate, mails, texts, mails_a_day: None };
    Outlook { users: ready, lasts: estimate.lasts(), messages: messages_words(mails, texts), warnings }
}

fn messages_words(mails: u32, texts: u32) -> String {
    match (mails, texts) {
        (0, 0) => "None goes out".to_owned(),
        (mails, 0) => format!("{} by e-mail", grouped(mails)),
        (0, texts) => format!("{} by text message", grouped(texts)),
        (mails, texts) => format!("{} by e-mail, {} by text message", grouped(mails), grouped(texts)),
    }
}
