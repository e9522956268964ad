//! What was measured of one function.

use std::time::Duration;

/// The middle and the slow end of several measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spread {
    /// Half of them took no longer.
    pub(crate) median: Duration,
    /// Nine in ten took no longer.
    pub(crate) p90: Duration,
}

impl Spread {
    /// The spread of at least one measurement; `None` for none.
    pub(crate) fn of(mut measurements: Vec<Duration>) -> Option<Self> {
        measurements.sort_unstable();
        Some(Self {
            median: quantile(&measurements, 50)?,
            p90: quantile(&measurements, 90)?,
        })
    }
}

/// The median of at least one value; `None` for none.
pub(crate) fn median<T: Copy + Ord>(mut values: Vec<T>) -> Option<T> {
    values.sort_unstable();
    quantile(&values, 50)
}

/// The smallest value that `percent` of the sorted values do not exceed (nearest rank).
pub(crate) fn quantile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// The figures of one function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// From the spawn of the process to its first answer, AWS over plain HTTP.
    pub(crate) first_answer: Spread,
    /// The same with AWS over TLS and the system's roots; `None` for a function without an SDK.
    pub(crate) first_answer_over_tls: Option<Spread>,
    /// From the spawn to the moment when it asks for its first event, with a full processor, AWS over
    /// TLS where it has an SDK (median): what Lambda calls initialization.
    pub(crate) ready: Duration,
    /// From its first event, after initialization, to the answer, with the share of a processor that
    /// its memory buys, AWS over TLS where it has an SDK (median).
    pub(crate) first_event: Duration,
    /// CPU time from the spawn to the first answer, in user and kernel (median). It varies less than
    /// [`Self::first_answer`] on a busy machine.
    pub(crate) cpu_first: Duration,
    /// Peak memory after the first answer, in bytes (median).
    pub(crate) memory_first: u64,
    /// Peak memory after the warm loop, in bytes.
    pub(crate) memory_warm: u64,
    /// CPU time of one warm invocation, in user and kernel.
    pub(crate) cpu_warm: Duration,
    /// Calls to AWS in one invocation.
    pub(crate) aws_calls: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(microseconds: &[u64], expected: Option<(u64, u64)>) {
        let spread = Spread::of(
            microseconds
                .iter()
                .copied()
                .map(Duration::from_micros)
                .collect(),
        );
        let spread = spread.map(|spread| (spread.median.as_micros(), spread.p90.as_micros()));
        assert_eq!(
            spread,
            expected.map(|(median, p90)| (median.into(), p90.into()))
        );
    }

    #[test]
    fn spreads_take_the_nearest_rank() {
        check(&[], None);
        check(&[7], Some((7, 7)));
        check(&[9, 1], Some((1, 9)));
        check(&[3, 1, 2], Some((2, 3)));
        check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Some((5, 9)));
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![30, 10, 20]), Some(20));
        assert_eq!(median::<u64>(Vec::new()), None);
    }
}
