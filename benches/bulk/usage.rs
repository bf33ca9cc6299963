//! Processor time and memory.

use std::time::Duration;

/// Processor time of this process, user and system (`/proc/self/stat`, in hundredths of a second).
pub fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number");
    Duration::from_millis(ticks * 10)
}

/// Resident memory of this process, in millions of bytes.
pub fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    let kilobytes: f64 = line.split_whitespace().nth(1).expect("a number").parse().expect("a number");
    kilobytes * 1.024 / 1e3
}

/// The most of these that lie in one second, by their times in microseconds.
pub fn most_in_a_second(times: &[i64]) -> usize {
    let mut times = times.to_vec();
    times.sort_unstable();
    (0..times.len()).map(|first| times[first..].iter().take_while(|other| **other - times[first] < 1_000_000).count()).max().unwrap_or(0)
}
