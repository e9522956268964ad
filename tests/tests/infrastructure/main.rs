//! The template, the Terraform module, the settings and the tables that explain them name the same
//! things: none can be changed alone.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod alarms;
mod template_page;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use settings::Settings;
use trigger::Hook;

type Names = BTreeSet<String>;

/// The hooks by the template's names, and how long each has.
const HOOKS: [(&str, Duration); 5] = [
    ("PreSignUp", <pre_sign_up::PreSignUp as Hook>::BUDGET),
    (
        "CustomMessage",
        <custom_message::CustomMessage as Hook>::BUDGET,
    ),
    (
        "PostConfirmation",
        <post_confirmation::PostConfirmation as Hook>::BUDGET,
    ),
    (
        "PostAuthentication",
        <post_authentication::PostAuthentication as Hook>::BUDGET,
    ),
    (
        "PreTokenGeneration",
        <pre_token_generation::PreTokenGeneration as Hook>::BUDGET,
    ),
];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a text after the line `begin` and before the next that `ends`.
fn section<'a>(text: &'a str, begin: &str, ends: fn(&str) -> bool) -> Vec<&'a str> {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| *line != begin)
        .skip(1)
        .take_while(|line| !ends(line))
        .collect();
    assert!(!lines.is_empty(), "there is nothing after {begin:?}");
    lines
}

/// The names below a key of the template's top level.
fn template_names(template: &str, key: &str) -> Names {
    section(template, key, |line| line.starts_with(char::is_alphabetic))
        .into_iter()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// The lines of a resource of the template.
fn resource<'a>(template: &'a str, name: &str) -> Vec<&'a str> {
    section(template, &format!("  {name}:"), |line| {
        line.starts_with("  ") && !line.starts_with("   ")
    })
}

/// What stands in backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What stands in backquotes in the first cells of the tables below a heading.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    section(document, heading, |line| line.starts_with('#'))
        .into_iter()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next())
        .map(|cell| quoted(cell).into_iter().map(str::to_owned).collect())
        .filter(|names: &Vec<String>| !names.is_empty())
        .collect()
}

fn check(what: &str, found: &Names, expected: &Names) {
    let missing: Vec<_> = expected.difference(found).collect();
    let surplus: Vec<_> = found.difference(expected).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{what} lacks {missing:?}, and names {surplus:?}, which there is not"
    );
}

/// A name of the template as Terraform writes it.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

/// The names of the metrics that the functions count.
fn counted() -> Names {
    let metrics = read("crates/trigger/src/metrics.rs");
    section(&metrics, "pub enum Metric {", |line| line == "}")
        .into_iter()
        .filter_map(|line| line.trim().strip_suffix(','))
        .map(str::to_owned)
        .collect()
}

/// The keys that `invitations.toml` takes below a header, as the refusal of one that is unknown
/// lists them; none where the header leads to no section.
fn keys(header: &str) -> Names {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invitations.toml");
    fs::write(&file, format!("{header}\nunknown-key = 1\n")).unwrap();
    let refusal = Settings::load(&file).unwrap_err().to_string();
    if !refusal.contains("unknown field `unknown-key`") {
        return Names::new();
    }
    let (_, expected) = refusal.split_once(", expected ").unwrap_or_default();
    quoted(expected).into_iter().map(str::to_owned).collect()
}

/// Every key below `path`, from the top. `[]` stands behind a list of sections, and `.*` behind a
/// section whose keys people name themselves.
fn keys_below(path: &str, known: &mut Names) {
    let plain = path.replace("[]", "").replace(".*", ".any");
    let (found, below) = [
        (format!("[{plain}]"), path.to_owned()),
        (format!("[[{plain}]]"), format!("{path}[]")),
        (format!("[{plain}.any]"), format!("{path}.*")),
    ]
    .into_iter()
    .map(|(header, below)| (keys(&header), below))
    .find(|(found, _)| !found.is_empty())
    .unwrap_or_default();
    // A list, and a section by names, are keys themselves.
    if found.is_empty() || below != path {
        known.insert(path.to_owned());
    }
    for key in found {
        keys_below(&format!("{below}.{key}"), known);
    }
}

