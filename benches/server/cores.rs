//! Server and load on cores of their own, by `taskset` of util-linux.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// Who runs where; without `taskset`, or with one core, nowhere in particular.
#[derive(Debug, Clone, Copy)]
pub struct Cores(Option<(usize, usize)>);

impl Cores {
    /// The first core for the server; the last one for the load, the sandbox and this process from now on. Called before there are threads.
    pub fn divide() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or_default().trim().to_owned();
        let cores: Vec<usize> = list.split([',', '-']).filter_map(|core| core.parse().ok()).collect();
        let pair = cores.first().zip(cores.last()).map(|(first, last)| (*first, *last)).filter(|(first, last)| first != last);
        let divided = pair.filter(|(_, load)| {
            let mut command = Command::new("taskset");
            command.args(["-a", "-p", "-c", &load.to_string(), &std::process::id().to_string()]).stdout(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        });
        if divided.is_none() {
            println!("server and load share all cores: taskset is missing, or there is one core");
        }
        Self(divided)
    }

    /// A command on the server's core.
    pub fn server(self, program: impl AsRef<OsStr>) -> Command {
        let Some((server, _)) = self.0 else { return Command::new(program) };
        let mut command = Command::new("taskset");
        command.args(["-c", &server.to_string()]).arg(program);
        command
    }

    /// For what limits a figure.
    pub fn words(self) -> &'static str {
        if self.0.is_some() { "server on one core, load and sandbox on the other" } else { "server, load and sandbox on the same cores" }
    }
}
