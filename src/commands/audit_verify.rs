//! `passdesk audit verify`: is a trail what it was? Offline, and without changing anything: a database, an export, or both with checkpoints
//! that were kept elsewhere.

use super::{Failure, settings};
use crate::adapters::files::{ExportFiles, read_checkpoints, read_signing_key};
use crate::adapters::sqlite::verify_database;
use crate::config::AuditSettings;
use crate::domain::audit::verify::{Fault, FaultKind, Report, Seal, verify};
use crate::domain::audit::{VerifierKey, VerifierKeys, record_hash};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is to be verified, and with what.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct VerifyArguments {
    /// The configuration, whose database and keys are taken unless others are named.
    #[arg(long, env = "PASSDESK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A database file: the console's own, a copy, or a restored one.
    #[arg(long, value_name = "FILE", conflicts_with = "export")]
    database: Option<PathBuf>,
    /// An export in JSON Lines; several are read one after the other, as archives of what was pruned.
    #[arg(long, value_name = "FILE")]
    export: Vec<PathBuf>,
    /// Checkpoints that were kept elsewhere: a file of notes, or of lines from a sink.
    #[arg(long, value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// A verifier key, as the console prints it at its start and on the page about the trail's proof.
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
}

/// Verifies and prints what was found.
///
/// # Errors
/// What is wrong with the trail, each in a line; or why it could not be verified.
pub fn audit_verify(arguments: &VerifyArguments) -> Result<(), Failure> {
    let (database, keys) = database_and_keys(arguments)?;
    let mut outside = Vec::new();
    for file in &arguments.checkpoints {
        outside.extend(read_checkpoints(file).map_err(Failure::one)?);
    }
    let began = Instant::now();
    let report = if arguments.export.is_empty() {
        let database = database.ok_or_else(|| Failure::one("name what is to be verified: --database, --export or --config"))?;
        println!("trail        {}", database.display());
        if keys.0.is_empty() { verify_database(&database, None, &[]) } else { verify_database(&database, Some(&keys), &outside) }
            .map_err(|problem| Failure::one(format!("{}: {problem}", database.display())))?
    } else {
        verify_export(&arguments.export, &keys, outside)?
    };
    if keys.0.is_empty() {
        println!("checkpoints  NOT verified: no key was named (--key), so that nothing shows whether the end was cut off or all of it written anew");
    }
    print_report(&report, began.elapsed().as_secs_f64());
    if report.faults.is_empty() {
        println!("OK           every record is what it was");
        Ok(())
    } else {
        Err(Failure(report.faults.iter().map(ToString::to_string).collect()))
    }
}

fn print_report(report: &Report, seconds: f64) {
    println!("records      {} ({} to {}), every hash agrees up to there", report.records(), report.start.size + 1, report.head.size);
    println!("head         {} {}", report.head.size, hex::encode(report.head.hash));
    if report.seals > 0 {
        println!("sealed       up to record {}, at {}; {} checkpoints fit", report.sealed, report.sealed_at, report.seals);
        let unsealed = report.head.size - report.sealed;
        if unsealed > 0 {
            println!("unsealed     {unsealed} records since then");
        }
    }
    if report.start.size > 0 {
        println!("begins       behind record {}: what came before was pruned, and stands in archives", report.start.size);
    }
    println!("time         {seconds:.2} s");
}

fn database_and_keys(arguments: &VerifyArguments) -> Result<(Option<PathBuf>, VerifierKeys), Failure> {
    let mut keys = Vec::new();
    for key in &arguments.key {
        keys.push(VerifierKey::parse(key).map_err(|problem| Failure::one(format!("--key: {problem}")))?);
    }
    let configured = if arguments.config.is_some() { Some(settings(arguments.config.as_deref())?) } else { None };
    let database = arguments.database.clone().or_else(|| configured.as_ref().map(|settings| database_file(&settings.database_url)));
    if keys.is_empty() {
        let audit = match (configured, &database) {
            (Some(settings), _) => Some(settings.audit),
            (None, Some(database)) => Some(AuditSettings::usual(database)),
            (None, None) => None,
        };
        if let Some(audit) = audit {
            // Only what is there: verifying makes nothing.
            let signer = read_signing_key(&audit.key_file, &audit.origin).map_err(Failure::one)?;
            keys.extend(signer.map(|signer| signer.verifier().clone()));
            keys.extend(audit.earlier_keys);
        }
    }
    Ok((database, VerifierKeys(keys)))
}

/// The file of a database address.
pub(super) fn database_file(url: &str) -> PathBuf {
    let path = url.strip_prefix("sqlite:").map_or(url, |rest| rest.strip_prefix("//").unwrap_or(rest));
    Path::new(path.split('?').next().unwrap_or(path)).to_owned()
}

/// An export of everything is a trail like the database's; one of a filter has records that do not follow each other, each of which is
/// judged by its own hash.
fn verify_export(paths: &[PathBuf], keys: &VerifierKeys, outside: Vec<Seal>) -> Result<Report, Failure> {
    for path in paths {
        println!("export       {}", path.display());
    }
    let files = ExportFiles::open(paths.to_vec()).map_err(Failure::one)?;
    let mut seals = if keys.0.is_empty() { Vec::new() } else { files.seals.clone() };
    if files.is_whole {
        seals.extend(outside.into_iter().filter(|_| !keys.0.is_empty()));
        return Ok(verify(&files, files.start, keys, &seals, &|_| {}));
    }
    println!("note         this export has the records of a filter: whether others are missing cannot be told from it");
    let mut found = Report { start: files.start, head: files.start, seals: 0, sealed: 0, sealed_at: String::new(), faults: Vec::new() };
    files
        .each_record(&mut |record| {
            if record_hash(record.sequence, &record.previous_hash, record.body) != record.hash {
                let what = "its content, or its hash, was changed".to_owned();
                found.faults.push(Fault { kind: FaultKind::Edited, first: record.sequence, last: record.sequence, what });
                return ControlFlow::Break(());
            }
            found.head.size = found.head.size.max(record.sequence);
            ControlFlow::Continue(())
        })
        .map_err(Failure::one)?;
    for seal in seals {
        match keys.open(&seal.note) {
            Ok(checkpoint) => (found.seals, found.sealed, found.sealed_at) = (found.seals + 1, checkpoint.head.size, checkpoint.made_at),
            Err(fault) => found.faults.push(Fault { kind: FaultKind::ForgedSeal, first: 0, last: 0, what: format!("{}: {fault}", seal.place) }),
        }
    }
    Ok(found)
}