#[test]
fn the_page_of_the_configuration_has_every_key_and_no_other() {
    let mut known = Names::new();
    for key in keys("") {
        keys_below(&key, &mut known);
    }
    // Four hooks can share their slot, each by the same keys; the fifth is refused.
    let known: Names = known
        .into_iter()
        .filter(|key| key != "chain.pre-token-generation")
        .map(|key| match key.strip_prefix("chain.") {
            Some(rest) => format!("chain.*.{}", rest.split_once('.').unwrap().1),
            None => key,
        })
        .collect();
    for sample in [
        "default_locale",
        "self_sign_up.domains.allow",
        "tokens.keys[].kid",
        "pages.by_brand.*.client",
    ] {
        assert!(known.contains(sample), "{sample} was not found: {known:?}");
    }
    let page = read("docs/reference/configuration.md");
    let (page, _) = page.split_once("\n## `brand.toml`\n").unwrap();
    let told = page
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next())
        .flat_map(quoted)
        .map(str::to_owned)
        .collect();
    check("docs/reference/configuration.md", &told, &known);
}

#[test]
fn the_page_of_logs_and_metrics_has_every_metric() {
    let told = table(&read("docs/reference/events.md"), "## Metrics");
    let told = told.into_iter().flatten().collect();
    check("docs/reference/events.md", &told, &counted());
}

#[test]
fn parameters_and_outputs_are_handed_through() {
    let template = read("infra/template.yaml");
    for (key, file, block) in [
        ("Parameters:", "variables.tf", "variable"),
        ("Outputs:", "outputs.tf", "output"),
    ] {
        let names = template_names(&template, key);
        assert!(names.contains("UserPoolId") || names.contains("ExistingUserPoolId"));
        let text = read(&format!("infra/terraform/{file}"));
        let mut declared: Names = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix(&format!("{block} \""))?
                    .strip_suffix("\" {")
            })
            .map(str::to_owned)
            .collect();
        if block == "variable" {
            // What the stack itself takes.
            assert!(declared.remove("stack_name") && declared.remove("template_url"));
        }
        let snake = names.iter().map(|name| snake_case(name)).collect();
        check(file, &declared, &snake);

        let main = read("infra/terraform/main.tf");
        for name in &names {
            let line = if block == "variable" {
                format!("{name} = var.{}", snake_case(name))
            } else {
                format!(".outputs, \"{name}\", null)")
            };
            let squeezed: Vec<String> = main
                .lines()
                .chain(text.lines())
                .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            assert!(
                squeezed.iter().any(|other| other.ends_with(&line)),
                "infra/terraform hands no {name} through"
            );
        }
    }
}

#[test]
fn defaults_are_the_same_in_terraform() {
    let template = read("infra/template.yaml");
    let variables = read("infra/terraform/variables.tf");
    for name in template_names(&template, "Parameters:") {
        let default = |lines: Vec<&str>, mark: &str| -> String {
            let value = lines
                .into_iter()
                .find_map(|line| line.trim().strip_prefix(mark))
                .unwrap_or_else(|| panic!("{name} has no default"));
            value.trim_matches([' ', '=', '"']).to_owned()
        };
        let block = format!("variable \"{}\" {{", snake_case(&name));
        assert_eq!(
            default(resource(&template, &name), "Default:"),
            default(section(&variables, &block, |line| line == "}"), "default"),
            "the default of {name}"
        );
    }
}

#[test]
fn the_administrators_api_may_do_what_its_page_says() {
    let template = read("infra/template.yaml");
    let allowed: Names = resource(&template, "AdminApiPolicy")
        .into_iter()
        .filter_map(|line| line.trim().strip_prefix("- cognito-idp:"))
        .map(str::to_owned)
        .collect();
    let page = read("docs/reference/administrators-api.md");
    let (_, needs) = page
        .split_once("The function needs `cognito-idp:` ")
        .unwrap();
    let (needs, _) = needs.split_once(" on the pool").unwrap();
    let told = quoted(needs).into_iter().map(str::to_owned).collect();
    check("docs/reference/administrators-api.md", &told, &allowed);
}

