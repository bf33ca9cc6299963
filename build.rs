//! The migrations are compiled into the server: a change in them is a change in it. A release holds the site in itself as well: this says
//! where it lies, or what to do where there is none.

use std::env;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    // Not on the site's own files: they are inputs of the program alone, and the library would be compiled anew with each style sheet.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PASSDESK_SITE_DIR");
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    let is_server = env::var_os("CARGO_FEATURE_SSR").is_some();
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if !is_server || !is_release {
        return;
    }
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let named = env::var_os("PASSDESK_SITE_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let target = || env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let site = root.join(named.unwrap_or_else(|| target().join("site")));
    if site.join("version.txt").is_file() {
        println!("cargo::rustc-env=PASSDESK_BUILT_SITE={}", site.display());
    } else {
        let site = site.display();
        println!("cargo::error=a release holds the site in itself, and {site} has none: build it first with `make site` (scripts/build.sh all release builds both)");
    }
}
