//! How often each kind of program repeats a call, and how long it waits.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;

/// Retries and time-outs of a client. The SDK adds jitter to its pauses and doubles them.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How often a call is made before its failure is returned.
    pub attempts: u32,
    /// The first pause after a failed attempt; the SDK's own where none is set.
    pub first_pause: Option<Duration>,
    /// The longest pause; the SDK's own where none is set.
    pub longest_pause: Option<Duration>,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How long a single attempt may take.
    pub attempt_timeout: Duration,
}

impl Timing {
    /// A trigger's: the invocation's deadline ends the attempts, or the SDK's retry quota after a
    /// long outage, but not their number. A slow attempt is repeated while time is left.
    pub const HOOK: Self = Self {
        attempts: 40,
        first_pause: Some(Duration::from_millis(50)),
        longest_pause: Some(Duration::from_millis(400)),
        connect_timeout: Duration::from_millis(800),
        attempt_timeout: Duration::from_millis(1500),
    };

    /// An administrator's verbs. Creating a user runs two hooks, each up to three times for five
    /// seconds (contract §6). [`with_retries`](crate::call::with_retries) repeats, and not the SDK.
    pub const ADMINISTRATION: Self = Self {
        attempts: 1,
        first_pause: None,
        longest_pause: None,
        connect_timeout: Duration::from_secs(3),
        attempt_timeout: Duration::from_secs(32),
    };

    /// The administrators' API: more attempts would keep the person waiting, who can try again.
    /// Confirming a sign-up runs a hook, up to three times for five seconds (contract §6).
    pub const API: Self = Self {
        attempts: 3,
        first_pause: None,
        longest_pause: None,
        connect_timeout: Duration::from_secs(3),
        attempt_timeout: Duration::from_secs(17),
    };

    /// Attaching and detaching: a pool with many clients is read at five calls a second
    /// (contract §8), and every call can be repeated.
    pub const DEPLOYMENT: Self = Self {
        attempts: 8,
        first_pause: Some(Duration::from_millis(250)),
        longest_pause: None,
        connect_timeout: Duration::from_secs(3),
        attempt_timeout: Duration::from_secs(10),
    };

    /// Reading a deployment to check it: throttling passes.
    pub const DOCTOR: Self = Self {
        attempts: 4,
        first_pause: None,
        longest_pause: None,
        connect_timeout: Duration::from_secs(3),
        attempt_timeout: Duration::from_secs(10),
    };

    /// The retries for a client's configuration.
    pub fn retries(&self) -> RetryConfig {
        if self.attempts == 1 {
            return RetryConfig::disabled();
        }
        let mut retries = RetryConfig::standard().with_max_attempts(self.attempts);
        if let Some(pause) = self.first_pause {
            retries = retries.with_initial_backoff(pause);
        }
        if let Some(pause) = self.longest_pause {
            retries = retries.with_max_backoff(pause);
        }
        retries
    }

    /// The time-outs for a client's configuration.
    pub fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect_timeout)
            .operation_attempt_timeout(self.attempt_timeout)
            .build()
    }
}