#[test]
fn the_pages_have_the_headers_that_every_host_is_to_send() {
    let policy = resource(&read("infra/template.yaml"), "PagesHeaders").join("\n");
    for (name, value) in pages::headers::headers("${Endpoint}") {
        let line = match name {
            "Content-Security-Policy" => format!("- \"{value}\""),
            "Referrer-Policy" => format!("ReferrerPolicy: {value}"),
            "X-Content-Type-Options" => "ContentTypeOptions:".to_owned(),
            "X-Frame-Options" => format!("FrameOption: {value}"),
            "Strict-Transport-Security" => {
                format!("AccessControlMaxAgeSec: {}", &value["max-age=".len()..])
            }
            name => format!(
                "- Header: {name}\n              Override: true\n              Value: {value}"
            ),
        };
        assert!(policy.contains(&line), "the template does not send {line}");
    }
    let function = resource(&read("infra/template.yaml"), "PagesPath").join("\n");
    let (_, code) = function.split_once("FunctionCode: |\n").unwrap();
    let documented = read("docs/how-to/host-the-pages.md");
    for line in code.lines().map(str::trim).filter(|line| !line.is_empty()) {
        assert!(
            documented.contains(line),
            "docs/how-to/host-the-pages.md has no {line}"
        );
    }
}

#[test]
fn every_alarm_is_explained_and_watches_what_is_counted() {
    let template = read("infra/template.yaml");
    let runbook = read("docs/how-to/an-alarm-rings.md");
    let counted = counted();

    let mut alarms = Names::new();
    for resource in template_names(&template, "Resources:") {
        if resource.ends_with("Alarm") {
            let lines = self::resource(&template, &resource);
            let name = lines
                .iter()
                .find_map(|line| line.split_once("AlarmName: !Sub ${AWS::StackName}-"))
                .expect("an alarm has a name")
                .1;
            alarms.insert(name.to_owned());
            // The description leads to the section on what to do.
            let text = lines.join("\n");
            assert!(
                text.contains(&format!("What to do: ${{RunbookUrl}}#{name}\"")),
                "{resource} names no runbook"
            );
            assert!(
                runbook.contains(&format!("\n### {name}\n")),
                "docs/how-to/an-alarm-rings.md has no section {name}"
            );
            // By the deployed name of a function, so that stacks do not mix.
            for line in lines.iter().filter(|line| line.contains("Name: Function,")) {
                assert!(line.contains("Value: !Ref "), "{resource} watches {line}");
            }
            // An alarm watches metrics of ours, or of AWS.
            let ours = !lines.iter().any(|line| line.contains("Namespace: AWS/"));
            let metrics = lines
                .iter()
                .filter_map(|line| line.split_once("MetricName: "))
                .filter_map(|(_, metric)| metric.split([',', ' ']).next());
            for metric in metrics.filter(|metric| ours && *metric != "!Sub") {
                assert!(
                    counted.contains(metric),
                    "{resource} watches {metric}, which nothing counts"
                );
            }
        }
    }
    assert!(alarms.contains("grant-failures"));
    let explained = table(&runbook, "## Alarms").into_iter().flatten().collect();
    check(
        "the table of alarms of docs/how-to/an-alarm-rings.md",
        &explained,
        &alarms,
    );
}

/// A function that Lambda ends without an answer counts nothing of its own.
#[test]
fn every_hook_is_watched_for_errors_and_for_slowness() {
    let template = read("infra/template.yaml");
    for alarm in ["ErrorsAlarm", "SlowAlarm", "ThrottlesAlarm"] {
        let watched = resource(&template, alarm).join("\n");
        for (hook, _) in HOOKS {
            let dimension = format!("{{ Name: FunctionName, Value: !Ref {hook} }}");
            assert!(watched.contains(&dimension), "{alarm} leaves {hook} out");
        }
    }
    // A hook cannot take longer than its own budget: half of it has to ring.
    let slow = resource(&template, "SlowAlarm").join("\n");
    let ids = ["slow1", "slow2", "slow3", "slow4", "slow5"];
    let half: Vec<String> = ids
        .iter()
        .zip(HOOKS)
        .map(|(id, (_, budget))| format!("{id} / {}", budget.as_millis() / 100))
        .collect();
    assert!(slow.contains(&format!("MAX([{}])", half.join(", "))));
    assert!(slow.contains("Threshold: 50\n"));
}

