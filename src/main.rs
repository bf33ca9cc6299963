//! The command line.

use clap::{Parser, Subcommand};
use passdesk::commands::{self, Failure};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// The help desk's console for Amazon Cognito user pools.
#[derive(Debug, Parser)]
#[command(name = "passdesk", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console for the pools and the issuer of the configuration.
    Serve(ConfigArgument),
    /// Serve the console with an embedded Cognito and OpenID provider, on loopback: to try and to test.
    Sandbox {
        /// Forget everything that earlier runs left in the data folder.
        #[arg(long)]
        fresh: bool,
    },
    /// Say what is wrong with the configuration, and whether Cognito, the issuer and the sinks of the trail answer.
    CheckConfig(ConfigArgument),
    /// Copy the database while the console runs, and verify the copy.
    Backup(commands::BackupArguments),
    /// Verify or export the audit trail, without the console.
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Say whether a trail is what it was: a database, or an export in JSON Lines.
    Verify(commands::VerifyArguments),
    /// Write every record and every checkpoint.
    Export(commands::ExportArguments),
}

#[derive(Debug, clap::Args)]
struct ConfigArgument {
    /// The configuration, in TOML.
    #[arg(long, env = "PASSDESK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The site that was built before this program: a release needs no file beside it.
#[cfg(not(debug_assertions))]
static SITE: include_dir::Dir<'static> = include_dir::include_dir!("$PASSDESK_BUILT_SITE");

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("PASSDESK_LOG").unwrap_or_else(|_| EnvFilter::new("warn,passdesk=info,tower_sessions_core=error"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // A log that cannot be written, on a full disk for one, is lost. Saying that on the standard error would panic, in whatever task logs.
    log.log_internal_errors(false).init();
    keep_memory_to_ourselves();
    // Two TLS stacks are linked, and each asks which provider is the process's own.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        tracing::debug!("a crypto provider was installed already");
    }
    #[cfg(not(debug_assertions))]
    passdesk::features::layout::hold_assets(files_of(&SITE));
    let ended = match Arguments::parse().command {
        Command::Serve(argument) => commands::serve(argument.config.as_deref()).await,
        Command::Sandbox { fresh } => commands::sandbox(fresh).await,
        Command::CheckConfig(argument) => commands::check_config(argument.config.as_deref()).await,
        Command::Backup(arguments) => commands::backup(&arguments),
        Command::Audit(AuditCommand::Verify(arguments)) => commands::audit_verify(&arguments),
        Command::Audit(AuditCommand::Export(arguments)) => commands::audit_export(&arguments).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { lines, exit }) => {
            for line in lines {
                // What a database or a file says of itself may be anything: a terminal gets it escaped.
                let plain: String = line.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect();
                eprintln!("passdesk: {plain}");
            }
            ExitCode::from(exit)
        }
    }
}

/// All files of a folder and of those inside of it, by their paths.
#[cfg(not(debug_assertions))]
fn files_of(folder: &include_dir::Dir<'static>) -> passdesk::features::layout::HeldFiles {
    let own = folder.files().filter_map(|file| Some((file.path().to_str()?, file.contents())));
    own.chain(folder.dirs().flat_map(files_of)).collect()
}

/// A crash leaves no copy of the memory behind, and other processes of the same account cannot read it: passwords pass through it.
fn keep_memory_to_ourselves() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    if let Err(error) = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }) {
        tracing::warn!(%error, "core dumps stay as the system has them");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the process stays readable to its own account");
    }
}
