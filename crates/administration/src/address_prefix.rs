//! The beginning of an address, which Cognito can search for.

use std::fmt;
use std::str::FromStr;

use crate::address::escaped;

/// The beginning of an address: 1 to 245 characters, none of them a control character. Cognito
/// compares it letter by letter, so `Ada` does not find `ada@client.example`.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressPrefix {
    escaped: String,
}

impl AddressPrefix {
    /// The filter of `ListUsers` that finds the addresses.
    ///
    /// **Security invariant:** the text is the value of one condition and nothing else, whatever is
    /// in it.
    pub(crate) fn filter(&self) -> String {
        format!(r#"email ^= "{}""#, self.escaped)
    }
}

impl FromStr for AddressPrefix {
    type Err = InvalidAddressPrefix;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.chars().any(char::is_control) {
            return Err(InvalidAddressPrefix);
        }
        let escaped = escaped(text).map_err(|_| InvalidAddressPrefix)?;
        Ok(Self { escaped })
    }
}

/// Shows nothing of the address.
impl fmt::Debug for AddressPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressPrefix(..)")
    }
}

/// The text is no beginning of an address that Cognito can search for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the beginning of an address, which has 1 to 245 characters; write it like ada@")]
pub struct InvalidAddressPrefix;

#[cfg(test)]
mod tests {
    use cognito::limits::MAX_FILTER;
    use proptest::prelude::*;

    use super::*;

    /// What a filter looks for, as Cognito reads it: between quotation marks, and a backslash stands
    /// before a quotation mark or another backslash. `None` where the filter is not one condition.
    fn looked_for(filter: &str) -> Option<String> {
        let mut letters = filter.strip_prefix(r#"email ^= ""#)?.chars();
        let mut value = String::new();
        loop {
            match letters.next()? {
                '"' => break,
                '\\' => value.push(letters.next().filter(|c| matches!(c, '"' | '\\'))?),
                letter => value.push(letter),
            }
        }
        letters.as_str().is_empty().then_some(value)
    }

    fn filter(text: &str) -> Option<String> {
        let prefix: AddressPrefix = text.parse().ok()?;
        Some(prefix.filter())
    }

    #[test]
    fn a_prefix_cannot_break_out_of_its_filter() {
        for (text, expected) in [
            ("ada@", r#"email ^= "ada@""#),
            (r#"""#, r#"email ^= "\"""#),
            (r"\", r#"email ^= "\\""#),
            (r#"\" or email ^= ""#, r#"email ^= "\\\" or email ^= \"""#),
        ] {
            assert_eq!(filter(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_cognito_cannot_search_for_is_no_prefix() {
        let long = |count: usize| "a".repeat(count);
        assert!(filter(&long(245)).is_some());
        for text in ["", "a\n", "\u{0}", &long(246), &format!("{}\"", long(244))] {
            assert_eq!(filter(text), None, "{text:?}");
        }
    }

    #[test]
    fn debug_hides_the_prefix() {
        let prefix: AddressPrefix = "ada@".parse().unwrap();
        assert_eq!(format!("{prefix:?}"), "AddressPrefix(..)");
    }

    proptest! {
        #[test]
        fn a_filter_looks_for_the_text_and_nothing_else(text in r#"(["\\\\a@ =^]|\PC){1,250}"#) {
            if let Some(filter) = filter(&text) {
                prop_assert!(filter.chars().count() <= MAX_FILTER);
                prop_assert_eq!(looked_for(&filter), Some(text));
            }
        }
    }
}
