//! `[[audit.sinks]]`: second places for the trail.

use super::faults::Faults;
use super::is_loopback;
use super::raw::RawSink;
use crate::adapters::sinks::{Authorities, HttpsSettings, SyslogAddress, SyslogSettings};
use crate::domain::audit::{FeedFrom, FeedOf};
use crate::domain::secret::Secret;
use std::path::PathBuf;
use std::sync::Arc;

/// A second place for the trail.
#[derive(Debug, Clone)]
pub struct SinkSettings {
    /// The name of its cursor, and the one in the log.
    pub name: String,
    /// Where it all goes.
    pub place: SinkPlace,
    /// What it is given, in this order.
    pub what: Vec<FeedOf>,
    /// Where it begins that has no cursor yet.
    pub from: FeedFrom,
}

/// Where a sink's lines go.
#[derive(Debug, Clone)]
pub enum SinkPlace {
    /// Standard output.
    Stdout,
    /// The end of a file.
    File(PathBuf),
    /// Syslog.
    Syslog(SyslogSettings),
    /// Posts to an address.
    Https(HttpsSettings),
}

impl SinkPlace {
    /// The word for it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::File(_) => "file",
            Self::Syslog(_) => "syslog",
            Self::Https(_) => "https",
        }
    }

    fn speaks_tls(&self) -> bool {
        match self {
            Self::Syslog(syslog) => matches!(syslog.address, SyslogAddress::Tls(..)),
            Self::Https(https) => url::Url::parse(https.url.expose()).is_ok_and(|url| url.scheme() == "https"),
            Self::Stdout | Self::File(_) => false,
        }
    }
}

/// Settings that belong to one kind, and that kind.
const OF_KIND: [(&str, &str); 4] = [("path", "file"), ("address", "syslog"), ("url", "https"), ("token_file", "https")];

pub(super) fn check(raw: Vec<RawSink>, faults: &mut Faults) -> Vec<SinkSettings> {
    let mut checked: Vec<SinkSettings> = Vec::new();
    for (place, sink) in raw.into_iter().enumerate() {
        let Some(sink) = check_one(&format!("audit.sinks[{place}]"), sink, &checked, faults) else { continue };
        checked.push(sink);
    }
    checked
}

fn check_one(at: &str, mut raw: RawSink, others: &[SinkSettings], faults: &mut Faults) -> Option<SinkSettings> {
    let key = |name: &str| format!("{at}.{name}");
    let is_name = !raw.name.is_empty() && raw.name.len() <= 40 && raw.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name {
        faults.add(&key("name"), format!("`{}` must be 1 to 40 small letters, digits and hyphens", raw.name));
    }
    if others.iter().any(|other| other.name == raw.name) {
        faults.add(&key("name"), format!("`{}` is named twice", raw.name));
    }
    let given = [raw.path.is_some(), raw.address.is_some(), raw.url.is_some(), raw.token_file.is_some()];
    for ((name, kind), _) in OF_KIND.iter().zip(given).filter(|((_, kind), is_given)| *is_given && *kind != raw.kind) {
        faults.add(&key(name), format!("is for sinks of the kind {kind} only"));
    }
    let what = raw.what.take().unwrap_or_else(|| vec![FeedOf::Records.name().to_owned()]);
    let asked: Vec<FeedOf> =
        what.iter().filter_map(|name| faults.keep(&key("what"), FeedOf::from_name(name).ok_or_else(|| format!("`{name}` is neither records nor checkpoints")))).collect();
    if what.is_empty() {
        faults.add(&key("what"), "is empty: records, checkpoints, or both");
    }
    let from = match raw.from.as_deref() {
        None | Some("start") => FeedFrom::Start,
        Some("now") => FeedFrom::Now,
        Some(other) => {
            faults.add(&key("from"), format!("`{other}` is neither start nor now"));
            FeedFrom::Start
        }
    };
    let name = raw.name.clone();
    let place = check_place(&key, raw, others, faults)?;
    // A checkpoint speaks of records: they go first.
    let what = FeedOf::ALL.into_iter().filter(|what| asked.contains(what)).collect();
    Some(SinkSettings { name, place, what, from })
}

fn check_place(key: &impl Fn(&str) -> String, raw: RawSink, others: &[SinkSettings], faults: &mut Faults) -> Option<SinkPlace> {
    let private = raw.ca_file.as_deref().map(|file| Authorities::of_file(file).map_err(|problem| format!("sink {}: {problem}", raw.name)));
    let is_private = private.is_some();
    let authorities = private.and_then(|read| faults.keep(&key("ca_file"), read)).unwrap_or_else(Authorities::public);
    let place = match raw.kind.as_str() {
        "stdout" => {
            if others.iter().any(|other| matches!(other.place, SinkPlace::Stdout)) {
                faults.add(&key("kind"), "there is another sink of the kind stdout");
            }
            SinkPlace::Stdout
        }
        "file" => {
            let path = faults.keep(&key("path"), raw.path.filter(|path| path.is_absolute()).ok_or_else(|| "is missing, or not a whole path that begins with /".to_owned()))?;
            if others.iter().any(|other| matches!(&other.place, SinkPlace::File(taken) if *taken == path)) {
                faults.add(&key("path"), format!("another sink writes to {}", path.display()));
            }
            SinkPlace::File(path)
        }
        "syslog" => {
            let address = raw.address.ok_or_else(|| "is missing, as in unix:/dev/log".to_owned()).and_then(|address| address.parse());
            SinkPlace::Syslog(SyslogSettings { address: faults.keep(&key("address"), address)?, authorities })
        }
        "https" => {
            let url = faults.keep(&key("url"), check_url(raw.url));
            let token = raw.token_file.map(|file| faults.keep(&key("token_file"), read_token(&file)).map(|token| Arc::new(Secret::new(token))));
            SinkPlace::Https(HttpsSettings { url: Arc::new(Secret::new(url?)), token: token.flatten(), authorities })
        }
        other => {
            faults.add(&key("kind"), format!("`{other}` is not a kind of sink; the kinds are stdout, file, syslog, https"));
            return None;
        }
    };
    if is_private && !place.speaks_tls() {
        faults.add(&key("ca_file"), "is for sinks that speak TLS only: https:// addresses, and tls: addresses of syslog");
    }
    Some(place)
}

/// Says what is wrong without the address: a webhook's path is a secret as a rule.
pub(super) fn check_url(url: Option<String>) -> Result<String, String> {
    let url = url.ok_or("is missing: the address that is posted to")?;
    let parsed = url::Url::parse(&url).map_err(|error| format!("is not an address: {error}"))?;
    if parsed.scheme() != "https" && !(parsed.scheme() == "http" && is_loopback(&parsed)) {
        return Err("must begin with https:// (http:// works on loopback only)".to_owned());
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("must not hold a name or a password: put a bearer token into token_file".to_owned());
    }
    Ok(url)
}

/// A bearer token of RFC 6750, or anything else that a header can carry.
fn read_token(file: &std::path::Path) -> Result<String, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let token = text.trim();
    let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    if is_token { Ok(token.to_owned()) } else { Err(format!("{} must hold one token, of printable ASCII without spaces", file.display())) }
}
