use super::*;
use std::collections::HashSet;

#[test]
fn each_code_has_its_own_word_and_comes_back_from_it() {
    let names: HashSet<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.name()), Some(code));
        assert!(code.title().ends_with('.') && code.advice().ends_with('.'), "{code:?} speaks in sentences");
        assert!(!format!("{}{}", code.title(), code.advice()).contains('!'));
    }
    assert_eq!(ErrorCode::from_name("<script>"), None);
}
