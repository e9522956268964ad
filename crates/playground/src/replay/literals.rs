//! Literals of Python, Node and Ruby, for events that were not logged as JSON.

use serde_json::{Map, Number, Value};

/// Deeper values are not read; events have four levels.
const MAX_DEPTH: usize = 64;

/// Why a text cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// At this place, Node left out deeper values (`[Object]`) or further ones
    /// (`... 3 more items`).
    LeftOut(usize),
    /// The text has an unknown form, or is incomplete.
    Other,
}

/// Reads the value at the start of `text`; returns it with its length.
pub fn read(text: &str) -> Result<(Value, usize), Unreadable> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    Ok((value, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_white_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Skips `token` if it comes next.
    fn take(&mut self, token: &str) -> bool {
        self.skip_white_space();
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Result<Value, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(Unreadable::Other);
        }
        self.skip_white_space();
        // Node's mark of an object without a prototype, such as a URL's parameters.
        self.take("[Object: null prototype]");
        for left_out in ["[Object]", "[Array]", "[Circular", "..."] {
            if self.rest().trim_start().starts_with(left_out) {
                return Err(Unreadable::LeftOut(self.at));
            }
        }
        self.skip_white_space();
        match self.peek().ok_or(Unreadable::Other)? {
            '{' => self.object(depth),
            '[' => self.list("[", "]", depth),
            '(' => self.list("(", ")", depth),
            '"' | '\'' | '`' => Ok(Value::String(self.text_in_parts()?)),
            c if c.is_ascii_digit() || c == '-' => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, Unreadable> {
        self.take("{");
        let mut members = Map::new();
        loop {
            if self.take("}") {
                return Ok(Value::Object(members));
            }
            if self.take("...") {
                return Err(Unreadable::LeftOut(self.at));
            }
            let name = self.name()?;
            if !self.take(":") && !self.take("=>") {
                return Err(Unreadable::Other);
            }
            let value = self.value(depth + 1)?;
            members.insert(name, value);
            if !self.take(",") && !self.rest().trim_start().starts_with('}') {
                return Err(Unreadable::Other);
            }
        }
    }

    fn list(&mut self, open: &str, close: &str, depth: usize) -> Result<Value, Unreadable> {
        self.take(open);
        let mut items = Vec::new();
        loop {
            if self.take(close) {
                return Ok(Value::Array(items));
            }
            items.push(self.value(depth + 1)?);
            if !self.take(",") && !self.rest().trim_start().starts_with(close) {
                return Err(Unreadable::Other);
            }
        }
    }

    /// The name of a member: quoted, bare as in Node, or a Ruby symbol.
    fn name(&mut self) -> Result<String, Unreadable> {
        self.skip_white_space();
        if self.peek().is_some_and(is_quote) {
            return self.quoted();
        }
        let _is_symbol = self.take(":");
        let name = self.take_while(is_word);
        // A text of Python 2.
        if name == "u" && self.peek().is_some_and(is_quote) {
            return self.quoted();
        }
        if name.is_empty() {
            return Err(Unreadable::Other);
        }
        Ok(name.to_owned())
    }

    /// A text. Long ones are printed in parts: Node joins them with `+`, Python with nothing.
    fn text_in_parts(&mut self) -> Result<String, Unreadable> {
        let mut text = self.quoted()?;
        loop {
            let before = self.at;
            self.take("+");
            self.skip_white_space();
            if !self.peek().is_some_and(is_quote) {
                self.at = before;
                return Ok(text);
            }
            text += &self.quoted()?;
        }
    }

    fn quoted(&mut self) -> Result<String, Unreadable> {
        let mut text = String::new();
        let mut characters = self.rest().char_indices();
        let Some((_, quote)) = characters.next() else {
            return Err(Unreadable::Other);
        };
        while let Some((at, c)) = characters.next() {
            match c {
                c if c == quote => {
                    self.at += at + c.len_utf8();
                    return Ok(text);
                }
                '\\' => {
                    let (at, c) = characters.next().ok_or(Unreadable::Other)?;
                    let digits = match c {
                        'x' => 2,
                        'u' => 4,
                        'U' => 8,
                        _ => {
                            text.push(escaped(c));
                            continue;
                        }
                    };
                    let start = self.at + at + c.len_utf8();
                    let code = self.text.get(start..start + digits);
                    let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
                    // Half of a surrogate pair is no character. Node and Python print the whole character.
                    text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                    for _ in 0..digits {
                        characters.next();
                    }
                }
                c => text.push(c),
            }
        }
        Err(Unreadable::Other)
    }

    fn number(&mut self) -> Result<Value, Unreadable> {
        let fits = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let number: Number = self
            .take_while(fits)
            .parse()
            .map_err(|_| Unreadable::Other)?;
        Ok(Value::Number(number))
    }

    fn word(&mut self) -> Result<Value, Unreadable> {
        match self.take_while(is_word) {
            "true" | "True" => Ok(Value::Bool(true)),
            "false" | "False" => Ok(Value::Bool(false)),
            "null" | "None" | "nil" | "undefined" => Ok(Value::Null),
            "u" if self.peek().is_some_and(is_quote) => Ok(Value::String(self.text_in_parts()?)),
            _ => Err(Unreadable::Other),
        }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        '0' => '\0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Value) {
        let followed = format!("{text} and more");
        assert_eq!(
            read(&followed),
            Ok((expected.clone(), text.len())),
            "{text}"
        );
    }

    #[test]
    fn python() {
        check(
            "{'a': None, 'b': True, 'c': False, 'd': [1, -2.5], 'e': ('x',), 'f': {}}",
            &json!({ "a": null, "b": true, "c": false, "d": [1, -2.5], "e": ["x"], "f": {} }),
        );
        check(
            r#"{'a': "it's", 'b': 'say \'"\' \\'}"#,
            &json!({ "a": "it's", "b": r#"say '"' \"# }),
        );
        check(
            r"{u'a': u'\xe9\u20ac\U0001f600\n'}",
            &json!({ "a": "é€😀\n" }),
        );
        check("{'a': 'one '\n 'two'}", &json!({ "a": "one two" }));
    }

    #[test]
    fn node() {
        check(
            "{\n  version: '1',\n  'cognito:user_status': \"it's\",\n  a: undefined,\n  b: `'\"`,\n  c: [ 'x', 'y' ],\n}",
            &json!({ "version": "1", "cognito:user_status": "it's", "a": null, "b": "'\"", "c": ["x", "y"] }),
        );
        check(
            "{ a: [Object: null prototype] { b: 'c' } }",
            &json!({ "a": { "b": "c" } }),
        );
        check("{ a: 'one' +\n  'two' }", &json!({ "a": "onetwo" }));
    }

    #[test]
    fn ruby() {
        check(r#"{"a"=>nil, :b=>"c"}"#, &json!({ "a": null, "b": "c" }));
    }

    #[test]
    fn left_out_values_are_noticed() {
        for text in [
            "{ a: [Object] }",
            "{ a: [Array] }",
            "{ a: [ 1, ... 3 more items ] }",
            "{ a: [Circular *1] }",
        ] {
            assert!(matches!(read(text), Err(Unreadable::LeftOut(_))), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_read() {
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "{",
            "{ a",
            "{ a: }",
            "{ a: 'x",
            "{ a: 1",
            "{'a' 1}",
            "x",
            "{a: b}",
            "{'a': '\\",
            "[1 2]",
            &deep,
        ] {
            assert_eq!(read(text), Err(Unreadable::Other), "{text:.40}");
        }
    }
}
