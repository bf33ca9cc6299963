//! What is asked of the board, as it stands in the address.

use super::board::{Filter, Kind};

/// The query of `/waiting`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardQuery {
    /// The pool's id; empty is the first one.
    pub pool: String,
    /// Which users.
    pub filter: Filter,
    /// Which page, from 1; 0 where the address names none.
    pub page: usize,
    /// Somebody wants it newer than this, microseconds since 1970. Not a command to read: the same address opened again asks for nothing.
    pub newer_than: Option<i64>,
}

/// What the address calls the kinds.
const KINDS: [(&str, Kind); 2] = [("reset", Kind::ResetCode), ("temporary", Kind::TemporaryPassword)];
/// What it calls "over", and "not over".
const OVER: [(&str, bool); 2] = [("expired", true), ("working", false)];

impl BoardQuery {
    /// Reads the address's parameters by name; `None` for an address that is none of ours, since a filter that is misread would show everybody.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let text = |name: &str| get(name).filter(|text| !text.is_empty());
        let page = text("page").map(|page| page.parse::<u32>()).transpose().ok()?.unwrap_or_default();
        Some(Self {
            pool: text("pool").unwrap_or_default(),
            filter: Filter { kind: among(&KINDS, text("kind"))?, is_over: among(&OVER, text("clock"))? },
            page: usize::try_from(page).ok()?,
            newer_than: text("newer_than").map(|at| at.parse()).transpose().ok()?,
        })
    }

    /// The address.
    pub fn href(&self) -> String {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        address.append_pair("pool", &self.pool);
        let kind = self.filter.kind.and_then(|kind| KINDS.iter().find(|(_, known)| *known == kind)).map(|(word, _)| *word);
        let clock = self.filter.is_over.map(|is_over| if is_over { OVER[0].0 } else { OVER[1].0 });
        address.extend_pairs(kind.map(|kind| ("kind", kind))).extend_pairs(clock.map(|clock| ("clock", clock)));
        address.extend_pairs((self.page > 1).then(|| ("page", self.page.to_string())));
        address.extend_pairs(self.newer_than.map(|at| ("newer_than", at.to_string())));
        format!("/waiting?{}", address.finish())
    }

    /// The same board from its first page, narrowed differently.
    pub fn narrowed(&self, filter: Filter) -> Self {
        Self { pool: self.pool.clone(), filter, page: 0, newer_than: None }
    }

    /// Another page of it.
    pub fn at(&self, page: usize) -> Self {
        Self { page, newer_than: None, ..self.clone() }
    }

    /// For the record: what was looked at.
    pub fn note(&self) -> String {
        let kind = match self.filter.kind {
            None => "everybody",
            Some(Kind::ResetCode) => "reset codes",
            Some(Kind::TemporaryPassword) => "temporary passwords",
        };
        let clock = match self.filter.is_over {
            None => "",
            Some(true) => ", expired",
            Some(false) => ", still working",
        };
        format!("looked at who is waiting: {kind}{clock}, page {}", self.page.max(1))
    }
}

/// The value of a word; `None` for a word that is not among them.
fn among<T: Copy>(words: &[(&str, T)], word: Option<String>) -> Option<Option<T>> {
    match word {
        None => Some(None),
        Some(word) => words.iter().find(|(known, _)| *known == word).map(|(_, value)| Some(*value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Option<BoardQuery> {
        BoardQuery::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_address_comes_back_from_what_was_read_of_it() {
        for (pairs, href) in [
            (vec![("pool", "p_1")], "/waiting?pool=p_1"),
            (vec![("pool", "p_1"), ("kind", "reset"), ("clock", "expired"), ("page", "3")], "/waiting?pool=p_1&kind=reset&clock=expired&page=3"),
            (vec![("pool", "p_1"), ("kind", "temporary"), ("clock", "working"), ("page", "1")], "/waiting?pool=p_1&kind=temporary&clock=working"),
            (vec![("pool", "p_1"), ("kind", ""), ("newer_than", "17")], "/waiting?pool=p_1&newer_than=17"),
        ] {
            assert_eq!(read(&pairs).expect("an address of ours").href(), href);
        }
    }

    #[test]
    fn an_address_that_is_none_of_ours_shows_nobody() {
        for (name, value) in [("kind", "all"), ("kind", "<script>"), ("clock", "yes"), ("page", "-1"), ("page", "two"), ("page", "99999999999"), ("newer_than", "now")] {
            assert_eq!(read(&[("pool", "p_1"), (name, value)]), None, "{name}={value}");
        }
    }

    #[test]
    fn a_filter_begins_at_the_first_page_and_a_page_asks_for_nothing_newer() {
        let query = read(&[("pool", "p_1"), ("page", "3"), ("newer_than", "17")]).expect("an address of ours");
        assert_eq!(query.narrowed(Filter { kind: Some(Kind::ResetCode), is_over: None }).href(), "/waiting?pool=p_1&kind=reset");
        assert_eq!(query.at(4).href(), "/waiting?pool=p_1&page=4");
        assert_eq!(query.note(), "looked at who is waiting: everybody, page 3");
    }
}
