//! The HTML of a mail: `layout.html` filled with the parts of a [`Letter`].

use std::fmt::{self, Write};
use std::sync::OnceLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

use crate::BrandProblem;
use crate::invalid_message::InvalidMessage;
use crate::letter::Letter;
use crate::sanitize::{is_basic, is_printable};

/// How many steps a layout may take; the built-in one takes a few hundred.
const MAX_STEPS: u64 = 100_000;

const NAME: &str = "layout.html";

/// What is between these two is not sent.
const COMMENT: (&str, &str) = ("<!--#", "#-->");

/// The names that a layout may use, as its head documents them.
const VARIABLES: [&str; 47] = [
    "action",
    "action.label",
    "action.page",
    "action.page_hint",
    "action.page_url",
    "action.url",
    "brand",
    "brand.name",
    "colors",
    "colors.accent",
    "colors.accent_text",
    "colors.background",
    "colors.dark_accent",
    "colors.dark_accent_text",
    "colors.dark_background",
    "colors.dark_muted",
    "colors.dark_surface",
    "colors.dark_text",
    "colors.muted",
    "colors.surface",
    "colors.text",
    "dir",
    "greeting",
    "heading",
    "lang",
    "logo",
    "logo.alt",
    "logo.height",
    "logo.url",
    "logo.width",
    "notes",
    "paragraphs",
    "postal_address",
    "preheader",
    "reason",
    "secret",
    "secret.label",
    "secret.value",
    "subject",
    "support",
    "support.href",
    "support.label",
    "support.text",
    "unexpected",
    "user_name",
    "user_name.label",
    "user_name.value",
];

/// Functions of the template engine, which count as variables too.
const FUNCTIONS: [&str; 4] = ["dict", "loop", "namespace", "range"];

/// A compiled `layout.html`.
pub(crate) struct Layout {
    environment: Environment<'static>,
}

impl Layout {
    /// Compiles a brand's layout and finds names that it would not be given.
    pub(crate) fn checked(source: String) -> Result<Self, Vec<BrandProblem>> {
        if let Some(line) = line_of_jinja_comment(&source) {
            return Err(vec![BrandProblem::CommentOfAnotherKind {
                line,
                start: COMMENT.0,
                end: COMMENT.1,
            }]);
        }
        let layout = Self::compile(source).map_err(|error| {
            vec![BrandProblem::Syntax {
                line: error.line().unwrap_or_default(),
                reason: error
                    .detail()
                    .map_or_else(|| error.kind().to_string(), ToOwned::to_owned),
            }]
        })?;
        let mut unknown: Vec<String> = layout
            .environment
            .get_template(NAME)
            .map(|template| template.undeclared_variables(true))
            .unwrap_or_default()
            .into_iter()
            .filter(|name| !is_known(name))
            .collect();
        if unknown.is_empty() {
            return Ok(layout);
        }
        unknown.sort();
        Err(unknown
            .into_iter()
            .map(BrandProblem::UnknownLayoutVariable)
            .collect())
    }

