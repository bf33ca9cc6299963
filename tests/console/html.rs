//! Reading our own pages: tags, attributes and words. Not a parser of HTML at large.

use std::collections::BTreeMap;

/// A start tag: its name, and its attributes with their values decoded.
#[derive(Debug, Clone)]
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl Tag {
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Every start tag of a page, in order. Quoted values may hold anything, also `>`.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, rest)| rest);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = one_tag(rest);
            found.push(tag);
            rest = after;
        }
    }
    found
}

fn one_tag(text: &str) -> (Tag, &str) {
    let name_end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let mut tag = Tag { name: text[..name_end].to_ascii_lowercase(), attributes: BTreeMap::new() };
    let mut rest = text[name_end..].trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() && !rest.starts_with('>') {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len());
            value = &quoted[..end];
            rest = quoted.get(end + 1..).unwrap_or_default();
        } else if let Some(bare) = rest.strip_prefix('=') {
            let end = bare.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(bare.len());
            value = &bare[..end];
            rest = &bare[end..];
        }
        tag.attributes.insert(name, decode(value));
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    }
    (tag, rest)
}

/// The words of a page without its tags, white space folded, entities decoded.
pub fn text(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html.find("<body").map_or(html, |start| &html[start..]);
    while let Some(start) = rest.find('<') {
        words.push_str(&rest[..start]);
        let tag = &rest[start..];
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (read, after) = one_tag(&tag[1..]);
            rest = after.strip_prefix('>').unwrap_or(after);
            if read.name == "script" {
                rest = rest.split_once("</script>").map_or("", |(_, rest)| rest);
            }
            words.push_str(if matches!(read.name.as_str(), "bdi" | "strong" | "code" | "b" | "span") { "" } else { " " });
        } else {
            rest = tag.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    words.push_str(rest);
    decode(&words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of an attribute in the first tag after a mark.
pub fn attribute_after(html: &str, mark: &str, attribute: &str) -> Option<String> {
    let (_, after) = html.split_once(mark)?;
    let value = after.split_once(&format!("{attribute}=\""))?.1.split('"').next()?;
    Some(decode(value))
}

/// The password that a result page shows, where it shows one.
pub fn revealed(html: &str) -> Option<String> {
    let (_, after) = html.split_once("id=\"reveal-value\"")?;
    let (_, after) = after.split_once('>')?;
    after.split_once('<').map(|(password, _)| decode(password).trim().to_owned())
}

/// What stands in the fields of a page's reset form, by name.
pub fn reset_fields(html: &str) -> BTreeMap<String, String> {
    form_fields(html, "/api/passwords/reset")
}

/// What stands in the fields of the form with this action, by name; of radio buttons and boxes, what is checked.
pub fn form_fields(html: &str, action: &str) -> BTreeMap<String, String> {
    let start = html.find(&format!("action=\"{action}\"")).expect("the form");
    let form = html[start..].split("</form>").next().unwrap_or_default();
    let mut fields = BTreeMap::new();
    let mut select = String::new();
    for tag in tags(form) {
        let is_unchecked = matches!(tag.get("type"), "radio" | "checkbox") && !tag.attributes.contains_key("checked");
        match tag.name.as_str() {
            "input" if is_unchecked => {}
            "input" => drop(fields.insert(tag.get("name").to_owned(), tag.get("value").to_owned())),
            "select" => select = tag.get("name").to_owned(),
            "option" if tag.attributes.contains_key("selected") => drop(fields.insert(select.clone(), tag.get("value").to_owned())),
            _ => {}
        }
    }
    fields
}

fn decode(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2F;", "/"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

#[test]
fn pages_are_read_as_a_browser_reads_them() {
    let page = r#"<body><form action="/api/passwords/reset"><input name="a" value="&lt;b&gt; &quot;x>y&quot;"/><select name="s"><option value="1">one</option>
        <option value="2" selected>two</option></select></form><!-- <p>no</p> --><p>Mr <bdi>O&amp;lt;</bdi></p><script>x=1<2</script></body>"#;
    assert_eq!(reset_fields(page), BTreeMap::from([("a".into(), "<b> \"x>y\"".into()), ("s".into(), "2".into())]));
    assert_eq!(text(page), "one two Mr O&lt;");
}
