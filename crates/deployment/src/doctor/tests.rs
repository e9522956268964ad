//! What holds for every check. What a check finds is in its own file: a table of what is broken in
//! a sound deployment.

use std::collections::BTreeSet;

use strum::VariantArray;
use terminal::paint::Paint;
use trigger::Function;

use super::check::{Check, judge};
use super::facts::{Fact, Facts, Replica};
use super::finding::Verdict;

mod sample_deployment;

pub(crate) use sample_deployment::*;

/// What is broken, what the check then comes to, and words of what it says.
pub(crate) type Case = (fn(&mut SampleDeployment), Verdict, &'static str);

pub(crate) const WRONG: Verdict = Verdict::Wrong;
pub(crate) const WARNING: Verdict = Verdict::Warning;
pub(crate) const NOT_CHECKED: Verdict = Verdict::NotChecked;
pub(crate) const OK: Verdict = Verdict::Ok;

pub(crate) fn detach(sample: &mut SampleDeployment, function: Function) {
    sample.pool().triggers.remove(&function);
}

#[test]
fn a_sound_deployment_is_ok_in_every_respect() {
    let sample = SampleDeployment::sound();
    let findings = judge(&sample.known());
    let checks: Vec<Check> = findings.iter().map(|(check, _)| *check).collect();
    assert_eq!(checks, Check::VARIANTS);
    for (_, finding) in findings {
        assert_eq!(finding.verdict, OK, "{finding:?}");
        assert!(finding.remedy.is_empty(), "{finding:?}");
    }
}

#[test]
fn what_is_broken_is_found_by_its_check() {
    let all = Check::VARIANTS.iter().copied();
    let cases = all.flat_map(|check| check.cases().iter().map(move |case| (check, case)));
    for (check, (damage, verdict, words)) in cases {
        let mut sample = SampleDeployment::sound();
        damage(&mut sample);
        let findings = check.judge(&sample.known());
        let worst = findings
            .iter()
            .max_by_key(|finding| finding.verdict)
            .unwrap();
        assert_eq!(worst.verdict, *verdict, "{findings:?}");
        assert!(worst.sentence.contains(words), "{words:?}: {findings:?}");
        for finding in &findings {
            let is_to_mend = matches!(finding.verdict, Verdict::Warning | Verdict::Wrong);
            assert!(!is_to_mend || !finding.remedy.is_empty(), "{finding:?}");
        }
    }
}

/// With [`a_sound_deployment_is_ok_in_every_respect`], which has every check passing.
#[test]
fn every_check_is_seen_failing() {
    let fails = |verdict: &Verdict| matches!(verdict, Verdict::Warning | Verdict::Wrong);
    for check in Check::VARIANTS {
        let mut cases = check.cases().iter();
        assert!(cases.any(|(_, verdict, _)| fails(verdict)), "{check:?}");
    }
}

/// A permission is an alias's or the function's: what fixes the one does nothing for the other.
#[test]
fn a_permission_is_given_to_what_the_pool_calls() {
    let mut sample = SampleDeployment::sound();
    sample.trigger(Function::PreSignUp, "team-pre-sign-up:live");
    let function = sample
        .facts
        .functions
        .get_mut(&Function::PreSignUp)
        .unwrap();
    function.policy = Fact::Absent;
    let findings = Check::InvokePermission.judge(&sample.known());
    let expected = format!(
        "aws lambda add-permission --function-name team-pre-sign-up --qualifier live --region eu-west-1 --statement-id invitations-pre-sign-up-{POOL} --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn {ARN} --source-account 111122223333"
    );
    assert_eq!(findings[0].remedy, expected);
}

/// The stack and the alias that the pool calls, and the clients that people sign up through.
#[test]
fn what_attaches_names_what_is_attached() {
    let mut sample = SampleDeployment::sound();
    detach(&mut sample, Function::PreSignUp);
    for function in Function::ALL {
        if function != Function::PreSignUp {
            sample.trigger(function, &format!("team-{function}:live"));
        }
    }
    let findings = Check::TriggersAttached.judge(&sample.known());
    let remedy = &findings[0].remedy;
    assert!(
        remedy.starts_with(&format!(
            "invitations attach --user-pool-id {POOL} --config "
        )),
        "{remedy}"
    );
    let rest = " --only pre-sign-up --functions-prefix team --alias live --self-sign-up 4northwindclient000000000,4fabrikamclient0000000000";
    assert!(remedy.ends_with(rest), "{remedy}");
}

/// One command for everything that is missing, to be pasted as it stands.
#[test]
fn what_is_missing_is_attached_by_one_command() {
    let mut sample = SampleDeployment::sound();
    sample.endpoint.endpoint_url = Some("http://127.0.0.1:8787".to_owned());
    detach(&mut sample, Function::PreSignUp);
    detach(&mut sample, Function::CustomMessage);
    let findings = Check::TriggersAttached.judge(&sample.known());
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0].remedy, findings[1].remedy);
    for words in [
        "--only pre-sign-up,custom-message ",
        " --endpoint-url http://127.0.0.1:8787 ",
    ] {
        assert!(findings[0].remedy.contains(words), "{findings:?}");
    }
    let findings: Vec<_> = findings
        .into_iter()
        .map(|found| (Check::TriggersAttached, found))
        .collect();
    let text = super::report::text(&findings, Paint::plain());
    assert_eq!(text.matches("invitations attach").count(), 1, "{text}");
}

