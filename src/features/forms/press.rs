//! Which button of a form was pressed.

/// What is asked of the server with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// To do it.
    Send,
    /// To say what would happen, and do nothing.
    Check,
    /// To ask another person's approval for it.
    Ask,
    /// To give more rows for ClientMetadata.
    AddRows,
}

impl Press {
    /// From the names that the buttons add to the form; a form that asks for more rows wants nothing else.
    pub fn of(check: Option<&String>, ask: Option<&String>, add_rows: Option<&String>) -> Self {
        match (check, ask, add_rows) {
            (_, _, Some(_)) => Self::AddRows,
            (Some(_), _, None) => Self::Check,
            (None, Some(_), None) => Self::Ask,
            (None, None, None) => Self::Send,
        }
    }
}
