//! The page of faults: a form for one, and what waits.

use serde::Deserialize;

use crate::sandbox::cognito::{Dice, Fault, FaultKind, operation_names};
use crate::sandbox::control::error::ControlError;
use crate::sandbox::html::escape;
use crate::sandbox::sts;

/// The form's fields: empty ones are absent.
#[derive(Debug, Deserialize)]
pub struct Fields {
    operation: String,
    kind: String,
    delay_ms: String,
    #[serde(default)]
    delay_after_ms: String,
    times: String,
}

impl TryFrom<Fields> for Fault {
    type Error = ControlError;

    fn try_from(fields: Fields) -> Result<Self, ControlError> {
        let kind = FaultKind::of_word(&fields.kind);
        if kind.is_none() && !fields.kind.is_empty() {
            return Err(ControlError::invalid("no such kind of fault"));
        }
        let number = |text: &str| match text.trim() {
            "" => Ok(0),
            number => number.parse().map_err(ControlError::invalid),
        };
        let delay_ms = number(&fields.delay_ms)?;
        let times = match fields.times.trim() {
            "" => None,
            number => Some(number.parse().map_err(ControlError::invalid)?),
        };
        Ok(Self { operation: fields.operation, kind, delay_ms, delay_after_ms: number(&fields.delay_after_ms)?, times })
    }
}

fn option(word: &str, text: &str) -> String {
    format!(r#"<option value="{}">{}</option>"#, escape(word), escape(text))
}

/// The page's body.
pub fn body(faults: &[Fault], dice: Option<&Dice>) -> String {
    let rows: String = faults
        .iter()
        .map(|fault| {
            let kind = fault.kind.map_or("delay only", FaultKind::word);
            let times = fault.times.map_or("until cleared".to_owned(), |times| times.to_string());
            format!("<tr><td>{}</td><td>{kind}</td><td>{} + {}</td><td>{times}</td></tr>", escape(&fault.operation), fault.delay_ms, fault.delay_after_ms)
        })
        .collect();
    let random = dice.map(|dice| format!("<p>{}</p>", escape(&dice.to_string()))).unwrap_or_default();
    let set = if rows.is_empty() && random.is_empty() {
        "<p>No faults: everything works.</p>".to_owned()
    } else {
        format!(
            r#"{random}<div class="scroll"><table><thead><tr><th>Operation</th><th>Fault</th><th>Delay before + after the effect (ms)</th><th>Calls left</th></tr></thead><tbody>{rows}</tbody></table></div>
<form method="post" action="/sandbox/faults/clear"><p><button>Clear all faults</button></p></form>"#
        )
    };
    let operations: String = operation_names().chain(sts::OPERATIONS).map(|name| option(name, name)).collect();
    let kinds: String = FaultKind::all().map(|(_, word)| option(word, word)).collect();
    format!(
        r#"{set}<h2>Add a fault</h2><form class="fields" method="post" action="/sandbox/faults">
<label>Operation <select name="operation"><option value="*">All operations</option>{operations}</select></label>
<label>What goes wrong <select name="kind"><option value="">Nothing but a delay</option>{kinds}</select></label>
<label>Delay before the effect, in milliseconds <input name="delay_ms" inputmode="numeric" value="0"></label>
<label>Delay after the effect, in milliseconds <input name="delay_after_ms" inputmode="numeric" value="0"></label>
<label>How many calls (empty: until cleared) <input name="times" inputmode="numeric" value="1"></label>
<button class="lead">Add the fault</button></form>"#
    )
}
