//! `event-addresses`: who reads the addresses that events name. `events.include_email` is for a
//! receiver that cannot read the pool.

use cognito::arn::account_of;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;

pub(crate) fn event_addresses(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let events = known.settings.events.as_ref();
    let Some(events) = events.filter(|events| events.include_email) else {
        return Some("no event names an address".into());
    };
    let remedy = known.set("events.include_email", "false");
    let bus = &events.bus;
    let owner = bus.region().map(|_| account_of(bus.as_str()));
    if owner.is_some_and(|owner| known.account().is_some_and(|account| account != owner)) {
        judgement.warning(
            format!("events bring people's addresses to {bus}, in another account"),
            remedy,
        );
        return None;
    }
    if bus.name() == "default" {
        judgement.warning(
            "events bring people's addresses to the account's default bus, where every rule that matches all events reads them",
            format!("{remedy}, or make a bus for invitations alone and name it"),
        );
    }
    // `event-bus` tells of one that is not there.
    if known.facts.event_bus == Fact::Absent {
        return Some("no bus has them".into());
    }
    let read = judgement.read("event bus", &known.facts.event_bus)?;
    if read.is_read_by_others {
        judgement.warning(
            format!("events name people's addresses, and the policy of the bus {} lets others make rules on it", bus.name()),
            format!("{remedy}, or take events:PutRule and events:PutTargets off the policy of the bus"),
        );
    }
    Some("the rules of this account alone read them".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::event_bus::tests::THEIRS;
    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{Case, NOT_CHECKED, OK, SampleDeployment, WARNING, read};

    /// Events go to this bus, with addresses.
    fn with_addresses(it: &mut SampleDeployment, bus: &str) {
        it.bus(bus);
        it.settings.events.as_mut().unwrap().include_email = true;
    }

    pub(crate) const CASES: &[Case] = &[
        (|it| with_addresses(it, "invitations"), OK, "alone read"),
        (|it| with_addresses(it, THEIRS), WARNING, "another account"),
        (
            |it| with_addresses(it, "default"),
            WARNING,
            "the account's default bus",
        ),
        (
            |it| {
                with_addresses(it, "invitations");
                read(&mut it.facts.event_bus).is_read_by_others = true;
            },
            WARNING,
            "lets others make rules",
        ),
        (
            |it| read(&mut it.facts.event_bus).is_read_by_others = true,
            OK,
            "no event names an address",
        ),
        (
            |it| {
                with_addresses(it, "invitations");
                it.facts.event_bus = Fact::Absent;
            },
            OK,
            "no bus has them",
        ),
        (
            |it| {
                with_addresses(it, "invitations");
                it.facts.event_bus = Fact::Denied("events:DescribeEventBus");
            },
            NOT_CHECKED,
            "events:DescribeEventBus",
        ),
    ];
}
