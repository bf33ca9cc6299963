//! A user agent in words. It is what the client says of itself: good for telling one's own sessions apart, and no proof of anything.

/// What marks a browser, most particular first, since most claim to be several: its mark, and its name.
const BROWSERS: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("HeadlessChrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    // Only where "Safari/" stands too; see below.
    ("Version/", "Safari"),
];

/// What marks a system, most particular first.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

/// As in `Chrome 126 on Windows`; `None` where it is no browser that is known here.
pub fn browser_words(user_agent: &str) -> Option<String> {
    let (mark, name) = BROWSERS.into_iter().find(|(mark, name)| user_agent.contains(mark) && (*name != "Safari" || user_agent.contains("Safari/")))?;
    let version: String = user_agent.split_once(mark)?.1.chars().take_while(char::is_ascii_digit).take(5).collect();
    let mut words = name.to_owned();
    if !version.is_empty() {
        words = format!("{words} {version}");
    }
    match SYSTEMS.into_iter().find(|(mark, _)| user_agent.contains(mark)) {
        Some((_, system)) => Some(format!("{words} on {system}")),
        None => Some(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KHTML: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
    const WEBKIT: &str = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

    #[test]
    fn browsers_are_told_apart_though_they_claim_to_be_each_other() {
        for (user_agent, words) in [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/126.0.0.0 Safari/537.36"), "Chrome 126 on Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87"), "Edge 126 on Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0"), "Opera 111 on Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(), "Firefox 128 on Linux"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/17.5 Safari/605.1.15"), "Safari 17 on macOS"),
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1"), "Safari 17 on iPhone"),
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1"), "Chrome 126 on iPhone"),
            (format!("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {WEBKIT} FxiOS/127.0 Mobile/15E148 Safari/605.1.15"), "Firefox 127 on iPad"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {KHTML} Chrome/126.0.0.0 Mobile Safari/537.36"), "Chrome 126 on Android"),
            (format!("Mozilla/5.0 (Linux; Android 13; SM-S901B) {KHTML} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"), "Samsung Internet 25 on Android"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KHTML} Chrome/126.0.0.0 Safari/537.36"), "Chrome 126 on ChromeOS"),
            (format!("Mozilla/5.0 (X11; Linux x86_64) {KHTML} HeadlessChrome/126.0.0.0 Safari/537.36"), "Chrome 126 on Linux"),
            ("Firefox/".to_owned(), "Firefox"),
        ] {
            assert_eq!(browser_words(&user_agent).as_deref(), Some(words), "{user_agent}");
        }
    }

    #[test]
    fn what_is_no_known_browser_has_no_words() {
        for user_agent in ["", "curl/8.5.0", "Mozilla/5.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Version/1", "<script>alert(1)</script>"] {
            assert_eq!(browser_words(user_agent), None, "{user_agent}");
        }
        assert_eq!(browser_words("Chrome/99999999999999 <b>").as_deref(), Some("Chrome 99999"), "nothing of it is taken over but a number");
    }
}