/// SAM publishes a version by what stands in the template, not by the values of parameters: those
/// that a version keeps stand in its description, which `CloudFormation` replaces it for.
#[test]
fn a_parameter_that_changes_a_function_publishes_a_version() {
    let template = read("infra/template.yaml");
    let parameters = template_names(&template, "Parameters:");
    let globals = section(&template, "Globals:", |line| line == "Resources:").join("\n");
    let functions: Vec<String> = HOOKS
        .iter()
        .map(|(hook, _)| *hook)
        .chain(["AdminApi"])
        .map(|name| resource(&template, name).join("\n"))
        .collect();
    // What is of the function or its alias, and of no version.
    let unversioned = [
        "HooksReservedConcurrency",
        "AdministratorsApiReservedConcurrency",
        "DeploymentPreference",
        "Monitoring",
    ];
    for function in &functions {
        let (_, described) = function
            .split_once("VersionDescription: !Sub \"")
            .expect("a version has a description");
        let (described, _) = described.split_once('"').unwrap();
        for parameter in &parameters {
            let named = |text: &str| {
                text.split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == parameter)
            };
            let used = [globals.as_str(), function].iter().any(|text| {
                text.lines()
                    .filter(|line| !line.trim().starts_with("VersionDescription"))
                    .filter(|line| line.contains("!Ref") || line.contains("${"))
                    .any(named)
            });
            if used && !unversioned.contains(&parameter.as_str()) {
                assert!(
                    described.contains(&format!("${{{parameter}}}")),
                    "a change of {parameter} publishes no version"
                );
            }
        }
        assert!(function.contains("UpdateReplacePolicy: Retain"));
    }
    assert!(functions[0].contains("${Architecture}"));
}

#[test]
fn the_groups_that_may_be_assigned_are_there() {
    let template = read("infra/template.yaml");
    let groups: Names = template
        .lines()
        .filter_map(|line| line.trim().strip_prefix("GroupName: "))
        .map(str::to_owned)
        .collect();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/invitations/invitations.toml");
    let settings = Settings::load(&file).unwrap();
    let assignable = settings.grants.assignable_groups.iter();
    let assignable = assignable.map(ToString::to_string).collect();
    check("the template", &groups, &assignable);
}

/// What may enter the tree of dependencies is looked at by a step that fails with it.
#[test]
fn licences_bans_and_sources_of_dependencies_are_looked_at() {
    let ci = read(".ci/run");
    let look = section(&ci, "dependencies() {", |line| line == "}");
    assert!(
        look.iter().any(|line| line.contains("/cargo-deny\"")
            && line.ends_with(" check bans licenses sources || return 1")),
        ".ci/run does not have cargo-deny look at them"
    );
    assert!(
        ci.lines()
            .any(|line| line.starts_with("step ") && line.ends_with(" dependencies")),
        "no step of .ci/run looks at them"
    );
}

/// Python's tools are those that were looked at, to the byte.
#[test]
fn tools_of_python_are_pinned_with_hashes() {
    for script in [".ci/run", "tests/foreign/setup"] {
        let text = read(script).replace("\\\n", " ");
        let installs: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("/pip\" install "))
            .collect();
        assert!(!installs.is_empty(), "{script} installs none");
        for line in installs {
            for option in ["--require-hashes", "--no-deps", "--requirement"] {
                assert!(line.contains(option), "{script}, without {option}: {line}");
            }
        }
    }
    let mut files = 0;
    for folder in [".ci", "tests/foreign"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder);
        for entry in fs::read_dir(path).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let (stem, kind) = name.rsplit_once('.').unwrap_or_default();
            if !stem.starts_with("requirements") || kind != "txt" {
                continue;
            }
            files += 1;
            let text = read(&format!("{folder}/{name}")).replace("\\\n", " ");
            let lines = text.lines().map(str::trim);
            for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let is_pinned = line.contains("==") && line.contains(" --hash=sha256:");
                assert!(is_pinned, "{folder}/{name}: {line}");
            }
        }
    }
    assert!(files >= 5, "{files} files of requirements");
}
