//! The way from the list to a record and back to the same list. The record's address carries the list's own fields, which are read by the same
//! reader and written anew: nothing of an address is ever put into a link as it came.

use crate::features::audit_trail::TrailQuery;

/// What the address of each record on a list with these filters ends with: a question mark and the fields, or nothing.
pub(super) fn record_fields(list: &TrailQuery) -> String {
    let carried = list_href(list);
    carried.find('?').map_or_else(String::new, |mark| carried[mark..].to_owned())
}

/// The address of the list that a record was opened from; of the whole list where it does not say, or says something that is no filter.
pub(super) fn list_href(list: &TrailQuery) -> String {
    let href = list.href(list.page_from());
    if href.ends_with('?') || !list.filter().1.is_empty() { "/audit".to_owned() } else { href }
}

/// Whether a filter is set.
pub(super) fn has_filter(list: &TrailQuery) -> bool {
    list_href(list) != "/audit" && list.fields().iter().any(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_leads_back_to_the_list_that_it_was_opened_from() {
        let list = TrailQuery { who: "Ana & Co".into(), before: "7".into(), ..TrailQuery::default() };
        assert_eq!(record_fields(&list), "?who=Ana+%26+Co&before=7");
        assert_eq!((list_href(&list).as_str(), has_filter(&list)), ("/audit?who=Ana+%26+Co&before=7", true));
        assert_eq!((record_fields(&TrailQuery::default()), list_href(&TrailQuery::default())), (String::new(), "/audit".into()));
        let page = TrailQuery { oldest: "on".into(), ..TrailQuery::default() };
        assert_eq!((list_href(&page).as_str(), has_filter(&page)), ("/audit?oldest=on", false));
    }

    #[test]
    fn what_is_no_filter_leads_to_the_whole_list() {
        for (outcome, from) in [("fine", ""), ("", "javascript:alert(1)")] {
            let list = TrailQuery { outcome: outcome.into(), from: from.into(), ..TrailQuery::default() };
            assert_eq!((record_fields(&list).as_str(), list_href(&list).as_str(), has_filter(&list)), ("", "/audit", false));
        }
        let unknown = TrailQuery::read(|name| (name == "next").then(|| "//evil.example".to_owned()));
        assert_eq!(list_href(&unknown), "/audit");
    }
}
