//! `ses-identity`: whether SES may send as the senders.

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;

pub(crate) fn ses_identity(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    for sender in &known.facts.senders {
        let (of, name, region) = (sender.of, &sender.name, &sender.region);
        if sender.identity == Fact::Absent {
            judgement.wrong(
                format!(
                    "{of} sends as {name}, which is no identity of SES in {region}: no mail leaves"
                ),
                format!("Create the identity in {region}, and verify it"),
            );
            continue;
        }
        let what = format!("SES identity {name} in {region}");
        if let Some(identity) = judgement.read(&what, &sender.identity)
            && !identity.is_verified
        {
            judgement.wrong(
                format!("{of} sends as {name}, which is not verified in {region}: no mail leaves"),
                "Publish the DKIM records that SES names for the domain, or open the link that it mailed to the address",
            );
        }
    }
    Some(known.on_ses("every sender is a verified identity").into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::facts::{Fact, Identity};
    use crate::doctor::tests::{Case, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.facts.senders[0].identity = Fact::Absent,
            WRONG,
            "no identity",
        ),
        (
            |it| {
                it.facts.senders[0].identity = Fact::Read(Identity {
                    is_verified: false,
                    configuration_set: None,
                });
            },
            WRONG,
            "not verified",
        ),
        (|it| it.facts.senders.clear(), OK, "no mail goes through"),
    ];
}
