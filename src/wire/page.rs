//! One page of a list.

use serde::{Deserialize, Serialize};

/// Items, and where the next page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// An opaque cursor; absent on the last page.
    pub next: Option<String>,
}
