//! What was promised (design §8), and whether it holds.

use crate::contender::Kind;
use crate::figures::Figures;
use crate::measure::Measured;

/// One promise about one function: a ratio and its limit.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// The function.
    pub(crate) function: String,
    /// Which figures are compared.
    pub(crate) what: &'static str,
    /// What was measured.
    pub(crate) ratio: f64,
    /// The promise.
    pub(crate) limit: Limit,
}

/// Where a ratio has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    /// There or below.
    AtMost(f64),
    /// Below.
    Below(f64),
    /// There or above.
    AtLeast(f64),
}

/// Wall time of the command's first build, beside that of a bare function with the SDK.
const FIRST_BUILD: Limit = Limit::AtMost(1.4);

impl Bar {
    /// The bar of [`first_build`](crate::first_build).
    pub(crate) fn of_first_build(ratio: f64) -> Self {
        Self {
            function: "invitations".to_owned(),
            what: "first build / bare-sdk",
            ratio,
            limit: FIRST_BUILD,
        }
    }

    /// Whether the promise is kept.
    pub(crate) fn holds(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.ratio <= limit,
            Limit::Below(limit) => self.ratio < limit,
            Limit::AtLeast(limit) => self.ratio >= limit,
        }
    }
}

/// Judges every function by the floor of its kind, and by the handler for Node with the same job
/// where there is one.
pub(crate) fn judge(measured: &[Measured<'_>]) -> Vec<Bar> {
    let of_kind = |kind| measured.iter().find(|other| other.contender.kind == kind);
    let mut bars = Vec::new();
    for hook in measured {
        let floor = match hook.contender.kind {
            Kind::Hook => Some((
                of_kind(Kind::NoOp),
                ("first answer / no-op", Limit::AtMost(1.6)),
                ("memory / no-op", Limit::Below(2.0)),
            )),
            Kind::HookWithSdk => Some((
                of_kind(Kind::BareSdk),
                ("first answer / bare-sdk", Limit::AtMost(1.2)),
                ("memory / bare-sdk", Limit::AtMost(1.2)),
            )),
            Kind::Api => None,
            Kind::NoOp | Kind::BareSdk | Kind::Chain | Kind::Earlier | Kind::Node => continue,
        };
        let mut bar = |(what, limit), ratio| {
            bars.push(Bar {
                function: hook.contender.name.clone(),
                what,
                ratio,
                limit,
            });
        };
        if let Some((Some(floor), start, memory)) = floor {
            bar(
                start,
                first_answer(&hook.figures) / first_answer(&floor.figures),
            );
            bar(memory, memory_ratio(&hook.figures, &floor.figures));
        }
        if matches!(hook.contender.kind, Kind::HookWithSdk | Kind::Api)
            && let Some(floor) = of_kind(Kind::BareSdk)
        {
            let ratio =
                hook.figures.first_event.as_secs_f64() / floor.figures.first_event.as_secs_f64();
            bar(("first event / bare-sdk", Limit::AtMost(0.5)), ratio);
            if hook.contender.kind == Kind::Api {
                let ratio = memory_ratio(&hook.figures, &floor.figures);
                bar(("memory / bare-sdk", Limit::AtMost(1.3)), ratio);
            }
        }
        let same_job = |other: &&Measured<'_>| {
            other.contender.kind == Kind::Node && other.contender.job == hook.contender.job
        };
        if let Some(node) = measured.iter().find(same_job) {
            let ratio = first_answer(&node.figures) / first_answer(&hook.figures);
            bar(
                ("Node's first answer / first answer", Limit::AtLeast(10.0)),
                ratio,
            );
        }
    }
    bars
}

fn first_answer(figures: &Figures) -> f64 {
    figures.first_answer.median.as_secs_f64()
}

/// Peak memory after the first answer or after the warm loop, whichever compares worse.
#[expect(
    clippy::cast_precision_loss,
    reason = "a ratio of sizes far below 2^53 bytes"
)]
fn memory_ratio(hook: &Figures, floor: &Figures) -> f64 {
    let first = hook.memory_first as f64 / floor.memory_first as f64;
    let warm = hook.memory_warm as f64 / floor.memory_warm as f64;
    first.max(warm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ratio: f64, limit: Limit, expected: bool) {
        let bar = Bar {
            function: String::new(),
            what: "",
            ratio,
            limit,
        };
        assert_eq!(bar.holds(), expected);
    }

    #[test]
    fn limits() {
        check(1.6, Limit::AtMost(1.6), true);
        check(1.61, Limit::AtMost(1.6), false);
        check(1.99, Limit::Below(2.0), true);
        check(2.0, Limit::Below(2.0), false);
        check(10.0, Limit::AtLeast(10.0), true);
        check(9.9, Limit::AtLeast(10.0), false);
        check(f64::NAN, Limit::AtLeast(10.0), false);
        check(f64::NAN, Limit::AtMost(1.6), false);
    }
}