/// A replica is attached in its own Region.
#[test]
fn what_attaches_names_the_region_of_a_replica() {
    let mut sample = SampleDeployment::sound();
    sample.facts.replicas = Fact::Read(vec![Replica {
        region: "eu-north-1".to_owned(),
        triggers: Fact::Read(BTreeSet::new()),
    }]);
    let findings = Check::Replicas.judge(&sample.known());
    let option = format!("--user-pool-id {POOL} --region eu-north-1 --config ");
    assert!(findings[0].remedy.contains(&option), "{findings:?}");

    detach(&mut sample, Function::PreSignUp);
    let here = Check::TriggersAttached.judge(&sample.known());
    assert!(!here[0].remedy.contains("--region"), "{here:?}");
    sample.facts.region = "eu-north-1".to_owned();
    let there = Check::TriggersAttached.judge(&sample.known());
    assert!(there[0].remedy.contains(&option), "{there:?}");
}

/// The placeholder is explained where a command has it, and not where a name is written like it.
#[test]
fn the_placeholder_is_explained_where_it_stands() {
    let explained = |sample: &SampleDeployment, check: Check| {
        let findings = check.judge(&sample.known()).into_iter();
        let findings: Vec<_> = findings.map(|found| (check, found)).collect();
        super::report::text(&findings, Paint::plain()).contains("names of your functions")
    };
    let mut sample = SampleDeployment::sound();
    sample.pool().triggers.clear();
    assert!(explained(&sample, Check::TriggersAttached));
    read(&mut sample.facts.groups).clear();
    let groups = &mut sample.settings.grants.assignable_groups;
    *groups = ["STACK".parse().unwrap()].into_iter().collect();
    assert!(!explained(&sample, Check::AssignableGroups));
}

#[test]
fn no_two_checks_have_one_name() {
    let ids: BTreeSet<&str> = Check::VARIANTS.iter().map(|check| check.id()).collect();
    assert_eq!(ids.len(), Check::VARIANTS.len());
}

/// A call that is not permitted takes no other check with it, and names the permission.
#[test]
fn what_is_denied_is_not_checked() {
    type Denial = (fn(&mut Facts), &'static str, &'static [Check]);
    let denials: &[Denial] = &[
        (
            |facts| facts.clients = Fact::Denied("cognito-idp:ListUserPoolClients"),
            "cognito-idp:ListUserPoolClients",
            &[
                Check::InvitedAttribute,
                Check::ClientWriteList,
                Check::ClientWritesProtected,
                Check::ClientWritesInvitation,
                Check::ClientReadsInvitation,
                Check::UserExistence,
                Check::PagesClient,
                Check::RequiredAttributes,
            ],
        ),
        (
            |facts| facts.replicas = Fact::Denied("cognito-idp:ListUserPoolReplicas"),
            "cognito-idp:ListUserPoolReplicas",
            &[Check::Replicas],
        ),
        (
            |facts| facts.groups = Fact::Denied("cognito-idp:ListGroups"),
            "cognito-idp:ListGroups",
            &[Check::AssignableGroups, Check::GroupRoles],
        ),
        (
            |facts| {
                let functions = facts.functions.values_mut();
                functions.for_each(|function| function.policy = Fact::Denied("lambda:GetPolicy"));
            },
            "lambda:GetPolicy",
            &[Check::InvokePermission, Check::InvokeConfinement],
        ),
        (
            |facts| {
                for function in facts.functions.values_mut() {
                    function.configuration = Fact::Denied("lambda:GetFunctionConfiguration");
                }
            },
            "lambda:GetFunctionConfiguration",
            &[
                Check::FunctionExists,
                Check::FunctionTimeout,
                Check::FunctionMemory,
            ],
        ),
        (
            |facts| facts.senders[0].account = Fact::Denied("ses:GetAccount"),
            "ses:GetAccount",
            &[Check::SesSandbox],
        ),
        (
            |facts| facts.senders[0].identity = Fact::Denied("ses:GetEmailIdentity"),
            "ses:GetEmailIdentity",
            &[Check::SesIdentity],
        ),
        (
            |facts| {
                let denied = Fact::Denied("ses:GetConfigurationSet");
                facts.senders[0].configuration_set = Some(("invitations".to_owned(), denied));
            },
            "ses:GetConfigurationSet",
            &[Check::ClickTracking],
        ),
        (
            |facts| facts.event_bus = Fact::Denied("events:DescribeEventBus"),
            "events:DescribeEventBus",
            &[Check::EventBus],
        ),
        (
            |facts| {
                let denied = Fact::Denied("lambda:GetFunctionConcurrency");
                facts.sweeper.as_mut().unwrap().reserved = denied;
            },
            "lambda:GetFunctionConcurrency",
            &[Check::Sweeper],
        ),
    ];
    for (deny, action, checks) in denials {
        let mut sample = SampleDeployment::sound();
        deny(&mut sample.facts);
        for (check, finding) in judge(&sample.known()) {
            if checks.contains(&check) {
                assert_eq!(finding.verdict, NOT_CHECKED, "{finding:?}");
                assert!(finding.sentence.contains(action), "{finding:?}");
                assert!(finding.remedy.contains(action), "{finding:?}");
            } else {
                assert_eq!(finding.verdict, OK, "{finding:?}");
            }
        }
    }
}

/// Without the pool, the rest is looked at all the same.
#[test]
fn a_pool_that_may_not_be_described_leaves_the_rest() {
    let mut sample = SampleDeployment::sound();
    sample.facts.pool = Fact::Denied("cognito-idp:DescribeUserPool");
    let findings = judge(&sample.known());
    assert!(findings.iter().any(|(_, finding)| finding.verdict == OK));
    for (_, finding) in findings {
        assert!(
            matches!(finding.verdict, Verdict::Ok | Verdict::NotChecked),
            "{finding:?}"
        );
    }
}
