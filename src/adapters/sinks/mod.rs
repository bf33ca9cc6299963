//! Second places for the trail: standard output, a file, syslog, an address that is posted to. And the hook, which is told of some of it.

mod file;
mod file_check;
mod hook;
mod https;
mod lines;
mod stdout;
mod syslog;
mod syslog_address;
mod syslog_stream;
mod thread;
mod tls;

pub use file::FileSink;
pub use hook::{HookSettings, SignedPost, read_hook_secret};
pub use https::{HttpsSettings, HttpsSink};
pub use stdout::StdoutSink;
pub use syslog::{SyslogSettings, SyslogSink};
pub use syslog_address::SyslogAddress;
pub use tls::Authorities;
