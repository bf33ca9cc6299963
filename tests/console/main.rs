//! The whole console as a browser sees it: the real router, a real SQLite file, and the sandbox's Cognito and issuer over the wire.

mod bad_input;
mod browser;
mod contacts;
mod desk;
mod double_submit;
mod faults;
mod headers;
mod hostile_text;
mod html;
mod invariants;
mod lists;
mod main_path;
mod moved_users;
mod paging;
mod redirects;
mod reveal;
mod sandbox;
mod search;
mod server_functions;
mod sessions;
mod set_password;
mod sign_in;
mod sign_out_everywhere;
mod states;
mod storage;
mod trail;
