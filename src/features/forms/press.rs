//! Which button of a form was pressed.

/// What is asked of the server with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// To do it.
    Send,
    /// To say what would happen, and do nothing.
    Check,
    /// To give more rows for ClientMetadata.
    AddRows,
}

impl Press {
    /// From the names that the buttons add to the form; a form that asks for more rows wants nothing else.
    pub fn of(check: Option<&String>, add_rows: Option<&String>) -> Self {
        match (check, add_rows) {
            (_, Some(_)) => Self::AddRows,
            (Some(_), None) => Self::Check,
            (None, None) => Self::Send,
        }
    }
}
