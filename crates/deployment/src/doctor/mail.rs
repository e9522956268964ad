//! Who sends the mails, and whether they arrive as they were written (contract §4).

use trigger::Function;

use super::check::{Check, Known};
use super::facts::{Fact, Template};
use super::finding::{Finding, Judgement};

/// Whether Cognito's default sender is in use, which refuses texts of one's own.
pub(super) fn default_sender(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::DefaultSender);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool)
        && !pool.email.is_own
        && pool.mail_sender.is_none()
    {
        let remedy = "Set EmailConfiguration to EmailSendingAccount DEVELOPER with the SourceArn of an SES identity";
        if pool.triggers.contains_key(&Function::CustomMessage) {
            judgement.wrong(
                "Cognito's default sender refuses the texts of custom-message: every sign-up and invitation that mails fails",
                format!("{remedy}, or take custom-message off the pool"),
            );
        }
        judgement.warning(
            "Cognito's default sender sends 50 mails a day for the whole account, from an address of AWS's",
            remedy,
        );
    }
    judgement.or_ok("mails come from a sender of the team's own")
}

/// Whether another function writes and sends the messages, past ours.
pub(super) fn custom_sender(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::CustomSender);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        let is_attached = pool.triggers.contains_key(&Function::CustomMessage);
        for (sender, member, what, whose) in [
            (&pool.mail_sender, "CustomEmailSender", "mails", "its mails"),
            (
                &pool.text_sender,
                "CustomSMSSender",
                "text messages",
                "them",
            ),
        ] {
            let Some(sender) = sender else { continue };
            if is_attached {
                judgement.warning(
                    format!("{sender} writes and sends the pool's {what} ({member}) beside custom-message, whose texts it is not known to be given"),
                    format!("Use one of the two: take {member} off the pool, or leave custom-message out, where both kinds of messages are written elsewhere"),
                );
            } else if member == "CustomEmailSender" {
                judgement.warning(
                    format!("{sender} writes and sends the pool's {what} ({member}): words, brands and links of this folder are not in {whose}"),
                    "See that it links to the pages as docs/pages.md says, or take CustomEmailSender off the pool and attach custom-message then",
                );
            }
        }
    }
    judgement.or_ok("no other function writes the messages")
}

/// Whether the messages that Cognito falls back to carry what they are sent for.
pub(super) fn templates(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::PoolTemplates);
    if let Some(pool) = judgement.read("user pool", &known.facts.pool) {
        for (template, text) in &pool.templates {
            let sender = match template {
                Template::InvitationMail | Template::VerificationMail => &pool.mail_sender,
                Template::InvitationSms | Template::VerificationSms => &pool.text_sender,
            };
            // Cognito hands the secret to that function, and sends no words of its own.
            if sender.is_some() {
                continue;
            }
            let (name, needed) = match template {
                Template::InvitationMail => ("invitation by mail", &["{####}", "{username}"][..]),
                Template::InvitationSms => {
                    ("invitation by text message", &["{####}", "{username}"][..])
                }
                Template::VerificationMail => ("verification by mail", &["{####}"][..]),
                Template::VerificationSms => ("verification by text message", &["{####}"][..]),
            };
            let missing: Vec<&str> = needed
                .iter()
                .copied()
                .filter(|placeholder| !text.contains(placeholder))
                .collect();
            if !missing.is_empty() {
                judgement.wrong(
                    format!("the pool's own {name} lacks {}: where Cognito falls back to it, people are sent nothing to go on with", missing.join(" and ")),
                    "Add the placeholder to the pool's message, or remove the message, for Cognito's own",
                );
            }
        }
    }
    judgement.or_ok("the pool's own messages have their placeholders")
}

/// Whether SES may send as the senders.
pub(super) fn identities(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::SesIdentity);
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
    judgement.or_ok(on_ses(known, "every sender is a verified identity"))
}

/// Whether SES lets mails go to people who have not verified their address.
pub(super) fn sandbox(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::SesSandbox);
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
    judgement.or_ok(on_ses(known, "SES sends to anybody"))
}

/// Whether SES rewrites links. Ours are marked with `ses:no-track`, and links in the pool's own
/// messages are not.
pub(super) fn click_tracking(known: &Known<'_>) -> Vec<Finding> {
    let mut judgement = Judgement::of(Check::ClickTracking);
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
    judgement.or_ok(on_ses(known, "SES leaves links as they are"))
}

/// The sentence, unless nothing goes through SES.
fn on_ses<'a>(known: &Known<'_>, sentence: &'a str) -> &'a str {
    if known.facts.senders.is_empty() {
        "no mail goes through an SES identity of the team's"
    } else {
        sentence
    }
}
