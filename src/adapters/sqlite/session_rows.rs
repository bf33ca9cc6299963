//! What a session's data says for the columns, and how a row becomes facts.

use super::database::sha256_hex;
use crate::domain::actor::Actor;
use crate::ports::session_store::{PersonFacts, SessionFacts, SessionTimes, StaffSession, TIMES_KEY};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::HashMap;
use tower_sessions::session::{Id, Record};

/// The key under which the signed-in person stands in a session's data.
const STAFF: &str = "staff";
/// The key under which the sign-in's address and user agent stand.
const ORIGIN: &str = "origin";
/// The key of [`Lineage`]: put in by `load`, never stored.
const LINEAGE: &str = "lineage";

/// Where a loaded session's data came from. It travels with the data into the session that a change of id creates, so that
/// a session that was ended meanwhile is not continued under a new id, and that a new id alone does not start ten new hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lineage {
    /// The stored id.
    pub(super) id_hash: String,
    /// Microseconds since 1970.
    pub(super) created_at: i64,
    /// The sign-in that the data told of.
    auth_time: Option<i64>,
}

/// Columns that are taken from the data.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) data: String,
    pub(super) actor: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) sub: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) address: String,
    pub(super) user_agent: String,
    /// The groups of the ID token, as a JSON list.
    pub(super) member_of: String,
    pub(super) lineage: Option<Lineage>,
    /// Whether the person proved again who they are since the data was loaded.
    pub(super) has_new_proof: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Origin {
    address: String,
    user_agent: String,
}

/// Takes the columns out of a record's data.
///
/// # Errors
/// The data is not what this console writes.
pub(super) fn columns(record: &Record) -> Result<Columns, serde_json::Error> {
    let staff = record.data.get(STAFF).map(StaffSession::deserialize).transpose()?;
    let origin = record.data.get(ORIGIN).map(Origin::deserialize).transpose()?.unwrap_or_default();
    let lineage = record.data.get(LINEAGE).map(Lineage::deserialize).transpose()?;
    let kept: HashMap<&String, &Value> = record.data.iter().filter(|(key, _)| *key != LINEAGE && *key != TIMES_KEY).collect();
    let mut columns = Columns { data: serde_json::to_string(&kept)?, address: origin.address, user_agent: origin.user_agent, member_of: "[]".into(), ..Columns::default() };
    columns.has_new_proof = lineage.as_ref().is_some_and(|lineage| lineage.auth_time != staff.as_ref().map(|staff| staff.auth_time));
    columns.lineage = lineage;
    if let Some(staff) = staff {
        columns.member_of = serde_json::to_string(&staff.groups)?;
        columns.actor = Some(serde_json::to_string(&staff.actor)?);
        (columns.issuer, columns.sub, columns.sid) = (Some(staff.actor.id.issuer), Some(staff.actor.id.sub), staff.sid);
    }
    Ok(columns)
}

/// Reads the stored data back, with its lineage and its times.
///
/// # Errors
/// The data is not what this console writes.
pub(super) fn data(text: &str, id_hash: &str, times: SessionTimes) -> Result<HashMap<String, Value>, serde_json::Error> {
    let mut data: HashMap<String, Value> = serde_json::from_str(text)?;
    let auth_time = data.get(STAFF).map(StaffSession::deserialize).transpose()?.map(|staff| staff.auth_time);
    let lineage = Lineage { id_hash: id_hash.to_owned(), created_at: times.created_at, auth_time };
    data.insert(LINEAGE.to_owned(), serde_json::to_value(lineage)?);
    data.insert(TIMES_KEY.to_owned(), serde_json::to_value(times)?);
    Ok(data)
}

/// A row of handle, actor, groups, address, user agent, created, last seen; `None` where nobody is signed in.
pub(super) fn facts(row: &SqliteRow) -> Result<Option<SessionFacts>, sqlx::Error> {
    let Some((actor, groups)) = whose(row)? else { return Ok(None) };
    Ok(Some(SessionFacts {
        handle: row.try_get("handle")?,
        actor,
        groups,
        address: row.try_get("address")?,
        user_agent: row.try_get("user_agent")?,
        created_at: row.try_get("created_at")?,
        last_seen_at: row.try_get("last_seen_at")?,
    }))
}

/// A row of actor, groups, newest sign-in, number of live sessions, whether somebody else ended them.
pub(super) fn person(row: &SqliteRow) -> Result<Option<PersonFacts>, sqlx::Error> {
    let Some((actor, groups)) = whose(row)? else { return Ok(None) };
    Ok(Some(PersonFacts { actor, groups, signed_in_at: row.try_get("signed_in_at")?, live: row.try_get("live")?, was_ended: row.try_get("was_ended")? }))
}

fn whose(row: &SqliteRow) -> Result<Option<(Actor, Vec<String>)>, sqlx::Error> {
    let unread = |error: serde_json::Error| sqlx::Error::Protocol(format!("whose a session is does not read: {error}"));
    let Some(actor) = row.try_get::<Option<&str>, _>("actor")? else { return Ok(None) };
    Ok(Some((serde_json::from_str(actor).map_err(unread)?, serde_json::from_str(row.try_get("member_of")?).map_err(unread)?)))
}

/// The form in which an id is stored: SHA-256 of its 128 bits.
pub(super) fn id_hash(id: &Id) -> String {
    sha256_hex(&id.0.to_le_bytes())
}

/// The public handle of a stored id: 16 hexadecimal digits of its hash.
pub(super) fn handle(id_hash: &str) -> String {
    let mut handle = sha256_hex(id_hash.as_bytes());
    handle.truncate(16);
    handle
}
