//! Pages of the trail. A page is found by its sequence and an index, never by counting rows.

use super::super::Database;
use super::{rows, store};
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::{AuditError, Doubt, PageFrom, TrailFilter, TrailPage, TrailRow};
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

const COLUMNS: &str = "opening.sequence, opening.previous_hash, opening.hash, opening.body, closing.sequence, closing.previous_hash, closing.hash, closing.body,
    reconciled.sequence, reconciled.previous_hash, reconciled.hash, reconciled.body";

/// What follows an opening, and the openings themselves; in the words of the partial indexes, by which the planner finds them.
const FOLLOWING: &str = " LEFT JOIN audit_records AS closing ON closing.action_id = opening.action_id AND closing.kind = 'outcome'
    LEFT JOIN audit_records AS reconciled ON reconciled.action_id = opening.action_id AND reconciled.kind = 'reconciled'
    WHERE opening.kind <> 'outcome' AND opening.kind <> 'reconciled'";

/// A side of a place in the trail.
#[derive(Clone, Copy)]
enum Side {
    Older(i64),
    Newer(i64),
}

pub(super) async fn page(database: &Database, filter: &TrailFilter, from: PageFrom, size: u32) -> Result<TrailPage, AuditError> {
    let size = usize::try_from(size.max(1)).unwrap_or(usize::MAX - 1);
    // One read transaction: the page and its two ends are of one moment.
    let mut reader = database.readers.begin().await.map_err(store)?;
    let side = match from {
        PageFrom::Newest => Side::Older(i64::MAX),
        PageFrom::Before(sequence) => Side::Older(sequence),
        PageFrom::After(sequence) => Side::Newer(sequence),
    };
    let mut found = select(&mut reader, COLUMNS, filter, side, size + 1).await.map_err(store)?;
    let has_more = found.len() > size;
    found.truncate(size);
    let mut page = TrailPage { rows: found.iter().map(trail_row).collect::<Result<_, _>>().map_err(store)?, ..TrailPage::default() };
    match side {
        Side::Older(_) => page.has_older = has_more,
        Side::Newer(_) => {
            page.rows.reverse();
            page.has_newer = has_more;
        }
    }
    let newest = page.rows.first().map(|row| row.opening.sequence);
    let oldest = page.rows.last().map(|row| row.opening.sequence);
    match from {
        PageFrom::Newest => {}
        PageFrom::Before(sequence) => page.has_newer = exists(&mut reader, filter, Side::Newer(newest.unwrap_or(sequence.saturating_sub(1)))).await?,
        PageFrom::After(sequence) => page.has_older = exists(&mut reader, filter, Side::Older(oldest.unwrap_or(sequence.saturating_add(1)))).await?,
    }
    Ok(page)
}

pub(super) async fn action(database: &Database, action_id: Uuid) -> Result<Vec<AuditRecord>, AuditError> {
    let query = sqlx::query("SELECT sequence, previous_hash, hash, body FROM audit_records WHERE action_id = ? ORDER BY sequence").bind(action_id.to_string());
    rows::records(&query.fetch_all(&database.readers).await.map_err(store)?).map_err(store)
}

pub(super) async fn open_intents(database: &Database, before: i64) -> Result<Vec<AuditRecord>, AuditError> {
    let query = sqlx::query(
        "SELECT r.sequence, r.previous_hash, r.hash, r.body FROM audit_open_intents AS o CROSS JOIN audit_records AS r ON r.sequence = o.sequence
         WHERE o.occurred_at < ? ORDER BY o.sequence",
    );
    rows::records(&query.bind(before).fetch_all(&database.readers).await.map_err(store)?).map_err(store)
}

pub(super) async fn doubts(database: &Database, before: i64) -> Result<Vec<Doubt>, AuditError> {
    let query = sqlx::query(
        "SELECT i.sequence, i.previous_hash, i.hash, i.body, o.sequence, o.previous_hash, o.hash, o.body
         FROM audit_doubts AS d CROSS JOIN audit_records AS o ON o.sequence = d.sequence CROSS JOIN audit_records AS i ON i.sequence = o.opening AND i.kind = 'intent'
         WHERE d.occurred_at < ? ORDER BY d.sequence",
    );
    let rows = query.bind(before).fetch_all(&database.readers).await.map_err(store)?;
    let doubt = |row| Ok(rows::record(row, 0)?.zip(rows::record(row, 4)?).map(|(intent, outcome)| Doubt { intent, outcome }));
    rows.iter().filter_map(|row| doubt(row).transpose()).collect::<Result<_, _>>().map_err(store)
}

