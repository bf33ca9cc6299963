//! What this person may do for this user: every action with why it is not possible where it is not, and the form of the chosen one.

use super::filled::filled_notice;
use crate::domain::policy::Denial;
use crate::domain::preflight::{Help, Obstacle, Preflight};
use crate::domain::velocity::{Counted, Usage};
use crate::features::accounts::pages::AccountFormFor;
use crate::features::console::{Caller, Console};
use crate::features::effects::{in_the_way, is_only_user_at_limit};
use crate::features::escalations::Asking;
use crate::features::faults::denial_code;
use crate::features::forms::draft::{CheckAnswer, Draft, KeptForm};
use crate::features::passwords::pages::{ResetForm, SetPasswordForm};
use crate::features::passwords::wire;
use crate::features::users::UserView;
use crate::features::users::rows::user_href;
use crate::ui::{Card, ChoiceLink, Disclosure, Notice};
use leptos::prelude::*;

/// The ways to help that have a card, whatever the state: those that callers ask for.
const USUAL: [Help; 3] = [Help::ResetCode, Help::Invitation, Help::TemporaryPassword];
/// The ways to help that the page offers; a permanent password is a choice in the form of a temporary one.
pub(super) const OFFERED: [Help; 8] = [
    Help::ResetCode,
    Help::Invitation,
    Help::TemporaryPassword,
    Help::ConfirmSignUp,
    Help::Enable,
    Help::MarkVerified(crate::domain::contact::Contact::Email),
    Help::MarkVerified(crate::domain::contact::Contact::PhoneNumber),
    Help::SignOut,
];

/// One way to help, and why not where not.
struct Offer {
    help: Help,
    /// As in "Not possible: …"; empty where it is.
    impossible: String,
    /// There is nothing to be done of that kind.
    is_needless: bool,
    /// It takes another person's approval.
    asks: bool,
}

/// What is possible, and what is not for which reason.
pub(super) struct Offers {
    /// Roles that act at all.
    may_act: bool,
    /// They would, and a lock forbids it now.
    is_locked: bool,
    /// Policy says no for this user, whatever the action.
    denial: Option<Denial>,
    /// What helps first in this state.
    first: Option<Help>,
    /// The limit that keeps the user from it, in a sentence.
    limit: Option<String>,
    /// How much of the other limits is used up, where that is worth knowing.
    used: Vec<String>,
    offers: Vec<Offer>,
    /// What must be asked for.
    asking: Asking,
    /// Why, where policy says so.
    asks_because: Option<&'static str>,
}

impl Offers {
    /// What `caller` may do for `user` in this state.
    pub(super) fn find(console: &Console, caller: &Caller, user: &UserView, preflight: &Preflight) -> Self {
        let mut asking = Asking::of(console, caller, Some(&user.target));
        let decided = |help: Help| caller.actor().map(|actor| console.rules.policy.decide(actor, help.action(), Some(&user.target), console.now()));
        let asks_because = OFFERED.into_iter().filter(|help| asking.wants(help.action())).find_map(|help| decided(help).ok()?.err()).map(|denial| denial_code(denial).title());
        for help in OFFERED {
            let is_theirs = matches!(decided(help), Ok(Ok(_)));
            if is_theirs && is_only_user_at_limit(console, caller, &user.past.usage, help.action(), &user.target) {
                asking.and(help.action());
            }
        }
        let denial_of = |help: Help| {
            let actor = caller.actor().ok()?;
            let denied = console.rules.policy.decide(actor, help.action(), Some(&user.target), console.now()).err().filter(|_| !asking.wants(help.action()));
            let limit = || in_the_way(console, caller, &user.past.usage, help.action(), &user.target).filter(|_| !asking.wants(help.action()));
            denied.or_else(|| limit().map(|usage| usage.limit.denial()))
        };
        let offer = |help: Help| {
            let obstacle = preflight.verdict(help).err();
            let is_needless = obstacle.is_some_and(Obstacle::is_needless);
            // Who may not do what need not be done need not hear of it.
            let denied = denial_of(help).filter(|_| !is_needless).map(|denial| denial_code(denial).title().to_lowercase());
            let impossible = denied.or_else(|| obstacle.map(|obstacle| obstacle.sentence().to_owned())).unwrap_or_default();
            Offer { help, impossible, is_needless, asks: asking.wants(help.action()) }
        };
        let usual = USUAL.map(denial_of);
        let limit = USUAL.into_iter().find_map(|help| in_the_way(console, caller, &user.past.usage, help.action(), &user.target));
        Self {
            limit: limit.map(|usage| usage.sentence(console.now())),
            used: user.past.usage.iter().filter_map(used_words).collect(),
            is_locked: USUAL.iter().any(|help| caller.has_right(help.action()) && caller.lock_on(help.action()).is_some()),
            may_act: USUAL.iter().any(|help| caller.may_ask(help.action())),
            denial: usual[0].filter(|first| usual.iter().all(|denial| *denial == Some(*first))),
            asks_because,
            first: preflight.diagnosis.first,
            offers: OFFERED.into_iter().map(offer).collect(),
            asking,
        }
    }

