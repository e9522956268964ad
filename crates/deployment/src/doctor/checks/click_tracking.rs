//! `click-tracking`: whether SES rewrites links. Ours are marked with `ses:no-track`, and links in
//! the pool's own messages are not.

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;

pub(crate) fn click_tracking(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    for sender in &known.facts.senders {
        let Some((name, set)) = &sender.configuration_set else {
            // The identity's own set is known only with the identity.
            if !matches!(sender.identity, Fact::Absent) {
                let what = format!("SES identity {} in {}", sender.name, sender.region);
                judgement.read(&what, &sender.identity);
            }
            continue;
        };
        if *set == Fact::Absent {
            judgement.wrong(
                format!("{} sends through the configuration set {name}, which SES does not have in {}: no mail leaves", sender.of, sender.region),
                "Create it, or name another one",
            );
            continue;
        }
        let what = format!("SES configuration set {name}");
        let Some(set) = judgement.read(&what, set) else {
            continue;
        };
        let mut ways = set.click_destinations.clone();
        ways.extend(set.redirect_domain.clone());
        if !ways.is_empty() {
            judgement.warning(
                format!("the configuration set {name} has SES rewrite links, for {}: our links are marked ses:no-track and stay, and a secret in any other link passes through SES", ways.join(", ")),
                "Send invitations through a configuration set without open and click tracking",
            );
        }
    }
    Some(known.on_ses("SES leaves links as they are").into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{Case, OK, WARNING, WRONG, read};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| {
                let (_, set) = it.facts.senders[0].configuration_set.as_mut().unwrap();
                read(set).redirect_domain = Some("click.northwind.example".to_owned());
            },
            WARNING,
            "click.northwind.example",
        ),
        (
            |it| {
                let (_, set) = it.facts.senders[0].configuration_set.as_mut().unwrap();
                read(set).click_destinations = vec!["clicks".to_owned()];
            },
            WARNING,
            "ses:no-track",
        ),
        (
            |it| it.facts.senders[0].configuration_set = Some(("gone".to_owned(), Fact::Absent)),
            WRONG,
            "gone",
        ),
        (|it| it.facts.senders[0].configuration_set = None, OK, ""),
    ];
}
