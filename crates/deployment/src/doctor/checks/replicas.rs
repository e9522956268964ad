//! `replicas`: whether a replica calls what the pool calls here: triggers, senders of mails and
//! tags are set in each Region, everything else is taken over from the primary one.

use trigger::Function;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::attach_command_in;

pub(crate) fn replicas(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let none = Vec::new();
    let replicas = match &known.facts.replicas {
        Fact::Absent => &none,
        fact => judgement.read("replicas", fact)?,
    };
    for replica in replicas {
        let region = &replica.region;
        let what = format!("replica in {region}");
        let Some(triggers) = judgement.read(&what, &replica.triggers) else {
            continue;
        };
        let missing: Vec<Function> = pool
            .triggers
            .keys()
            .copied()
            .filter(|function| !triggers.contains(function))
            .collect();
        if !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|function| function.name()).collect();
            judgement.warning(
                format!(
                    "the replica in {region} calls no function for {}: triggers are set in each Region, and after a failover these do not run",
                    names.join(", ")
                ),
                format!(
                    "Deploy the functions in {region}, then: {}",
                    attach_command_in(&known, region, &missing)
                ),
            );
        }
    }
    Some("no replica in another Region lacks a function that is called here".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use trigger::Function;

    use crate::doctor::facts::{Fact, Replica};
    use crate::doctor::tests::{Case, OK, WARNING};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                it.facts.replicas = Fact::Read(vec![Replica {
                    region: "eu-north-1".to_owned(),
                    triggers: Fact::Read([Function::PreSignUp].into()),
                }]);
            },
            WARNING,
            "eu-north-1 calls no function for custom-message, post-confirmation",
        ),
        (
            |it| {
                it.facts.replicas = Fact::Read(vec![Replica {
                    region: "eu-north-1".to_owned(),
                    triggers: Fact::Read(Function::ALL.into()),
                }]);
            },
            OK,
            "",
        ),
        (|it| it.facts.replicas = Fact::Absent, OK, ""),
    ];
}