    /// Policy lets them act on this user: advice about the state is for those only who may follow it.
    pub(super) fn is_permitted(&self) -> bool {
        self.denial.is_none()
    }

    fn is_possible(&self, help: Help) -> bool {
        self.offers.iter().any(|offer| offer.help == help && offer.impossible.is_empty())
    }

    /// The form to show: the wanted one where it is possible, else what helps in this state, else what callers usually ask for.
    fn shown(&self, wanted: Option<Help>) -> Option<Help> {
        let candidates = [wanted, self.first].into_iter().flatten().chain(USUAL);
        candidates.into_iter().find(|help| self.is_possible(*help))
    }

    /// What helps first leads; then what is possible; then what callers ask for and is not. The rest has no card.
    fn cards(&self) -> (Vec<&Offer>, Vec<&Offer>) {
        let (mut cards, mut rest): (Vec<&Offer>, Vec<&Offer>) = self.offers.iter().partition(|offer| {
            let is_first = self.first == Some(offer.help);
            is_first || offer.impossible.is_empty() || USUAL.contains(&offer.help)
        });
        cards.sort_by_key(|offer| (self.first != Some(offer.help), !offer.impossible.is_empty()));
        rest.sort_by_key(|offer| offer.is_needless);
        (cards, rest)
    }
}

