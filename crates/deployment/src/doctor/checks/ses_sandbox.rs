//! `ses-sandbox`: whether SES lets mails go to people who have not verified their address.

use crate::doctor::judgement::Judgement;

pub(crate) fn ses_sandbox(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    for sender in &known.facts.senders {
        let region = &sender.region;
        let what = format!("SES account in {region}");
        let Some(account) = judgement.read(&what, &sender.account) else {
            continue;
        };
        if !account.in_production {
            judgement.wrong(
                format!("SES in {region} is in the sandbox: mails reach verified addresses alone, 200 a day"),
                "Request production access in the SES console",
            );
        }
        if !account.may_send {
            judgement.wrong(
                format!("SES in {region} has paused the account's sending"),
                "See to the reason under Reputation metrics in the SES console",
            );
        }
    }
    Some(known.on_ses("SES sends to anybody").into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, WRONG, read};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| read(&mut it.facts.senders[0].account).in_production = false,
            WRONG,
            "sandbox",
        ),
        (
            |it| read(&mut it.facts.senders[0].account).may_send = false,
            WRONG,
            "paused",
        ),
    ];
}
