//! The names that a file and the environment may use.

/// Tables whose names are the company's own.
pub(super) const FREE: [&str; 6] = ["roles", "pools.session_tags", "policy.roles.alone", "policy.roles.attributes", "policy.roles.verified_by", "policy.tiers.attributes"];

/// Every name that the file may use, by table.
pub(super) const KNOWN: [(&str, &[&str]); 18] = [
    (
        "",
        &[
            "public_url",
            "listen",
            "database_url",
            "data_dir",
            "trusted_proxies",
            "pools",
            "oidc",
            "roles",
            "desk",
            "policy",
            "sessions",
            "step_up",
            "escalations",
            "bulk",
            "velocity",
            "hooks",
            "canaries",
            "audit",
        ],
    ),
    (
        "pools",
        &[
            "id",
            "name",
            "region",
            "endpoint_url",
            "profile",
            "config_file",
            "credentials_file",
            "role_arn",
            "external_id",
            "session_tags",
            "role_session_name",
            "source_identity",
            "sts_endpoint_url",
            "proxy",
            "rate",
            "read_rate",
        ],
    ),
    ("oidc", &["issuer", "client_id", "client_secret", "client_secret_file", "roles_claim", "scopes", "required_acr"]),
    (
        "desk",
        &[
            "protected_groups",
            "ticket_pattern",
            "ticket_required",
            "default_country",
            "records_metadata_values",
            "contact_change",
            "contact_change_days",
            "contact_changed_attribute",
            "waiting_pages_per_second",
            "waiting_users_at_most",
        ],
    ),
    ("policy", &["roles", "tiers"]),
    ("policy.roles", &["name", "like", "may", "may_not", "with_approval", "alone", "pools", "groups", "attributes", "hours", "time_zone", "verified_by", "ticket_pattern"]),
    ("policy.tiers", &["name", "groups", "attributes", "pools"]),
    ("sessions", &["idle_minutes", "absolute_hours"]),
    ("step_up", &["minutes", "acr_values", "actions", "protected_users"]),
    ("escalations", &["minutes", "carried_out_by"]),
    ("bulk", &["share_percent", "rows_at_most", "second_person_above", "keep_days"]),
    ("velocity", &["staff_in_10_minutes", "staff_in_24_hours", "user_in_24_hours", "roles"]),
    ("velocity.roles", &["name", "staff_in_10_minutes", "staff_in_24_hours", "user_in_24_hours"]),
    ("hooks", &["url", "secret_file", "ca_file", "events", "reasons"]),
    ("canaries", &["pool", "username", "sub", "group"]),
    ("audit", &["origin", "key_file", "earlier_keys", "checkpoint_minutes", "check_hours", "index_file", "sinks", "metadata", "retention_days", "archive_dir"]),
    ("audit.sinks", &["name", "kind", "what", "path", "address", "url", "token_file", "ca_file", "from"]),
    ("audit.metadata", &["keys", "values"]),
];

/// Variables, and where they go. Those read elsewhere have no place.
pub(super) const VARIABLES: [(&str, &str); 25] = [
    ("PASSDESK_CONFIG", ""),
    ("PASSDESK_SITE_DIR", ""),
    ("PASSDESK_LOG", ""),
    ("PASSDESK_PUBLIC_URL", "public_url"),
    ("PASSDESK_LISTEN", "listen"),
    ("PASSDESK_DATABASE_URL", "database_url"),
    ("PASSDESK_DATA_DIR", "data_dir"),
    ("PASSDESK_POOLS", "pools"),
    ("PASSDESK_OIDC_ISSUER", "oidc.issuer"),
    ("PASSDESK_OIDC_CLIENT_ID", "oidc.client_id"),
    ("PASSDESK_OIDC_CLIENT_SECRET", "oidc.client_secret"),
    ("PASSDESK_OIDC_CLIENT_SECRET_FILE", "oidc.client_secret_file"),
    ("PASSDESK_OIDC_ROLES_CLAIM", "oidc.roles_claim"),
    ("PASSDESK_TICKET_PATTERN", "desk.ticket_pattern"),
    ("PASSDESK_DEFAULT_COUNTRY", "desk.default_country"),
    ("PASSDESK_WAITING_PAGES_PER_SECOND", "desk.waiting_pages_per_second"),
    ("PASSDESK_WAITING_USERS_AT_MOST", "desk.waiting_users_at_most"),
    ("PASSDESK_VELOCITY_STAFF_IN_10_MINUTES", "velocity.staff_in_10_minutes"),
    ("PASSDESK_VELOCITY_STAFF_IN_24_HOURS", "velocity.staff_in_24_hours"),
    ("PASSDESK_VELOCITY_USER_IN_24_HOURS", "velocity.user_in_24_hours"),
    ("PASSDESK_HOOKS_URL", "hooks.url"),
    ("PASSDESK_HOOKS_SECRET_FILE", "hooks.secret_file"),
    // Of the set-up scripts, which share the prefix.
    ("PASSDESK_TOOLS", ""),
    ("PASSDESK_CHROMIUM", ""),
    ("PASSDESK_BIN", ""),
];

/// Settings that are whole numbers: a variable's text becomes one.
pub(super) const NUMBERS: [&str; 2] = ["desk.waiting_pages_per_second", "desk.waiting_users_at_most"];

/// What is said of an access key in the file, and never which.
pub(super) const NO_KEYS: &str = "does not stand in this file: put access keys into the shared credentials file and name their profile by `profile`, or give \
     AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN by the environment; better than either is a role: see docs/operators.md, Credentials";

/// Whether somebody tries to write an access key of AWS here, by any of the names that other tools have for it.
pub(super) fn is_key_of_aws(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    let name = name.strip_prefix("aws_").unwrap_or(&name);
    ["access_key_id", "access_key", "secret_access_key", "secret_key", "session_token", "security_token"].contains(&name)
}
