//! Taking records away: CSV to look at, JSON Lines to verify. Streamed, so that the size of the trail does not matter.

mod csv_rows;
mod file_name;
mod jsonl;
mod places;

pub use csv_rows::csv_line;
pub use file_name::file_name;
pub use places::{ExportPlace, ExportPlaces};

use super::filter::TrailQuery;
use super::seal::Sealer;
use crate::domain::audit::{AuditRecord, ChainHead, ENCODING_VERSION, record_hash};
use crate::domain::clock::{Clock, SystemClock, to_micros};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_proof::{KeptCheckpoint, StoredRecord, TrailProof};
use crate::ports::trail_search::{PageFrom, TrailSearch};
use futures::TryStreamExt;
use futures::stream::{Stream, try_unfold};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Records that are read and sent at a time.
const STEP: u32 = 500;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180), for a spreadsheet.
    Csv,
    /// One JSON object a line, for the verifier.
    Jsonl,
}

impl ExportFormat {
    /// The format with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// Its word, which is the file name's ending too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/x-ndjson; charset=utf-8",
        }
    }

    fn head(self, about: &About) -> Vec<u8> {
        match self {
            Self::Csv => csv_rows::head(),
            Self::Jsonl => jsonl::head(about),
        }
    }

    fn records(self, records: &[StoredRecord]) -> Vec<u8> {
        match self {
            Self::Csv => csv_rows::records(records),
            Self::Jsonl => jsonl::records(records),
        }
    }

    fn checkpoints(self, notes: &[String]) -> Vec<u8> {
        match self {
            Self::Csv => csv_rows::checkpoints(notes),
            Self::Jsonl => jsonl::checkpoints(notes),
        }
    }
}

/// What the first line of an export says of it.
#[derive(Debug, Clone)]
pub(super) struct About {
    /// The filter as it stands in the address; `None`: every record, without a gap.
    pub filter: Option<String>,
    /// The last record that may be in it.
    pub until: i64,
    /// When it was made, microseconds since 1970.
    pub made_at: i64,
    /// The key that its checkpoints verify with.
    pub verifier_key: String,
    /// What was sealed for it: its end is signed over this head. `None`: the trail cannot be sealed, and nothing is signed.
    pub sealed: Option<ChainHead>,
}

enum Step {
    Head,
    Records(i64),
    Checkpoints(i64),
    End,
}

/// Seals the trail where it can be sealed, and gives the place up to which an export goes: a trail that was tampered with can be exported as
/// well, since that is evidence.
///
/// # Errors
/// [`AuditError::Store`].
pub(super) async fn about(proof: &Arc<dyn TrailProof>, sealer: &Sealer, clock: &Arc<dyn Clock>, filter: Option<String>) -> Result<About, AuditError> {
    let sealed = match sealer.seal().await {
        Ok(kept) => sealer.keys().open(&kept.note).ok().map(|checkpoint| checkpoint.head),
        Err(error) => {
            tracing::error!(%error, "no checkpoint was made for an export");
            None
        }
    };
    let until = proof.head().await?.size;
    let verifier_key = sealer.keys().0.first().map(ToString::to_string).unwrap_or_default();
    Ok(About { filter, until, made_at: to_micros(clock.now()), verifier_key, sealed })
}

/// Every record and every checkpoint of a trail that no console need have open.
///
/// # Errors
/// [`AuditError::Store`].
pub async fn export_of_everything(proof: Arc<dyn TrailProof>, format: ExportFormat) -> Result<impl Stream<Item = Result<Vec<u8>, AuditError>> + Send, AuditError> {
    let until = proof.head().await?.size;
    let about = About { filter: None, until, made_at: to_micros(SystemClock.now()), verifier_key: String::new(), sealed: None };
    Ok(whole_trail(proof, format, about))
}

/// The same bytes, and behind them a note that is signed over them: nobody else can have put together what stands before it.
pub(super) fn signed_at_its_end(
    bytes: impl Stream<Item = Result<Vec<u8>, AuditError>> + Send,
    format: ExportFormat,
    sealed: Option<ChainHead>,
    sealer: Arc<Sealer>,
    clock: Arc<dyn Clock>,
) -> impl Stream<Item = Result<Vec<u8>, AuditError>> + Send {
    let state = Some((Box::pin(bytes), Sha256::new()));
    try_unfold(state, move |state| {
        let (sealer, clock) = (Arc::clone(&sealer), Arc::clone(&clock));
        async move {
            let Some((mut bytes, mut digest)) = state else { return Ok(None) };
            if let Some(piece) = bytes.try_next().await? {
                digest.update(&piece);
                return Ok(Some((piece, Some((bytes, digest)))));
            }
            let note = sealed.map(|head| sealer.signer().sign_export(head, to_micros(clock.now()), &hex::encode(digest.finalize())));
            Ok(note.map(|note| (format.checkpoints(&[note]), None)))
        }
    })
}

