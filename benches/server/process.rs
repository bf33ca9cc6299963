//! A server in a process of its own: its start, its processor time, its memory, its end.

use crate::cores::Cores;
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A running server.
pub struct Process {
    child: Child,
    /// From its start to the first 200 for each path that was asked for.
    pub answered: Vec<Duration>,
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

impl Process {
    /// Starts it, and asks for these paths, one after the other, until each is 200.
    pub async fn start(mut command: Command, address: &str, paths: &[&str]) -> Self {
        let began = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a server");
        let mut process = Self { child, answered: Vec::new() };
        for path in paths {
            while !answers(address, path).await {
                assert!(began.elapsed() < Duration::from_secs(30), "no 200 from {address}{path}");
                assert!(process.child.try_wait().expect("a child").is_none(), "the server ended");
                tokio::time::sleep(Duration::from_micros(500)).await;
            }
            process.answered.push(began.elapsed());
        }
        process
    }

    /// This program again in another role, on the server's core.
    pub fn own(cores: Cores, role: &str, value: &str) -> Command {
        let mut command = cores.server(std::env::current_exe().expect("this program"));
        command.env(role, value);
        command
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Processor time of all its threads so far, in milliseconds.
    pub fn cpu(&self) -> f64 {
        cpu_of(self.pid())
    }

    /// Resident memory, in megabytes.
    pub fn resident(&self) -> f64 {
        self.memory("status", "VmRSS:").expect("a Linux")
    }

    /// Its share of what is shared; `None` where the machine keeps that to itself.
    pub fn proportional(&self) -> Option<f64> {
        self.memory("smaps_rollup", "Pss:")
    }

    fn memory(&self, file: &str, field: &str) -> Option<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/{file}", self.pid())).ok()?;
        let kilobytes: f64 = text.lines().find(|line| line.starts_with(field))?.split_whitespace().nth(1)?.parse().ok()?;
        // Kibibytes, and megabytes of a million bytes.
        Some(kilobytes * 1.024 / 1e3)
    }

    /// Ends it as an operator would, and waits.
    pub fn end(&mut self) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw);
        if let (Some(pid), Ok(None)) = (pid, self.child.try_wait()) {
            let _ = kill_process(pid, Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

/// Processor time of all threads of a process, in milliseconds.
pub fn cpu_of(pid: u32) -> f64 {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("a Linux");
    let spent = |thread: std::fs::DirEntry| std::fs::read_to_string(thread.path().join("schedstat")).ok()?.split_whitespace().next()?.parse::<f64>().ok();
    threads.filter_map(Result::ok).filter_map(spent).sum::<f64>() / 1e6
}

async fn answers(address: &str, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address).await else { return false };
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\nconnection: close\r\n\r\n");
    let mut start = [0; 12];
    stream.write_all(request.as_bytes()).await.is_ok() && stream.read_exact(&mut start).await.is_ok() && start.ends_with(b" 200")
}

/// A free port on loopback.
pub fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
