//! Adds a trusted key to `invitations.toml`, and leaves the rest of it as it is.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use invitation::GroupName;
use invitation::key::PublicJwk;
use settings::{ConfigurationErrors, Settings};
use tempfile::NamedTempFile;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// The entry for this key; it may give every group if none is named.
pub(crate) fn settings_entry(jwk: &PublicJwk, groups: &BTreeSet<GroupName>) -> Result<String> {
    let members = toml::to_string(jwk)?;
    let groups = if groups.is_empty() {
        "# groups = [\"clients\"]    # the only groups that its tokens may give; without it, every assignable one".to_owned()
    } else {
        let names = groups.iter().map(|group| Value::from(group.as_str()));
        format!("groups = {}", Value::Array(names.collect()))
    };
    Ok(format!("[[tokens.keys]]\n{members}{groups}\n"))
}

/// Checks that `entry` can be written into `file`, and that the settings are valid with it.
pub(crate) fn check(file: &Path, entry: &str) -> Result<()> {
    written(file, entry).map(drop)
}

/// Writes `entry` into `file`: wholly, or not at all.
pub(crate) fn write(file: &Path, entry: &str) -> Result<()> {
    let copy = written(file, entry)?;
    copy.persist(file).with_context(|| unwritable(file))?;
    Ok(())
}

/// A copy of `file` with `entry`, beside it, so that the settings read it with the same brands.
fn written(file: &Path, entry: &str) -> Result<NamedTempFile> {
    let metadata = fs::symlink_metadata(file).with_context(|| unreadable(file))?;
    // The copy takes the file's place, whatever the file itself permits and wherever it leads.
    if metadata.is_symlink() {
        bail!(
            "{} is a symbolic link; name the file itself with --config",
            file.display()
        );
    }
    if metadata.permissions().readonly() {
        bail!(
            "{} is read-only; permit writing, or have the entry printed with --print",
            file.display()
        );
    }
    let text = fs::read_to_string(file).with_context(|| unreadable(file))?;
    let changed = with_entry(&text, entry).with_context(|| {
        format!(
            "{} cannot be added to; write the entry into it that --print shows",
            file.display()
        )
    })?;
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let mut copy = tempfile::Builder::new()
        .prefix(".invitations-")
        .suffix(".toml")
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .with_context(|| unwritable(file))?;
    copy.write_all(changed.as_bytes())
        .and_then(|()| copy.as_file().set_permissions(metadata.permissions()))
        .and_then(|()| copy.as_file().sync_all())
        .with_context(|| unwritable(file))?;
    Settings::load(copy.path()).map_err(|errors| in_original(errors, &copy, file))?;
    Ok(copy)
}

/// Faults of the copy as faults of the file that it will be.
fn in_original(
    ConfigurationErrors(mut errors): ConfigurationErrors,
    copy: &NamedTempFile,
    file: &Path,
) -> ConfigurationErrors {
    for error in errors.iter_mut().filter(|error| error.file == copy.path()) {
        file.clone_into(&mut error.file);
    }
    ConfigurationErrors(errors)
}

/// `text` with `entry` behind its last key, or behind `[tokens]` where it has none.
///
/// Text is put in, rather than the document written anew, so that comments, order, spelling and
/// ends of lines stay what they are.
fn with_entry(text: &str, entry: &str) -> Result<String> {
    let document = DeTable::parse(text)?;
    let Some(tokens) = document.get_ref().get("tokens") else {
        bail!(
            "it has no section [tokens]; add it, with the name of the issuer of your tokens: issuer = \"https://…\""
        );
    };
    let last_key = tokens
        .get_ref()
        .get("keys")
        .and_then(|keys| keys.get_ref().as_array()?.last());
    let (before, after) = split_behind(text, last_key.unwrap_or(tokens));
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut changed = before.to_owned();
    if !before.ends_with('\n') {
        changed += line_end;
    }
    changed += line_end;
    for line in entry.lines() {
        changed += line;
        changed += line_end;
    }
    let is_followed_by_blank = after
        .trim_start_matches([' ', '\t'])
        .starts_with(['\r', '\n']);
    if !after.is_empty() && !is_followed_by_blank {
        changed += line_end;
    }
    changed += after;
    let expected = trusting(text.parse()?, &entry.parse()?);
    if expected.is_none() || changed.parse().ok() != expected {
        bail!("its keys are written in another form than [[tokens.keys]]");
    }
    Ok(changed)
}

/// What the new text has to say: what the old one did, and one more key.
fn trusting(mut document: Table, entry: &Table) -> Option<Table> {
    let key = entry.get("tokens")?.get("keys")?.get(0)?;
    let tokens = document.get_mut("tokens")?.as_table_mut()?;
    let keys = tokens
        .entry("keys")
        .or_insert_with(|| Value::Array(Vec::new()));
    keys.as_array_mut()?.push(key.clone());
    Some(document)
}

