//! The trail's sinks on the real thing: a database, files, sockets and listeners that fail in every way that listeners have.

mod authority;
mod check;
mod file;
mod hook;
mod https;
mod listener;
mod positions;
mod syslog;
mod tls;
mod trail;
