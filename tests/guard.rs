//! The guard cannot be walked around: each file of `tests/guard/` is a try, and the compiler refuses it for the reason that the
//! file's first line states. What is allowed compiles, so a refusal is not that of a broken test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex};
use std::time::SystemTime;

/// The library that the cases are compiled against.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(find_library);

/// What the first line of a case states.
#[derive(Debug, PartialEq, Eq)]
enum Expected<'a> {
    Compiles,
    Error { code: &'a str, message: &'a str },
}

fn expected(text: &str) -> Expected<'_> {
    let line = text.lines().next().and_then(|line| line.strip_prefix("//@ ")).expect("the first line states what the compiler says");
    match line.strip_prefix("error: ").and_then(|error| error.split_once(' ')) {
        Some((code, message)) => Expected::Error { code, message },
        None => {
            assert_eq!(line, "compiles");
            Expected::Compiles
        }
    }
}

/// The folder in which cargo keeps this test and the libraries it is linked with.
fn libraries() -> PathBuf {
    std::env::current_exe().expect("this test").parent().expect("a folder").to_owned()
}

/// The newest library of this crate that knows the guard; a shared target folder may hold others.
fn find_library() -> PathBuf {
    let mut found: Vec<(SystemTime, PathBuf)> = fs::read_dir(libraries())
        .expect("a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rlib"))
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("libpassdesk")))
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    let control = folder().join("control.rs");
    let newest = found.into_iter().rev().map(|(_, path)| path).find(|library| compile(&control, library).status.success());
    newest.expect("a library with which the control compiles")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guard")
}

fn compile(case: &Path, library: &Path) -> Output {
    let out = tempfile::tempdir().expect("a folder");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--color", "never", "--diagnostic-width", "200", "--cap-lints", "allow"]);
    rustc.arg("--extern").arg(format!("passdesk={}", library.display())).arg("-L").arg(format!("dependency={}", libraries().display()));
    rustc.arg("--out-dir").arg(out.path()).arg(case).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("rustc")
}

/// What differs from the first line, if anything does.
fn fault(case: &Path) -> Option<String> {
    let text = fs::read_to_string(case).expect("text");
    let output = compile(case, &LIBRARY);
    let said = String::from_utf8_lossy(&output.stderr);
    let codes: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next()).collect();
    let is_as_expected = match expected(&text) {
        Expected::Compiles => output.status.success(),
        Expected::Error { code, message } => !output.status.success() && !codes.is_empty() && codes.iter().all(|given| *given == code) && said.contains(message),
    };
    (!is_as_expected).then(|| format!("{}:\n{said}", case.display()))
}

#[test]
fn no_way_leads_around_the_guard() {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder()).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    assert!(cases.len() >= 13, "{cases:?}");
    // Found before the threads start, so that they do not wait for one another.
    LazyLock::force(&LIBRARY);
    let (waiting, faults) = (Mutex::new(cases), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(8) {
            scope.spawn(|| {
                loop {
                    let Some(case) = waiting.lock().expect("cases").pop() else { return };
                    if let Some(fault) = fault(&case) {
                        faults.lock().expect("faults").push(fault);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("faults");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn first_lines_are_read() {
    assert_eq!(expected("//@ compiles\nfn x() {}"), Expected::Compiles);
    assert_eq!(expected("//@ error: E0451 field `actor` of struct"), Expected::Error { code: "E0451", message: "field `actor` of struct" });
}
