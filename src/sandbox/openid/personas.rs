//! The made-up company's staff.

/// A member of staff who can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// The `sub` at the issuer.
    pub sub: &'static str,
    /// The full name.
    pub name: &'static str,
    /// The e-mail address, verified.
    pub email: &'static str,
    /// The `groups` claim.
    pub groups: &'static [&'static str],
    /// Who this is, in one line.
    pub description: &'static str,
}

#[rustfmt::skip]
const PERSONAS: &[Persona] = &[
    Persona {
        sub: "nw-1001", name: "Inês Duarte", email: "ines.duarte@northwind.example",
        groups: &["passdesk-helpdesk"],
        description: "Help desk. Is a customer too: a user of the pool has her e-mail address.",
    },
    Persona {
        sub: "nw-1002", name: "Tomasz Wilk", email: "tomasz.wilk@northwind.example",
        groups: &["passdesk-helpdesk"],
        description: "Help desk, on the late shift.",
    },
    Persona {
        sub: "nw-1003", name: "Hana Satō", email: "hana.sato@northwind.example",
        groups: &["passdesk-supervisor"],
        description: "Supervisor: decides on what needs a second person.",
    },
    Persona {
        sub: "nw-1004", name: "Leïla Benali", email: "leila.benali@northwind.example",
        groups: &["passdesk-helpdesk", "passdesk-supervisor"],
        description: "Help desk and supervisor: cannot approve her own requests.",
    },
    Persona {
        sub: "nw-1005", name: "Priya Raghavan", email: "priya.raghavan@northwind.example",
        groups: &["passdesk-auditor"],
        description: "Auditor: reads the trail and changes nothing.",
    },
    Persona {
        sub: "nw-1006", name: "Mikael Lindqvist", email: "mikael.lindqvist@northwind.example",
        groups: &["passdesk-admin"],
        description: "Administrator of the console.",
    },
    Persona {
        sub: "nw-1007", name: "Chidi Eze", email: "chidi.eze@northwind.example",
        groups: &["sales"],
        description: "Sales: no role in the console.",
    },
];

/// Everybody.
pub fn personas() -> &'static [Persona] {
    PERSONAS
}

/// The persona of a `sub`.
pub fn persona(sub: &str) -> Option<&'static Persona> {
    PERSONAS.iter().find(|persona| persona.sub == sub)
}
