//! `sweeper`: whether reminders and ends happen. No trigger names the function, so nobody notices
//! that it does not run.

use trigger::function::bare_name;

use crate::doctor::facts::{Fact, Sweeper};
use crate::doctor::judgement::Judgement;

pub(crate) fn sweeper(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool_id = &known.facts.pool_id;
    let Some(sweeper) = &known.facts.sweeper else {
        return Some("not looked for".into());
    };
    let name = &sweeper.name;
    let sweep = &known.settings.sweep;
    let is_needed = sweep.remind_hours_before_end.is_some()
        || sweep.remind_hours_after_sending.is_some()
        || sweep.expiring_hours_before_end.is_some()
        || sweep.delete_days_after_end.is_some();
    let is_for_this_pool = match &sweeper.user_pool_id {
        Fact::Read(other) => other == pool_id,
        Fact::Absent => false,
        Fact::Denied(_) | Fact::Unknown(_) => {
            judgement.read(name, &sweeper.user_pool_id);
            return None;
        }
    };
    if !is_for_this_pool {
        let what = match &sweeper.user_pool_id {
            Fact::Read(other) => format!("{name} is for the pool {other}"),
            _ => format!("there is no function {name}"),
        };
        if is_needed {
            judgement.warning(
                format!("the settings remind people, tell of ends or delete accounts, and {what}: that happens where somebody runs `invitations sweep`, and nowhere else"),
                format!("Deploy sweeper.yaml with UserPoolId={pool_id}, or run `invitations sweep` every hour"),
            );
        }
        return Some(format!(
            "{what}; an invitation ends where `invitations sweep` is run"
        ));
    }
    judge_reserved(judgement, sweeper);
    judge_schedule(judgement, sweeper);
    Some(format!("{name} runs for this pool, one at a time"))
}

/// Cognito has no conditional write: two at once could both send a reminder.
fn judge_reserved(judgement: &mut Judgement<'_>, sweeper: &Sweeper) {
    let known = judgement.known;
    let name = &sweeper.name;
    let remedy = format!(
        "aws lambda put-function-concurrency --function-name {name} --reserved-concurrent-executions 1 --region {}{}",
        known.facts.region,
        known.options()
    );
    match judgement.read(&format!("concurrency of {name}"), &sweeper.reserved) {
        None | Some(Some(1)) => {}
        Some(Some(0)) => judgement.wrong(
            format!("{name} may not run: its reserved concurrency is 0"),
            remedy,
        ),
        Some(_) => judgement.warning(
            format!("several of {name} can run at once, and remind one person twice"),
            remedy,
        ),
    }
}

fn judge_schedule(judgement: &mut Judgement<'_>, sweeper: &Sweeper) {
    let name = &sweeper.name;
    if sweeper.schedule == Fact::Absent {
        judgement.warning(
            format!(
                "there is no schedule {name}: something else has to call the function every hour"
            ),
            "Deploy sweeper.yaml again, unless you have a schedule of another name",
        );
        return;
    }
    let Some(schedule) = judgement.read(&format!("schedule {name}"), &sweeper.schedule) else {
        return;
    };
    if bare_name(&schedule.target) != name {
        judgement.warning(
            format!("the schedule {name} calls {}", schedule.target),
            "Look whether it is meant, or deploy sweeper.yaml again",
        );
    } else if !schedule.is_enabled {
        judgement.wrong(
            format!("the schedule {name} is disabled: nobody is reminded, and no invitation ends"),
            "Enable it in the console of EventBridge Scheduler",
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::facts::Fact;
    use crate::doctor::tests::{Case, NOT_CHECKED, OK, WARNING, WRONG, read};

    pub(crate) const CASES: &[Case] = &[
        (|it| it.facts.sweeper = None, OK, "not looked for"),
        (
            |it| it.sweeper().user_pool_id = Fact::Absent,
            WARNING,
            "there is no function invitations-sweeper",
        ),
        (
            |it| {
                it.settings.sweep = toml::from_str("").unwrap();
                it.sweeper().user_pool_id = Fact::Absent;
            },
            OK,
            "`invitations sweep` is run",
        ),
        (
            |it| it.sweeper().user_pool_id = Fact::Read("eu-west-1_Other".to_owned()),
            WARNING,
            "for the pool eu-west-1_Other",
        ),
        (
            |it| it.sweeper().reserved = Fact::Read(None),
            WARNING,
            "several of invitations-sweeper",
        ),
        (
            |it| it.sweeper().reserved = Fact::Read(Some(0)),
            WRONG,
            "may not run",
        ),
        (
            |it| it.sweeper().schedule = Fact::Absent,
            WARNING,
            "no schedule",
        ),
        (
            |it| read(&mut it.sweeper().schedule).is_enabled = false,
            WRONG,
            "is disabled",
        ),
        (
            |it| read(&mut it.sweeper().schedule).target.push_str("-old"),
            WARNING,
            "calls arn:aws:lambda:eu-west-1:111122223333:function:invitations-sweeper-old",
        ),
        (
            |it| it.sweeper().schedule = Fact::Denied("scheduler:GetSchedule"),
            NOT_CHECKED,
            "scheduler:GetSchedule",
        ),
    ];
}