/// Splits the text behind the lines of a table and what is remarked on it: comments right below
/// it that are not right above something else.
fn split_behind<'a>(text: &'a str, table: &Spanned<DeValue<'_>>) -> (&'a str, &'a str) {
    let values = table
        .get_ref()
        .as_table()
        .into_iter()
        .flat_map(DeTable::values);
    let plain = values.filter(|value| !value.get_ref().is_table());
    let end = plain
        .map(|value| value.span().end)
        .fold(table.span().end, usize::max);
    let (_, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut lines = rest.split_inclusive('\n');
    let line = lines.next().unwrap_or_default().len();
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    let comments: usize = lines.clone().take_while(is_comment).map(str::len).sum();
    let next = lines.find(|line| !is_comment(line));
    let taken = match next {
        Some(next) if !next.trim().is_empty() => line,
        _ => line + comments,
    };
    text.split_at_checked(end + taken).unwrap_or((text, ""))
}

fn unreadable(file: &Path) -> String {
    format!("{} cannot be read", file.display())
}

fn unwritable(file: &Path) -> String {
    format!("{} cannot be written", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[tokens.keys]]\nkid = \"new\"\n# groups = []\n";

    /// The bars stand where the entry is put in.
    #[track_caller]
    fn check(text: &str, before: &str, after: &str) {
        let (first, last) = text.split_once('|').unwrap();
        let whole = format!("{first}{last}");
        let entry = ENTRY.to_owned();
        assert_eq!(
            with_entry(&whole, &entry).unwrap(),
            format!("{first}{before}{entry}{after}{last}")
        );
        let windows = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(
            with_entry(&windows(&whole), &entry).unwrap(),
            windows(&format!("{first}{before}{entry}{after}{last}"))
        );
    }

    #[test]
    fn the_entry_stands_behind_the_last_key() {
        check("[tokens]\nissuer = \"us\"\n|", "\n", "");
        check("[tokens]\nissuer = \"us\"|", "\n\n", "");
        check("tokens.issuer = \"us\"\n|", "\n", "");
        check(
            "[tokens] # here\nissuer = \"us\" # said\n|\n[mail]\n",
            "\n",
            "",
        );
        check("[tokens]\nissuer = \"us\"\n|[mail]\n", "\n", "\n");
        check(
            "[tokens]\nissuer = \"us\"\nrevoked = [\n  \"a\",\n]\n|\n\n[mail]\n",
            "\n",
            "",
        );
        check(
            "[tokens]\nissuer = \"us\"\n\n# Old.\n[[tokens.keys]]\nkid = \"old\"\ngroups = [\n  \"a\", # ]\n]\n|\n# Mails.\n[mail]\nfrom = \"x\"\n",
            "\n",
            "",
        );
        check(
            "[[tokens.keys]]\nkid = \"a\"\n\n[mail]\n\n[[tokens.keys]]\nkid = \"b\"\n|\n[x]\n",
            "\n",
            "",
        );
        // A header within a text is none.
        check(
            "[tokens]\nissuer = \"\"\"\n[[tokens.keys]]\n\"\"\"\n|\n[x]\ny = 1\n",
            "\n",
            "",
        );
    }

    #[test]
    fn a_remark_stays_with_what_it_is_about() {
        check(
            "[[tokens.keys]]\nkid = \"a\"\n# groups = []\n  # of it\n|\n[x]\n",
            "\n",
            "",
        );
        check("[[tokens.keys]]\nkid = \"a\"\n# groups = []\n|", "\n", "");
        check(
            "[[tokens.keys]]\nkid = \"a\"\n|# About x.\n[x]\n",
            "\n",
            "\n",
        );
    }

    #[test]
    fn what_is_added_can_be_added_to() {
        let text = "[tokens]\nissuer = \"us\"\n\n[x]\n";
        let once = with_entry(text, ENTRY).unwrap();
        let twice = with_entry(&once, &ENTRY.replace("new", "newer")).unwrap();
        let entries: Vec<&str> = twice.lines().collect();
        assert_eq!(
            entries,
            [
                "[tokens]",
                "issuer = \"us\"",
                "",
                "[[tokens.keys]]",
                "kid = \"new\"",
                "# groups = []",
                "",
                "[[tokens.keys]]",
                "kid = \"newer\"",
                "# groups = []",
                "",
                "[x]",
            ]
        );
    }

    #[test]
    fn keys_in_another_form_are_left_to_people() {
        for text in [
            "",
            "[mail]\n",
            "tokens = 1\n",
            "tokens = { issuer = \"us\" }\n",
            "tokens.issuer = \"us\"\ndefault_locale = \"en\"\n",
            "[tokens]\nkeys = []\n",
            "[tokens]\nkeys = [{ kid = \"a\" }]\n",
            "[tokens]\nkeys = 1\n",
            "[tokens",
        ] {
            assert!(with_entry(text, ENTRY).is_err(), "{text}");
        }
    }
}
