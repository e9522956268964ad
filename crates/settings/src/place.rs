//! Where a key stands in `invitations.toml`.

use toml::de::DeTable;

/// The line, counted from 1, in which the settings have this dotted key; `None` where they do not
/// have it.
pub fn line_of(settings: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(settings).ok()?;
    let start = start_of(document.get_ref(), key)?;
    Some(settings.get(..start)?.matches('\n').count() + 1)
}

fn start_of(table: &DeTable<'_>, key: &str) -> Option<usize> {
    table.iter().find_map(|(name, value)| {
        let rest = key.strip_prefix(name.get_ref().as_ref())?;
        if rest.is_empty() {
            return Some(name.span().start);
        }
        // A name may have a dot of its own, so that each is tried and not the first part alone.
        start_of(value.get_ref().as_table()?, rest.strip_prefix('.')?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_however_they_are_written() {
        let text = "# a\n[self_sign_up]\npolicy = \"domains\"\ndomains.allow = [\n  \"a.example\",\n]\ndomains.deny = []\n\n[self_sign_up.require]\nvalidation_data = { terms = [], \"a.b\" = [] }\n[[tokens.keys]]\nkid = \"x\"\n";
        for (key, line) in [
            ("self_sign_up.policy", Some(3)),
            ("self_sign_up.domains.allow", Some(4)),
            ("self_sign_up.domains.deny", Some(7)),
            ("self_sign_up.require.validation_data.terms", Some(10)),
            ("self_sign_up.require.validation_data.a.b", Some(10)),
            ("tokens.keys", Some(11)),
            ("self_sign_up.polic", None),
            ("self_sign_up.groups", None),
            ("self_sign_up.policy.x", None),
            ("federated.policy", None),
            ("", None),
        ] {
            assert_eq!(line_of(text, key), line, "{key}");
        }
        assert_eq!(line_of("not TOML", "a"), None);
    }
}
