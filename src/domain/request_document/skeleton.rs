//! The documents to begin with, as `--generate-cli-skeleton` prints them: `input` by version 1 and 2 of the AWS CLI, `yaml-input` by version 2.

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skeleton {
    /// Its file's name: the command's with `.json` or `.yaml`.
    pub file: &'static str,
    /// What it is for.
    pub words: &'static str,
    /// The document.
    pub text: &'static str,
}

/// All of them.
pub const SKELETONS: [Skeleton; 4] = [
    Skeleton { file: "admin-reset-user-password.json", words: "A reset code, JSON", text: include_str!("skeletons/admin-reset-user-password.json") },
    Skeleton { file: "admin-reset-user-password.yaml", words: "A reset code, YAML", text: include_str!("skeletons/admin-reset-user-password.yaml") },
    Skeleton { file: "admin-set-user-password.json", words: "A password, JSON", text: include_str!("skeletons/admin-set-user-password.json") },
    Skeleton { file: "admin-set-user-password.yaml", words: "A password, YAML", text: include_str!("skeletons/admin-set-user-password.yaml") },
];
