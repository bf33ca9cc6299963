//! How many rows stand where, as numbers that lead to those rows; a script keeps them up to date while a run is under way.

use super::rows::tone;
use crate::domain::bulk::RowStanding;
use crate::features::audit_trail::pages::grouped;
use crate::ports::bulk_store::Counts;
use crate::ui::Tone;
use leptos::prelude::*;
use uuid::Uuid;

/// What a run does at the moment, and so which numbers matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Rows are looked at.
    Checking,
    /// Rows are carried out.
    Running,
    /// It is over: what is none is left out.
    Over,
}

impl Phase {
    fn standings(self) -> &'static [RowStanding] {
        match self {
            Self::Checking => &[RowStanding::Unchecked, RowStanding::Ready, RowStanding::LeftOut],
            Self::Running => &[RowStanding::Ready, RowStanding::Succeeded, RowStanding::Refused, RowStanding::Denied, RowStanding::Unknown],
            Self::Over => &[RowStanding::Succeeded, RowStanding::Refused, RowStanding::Denied, RowStanding::Unknown, RowStanding::NotDone, RowStanding::LeftOut],
        }
    }

    fn label(self, standing: RowStanding) -> &'static str {
        match (self, standing) {
            (Self::Checking, RowStanding::Unchecked) => "Still to look at",
            (Self::Running, RowStanding::Ready) => "Still to do",
            _ => standing.words(),
        }
    }
}

/// The numbers.
pub(super) fn tally(run: Uuid, counts: &Counts, phase: Phase) -> AnyView {
    let shown = phase.standings().iter().filter(|standing| phase != Phase::Over || counts.of(**standing) > 0);
    let items = shown.map(|standing| {
        let (name, label, number) = (standing.name(), phase.label(*standing), grouped(counts.of(*standing)));
        view! {
            <div class="bulk-tally__item" data-tone=Tone::from(tone(*standing)).as_str()>
                <dt class="bulk-tally__name">{label}</dt>
                <dd class="bulk-tally__number">
                    <a href=format!("/bulk/{run}?rows={name}#rows") data-count=name>
                        {number}
                    </a>
                </dd>
            </div>
        }
    });
    let items = items.collect_view();
    view! { <dl class="bulk-tally">{items}</dl> }.into_any()
}
