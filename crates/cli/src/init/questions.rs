//! Asking at a terminal for what the options leave open.

use std::io::{BufRead, Write};
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use invitation::UserPoolSettings;
use trigger::Function;

use super::answers::{Answers, sign_in};

/// Asks for everything that the hooks need and nobody has said. An empty line takes the default.
pub(crate) fn ask(
    mut answers: Answers,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<Answers> {
    let mut terminal = Terminal { input, output };
    if answers.hooks.is_none() {
        let names = Function::ALL.map(Function::name).join(",");
        let hooks: Vec<Hook> = terminal.list(&format!(
            "Which hooks will you attach? With commas, of {names} [all]"
        ))?;
        answers.hooks = (!hooks.is_empty()).then(|| hooks.iter().map(|hook| hook.0).collect());
    }
    let signs_up = [Function::PreSignUp, Function::PostConfirmation];
    if answers.domains.is_none() && answers.has_any(&signs_up) {
        answers.domains = Some(terminal.list(
            "Addresses of which domains may sign up without an invitation? With commas [none]",
        )?);
    }
    let gives_groups = [
        Function::PostConfirmation,
        Function::PostAuthentication,
        Function::PreTokenGeneration,
    ];
    if answers.groups.is_none() && answers.has_any(&gives_groups) {
        answers.groups =
            Some(terminal.list("Which groups does every new member get? With commas [none]")?);
    }
    if answers.has_any(&[Function::CustomMessage]) {
        if answers.brand_name.is_none() {
            answers.brand_name =
                Some(terminal.one("Which name stands in your mails? Such as Northwind")?);
        }
        if answers.links.is_none() {
            answers.links = Some(terminal.one(
                "Where do the links in your mails lead? Such as https://accounts.example.com",
            )?);
        }
        if answers.user_pool.is_none() {
            answers.user_pool = terminal.user_pool()?;
        }
    }
    Ok(answers)
}

/// A hook by its name.
struct Hook(Function);

impl FromStr for Hook {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Function::from_name(name)
            .map(Self)
            .ok_or("there is no such hook")
    }
}

struct Terminal<'a, I, O> {
    input: &'a mut I,
    output: &'a mut O,
}

impl<I: BufRead, O: Write> Terminal<'_, I, O> {
    /// The answer to a question, without blanks around it.
    fn line(&mut self, question: &str) -> Result<String> {
        write!(self.output, "{question}: ")
            .and_then(|()| self.output.flush())
            .context("cannot ask at this terminal")?;
        let mut line = String::new();
        if self
            .input
            .read_line(&mut line)
            .context("cannot read the answer")?
            == 0
        {
            bail!("there was no answer; name what is asked for by options (see --help)");
        }
        Ok(line.trim().to_owned())
    }

    /// Asks until `read` takes the answer.
    fn until<T>(&mut self, question: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<T> {
        loop {
            match read(&self.line(question)?) {
                Ok(answer) => return Ok(answer),
                Err(fault) => writeln!(self.output, "  {fault}").context("cannot write")?,
            }
        }
    }

    fn one<T: FromStr<Err: ToString>>(&mut self, question: &str) -> Result<T> {
        self.until(question, |line| {
            if line.is_empty() {
                return Err("an answer is needed here".to_owned());
            }
            line.parse().map_err(|fault: T::Err| fault.to_string())
        })
    }

    fn list<T: FromStr<Err: ToString>>(&mut self, question: &str) -> Result<Vec<T>> {
        self.until(question, |line| {
            let names = line
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            names
                .map(|name| {
                    name.parse()
                        .map_err(|fault: T::Err| format!("{name}: {}", fault.to_string()))
                })
                .collect()
        })
    }

    fn user_pool(&mut self) -> Result<Option<UserPoolSettings>> {
        let sign_in = self.until(
            "How do people sign in to the pool: email, alias or username? [not known yet]",
            |line| match line {
                "" => Ok(None),
                line => sign_in(line).map(Some),
            },
        )?;
        let Some(sign_in) = sign_in else {
            return Ok(None);
        };
        let case_sensitive = self.until(
            "Are ada@example.com and Ada@example.com two users there (UsernameConfiguration)? yes or no [yes]",
            |line| match line {
                "" | "yes" => Ok(true),
                "no" => Ok(false),
                _ => Err("yes or no".to_owned()),
            },
        )?;
        Ok(Some(UserPoolSettings {
            sign_in,
            case_sensitive,
        }))
    }
}

#[cfg(test)]
mod tests {
    use invitation::policy::SignIn;

    use super::*;

    fn asked(answers: Answers, typed: &str) -> (Result<Answers>, String) {
        let mut output = Vec::new();
        let result = ask(answers, &mut typed.as_bytes(), &mut output);
        (result, String::from_utf8(output).unwrap_or_default())
    }

    #[test]
    fn only_what_is_open_and_needed_is_asked() {
        let answers = Answers {
            hooks: Some([Function::PreSignUp].into()),
            domains: "example.com".parse().ok().map(|domain| vec![domain]),
            ..Answers::default()
        };
        let (result, output) = asked(answers.clone(), "");
        assert_eq!(result.ok(), Some(answers));
        assert_eq!(output, "");
    }

    #[test]
    fn an_answer_that_is_not_valid_is_asked_for_again() {
        let answers = Answers {
            hooks: Some([Function::PreSignUp].into()),
            ..Answers::default()
        };
        let (result, output) = asked(answers, "exa mple.com\nexample.com, *.example.org\n");
        let domains = result.ok().and_then(|answers| answers.domains);
        let domains = domains.map(|domains| domains.iter().map(ToString::to_string).collect());
        assert_eq!(
            domains,
            Some(vec!["example.com".to_owned(), "*.example.org".to_owned()])
        );
        assert!(output.contains("exa mple.com: "), "{output}");
    }

    #[test]
    fn every_question_has_its_answer() {
        let typed =
            "\nexample.com\nmembers, clients\nNorthwind\nhttps://accounts.example.com\nemail\nno\n";
        let (result, _) = asked(Answers::default(), typed);
        let answers = result.ok().unwrap_or_default();
        assert_eq!(answers.hooks, None);
        assert_eq!(answers.groups.map(|groups| groups.len()), Some(2));
        assert_eq!(answers.brand_name.as_deref(), Some("Northwind"));
        assert_eq!(
            answers.links.map(|links| links.to_string()).as_deref(),
            Some("https://accounts.example.com")
        );
        assert_eq!(
            answers.user_pool,
            Some(UserPoolSettings {
                sign_in: SignIn::Email,
                case_sensitive: false
            })
        );
    }

    #[test]
    fn a_terminal_that_closes_ends_it() {
        assert!(asked(Answers::default(), "").0.is_err());
    }
}