    /// The built-in layout, compiled when the first mail is written.
    pub(crate) fn built_in() -> Result<&'static Self, InvalidMessage> {
        static BUILT_IN: OnceLock<Result<Layout, InvalidMessage>> = OnceLock::new();
        BUILT_IN
            .get_or_init(|| {
                Self::compile(include_str!("../builtin/layout.html").to_owned())
                    .map_err(|error| invalid_layout(&error))
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    fn compile(source: String) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Loops within loops must not keep anybody's sign-up waiting.
        environment.set_fuel(Some(MAX_STEPS));
        // A Cognito template and minified CSS hold `{##…##}` and `{#main{…}}`, which would be comments.
        let syntax = SyntaxConfig::builder()
            .comment_delimiters(COMMENT.0, COMMENT.1)
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?;
        environment.set_syntax(syntax);
        // Every value is escaped; a layout cannot change that.
        environment.remove_filter("safe");
        environment.set_formatter(|output, _, value| {
            if value.is_safe() {
                return Ok(write!(output, "{value}")?);
            }
            Ok(escape(output, &value.to_string())?)
        });
        environment.add_template_owned(NAME, source)?;
        Ok(Self { environment })
    }

    /// The finished page.
    pub(crate) fn render(&self, letter: &Letter) -> Result<String, InvalidMessage> {
        let page = self
            .environment
            .get_template(NAME)
            .and_then(|template| template.render(Serde(letter)))
            .map_err(|error| invalid_layout(&error))?;
        Ok(with_references(&page))
    }
}

/// The line of a comment as Jinja writes it, which would be sent as text. Neither CSS nor a
/// placeholder has a space behind such a brace.
fn line_of_jinja_comment(source: &str) -> Option<usize> {
    source.match_indices("{#").find_map(|(at, mark)| {
        let (before, rest) = source.split_at_checked(at)?;
        let content = rest.strip_prefix(mark)?;
        let opens = content.starts_with(|c: char| c == '-' || c.is_whitespace());
        (opens && content.contains("#}")).then(|| before.matches('\n').count() + 1)
    })
}

fn is_known(name: &str) -> bool {
    VARIABLES.contains(&name) || FUNCTIONS.contains(&name)
}

fn invalid_layout(error: &minijinja::Error) -> InvalidMessage {
    InvalidMessage::Layout {
        line: error.line().unwrap_or_default(),
        kind: error.kind().to_string(),
    }
}

/// The template engine's own escape would turn every slash into a reference too, which makes the
/// source of a mail, and its length, worse for nothing.
fn escape(output: &mut impl Write, text: &str) -> fmt::Result {
    for character in text.chars() {
        match character {
            '&' => output.write_str("&amp;")?,
            '<' => output.write_str("&lt;")?,
            '>' => output.write_str("&gt;")?,
            '"' => output.write_str("&quot;")?,
            '\'' => output.write_str("&#39;")?,
            _ => output.write_char(character)?,
        }
    }
    Ok(())
}

/// Writes what Cognito would refuse as a numeric character reference, so that no-break spaces,
/// joiners and emoji survive. Control characters stay and are refused: a reference to one means
/// something else in HTML.
fn with_references(page: &str) -> String {
    let mut output = String::with_capacity(page.len() + page.len() / 8);
    for character in page.chars() {
        if character.is_ascii()
            || character.is_control()
            || (is_printable(character) && is_basic(character))
        {
            output.push(character);
        } else {
            output.extend(["&#", &u32::from(character).to_string(), ";"]);
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::sample;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let layout = Layout::checked(source.to_owned()).ok().unwrap();
        assert_eq!(layout.render(&sample()).unwrap(), expected);
    }

    #[track_caller]
    fn faulty(source: &str, expected: &str) {
        let problems = Layout::checked(source.to_owned()).err().unwrap();
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(problems.concat().contains(expected), "{problems:?}");
    }

    #[test]
    fn values_are_escaped() {
        check("{{ greeting }}", "Hello &lt;b&gt;&amp;&quot;&#39;/,");
        check(
            "{% autoescape false %}{{ greeting }}{% endautoescape %}",
            "Hello &lt;b&gt;&amp;&quot;&#39;/,",
        );
        check(
            "{{ [heading, '<'] }}",
            "[&#39;Heading&#39;, &#39;&lt;&#39;]",
        );
    }

    #[test]
    fn escaping_cannot_be_turned_off() {
        let layout = Layout::checked("{{ greeting|safe }}".to_owned())
            .ok()
            .unwrap();
        assert_eq!(layout.render(&sample()).unwrap_err().code(), "layout");
    }

    #[test]
    fn what_cognito_refuses_becomes_a_reference() {
        check(
            "a\u{a0}b\u{200d}c\u{1f389}d\u{2028}e",
            "a&#160;b&#8205;c&#127881;d&#8232;e",
        );
        check("\u{85}", "\u{85}");
        check("ع é € \u{2019}", "ع é € \u{2019}");
    }

    #[test]
    fn what_cognito_s_templates_hold_is_plain_text() {
        check(
            "<b>{####}</b>{##Click here##}",
            "<b>{####}</b>{##Click here##}",
        );
        check("{####}{{ lang }}{####}", "{####}en{####}");
        check(
            "<style>@media print{#main{border:0}p a{color:#fff}}</style>",
            "<style>@media print{#main{border:0}p a{color:#fff}}</style>",
        );
        check(
            "a<!--[if mso]>b<![endif]--><!-- c -->",
            "a<!--[if mso]>b<![endif]--><!-- c -->",
        );
        check("a<!--# {{ nothing }} {% if %} {# #-->b", "ab");
        faulty("a\n{# a comment of Jinja #}", "line 2");
        faulty("{#- a comment of Jinja -#}", "<!--#");
    }

    #[test]
    fn faults_are_found_before_a_mail_is_written() {
        faulty("line one\n{% if %}", "line 2");
        faulty("{{ headline }}", "`headline`");
        faulty("{% if false %}{{ logo.src }}{% endif %}", "`logo.src`");
        faulty("{{ secret }}{{ colors.acent }}", "`colors.acent`");
    }

    #[test]
    fn the_documented_variables_are_those_that_a_layout_gets() {
        for name in VARIABLES {
            let layout = Layout::checked(format!("{{{{ {name} }}}}")).ok().unwrap();
            assert!(layout.render(&sample()).is_ok(), "{name}");
            let documented = include_str!("../builtin/layout.html")
                .split_once(COMMENT.1)
                .is_some_and(|(head, _)| head.contains(name.rsplit('.').next().unwrap()));
            assert!(
                documented,
                "{name} is not explained at the top of layout.html"
            );
        }
        assert!(Layout::checked(include_str!("../builtin/layout.html").to_owned()).is_ok());
    }
}
