//! `passdesk audit verify`: is a trail what it was? Offline, and without changing anything: a database, an export, or both with checkpoints
//! that were kept elsewhere.

use super::{Failure, settings};
use crate::adapters::files::{ExportFiles, read_checkpoints, read_signing_key};
use crate::adapters::sqlite::{check_trail, verify_database};
use crate::config::AuditSettings;
use crate::domain::audit::verify::{Fault, FaultKind, Report, Seal, verify, verify_apart};
use crate::domain::audit::{VerifierKey, VerifierKeys, inert};
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

/// What comes of a verification.
enum Verdict {
    /// Something is wrong.
    Broken(Vec<Fault>),
    /// Nothing is wrong, and nothing shows that it is what it was: why.
    NotProved(&'static str),
    /// It is what it was, as far as this says.
    Proved(String),
}

const NO_KEY: &str = "no key was named (--key): the records agree with each other, and nothing shows whether the end was cut off or all of it was written anew";
const NO_END: &str =
    "nothing ties these records to the trail: whoever had the file could have written them. Take an export whose end the console signed, or one of the whole trail";

/// Verifies and prints what was found.
///
/// # Errors
/// What is wrong with the trail, each in a line, with exit code 1; or why it could not be verified, or is not proved, with 2.
pub fn audit_verify(arguments: &VerifyArguments) -> Result<(), Failure> {
    let began = Instant::now();
    let verdict = verdict(arguments).map_err(|failure| failure.exit(2))?;
    println!("time         {:.2} s", began.elapsed().as_secs_f64());
    match verdict {
        Verdict::Proved(what) => {
            println!("OK           {what}");
            Ok(())
        }
        Verdict::NotProved(why) => {
            println!("NOT PROVED   nothing is wrong in it, and nothing shows that it is what it was");
            Err(Failure::one(format!("not proved: {why}")).exit(2))
        }
        Verdict::Broken(faults) => {
            println!("NOT OK       {} found", if faults.len() == 1 { "one fault".to_owned() } else { format!("{} faults", faults.len()) });
            let mut lines: Vec<String> = faults.iter().take(TOLD).map(ToString::to_string).collect();
            if faults.len() > TOLD {
                lines.push(format!("and {} more", faults.len() - TOLD));
            }
            Err(Failure::all(lines))
        }
    }
}

fn verdict(arguments: &VerifyArguments) -> Result<Verdict, Failure> {
    let Named { database, keys, checkpoint_files } = named(arguments.config.as_deref(), arguments.database.clone(), &arguments.key)?;
    if keys.0.is_empty() && !arguments.checkpoints.is_empty() {
        return Err(Failure::one("--checkpoints needs the key that they were signed with: name it by --key"));
    }
    let mut outside = Vec::new();
    for file in &arguments.checkpoints {
        let kept = kept_elsewhere(file)?;
        if kept.is_empty() {
            return Err(Failure::one(format!("{} holds no checkpoint", shown(file))));
        }
        outside.extend(kept);
    }
    if !arguments.export.is_empty() {
        return verdict_of_exports(&arguments.export, &keys, outside);
    }
    for file in &checkpoint_files {
        outside.extend(kept_elsewhere(file)?);
    }
    let database = database.ok_or_else(|| Failure::one("name what is to be verified: --database, --export or --config"))?;
    println!("trail        {}", shown(&database));
    let problem = |problem: String| Failure::one(format!("{}: {problem}", shown(&database)));
    check_trail(&database).map_err(problem)?;
    let known = (!keys.0.is_empty()).then_some(&keys);
    let report = verify_database(&database, known, &outside).map_err(problem)?;
    tell(&report);
    Ok(verdict_of(report, &keys))
}

/// The checkpoints in a file, with a word about what in it is none.
fn kept_elsewhere(file: &Path) -> Result<Vec<Seal>, Failure> {
    let kept = read_checkpoints(file).map_err(Failure::one)?;
    println!("elsewhere    {} in {}", counted(kept.seals.len() as u64, "checkpoint"), shown(file));
    if let Some(first) = kept.unreadable.first() {
        println!("note         {} of it cannot be read, the first is line {first}", counted(kept.unreadable.len() as u64, "line"));
    }
    Ok(kept.seals)
}

/// A path as it can stand on a terminal: a file's name may be anything.
fn shown(path: &Path) -> String {
    inert(&path.display().to_string())
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn verdict_of(report: Report, keys: &VerifierKeys) -> Verdict {
    let unsealed = report.head.size - report.sealed;
    if !report.faults.is_empty() {
        Verdict::Broken(report.faults)
    } else if keys.0.is_empty() {
        Verdict::NotProved(NO_KEY)
    } else if unsealed > 0 {
        let behind = if unsealed == 1 { "the record behind it agrees".to_owned() } else { format!("the {unsealed} records behind it agree") };
        Verdict::Proved(format!("every record up to {} is what it was; {behind} with the chain, and nothing signed vouches for that yet", report.sealed))
    } else {
        Verdict::Proved("every record is what it was".to_owned())
    }
}

/// Prints what a report says beside its faults.
pub(super) fn tell(report: &Report) {
    if report.records() == 0 {
        println!("records      none that fits");
    } else {
        println!("records      {} to {} follow each other, and every hash agrees", report.start.size + 1, report.head.size);
    }
    println!("head         {} {}", report.head.size, hex::encode(report.head.hash));
    if report.seals > 0 {
        println!("sealed       up to record {}, at {}; by {}", report.sealed, report.sealed_at, counted(report.seals, "checkpoint"));
        let unsealed = report.head.size - report.sealed;
        if unsealed > 0 {
            println!("unsealed     {} since then", counted(unsealed.unsigned_abs(), "record"));
        }
    }
    if report.start.size > 0 {
        println!("begins       behind record {}", report.start.size);
    }
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
fn verdict_of_exports(paths: &[PathBuf], keys: &VerifierKeys, outside: Vec<Seal>) -> Result<Verdict, Failure> {
    for path in paths {
        println!("export       {}", shown(path));
    }
    let files = ExportFiles::open(paths.to_vec()).map_err(Failure::one)?;
    let mut seals = if keys.0.is_empty() { Vec::new() } else { files.seals.clone() };
    seals.extend(outside);
    if !files.is_whole {
        let found = verify_apart(&files, keys, &seals, &files.ends);
        println!("records      {} of a filter; of whether others are missing only the console can tell", found.records);
        return Ok(match found.signed_at {
            _ if !found.faults.is_empty() => Verdict::Broken(found.faults),
            _ if keys.0.is_empty() => Verdict::NotProved(NO_KEY),
            None => Verdict::NotProved(NO_END),
            Some(times) => Verdict::Proved(format!("every line is what the console gave out, and signed, at {}", times.join(", "))),
        });
    }
    let mut report = verify(&files, files.start, keys, &seals, &|_| {});
    if report.faults.is_empty() {
        report.faults.extend(missing(&report, files.until, keys));
    }
    tell(&report);
    Ok(verdict_of(report, keys))
}

/// What a whole export would have if nothing had been taken out of it.
fn missing(report: &Report, until: i64, keys: &VerifierKeys) -> Option<Fault> {
    let Report { start, head, sealed, .. } = report;
    if head.size < until {
        let what = "the export says in its first line that they are in it".to_owned();
        return Some(Fault { kind: FaultKind::Truncated, first: head.size + 1, last: until, what });
    }
    let is_loose = !keys.0.is_empty() && head.size > start.size && *sealed <= start.size;
    let what = "no checkpoint vouches for any of them: whoever had the file could have written them".to_owned();
    is_loose.then_some(Fault { kind: FaultKind::MissingSeal, first: start.size + 1, last: head.size, what })
}
