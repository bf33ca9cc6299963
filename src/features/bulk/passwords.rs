//! The passwords of a run, to take away once: by whoever started it, in the browser in which they did.

use super::read::{failed, find};
use super::records::{DELETED, PASSWORDS, record_step, run_entry};
use super::sealed::{cookie_name, open};
use crate::domain::audit::RecordKind;
use crate::domain::operation::Action;
use crate::features::audit_trail::csv_line;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::layout::{accepts_html, error_document};
use crate::features::records::denied_as;
use crate::ports::bulk_store::KeptRun;
use crate::wire::{ApiError, ErrorCode};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures::stream;
use uuid::Uuid;
use zeroize::Zeroizing;

const COLUMNS: [&str; 6] = ["line", "given", "UserPoolId", "Username", "standing", "temporary_password"];
/// Rows of a piece.
const PIECE: u32 = 200;

/// `POST /bulk/{id}/passwords`: a file, once. What is sealed is deleted when its last piece was taken; a large one that broke off
/// before can be taken again.
pub(super) async fn take(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    match begin(&console, &caller, &headers, &id).await {
        Ok((run, cookie)) => send(console, caller, run, cookie),
        Err(error) => error_document(&error, accepts_html(&headers)),
    }
}

/// The private key that this browser carries for a run, if it does.
pub(super) fn cookie_of(headers: &HeaderMap, run: Uuid) -> Option<Zeroizing<String>> {
    let name = cookie_name(run);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| Zeroizing::new(value.to_owned()))
}

async fn begin(console: &Console, caller: &Caller, headers: &HeaderMap, id: &str) -> Result<(KeptRun, Zeroizing<String>), ApiError> {
    let run = find(console, caller, id, PASSWORDS).await?;
    let may_set = run.plan.help().is_some_and(|help| caller.has_right(help.action()));
    if !is_starter(caller, &run) || !may_set || !caller.may(Action::RevealPassword) {
        let fill = |entry: &mut crate::domain::audit::AuditEntry| {
            PASSWORDS.clone_into(&mut entry.event);
            entry.run = Some(run.id);
        };
        return Err(denied_as(console, caller, Action::RevealPassword, ErrorCode::NotAllowed, None, fill).await);
    }
    let cookie = cookie_of(headers, run.id).ok_or_else(|| caller.error(ErrorCode::RunMoved))?;
    let sealed = console.bulk.counts(run.id).await.map_err(|error| failed(&error, caller))?.sealed;
    if run.state.is_at_work() || sealed == 0 {
        return Err(caller.error(ErrorCode::RunMoved));
    }
    // On record before anything is shown.
    let mut entry = run_entry(console, caller, run.id, RecordKind::Run, PASSWORDS);
    entry.part_of = Some(run.id);
    entry.note = Some(format!("the temporary passwords of {sealed} users, as a file"));
    console.audit.append(entry).await.map_err(|error| trail_failed(&error, caller))?;
    Ok((run, cookie))
}

/// The passwords are for whoever started the run.
pub(super) fn is_starter(caller: &Caller, run: &KeptRun) -> bool {
    let own = caller.actor().ok().map(|actor| &actor.id);
    run.sealed_for.as_ref().is_some_and(|sealed_for| Some(&sealed_for.person.id) == own)
}

fn send(console: Console, caller: Caller, run: KeptRun, cookie: Zeroizing<String>) -> Response {
    let id = run.id;
    let pieces = stream::try_unfold((console, caller, cookie, Some(0), Vec::new()), move |(console, caller, cookie, after, mut taken)| {
        let run = run.clone();
        async move {
            let Some(after) = after else { return Ok::<_, std::io::Error>(None) };
            let broke_off = |error| {
                tracing::error!(%error, "the passwords of a bulk run broke off");
                std::io::Error::other("the file broke off")
            };
            let rows = console.bulk.sealed(id, after, PIECE).await.map_err(broke_off)?;
            let mut text = if after == 0 { head() } else { Vec::new() };
            let next = rows.last().map(|(row, _)| row.line);
            for (row, sealed) in &rows {
                let password = open(&cookie, id, row.line, sealed);
                let shown = password.as_ref().map_or_else(|| "(cannot be opened by this browser)".to_owned(), |password| password.expose().clone());
                text.extend(csv_line(vec![row.line.to_string(), row.given.clone(), row.pool.clone(), row.state.username.clone(), row.state.standing.name().to_owned(), shown]));
            }
            taken.extend(rows.iter().map(|(row, _)| row.line));
            if next.is_none() {
                // Those that are in the file: rows of a run that was stopped may still come to their end.
                console.bulk.forget_sealed(id, &taken).await.map_err(broke_off)?;
                let _ = record_step(&console, &caller, &run, DELETED, "every row was taken; what was sealed is deleted".to_owned()).await;
            }
            Ok(Some((text, (console, caller, cookie, next, taken))))
        }
    });
    let mut answer = Response::new(Body::from_stream(pieces));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"passdesk-temporary-passwords.csv\""));
    answer
}

fn head() -> Vec<u8> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(csv_line(COLUMNS.map(str::to_owned).to_vec()));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::{NewPassword, PasswordPolicy, PasswordStyle};
    use rand::TryRngCore;
    use rand::rngs::OsRng;

    #[test]
    fn no_generated_password_is_changed_by_what_keeps_spreadsheets_from_calculating() {
        let policy = PasswordPolicy { minimum_length: 20, requires_uppercase: true, requires_lowercase: true, requires_numbers: true, requires_symbols: true, history_size: 0 };
        for _ in 0..2_000 {
            let password = NewPassword::generated(&policy, PasswordStyle::Characters, &mut OsRng.unwrap_err());
            assert_eq!(csv_line(vec![password.expose().to_owned()]), format!("{}\r\n", password.expose()).into_bytes());
        }
    }
}
