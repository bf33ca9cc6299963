//! Imports run one way: server → features → ui, wire, ports, domain; adapters → ports, domain; ui → wire → domain; ports → domain.
//! This test reads the sources and holds them to it, so that the map in `docs/architecture.md` stays true.

use std::fs;
use std::path::{Path, PathBuf};

/// Each area of `src/`, and what it may import beside itself. What composes the rest may import anything.
const MAY_IMPORT: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("ports", &["domain"]),
    ("wire", &["domain"]),
    ("ui", &["wire", "domain"]),
    ("adapters", &["ports", "domain"]),
    ("features", &["ui", "wire", "ports", "domain"]),
    ("app", &["features", "ui", "wire"]),
    ("server", &["app", "features", "ui", "wire", "ports", "domain"]),
    // Stands for Cognito and the issuer: it knows nothing of the console.
    ("sandbox", &[]),
    // Settings name the adapters' own settings, so that nothing is written twice.
    ("config", &["adapters", "domain"]),
    ("compose", ANYTHING),
    ("commands", ANYTHING),
];

const ANYTHING: &[&str] = &["adapters", "app", "commands", "compose", "config", "domain", "features", "ports", "sandbox", "server", "ui", "wire"];

/// Files that import against the direction, each with its reason. Empty is the aim.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// The area of `src/` that a file belongs to; the crate's roots belong to none.
fn area_of(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.iter().next()?.to_str()?;
    let area = first.trim_end_matches(".rs");
    (!matches!(area, "lib" | "main")).then(|| area.to_owned())
}

/// The areas that a source text names by `crate::`, comments left out.
fn imported(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| line.split(" // ").next().unwrap_or(line));
    let mut areas: Vec<String> = Vec::new();
    for line in code {
        for (place, path) in line.match_indices("crate::") {
            let is_word = line[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let rest = &line[place + path.len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !is_word {
                areas.push(if name.is_empty() { rest.to_owned() } else { name });
            }
        }
    }
    areas.sort_unstable();
    areas.dedup();
    areas
}

/// What a file may not import and does.
fn against_the_direction(path: &Path, text: &str) -> Vec<String> {
    let Some(area) = area_of(path) else { return Vec::new() };
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == area) else { return vec![format!("{area} has no line in the table")] };
    let is_excepted = |imported: &String| EXCEPTIONS.iter().any(|(file, name, _)| path == Path::new(file) && name == imported);
    imported(text).into_iter().filter(|name| *name != area && !allowed.contains(&name.as_str()) && !is_excepted(name)).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file: its path from the crate's root, and its text.
fn all_sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    sources(&root.join("src"), &mut found);
    found.sort();
    found.into_iter().map(|path| (path.strip_prefix(root).expect("within").to_owned(), fs::read_to_string(&path).expect("text"))).collect()
}

#[test]
fn imports_run_one_way() {
    let mut faults = Vec::new();
    for (path, text) in all_sources() {
        faults.extend(against_the_direction(&path, &text).into_iter().map(|name| format!("{} imports {name}", path.display())));
    }
    assert!(faults.is_empty(), "against the direction:\n{}", faults.join("\n"));
}

#[test]
fn adapters_do_not_know_each_other() {
    for (path, text) in all_sources() {
        let Ok(inside) = path.strip_prefix("src/adapters") else { continue };
        let own = inside.iter().next().and_then(|name| name.to_str()).unwrap_or_default();
        for (_, rest) in text.split("crate::adapters::").map(|rest| ("", rest)).skip(1) {
            assert!(rest.starts_with(own), "{} imports another adapter", path.display());
        }
    }
}

#[test]
fn only_the_cognito_adapter_names_the_sdk_and_clippy_bans_its_client_elsewhere() {
    let mut named_in = 0;
    for (path, text) in all_sources() {
        let is_adapter = path.starts_with("src/adapters/cognito");
        // The sandbox's own tests drive it with the SDK, as a stranger to the console.
        let is_sandbox_test = path.starts_with("src/sandbox/tests");
        let names_it = text.contains("aws_sdk_") || text.contains("aws_config");
        named_in += usize::from(is_adapter && names_it);
        assert!(!names_it || is_adapter || is_sandbox_test, "{} names the SDK", path.display());
        assert!(is_adapter || is_sandbox_test || !text.contains("disallowed_types"), "{} lifts the ban on types", path.display());
    }
    assert!(named_in >= 3, "the scan reads the adapter: {named_in}");
    let clippy = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("clippy.toml")).expect("clippy.toml");
    assert!(clippy.contains("path = \"aws_sdk_cognitoidentityprovider::Client\""));
}

#[test]
fn the_reader_sees_what_it_should() {
    let text = "use crate::adapters::sqlite::handle_of;\n/// [`crate::server::Assets`]\nuse my_crate::server::X;\nfn f() -> pub_in!(crate::wire::Page) { crate::features::x() }\npub(crate) fn g() {}";
    assert_eq!(imported(text), ["adapters", "features", "wire"]);
    assert_eq!(imported("use crate::{domain, server};"), ["{domain, server};"], "grouped imports are not read: write one `use` each");
    let faults = |path: &str, text: &str| against_the_direction(Path::new(path), text);
    assert_eq!(faults("src/domain/user.rs", "use crate::ports::x;"), ["ports"]);
    assert_eq!(faults("src/server/caller.rs", text), ["adapters"]);
    assert_eq!(faults("src/features/faults.rs", "use crate::server::x; use crate::ui::y;"), ["server"]);
    assert_eq!(faults("src/sandbox/mod.rs", "use crate::domain::x;"), ["domain"]);
    assert_eq!(faults("src/novelty/mod.rs", ""), ["novelty has no line in the table"]);
    assert!(faults("src/main.rs", text).is_empty() && faults("src/commands/serve.rs", text).is_empty());
    assert!(all_sources().len() > 100);
    for (file, _, reason) in EXCEPTIONS {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file() && !reason.is_empty(), "{file}");
    }
}
