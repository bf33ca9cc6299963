//! What the forms with an effect on a user have in common, from the post to the page that answers it.

mod again;
mod answer;
mod asked;
mod checked;
pub mod draft;
mod effect_facts;
mod fresh;
mod gate;
mod press;
mod received;
mod send_button;
mod shown;
mod turns;
mod why_fields;

pub use again::AgainPage;
pub use answer::{FormAnswer, Stop, go};
pub use checked::{CheckedForm, check_form};
pub use effect_facts::{EffectFacts, StatusAfter};
pub use fresh::{AskedAgain, fresh_sign_in};
pub use gate::{Ready, check_for_approval, check_state, gate, obstacle_code, seen_now};
pub use press::Press;
pub use received::{Received, again, again_asking, again_or_error, back, receive, target_of};
pub use send_button::SendButton;
pub use turns::{Turn, UserTurns};
pub use why_fields::{Afterwards, FormButtons, FormHead, WhyFields, error_of};
