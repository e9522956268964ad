//! `ses-sandbox`: whether SES lets mails go to people who have not verified their address.

use crate::doctor::finding::{Finding, Judgement};
use crate::doctor::known::Known;

pub(in crate::doctor) fn ses_sandbox(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::default();
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
    judgement.or_ok(known.on_ses("SES sends to anybody"))
}
