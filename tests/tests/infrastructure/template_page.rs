//! docs/reference/template.md is made from the template. `UPDATE_PAGES=1 cargo test -p tests --test
//! infrastructure` writes it anew.

use std::fmt::Write;
use std::path::Path;

use crate::{read, resource, section};

const PAGE: &str = "docs/reference/template.md";

#[test]
fn the_page_of_the_template_is_made_from_it() {
    let made = page(&read("infra/template.yaml"));
    if std::env::var_os("UPDATE_PAGES").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(PAGE);
        std::fs::write(path, &made).unwrap();
    }
    assert!(
        read(PAGE) == made,
        "{PAGE} is not what the template says; UPDATE_PAGES=1 writes it anew"
    );
}

fn page(template: &str) -> String {
    let mut page = "# Template parameters and outputs

<!-- Made from infra/template.yaml by tests/tests/infrastructure/template_page.rs. -->

[`infra/template.yaml`](../../infra/template.yaml) takes these parameters. Each is a variable of [`infra/terraform/`](../../infra/terraform) by the same name in lower case (`SesIdentityArn` is `ses_identity_arn`). [Deploy](../how-to/deploy.md) says how to use them.

## Parameters
"
    .to_owned();
    for (label, parameters) in groups(template) {
        write!(
            page,
            "\n### {label}\n\n| parameter | default | decides |\n|---|---|---|\n"
        )
        .unwrap();
        for name in parameters {
            let lines = resource(template, &name);
            let mut decides = value(&lines, "Description");
            let allowed = value(&lines, "AllowedValues");
            if !allowed.is_empty() {
                let allowed = allowed.trim_matches(['[', ']']).replace('"', "");
                write!(decides, " One of: {allowed}.").unwrap();
            }
            for (key, word) in [("MinValue", "At least"), ("MaxValue", "At most")] {
                let limit = value(&lines, key);
                if !limit.is_empty() {
                    write!(decides, " {word} {limit}.").unwrap();
                }
            }
            let default = match value(&lines, "Default").as_str() {
                "" => "none".to_owned(),
                default => format!("`{default}`"),
            };
            writeln!(page, "| `{name}` | {default} | {} |", cell(&decides)).unwrap();
        }
    }
    page.push_str("\n## Outputs\n\n| output | where | is |\n|---|---|---|\n");
    for name in crate::template_names(template, "Outputs:") {
        let lines = output(template, &name);
        let condition = match value(&lines, "Condition").as_str() {
            "" => "always".to_owned(),
            condition => format!("`{condition}`"),
        };
        let description = cell(&value(&lines, "Description"));
        writeln!(page, "| `{name}` | {condition} | {description} |").unwrap();
    }
    page
}

/// The groups of parameters in the order in which `CloudFormation`'s console shows them.
fn groups(template: &str) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for line in section(template, "    ParameterGroups:", |line| {
        line == "Parameters:"
    }) {
        let line = line.trim();
        if let Some(label) = line.strip_prefix("default: ") {
            groups.push((label.to_owned(), Vec::new()));
        } else if let Some((_, parameters)) = groups.last_mut() {
            let named = line
                .trim_start_matches("Parameters:")
                .trim_start_matches("- ");
            let named = named.trim().trim_matches(['[', ']']).split(", ");
            let named = named.filter(|name| !name.is_empty() && !name.contains(':'));
            parameters.extend(named.map(str::to_owned));
        }
    }
    let listed: crate::Names = groups.iter().flat_map(|(_, names)| names.clone()).collect();
    let parameters = crate::template_names(template, "Parameters:");
    crate::check("the groups of parameters", &listed, &parameters);
    groups
}

/// The lines of an output: some are named like a resource.
pub(crate) fn output<'a>(template: &'a str, name: &str) -> Vec<&'a str> {
    let (_, outputs) = template.split_once("\nOutputs:\n").unwrap();
    resource(outputs, name)
}

/// A value of one line, or of several that are folded.
fn value(lines: &[&str], key: &str) -> String {
    let mark = format!("    {key}:");
    let mut lines = lines.iter().skip_while(|line| !line.starts_with(&mark));
    let Some(first) = lines.next() else {
        return String::new();
    };
    let first = first[mark.len()..].trim();
    if first != ">-" {
        let plain = first
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        return plain.unwrap_or(first).replace("\\\"", "\"");
    }
    let folded = lines.take_while(|line| line.starts_with("      "));
    let folded: Vec<&str> = folded.map(|line| line.trim()).collect();
    folded.join(" ")
}

/// A text as a cell of a table: an angle bracket would begin an element.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
