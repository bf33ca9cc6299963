//! The migrations are compiled into the server: a change in them is a change in it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
