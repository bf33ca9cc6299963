//! `passdesk backup`: a whole copy of the database while the console runs, verified before it is called one.

use super::Failure;
use super::audit_verify::{Named, named, tell};
use crate::adapters::sqlite::{check_trail, copy_database, verify_database};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Result as IoResult};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Faults that are named; the others are like them.
const TOLD: usize = 20;

/// What is to be copied, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct BackupArguments {
    /// The copy. Nothing is overwritten; its folder must be there.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The configuration, whose database and keys are taken unless another database is named.
    #[arg(long, env = "PASSDESK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A database file.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
}

/// Copies and verifies. Until the copy has verified, all there is under its name is an empty file: the pages are in one beside it.
///
/// # Errors
/// Why there is no backup. A copy whose trail is not what it was stays beside, as evidence, and is named.
pub fn backup(arguments: &BackupArguments) -> Result<(), Failure> {
    let Named { database, keys, .. } = named(arguments.config.as_deref(), arguments.database.clone(), &[])?;
    let database = database.ok_or_else(|| Failure::one("name what is to be copied: --database or --config"))?;
    let file = &arguments.file;
    let mut partial = file.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let began = Instant::now();
    check_trail(&database).map_err(|problem| Failure::one(format!("{}: {problem}", database.display())))?;
    make(file).map_err(Failure::one)?;
    let copied = make(&partial).and_then(|()| {
        let copied = copy_database(&database, &partial);
        let verified = copied.and_then(|()| verify_database(&partial, Some(&keys).filter(|keys| !keys.0.is_empty()), &[]));
        verified.inspect_err(|_| remove(&partial))
    });
    let report = copied.map_err(|problem| {
        remove(file);
        Failure::one(problem)
    })?;
    println!("copied       {}", database.display());
    tell(&report);
    println!("time         {:.2} s", began.elapsed().as_secs_f64());
    if !report.faults.is_empty() {
        remove(file);
        let mut lines: Vec<String> = report.faults.iter().take(TOLD).map(ToString::to_string).collect();
        lines.push(format!("this is no backup: the trail is not what it was; the copy is kept as {}", partial.display()));
        return Err(Failure::all(lines));
    }
    if keys.0.is_empty() {
        println!("checkpoints  NOT verified: there is no key beside the database; name the configuration (--config)");
    }
    put_in_place(&partial, file).map_err(|error| Failure::one(format!("{}: {error}; the copy is {}", file.display(), partial.display())))?;
    println!("OK           {}", file.display());
    Ok(())
}

/// An empty file that was not there before, for the owner only.
fn make(path: &Path) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} is there already, and a backup overwrites nothing", path.display()),
        _ => format!("{}: {error}", path.display()),
    })
}

/// The copy, and then its name, outlive a loss of power.
fn put_in_place(partial: &Path, file: &Path) -> IoResult<()> {
    File::open(partial)?.sync_all()?;
    std::fs::rename(partial, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Takes away what this command made.
fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        eprintln!("passdesk: {} stays: {error}", path.display());
    }
}
