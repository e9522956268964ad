//! The parameters of a query or of a form.

use std::collections::BTreeMap;

/// The most bytes of a query. Everything in it comes back in a redirect, and clients refuse long
/// headers.
const MAX_QUERY_BYTES: usize = 8 * 1024;

/// Parameters by name. None is there twice (RFC 6749, section 3.1), and an empty one counts as
/// absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(BTreeMap<String, String>);

impl Query {
    /// Reads the query of a URL; none if it is too long, or has a parameter twice.
    pub(crate) fn of_url(query: &str) -> Option<Self> {
        (query.len() <= MAX_QUERY_BYTES)
            .then(|| Self::parse(query.as_bytes()))
            .flatten()
    }

    /// Reads the body of a form; none if it has a parameter twice.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(text) {
            let is_twice = parameters
                .insert(name.into_owned(), value.into_owned())
                .is_some();
            if is_twice {
                return None;
            }
        }
        Some(Self(parameters))
    }

    /// A parameter with a value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// The parameters with this prefix and a value, without the prefix.
    pub(crate) fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = self.0.iter().filter(|(_, value)| !value.is_empty());
        all.filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }
}

/// A URL with more parameters in its query. The URL has no fragment.
pub(crate) fn with_parameters(url: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_there_once() {
        let query = Query::of_url("a=1&b=&c=%3Cx%3E+y").expect("good parameters");
        assert_eq!(query.get("a"), Some("1"));
        assert_eq!(query.get("b"), None);
        assert_eq!(query.get("c"), Some("<x> y"));
        assert!(Query::of_url("a=1&a=1").is_none());
        assert!(Query::of_url("a=1&%61=2").is_none());
        assert!(Query::of_url(&"x".repeat(MAX_QUERY_BYTES + 1)).is_none());
        assert!(Query::parse("x".repeat(MAX_QUERY_BYTES + 1).as_bytes()).is_some());
    }

    #[test]
    fn values_stay_values_in_a_url() {
        let added = [("state", "a&code=b#c"), ("code", "1")];
        let expected = "state=a%26code%3Db%23c&code=1";
        let check = |url: &str, start: &str| {
            assert_eq!(with_parameters(url, &added), format!("{start}{expected}"));
        };
        check("https://app.example", "https://app.example?");
        check(
            "https://app.example/?tenant=7",
            "https://app.example/?tenant=7&",
        );
    }
}