/// The choice of action, and its form. A form that came back is shown before the chosen one, as long as it is still possible.
pub(super) fn actions(offers: &Offers, user: &UserView, draft: Option<Draft>, chosen: &str) -> AnyView {
    if !offers.may_act {
        let title = if offers.is_locked { "Actions are locked now. The top of the page says by whom." } else { "Your role reads and does not act." };
        return view! { <Notice tone="denied" title=title is_plain=true /> }.into_any();
    }
    let wanted = draft.as_ref().map_or(chosen, |draft| draft.form.shown());
    let wanted = Help::from_word(wanted);
    let shown = offers.shown(wanted);
    let name = user.target.user.shown_name();
    // Looking is no attempt.
    let advice = offers.denial.map(|denial| denial_code(denial).advice().trim_end_matches(" This attempt is recorded.").to_owned());
    let checked = draft.as_ref().and_then(|draft| draft.checked.clone());
    let filled = draft.as_ref().and_then(|draft| filled_notice(draft, wanted, shown));
    let (cards, rest) = offers.cards();
    let cards = cards.into_iter().map(|offer| card(offer, user, shown, offers.first)).collect_view();
    // Where policy keeps the user from everything, the sentence below says so once.
    let rest: Vec<String> = rest.into_iter().filter(|_| offers.denial.is_none()).map(|offer| format!("{}: {}", offer.help.title(), offer.impossible)).collect();
    let asking = offers.asking.clone().after(draft.as_ref().and_then(|draft| draft.error.as_ref()));
    let asks_because = offers.asks_because;
    let must_ask = shown.filter(|shown| asking.wants(shown.action()));
    let form = shown.map(|shown| form(shown, user.clone(), draft, asking));
    // Said here too: links to an action open the page at this place, past what stands above it.
    let changed =
        user.target.contact_change.is_some().then(|| view! { <Notice tone="danger" title="A contact of this user changed lately: be sure who is calling." is_plain=true /> });
    let limit = offers.limit.clone().map(|sentence| view! { <Notice tone="denied" word="Limit" title=sentence is_plain=true /> });
    let used = (!offers.used.is_empty()).then(|| view! { <p class="soft small">{offers.used.join(" ")}</p> });
    view! {
        <Card title=format!("Help {name} sign in") id="action">
            {changed}
            {limit}
            {used}
            {filled}
            {checked.map(|answer| check_notice(&answer, wanted))}
            <nav class="choice-grid" aria-label="What to do">
                {cards}
            </nav>
            {(!rest.is_empty())
                .then(|| view! { <Disclosure summary="Not possible or not needed now"><ul>{rest.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul></Disclosure> })}
            {advice.map(|advice| view! { <p>{advice}</p> })}
            {must_ask.map(|_| view! { <Notice tone="warning" word="Approval" title="This takes another person's approval." is_plain=true><p>{asks_because} " Fill in the form and ask. You will see the decision, and carry it out then."</p></Notice> })}
            {form}
        </Card>
    }
    .into_any()
}

/// What is used up of a limit, as soon as a user was helped, and before somebody comes to their own.
fn used_words(usage: &Usage) -> Option<String> {
    match usage.limit.of {
        Counted::User => (usage.used > 0).then(|| format!("Helped {}.", usage.in_short())),
        Counted::Staff => (usage.used * 4 >= usage.limit.effects * 3).then(|| format!("You acted {}.", usage.in_short())),
    }
}

fn card(offer: &Offer, user: &UserView, shown: Option<Help>, first: Option<Help>) -> AnyView {
    let help = offer.help;
    let href = format!("{}?do={}#action", user_href(&user.target.user), help.word());
    let is_possible = offer.impossible.is_empty();
    view! {
        <ChoiceLink
            href=href
            title=help.title()
            text=match (is_possible, offer.asks) {
                (true, true) => format!("{} With another person's approval.", help.text()),
                (true, false) => help.text().to_owned(),
                (false, _) => String::new(),
            }
            is_recommended=is_possible && first == Some(help) && user.target.contact_change.is_none()
            impossible=offer.impossible.clone()
            is_current=shown == Some(help)
        />
    }
    .into_any()
}

/// What a check without sending found, and of what: the form that stands below it is another one where that has become impossible.
fn check_notice(answer: &CheckAnswer, of: Option<Help>) -> AnyView {
    let word = of.map_or_else(|| "Checked".to_owned(), |of| format!("Checked: {}", of.title()));
    let on_record = format!("Nothing was sent or changed. The check is on record. Reference {}.", answer.reference);
    if answer.obstacle.is_empty() {
        view! { <Notice tone="info" live="status" word=word title="This would work, as far as can be told beforehand." id="checked"><p>{on_record}</p></Notice> }.into_any()
    } else {
        view! { <Notice tone="warning" live="status" word=word title=format!("This would not work: {}", answer.obstacle) id="checked"><p>{on_record}</p></Notice> }.into_any()
    }
}

fn form(shown: Help, user: UserView, draft: Option<Draft>, asking: Asking) -> AnyView {
    let (form, error) = draft.map_or((None, None), |draft| (Some(draft.form), draft.error));
    let fields = error.map(|error| error.fields).unwrap_or_default();
    // Where another form is shown than the one that came back, because that one has become impossible, the reason need not be typed again.
    let desk = form.as_ref().map(|form| form.desk().clone()).unwrap_or_default();
    match (shown, form) {
        (Help::ResetCode, Some(KeptForm::Reset(form))) => view! { <ResetForm user=user form=form fields=fields asking=asking /> }.into_any(),
        (Help::ResetCode, _) => view! { <ResetForm user=user form=wire::ResetForm { desk, ..Default::default() } fields=fields asking=asking /> }.into_any(),
        (Help::TemporaryPassword | Help::PermanentPassword, Some(KeptForm::SetPassword(form))) => {
            view! { <SetPasswordForm user=user form=form fields=fields asking=asking /> }.into_any()
        }
        (Help::TemporaryPassword | Help::PermanentPassword, _) => {
            view! { <SetPasswordForm user=user form=wire::SetPasswordForm { desk, ..Default::default() } fields=fields asking=asking /> }.into_any()
        }
        (help, Some(KeptForm::Account(form))) if form.help == help.word() => {
            view! { <AccountFormFor help=help user=user form=Some(form) desk=Default::default() fields=fields asking=asking /> }.into_any()
        }
        (help, _) => view! { <AccountFormFor help=help user=user form=None desk=desk fields=fields asking=asking /> }.into_any(),
    }
}
