//! `event-bus`: whether the bus that `[events]` names is there. AWS takes events for a bus that does
//! not exist, answers as if it had put them, and drops them (EventBridge user guide, "Sending events
//! with `PutEvents`"; aws/aws-cli#9186): nothing else tells.

use cognito::arn::account_of;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;

pub(crate) fn event_bus(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let Some(events) = &known.settings.events else {
        return Some("the settings name no bus, and no event is put".into());
    };
    let bus = &events.bus;
    let account = known.account();
    let owner = bus.region().map(|_| account_of(bus.as_str()));
    if let (Some(account), Some(owner)) = (account, owner)
        && account != owner
    {
        judgement.warning(
            format!("events go to the account {owner}, and this pool is in {account}: whether the bus is there and takes them is not looked at, and events that are not taken are lost"),
            format!("Look whether the bus {bus} is there, and whether its policy allows events:PutEvents to the account {account}"),
        );
        return None;
    }
    let region = bus.region().unwrap_or(&known.facts.region);
    if region != known.facts.region {
        judgement.warning(
            format!("events go to the Region {region}, and this pool is in {}: who signs up waits longer, and no rule for the function notifier can be made on that bus", known.facts.region),
            known.set("events.bus", format!("the name of a bus in {}", known.facts.region)),
        );
    }
    if known.facts.event_bus == Fact::Absent {
        judgement.wrong(
            format!("there is no bus {} in {region}: AWS takes its events without an error, and loses them", bus.name()),
            format!("aws events create-event-bus --name {} --region {region}{}", bus.name(), known.options()),
        );
        return None;
    }
    judgement.read("event bus", &known.facts.event_bus)?;
    Some("the bus is there, in the pool's account and Region".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{Case, NOT_CHECKED, OK, SampleDeployment, WARNING, WRONG};

    pub(crate) const THEIRS: &str = "arn:aws:events:eu-west-1:999999999999:event-bus/invitations";

    pub(crate) const CASES: &[Case] = &[
        (|it| it.settings.events = None, OK, "no event is put"),
        (|it| it.facts.event_bus = Fact::Absent, WRONG, "loses them"),
        (
            |it| {
                it.bus("arn:aws:events:eu-west-1:111122223333:event-bus/team/invitations");
                it.facts.event_bus = Fact::Absent;
            },
            WRONG,
            "no bus team/invitations in eu-west-1",
        ),
        (|it| it.bus(THEIRS), WARNING, "the account 999999999999"),
        (
            |it| it.bus("arn:aws:events:us-east-1:111122223333:event-bus/invitations"),
            WARNING,
            "the Region us-east-1",
        ),
        // Of a replica of the pool, too, the bus is where its own ARN says.
        (another_region_is_gone, WRONG, "in us-east-1"),
        (
            |it| it.facts.event_bus = Fact::Denied("events:DescribeEventBus"),
            NOT_CHECKED,
            "events:DescribeEventBus",
        ),
    ];

    fn another_region_is_gone(it: &mut SampleDeployment) {
        it.bus("arn:aws:events:us-east-1:111122223333:event-bus/invitations");
        it.facts.event_bus = Fact::Absent;
    }
}
