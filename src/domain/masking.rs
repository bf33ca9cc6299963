//! Contacts as they are shown until someone asks to see them.

/// `amara@northwind.example` becomes `a•••@northwind.example`.
pub fn mask_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) => format!("{}•••@{domain}", local.chars().next().map(String::from).unwrap_or_default()),
        None => "•••".to_owned(),
    }
}

/// `+48601234567` becomes `+48•••••567`: country and last three digits are what callers are asked for.
pub fn mask_phone(phone: &str) -> String {
    let characters: Vec<char> = phone.chars().collect();
    if characters.len() < 8 {
        return "•••".to_owned();
    }
    let head: String = characters.iter().take(3).collect();
    let tail: String = characters.iter().skip(characters.len() - 3).collect();
    format!("{head}•••••{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_contacts_keep_only_what_helps_to_recognise_them() {
        assert_eq!(mask_email("amara@northwind.example"), "a•••@northwind.example");
        assert_eq!(mask_email("not-an-address"), "•••");
        assert_eq!(mask_phone("+48601234567"), "+48•••••567");
        assert_eq!(mask_phone("112"), "•••");
    }
}
