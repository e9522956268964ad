//! Scripts and styles without what only their readers in the repository need.

/// Leaves out comments that stand on lines of their own, indentation, blank lines, and the ends of
/// lines that go on: a fifth of the bytes. Everything else is served as it was written.
///
/// The files in `site/` hold no text over several lines, where a line could only look like a
/// comment; a test holds them to that.
pub(crate) fn compact(source: &str) -> String {
    let mut inside_comment = false;
    let mut compact = String::with_capacity(source.len());
    for line in source.lines().map(str::trim) {
        let begins = !inside_comment && line.starts_with("/*");
        if inside_comment || begins {
            inside_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            compact.push_str(line);
            // Behind a comment, what follows would be a part of it.
            let goes_on = line.ends_with([',', ';', '{', '(', '[']) && !line.contains("//");
            if !goes_on {
                compact.push('\n');
            }
        }
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_on_lines_of_their_own_are_left_out() {
        let source = "// Why.\n/** What. */\nconst a = 1; // stays\n\n  /*\n   * More.\n   */\n  b(\n    \"/* no comment */\",\n  );\n";
        assert_eq!(
            compact(source),
            "const a = 1; // stays\nb(\"/* no comment */\",);"
        );
    }
}
