//! `passdesk audit verify`: is a trail what it was? Offline, and without changing anything: a database, an export, or both with checkpoints
//! that were kept elsewhere.

use super::{Failure, settings};
use crate::adapters::files::{ExportFiles, read_checkpoints, read_signing_key};
use crate::adapters::sqlite::{check_trail, verify_database};
use crate::config::AuditSettings;
use crate::domain::audit::verify::{Fault, FaultKind, Report, Seal, verify, verify_apart};
use crate::domain::audit::{VerifierKey, VerifierKeys};
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

/// Faults that are told one by one.
const TOLD: usize = 20;

/// Verifies and prints what was found.
///
/// # Errors
/// What is wrong with the trail, each in a line, with exit code 1; or why it could not be verified, with 2.
pub fn audit_verify(arguments: &VerifyArguments) -> Result<(), Failure> {
    let faults = found(arguments).map_err(|failure| failure.exit(2))?;
    if faults.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = faults.iter().take(TOLD).map(ToString::to_string).collect();
    if faults.len() > TOLD {
        lines.push(format!("and {} more", faults.len() - TOLD));
    }
    Err(Failure::all(lines))
}

/// What is wrong with the trail. The rest is printed.
fn found(arguments: &VerifyArguments) -> Result<Vec<Fault>, Failure> {
    let Named { database, keys, checkpoint_files } = named(arguments.config.as_deref(), arguments.database.clone(), &arguments.key)?;
    if keys.0.is_empty() && !arguments.checkpoints.is_empty() {
        return Err(Failure::one("--checkpoints needs the key that they were signed with: name it by --key"));
    }
    let mut outside = Vec::new();
    for file in &arguments.checkpoints {
        let found = read_checkpoints(file).map_err(Failure::one)?;
        if found.is_empty() {
            return Err(Failure::one(format!("{} holds no checkpoint", file.display())));
        }
        outside.extend(found);
    }
    if arguments.export.is_empty() {
        for file in &checkpoint_files {
            outside.extend(read_checkpoints(file).map_err(Failure::one)?);
        }
    }
    let began = Instant::now();
    let faults = if arguments.export.is_empty() {
        let database = database.ok_or_else(|| Failure::one("name what is to be verified: --database, --export or --config"))?;
        println!("trail        {}", database.display());
        let problem = |problem: String| Failure::one(format!("{}: {problem}", database.display()));
        check_trail(&database).map_err(problem)?;
        let known = (!keys.0.is_empty()).then_some(&keys);
        told(verify_database(&database, known, &outside).map_err(problem)?)
    } else {
        export_faults(&arguments.export, &keys, outside)?
    };
    println!("time         {:.2} s", began.elapsed().as_secs_f64());
    if keys.0.is_empty() {
        println!("checkpoints  NOT verified: no key was named (--key), so that nothing shows whether the end was cut off or all of it written anew");
    }
    match (faults.is_empty(), keys.0.is_empty()) {
        (true, false) => println!("OK           every record is what it was"),
        (true, true) => println!("OK           the chain holds, as far as it can be told without a key"),
        (false, _) => println!("NOT OK       {} found", if faults.len() == 1 { "one fault".to_owned() } else { format!("{} faults", faults.len()) }),
    }
    Ok(faults)
}

/// Prints what a report says beside its faults, and gives those.
pub(super) fn told(report: Report) -> Vec<Fault> {
    if report.records() == 0 {
        println!("records      none that fits");
    } else {
        println!("records      {} ({} to {}), every hash agrees up to there", report.records(), report.start.size + 1, report.head.size);
    }
    println!("head         {} {}", report.head.size, hex::encode(report.head.hash));
    if report.seals > 0 {
        let count = if report.seals == 1 { "one checkpoint fits".to_owned() } else { format!("{} checkpoints fit", report.seals) };
        println!("sealed       up to record {}, at {}; {count}", report.sealed, report.sealed_at);
        let unsealed = report.head.size - report.sealed;
        if unsealed > 0 {
            println!("unsealed     {unsealed} records since then");
        }
    }
    if report.start.size > 0 {
        println!("begins       behind record {}", report.start.size);
    }
    report.faults
}

/// What arguments name.
pub(super) struct Named {
    /// The database that is named, or the configuration's.
    pub database: Option<PathBuf>,
    /// The keys that are named, or the configuration's, or those beside the database.
    pub keys: VerifierKeys,
    /// Where the configuration's own database has its checkpoints kept as well. A copy of it is older than they are, and rightly so.
    pub checkpoint_files: Vec<PathBuf>,
}

/// Reads what is named.
pub(super) fn named(config: Option<&Path>, database: Option<PathBuf>, named_keys: &[String]) -> Result<Named, Failure> {
    let mut keys = Vec::new();
    for key in named_keys {
        keys.push(VerifierKey::parse(key).map_err(|problem| Failure::one(format!("--key: {problem}")))?);
    }
    let configured = if config.is_some() { Some(settings(config)?) } else { None };
    let checkpoint_files = configured.as_ref().filter(|_| database.is_none()).map(|settings| settings.audit.checkpoint_files()).unwrap_or_default();
    let database = database.or_else(|| configured.as_ref().map(|settings| database_file(&settings.database_url)));
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
    Ok(Named { database, keys: VerifierKeys(keys), checkpoint_files })
}

/// The file of a database address.
pub(super) fn database_file(url: &str) -> PathBuf {
    let path = url.strip_prefix("sqlite:").map_or(url, |rest| rest.strip_prefix("//").unwrap_or(rest));
    Path::new(path.split('?').next().unwrap_or(path)).to_owned()
}

/// An export of everything is a trail like the database's; of one of a filter the records need not follow each other.
fn export_faults(paths: &[PathBuf], keys: &VerifierKeys, outside: Vec<Seal>) -> Result<Vec<Fault>, Failure> {
    for path in paths {
        println!("export       {}", path.display());
    }
    let files = ExportFiles::open(paths.to_vec()).map_err(Failure::one)?;
    let mut seals = if keys.0.is_empty() { Vec::new() } else { files.seals.clone() };
    seals.extend(outside);
    if !files.is_whole {
        let found = verify_apart(&files, keys, &seals);
        println!("note         this export has the records of a filter: whether others are missing cannot be told from it");
        println!("records      {}; {} checkpoints say the hash of one of them", found.records, found.seals);
        return Ok(found.faults);
    }
    let mut report = verify(&files, files.start, keys, &seals, &|_| {});
    if report.faults.is_empty() && report.head.size < files.until {
        let what = "the export says in its first line that they are in it".to_owned();
        report.faults.push(Fault { kind: FaultKind::Truncated, first: report.head.size + 1, last: files.until, what });
    }
    Ok(told(report))
}
