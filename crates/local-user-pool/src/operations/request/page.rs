//! Long lists, answered page by page.

use serde_json::{Map, Value};

use crate::operations::request::members::Reader;
use crate::operations::request::validation::Shape;
use crate::state::error::ApiError;

/// The most items on a page, and the default (API reference: `QueryLimitType`).
const MAX_ITEMS: i64 = 60;

/// The page that a request asks for.
///
/// A token is the key of the last item of the page before. Items that are added or removed between
/// two requests therefore cannot shift or repeat others.
pub(crate) struct Page {
    items: usize,
    token_name: &'static str,
    token: Option<String>,
}

impl Page {
    /// Reads the number of items, at least `least`, and the token. The names of the members differ
    /// between operations. The token has the same name in the answer.
    pub(crate) fn read(
        members: &mut Reader,
        limit_name: &str,
        least: i64,
        token_name: &'static str,
    ) -> Self {
        let items = members.number(limit_name, least, MAX_ITEMS);
        // Zero counts as absent.
        let items = items.filter(|&items| items != 0).unwrap_or(MAX_ITEMS);
        Self::of(members, items, token_name)
    }

    /// [`Page::read`] with a required number of items, at least one.
    pub(crate) fn read_required(
        members: &mut Reader,
        limit_name: &str,
        token_name: &'static str,
    ) -> Self {
        let items = members.required_number(limit_name, 1, MAX_ITEMS);
        Self::of(members, items, token_name)
    }

    fn of(members: &mut Reader, items: i64, token_name: &'static str) -> Self {
        Self {
            items: usize::try_from(items).unwrap_or_default(),
            token_name,
            token: members.optional(token_name, Shape::PaginationToken),
        }
    }

    /// The key after which the page begins; empty for the first page.
    pub(crate) fn after(&self) -> Result<String, ApiError> {
        let token = self.token.as_deref().unwrap_or_default();
        // No source shows the text.
        key(token).ok_or_else(|| ApiError::invalid("Invalid pagination token."))
    }

    /// The answer: the page under the name of its list, and the token of the next page if there is
    /// one. The items have to be in the order of their keys and all after [`Page::after`].
    pub(crate) fn answer<T>(
        &self,
        list: &str,
        mut items: impl Iterator<Item = T>,
        key: impl Fn(&T) -> &str,
        show: impl Fn(&T) -> Result<Value, ApiError>,
    ) -> Result<Value, ApiError> {
        let page: Vec<T> = items.by_ref().take(self.items).collect();
        let shown: Result<Vec<Value>, ApiError> = page.iter().map(show).collect();
        let mut answer = Map::new();
        answer.insert(list.to_owned(), shown?.into());
        if items.next().is_some()
            && let Some(last) = page.last()
        {
            answer.insert(self.token_name.to_owned(), token(key(last)).into());
        }
        Ok(answer.into())
    }
}

/// The key in hexadecimal digits, because a token has no spaces and is not meant to be read.
fn token(key: &str) -> String {
    let halves = key.bytes().flat_map(|byte| [byte >> 4, byte & 0xf]);
    halves
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

fn key(token: &str) -> Option<String> {
    let digits = token.chars().map(|digit| digit.to_digit(16));
    let digits: Vec<u32> = digits.collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| u8::try_from(high << 4 | low).ok());
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    String::from_utf8(bytes).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::request::members::Members;
    use serde_json::json;

    /// Reads a list of three names to its end.
    #[track_caller]
    fn check(body: &str, expected: &[&[&str]]) {
        let names = ["ada", "bob", "zoë"];
        let mut token = None;
        for expected in expected {
            let members = Members::parse(body.as_bytes()).unwrap();
            let page = members.read(|members| Page::read(members, "Limit", 0, "NextToken"));
            let mut page = page.unwrap();
            page.token = token;
            let after = page.after().unwrap();
            let rest = names.iter().filter(|name| **name > after.as_str());
            let answer = page.answer("Names", rest, |name| name, |name| Ok(json!(name)));
            let mut answer = answer.unwrap();
            assert_eq!(answer["Names"], json!(expected), "{body}");
            token = answer["NextToken"].take().as_str().map(str::to_owned);
        }
        assert_eq!(token, None, "{body}");
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        check("{}", &[&["ada", "bob", "zoë"]]);
        check(r#"{"Limit":0}"#, &[&["ada", "bob", "zoë"]]);
        check(r#"{"Limit":3}"#, &[&["ada", "bob", "zoë"]]);
        check(r#"{"Limit":2}"#, &[&["ada", "bob"], &["zoë"]]);
        check(r#"{"Limit":1}"#, &[&["ada"], &["bob"], &["zoë"]]);
    }

    #[track_caller]
    fn check_key(token: &str, expected: Option<&str>) {
        assert_eq!(key(token).as_deref(), expected, "{token}");
    }

    #[test]
    fn tokens_of_nobody_are_refused() {
        check_key(&token("zoë"), Some("zoë"));
        check_key("", Some(""));
        check_key("7", None);
        check_key("zz", None);
        check_key("+1", None);
        check_key("ff", None);
        check_key("é", None);
    }
}