/// Every record up to a place, in order, and after them every checkpoint that vouches for no more.
pub(super) fn whole_trail(proof: Arc<dyn TrailProof>, format: ExportFormat, about: About) -> impl Stream<Item = Result<Vec<u8>, AuditError>> + Send {
    let state = (proof, about, Step::Head);
    try_unfold(state, move |(proof, about, step)| async move {
        let (bytes, next) = match step {
            Step::Head => (format.head(&about), Step::Records(proof.start().await?.size)),
            Step::Records(after) => records_behind(&proof, format, after, about.until).await?,
            Step::Checkpoints(after) => {
                let cuts = if after == 0 { proof.cuts().await? } else { Vec::new() };
                let kept = proof.checkpoints(after, STEP).await?;
                let next = kept.last().map_or(Step::End, |last| Step::Checkpoints(last.id));
                let kept = kept.into_iter().filter(|kept| kept.size <= about.until).map(|kept| kept.note);
                (format.checkpoints(&cuts.into_iter().map(|cut| cut.note).chain(kept).collect::<Vec<_>>()), next)
            }
            Step::End => return Ok(None),
        };
        Ok(Some((bytes, (proof, about, next))))
    })
}

/// Every record behind `start` up to a place, the notes of earlier cuts, by which it may begin there, and the one checkpoint that vouches for
/// exactly that.
pub(super) fn stretch_of_trail(
    proof: Arc<dyn TrailProof>,
    start: ChainHead,
    format: ExportFormat,
    about: About,
    note: String,
) -> impl Stream<Item = Result<Vec<u8>, AuditError>> + Send {
    let state = (proof, about, note, Step::Head);
    try_unfold(state, move |(proof, about, note, step)| async move {
        let (bytes, next) = match step {
            Step::Head => (format.head(&about), Step::Records(start.size)),
            Step::Records(after) => records_behind(&proof, format, after, about.until).await?,
            Step::Checkpoints(_) => {
                let notes: Vec<String> = proof.cuts().await?.into_iter().map(|cut| cut.note).chain([note.clone()]).collect();
                (format.checkpoints(&notes), Step::End)
            }
            Step::End => return Ok(None),
        };
        Ok(Some((bytes, (proof, about, note, next))))
    })
}

async fn records_behind(proof: &Arc<dyn TrailProof>, format: ExportFormat, after: i64, until: i64) -> Result<(Vec<u8>, Step), AuditError> {
    let mut records = proof.stored(after, STEP).await?;
    // Pruned while it was being read: nobody is to take what is left for the whole. Any other gap is evidence, and goes out as it is.
    if records.first().is_some_and(|first| first.sequence != after + 1) && proof.start().await?.size > after {
        return Err(AuditError::Store(format!("records behind {after} were pruned while they were exported")));
    }
    records.retain(|record| record.sequence <= until);
    let next = records.last().map_or(Step::Checkpoints(0), |last| Step::Records(last.sequence));
    Ok((format.records(&records), next))
}

/// All records of the actions that fit a filter, by their openings, and after them the checkpoint that covers them all.
pub(super) fn filtered_trail(
    proof: Arc<dyn TrailProof>,
    search: Arc<dyn TrailSearch>,
    filter: TrailFilter,
    format: ExportFormat,
    about: About,
) -> impl Stream<Item = Result<Vec<u8>, AuditError>> + Send {
    let state = (proof, search, Arc::new(filter), about, Step::Head);
    try_unfold(state, move |(proof, search, filter, about, step)| async move {
        let (bytes, next) = match step {
            Step::Head => (format.head(&about), Step::Records(0)),
            Step::Records(after) => {
                // Past the index: it is no evidence, and what was taken out of it must not be missing here.
                let scanned = search.scan(&filter, after).await?;
                let mut records = Vec::with_capacity(scanned.rows.len() * 2);
                for row in &scanned.rows {
                    let all = [Some(&row.opening), row.outcome.as_ref(), row.reconciled.as_ref()];
                    for record in all.into_iter().flatten().filter(|record| record.sequence <= about.until) {
                        records.push(stored(&proof, record).await?);
                    }
                }
                (format.records(&records), scanned.looked_to.filter(|to| *to < about.until).map_or(Step::Checkpoints(0), Step::Records))
            }
            Step::Checkpoints(_) => {
                let covering = covering(&proof, about.until).await?;
                (format.checkpoints(&covering.map(|kept| kept.note).into_iter().collect::<Vec<_>>()), Step::End)
            }
            Step::End => return Ok(None),
        };
        Ok(Some((bytes, (proof, search, filter, about, next))))
    })
}

/// The first checkpoint over the last record, or the newest that there is.
async fn covering(proof: &Arc<dyn TrailProof>, until: i64) -> Result<Option<KeptCheckpoint>, AuditError> {
    match proof.checkpoint_over(until).await? {
        Some(kept) => Ok(Some(kept)),
        None => Ok(proof.newest_checkpoints(1).await?.pop()),
    }
}

/// A record byte by byte. What was read and encoded again is that already, unless a later version wrote something into it that this one does
/// not know.
async fn stored(proof: &Arc<dyn TrailProof>, record: &AuditRecord) -> Result<StoredRecord, AuditError> {
    let body = record.entry.canonical();
    if record_hash(record.sequence, &record.previous_hash, &body) == record.hash {
        let &AuditRecord { sequence, previous_hash, hash, .. } = record;
        return Ok(StoredRecord { sequence, previous_hash, hash, encoding: ENCODING_VERSION, body });
    }
    let as_it_stands = proof.stored(record.sequence - 1, 1).await?.pop();
    as_it_stands.ok_or_else(|| AuditError::Store(format!("record {} is gone", record.sequence)))
}

/// The filter's words for the record of an export.
pub(super) fn in_words(format: ExportFormat, query: Option<&TrailQuery>) -> String {
    let what = query.map_or_else(|| "the whole trail".to_owned(), |query| query.href(PageFrom::Newest));
    format!("{}: {what}", format.name())
}

#[cfg(test)]
mod tests;