fn trail_row(row: &SqliteRow) -> Result<TrailRow, sqlx::Error> {
    let opening = rows::record(row, 0)?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(TrailRow { opening, outcome: rows::record(row, 4)?, reconciled: rows::record(row, 8)? })
}

async fn exists(reader: &mut SqliteConnection, filter: &TrailFilter, side: Side) -> Result<bool, AuditError> {
    let found = select(reader, "opening.sequence", filter, side, 1).await.map_err(store)?;
    Ok(found.first().is_some_and(|row| row.try_get::<i64, _>(0).is_ok()))
}

async fn select(reader: &mut SqliteConnection, columns: &'static str, filter: &TrailFilter, side: Side, limit: usize) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let mut query = build(columns, filter, side, limit);
    query.build().fetch_all(reader).await
}

/// The statement: its text comes from this file only, every value is bound.
fn build(columns: &'static str, filter: &TrailFilter, side: Side, limit: usize) -> QueryBuilder<Sqlite> {
    let by_outcome = filter.outcome.filter(|_| !filter.is_open && filter.user_sub.is_empty() && filter.ticket.is_empty());
    // What is rare leads: open intents have a list of their own, endings an index in the order of their openings.
    let (source, key) = match by_outcome {
        _ if filter.is_open => ("audit_open_intents AS open CROSS JOIN audit_records AS opening ON opening.sequence = open.sequence", "open.sequence"),
        Some(_) => ("audit_records AS ended CROSS JOIN audit_records AS opening ON opening.sequence = ended.opening", "ended.opening"),
        None => ("audit_records AS opening", "opening.sequence"),
    };
    let mut query = QueryBuilder::new("SELECT ");
    query.push(columns).push(" FROM ").push(source).push(FOLLOWING);
    if let Some(outcome) = by_outcome {
        query.push(" AND ended.outcome = ").push_bind(outcome.name());
        // An action stands in the list once, by the record that ended it last.
        query.push(" AND ended.sequence = coalesce(reconciled.sequence, closing.sequence, opening.sequence)");
    }
    push_filter(&mut query, filter, key == "opening.sequence");
    let (comparison, order, place) = match side {
        Side::Older(place) => (" < ", " DESC", place),
        Side::Newer(place) => (" > ", " ASC", place),
    };
    query.push(" AND ").push(key).push(comparison).push_bind(place);
    query.push(" ORDER BY ").push(key).push(order);
    query.push(" LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

/// Adds the conditions. Only the first exact one may use an index: `+` keeps the planner from the others, which it has no statistics to rank.
fn push_filter(query: &mut QueryBuilder<Sqlite>, filter: &TrailFilter, mut may_lead: bool) {
    let event = filter.event.trim().trim_end_matches('.');
    let exact_event = if event.contains('.') { event } else { "" };
    let exact = [("user_sub", filter.user_sub.as_str()), ("ticket", filter.ticket.trim()), ("event", exact_event), ("pool", filter.pool.as_str())];
    for (column, value) in exact.into_iter().filter(|(_, value)| !value.is_empty()) {
        let sign = if std::mem::take(&mut may_lead) { "" } else { "+" };
        query.push(" AND ").push(sign).push("opening.").push(column).push(" = ").push_bind(value.to_owned());
    }
    if exact_event.is_empty() && !event.is_empty() {
        query.push(" AND (+opening.event = ").push_bind(event.to_owned());
        // `/` follows `.`: from "noun." up to "noun/" stands everything that begins with "noun.".
        query.push(" OR (+opening.event >= ").push_bind(format!("{event}.")).push(" AND +opening.event < ").push_bind(format!("{event}/")).push("))");
    }
    for (text, sub, value) in [
        ("lower(coalesce(opening.actor_name, ''))", "+opening.actor_sub", filter.who.trim()),
        ("lower(coalesce(opening.user_name, '') || char(10) || coalesce(opening.username, ''))", "+opening.user_sub", filter.user.trim()),
    ] {
        if !value.is_empty() {
            query.push(" AND (instr(").push(text).push(", ").push_bind(value.to_lowercase()).push(") > 0");
            query.push(" OR ").push(sub).push(" = ").push_bind(value.to_owned()).push(")");
        }
    }
    if let Some(outcome) = filter.outcome {
        query.push(" AND coalesce(reconciled.outcome, closing.outcome, opening.outcome) = ").push_bind(outcome.name());
    }
    if let Some(from) = filter.from {
        query.push(" AND opening.occurred_at >= ").push_bind(from);
    }
    if let Some(until) = filter.until {
        query.push(" AND opening.occurred_at < ").push_bind(until);
    }
    if filter.without_reads {
        query.push(" AND opening.kind <> 'read'");
    }
    if filter.only_effects {
        query.push(" AND +opening.kind = 'intent'");
    }
}
