//! A function binary, and what all five have to stand.

use lambda_host::{HostedFunction, InvocationResult};
use serde_json::Value;
use std::time::Duration;

use crate::canary::leak;
use crate::configuration::Breakage;
use crate::run::answer;
use crate::{Configuration, drive, events, garbage, in_turn};

/// Where there is no AWS: a port that no process may listen on without being asked to.
const NOWHERE: &str = "http://127.0.0.1:1";

/// A function binary.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The function's name.
    pub name: &'static str,
    /// Its binary.
    pub program: &'static str,
    /// Whether it denies when in doubt. Otherwise it echoes.
    pub decides: bool,
    /// Whether it reads the brands.
    pub has_brands: bool,
    /// A good event that it answers without AWS.
    pub good_event: fn() -> Value,
}

impl Subject {
    /// The function with this configuration, all that it can log switched on, and no AWS.
    pub fn function(&self, configuration: &Configuration) -> HostedFunction {
        self.with_aws(configuration, NOWHERE)
    }

    /// The same with AWS at this URL.
    pub fn with_aws(&self, configuration: &Configuration, endpoint_url: &str) -> HostedFunction {
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        HostedFunction {
            environment: vec![
                variable(
                    "INVITATIONS_CONFIG",
                    &configuration.path().to_string_lossy(),
                ),
                variable("INVITATIONS_CAPTURE", "1"),
                variable("AWS_LAMBDA_LOG_LEVEL", "TRACE"),
                variable("AWS_ENDPOINT_URL", endpoint_url),
            ],
            // A start says nothing about the function on a machine that is busy with other tests.
            init_timeout: Duration::from_mins(1),
            ..HostedFunction::new(self.name, self.program)
        }
    }

    /// Payloads that are no events are denied or echoed, and the next event is answered as if
    /// nothing had been.
    pub async fn check_garbage(&self) {
        let configuration = Configuration::sample();
        // Debug builds on a busy machine take their time over megabytes.
        let function = HostedFunction {
            timeout: Duration::from_mins(1),
            ..self.function(&configuration)
        };
        let good_event = (self.good_event)().to_string();
        let garbage = garbage::all(&good_event);
        let payloads = garbage.iter().map(|garbage| garbage.payload.clone());
        let run = in_turn(function, payloads.chain([good_event.clone().into_bytes()])).await;
        for (garbage, outcome) in garbage.iter().zip(&run.outcomes) {
            if self.decides {
                check_denied(garbage.name, outcome, "request-not-understood");
                continue;
            }
            let echo: &[u8] = if garbage.is_json {
                &garbage.payload
            } else {
                b"null"
            };
            let is_echo = matches!(outcome, InvocationResult::Answer(answer) if *answer == *echo);
            assert!(is_echo, "{}: {outcome:.200?}", garbage.name);
        }
        let (_, codes): (Vec<_>, Vec<_>) = run.log.outcomes().into_iter().unzip();
        let (last, before) = codes.split_last().unwrap();
        let code = if self.decides {
            "request-not-understood"
        } else {
            "not-an-event"
        };
        assert_eq!(before, vec![code; garbage.len()]);
        assert_eq!(*last, "");
        answer(run.outcomes.last().unwrap());
        assert_eq!(run.log.count("UnreadableEvents"), garbage.len() as u64);
    }

    /// Events of other triggers, and of sources that do not exist yet, come back byte for byte.
    pub async fn check_foreign_events(&self) {
        let configuration = Configuration::sample();
        let others = events::one_of_each()
            .into_iter()
            .filter(|(name, _)| *name != self.name);
        let mut payloads: Vec<String> = others.map(|(_, event)| events::odd_text(&event)).collect();
        for source in [
            "PostConfirmation_Unheard",
            "CustomMessage_Unheard",
            "TokenGeneration",
            "Unheard",
            "canary@example.com",
        ] {
            let mut event = (self.good_event)();
            event["triggerSource"] = source.into();
            payloads.push(events::odd_text(&event));
        }
        let run = in_turn(self.function(&configuration), payloads.clone()).await;
        for (payload, outcome) in payloads.iter().zip(&run.outcomes) {
            assert_eq!(answer(outcome), payload);
        }
        assert_eq!(
            run.log.outcomes(),
            vec![("passed-through", ""); payloads.len()]
        );
        assert_eq!(run.log.metrics, [Value::Null; 0]);
        let sources = payloads.iter().map(|payload| -> Value {
            let event: Value = serde_json::from_str(payload).unwrap();
            match event["triggerSource"].as_str().unwrap() {
                source if source.contains('@') => "unreadable".into(),
                source => source.into(),
            }
        });
        let logged = run
            .log
            .invocations
            .iter()
            .map(|line| line["trigger_source"].clone());
        assert!(logged.eq(sources), "{:?}", run.log.invocations);
    }

    /// A function that decides does not start on settings that it cannot read; the others echo. A
    /// brand that cannot be read stops none of them. All name the file and the key.
    pub async fn check_broken_configurations(&self) {
        for breakage in Breakage::ALL {
            if !breakage.is_about_brands() {
                self.check_broken_configuration(&breakage).await;
            } else if self.has_brands {
                self.check_broken_brand(&breakage).await;
            }
        }
    }

    async fn check_broken_brand(&self, breakage: &Breakage) {
        let configuration = Configuration::broken(breakage);
        let event = (self.good_event)().to_string();
        let run = in_turn(self.function(&configuration), [event]).await;
        answer(run.first());
        let [(outcome, _)] = run.log.outcomes()[..] else {
            panic!("{breakage:?}: {:?}", run.log);
        };
        assert_ne!(outcome, "not-configured", "{breakage:?}");
        assert_ne!(outcome, "rejected", "{breakage:?}");
        assert_eq!(run.log.count("BrandsUnusable"), 1, "{breakage:?}");
        let others = &run.log.others;
        let problem = others.iter().find_map(|line| line["problem"].as_str());
        let problem = problem.unwrap_or_else(|| panic!("{breakage:?}: {others:?}"));
        let named = problem.contains(breakage.file) && problem.contains(breakage.key);
        assert!(named, "{breakage:?}: {problem}");
    }

    async fn check_broken_configuration(&self, breakage: &Breakage) {
        let configuration = Configuration::broken(breakage);
        let event = events::odd_text(&(self.good_event)());
        let run = in_turn(
            self.function(&configuration),
            [event.clone(), event.clone()],
        )
        .await;
        if self.decides {
            for outcome in &run.outcomes {
                let InvocationResult::Exited {
                    code: Some(1),
                    before_first_poll: true,
                    ..
                } = outcome
                else {
                    panic!("{breakage:?}: {outcome:?}");
                };
            }
        } else {
            for outcome in &run.outcomes {
                assert_eq!(answer(outcome), event, "{breakage:?}");
            }
            assert_eq!(run.log.outcomes(), [("not-configured", ""); 2]);
            assert_eq!(run.log.count("NotConfigured"), 2);
        }
        let errors: Vec<&str> = run
            .log
            .others
            .iter()
            .filter_map(|line| line["error"].as_str())
            .collect();
        let starts = if self.decides { 2 } else { 1 };
        assert_eq!(errors.len(), starts, "{:?}", run.log.others);
        for error in errors {
            let named = error.contains(breakage.file) && error.contains(breakage.key);
            assert!(named, "{breakage:?}: {error}");
        }
    }

    /// Whatever is switched on, nothing personal is logged; what is switched off is not.
    pub async fn check_log_settings(&self) {
        self.check_log_settings_with_aws(NOWHERE).await;
    }

    /// The same with AWS at this URL, for an event that is not answered without.
    pub async fn check_log_settings_with_aws(&self, endpoint_url: &str) {
        for (level, format, capture, invocations, captures) in [
            ("TRACE", "JSON", "1", true, true),
            ("TRACE", "Text", "a secret of ours", true, true),
            ("INFO", "JSON", "", true, false),
            ("INFO", "JSON", "0", true, false),
            ("ERROR", "JSON", "1", false, true),
        ] {
            let case = format!("{level} {format} {capture}");
            let configuration = Configuration::sample();
            let mut function = self.with_aws(&configuration, endpoint_url);
            for (name, value) in [
                ("AWS_LAMBDA_LOG_LEVEL", level),
                ("AWS_LAMBDA_LOG_FORMAT", format),
                ("INVITATIONS_CAPTURE", capture),
                // What developers set when they look for something.
                ("RUST_LOG", "trace"),
                ("RUST_BACKTRACE", "1"),
            ] {
                function
                    .environment
                    .push((name.to_owned(), value.to_owned()));
            }
            let name = self.name;
            let good_event = (self.good_event)().to_string();
            let payloads = [
                good_event.clone(),
                good_event.replace("Canary", "Canary\\ud800"),
                format!("{good_event},"),
                good_event,
            ];
            let ((), log) = drive(function, async |host| {
                for payload in payloads {
                    host.invoke(name, payload).await.unwrap();
                }
            })
            .await;
            let lines = if format == "Text" {
                log.texts
                    .iter()
                    .filter(|line| line.contains(" invocation "))
                    .count()
            } else {
                assert_eq!(log.texts, [""; 0], "{case}");
                log.invocations.len()
            };
            assert_eq!(lines, if invocations { 4 } else { 0 }, "{case}: {log:?}");
            assert_eq!(log.captures.len(), if captures { 4 } else { 0 }, "{case}");
        }
    }
}

/// Checks that an outcome is a "no" with this code, in words that nobody minds being read.
#[track_caller]
pub fn check_denied(case: &str, outcome: &InvocationResult, code: &str) {
    let InvocationResult::Error {
        error_type,
        error_message,
        payload,
    } = outcome
    else {
        panic!("{case}: not denied: {outcome:.200?}");
    };
    assert_eq!(error_type, code, "{case}");
    let sentence = error_message
        .strip_prefix(&format!("{code}: "))
        .unwrap_or_default();
    assert!(
        !sentence.is_empty() && !sentence.ends_with('.'),
        "{case}: {error_message}"
    );
    let payload = str::from_utf8(payload).unwrap();
    assert_eq!(leak(payload), None, "{case}: {payload}");
    for internal in [
        "::",
        "/",
        "127.0.0.1",
        "arn:",
        "Exception",
        " line ",
        "column",
        "panicked",
        "kid",
    ] {
        assert!(!payload.contains(internal), "{case}: {payload}");
    }
}

/// Checks that an answer is the event with this `response`, and that nothing else of it changed.
#[track_caller]
pub fn check_response(event: &Value, outcome: &InvocationResult, response: &Value) {
    let mut expected = event.clone();
    expected["response"] = response.clone();
    let answer: Value = serde_json::from_str(answer(outcome)).unwrap();
    assert_eq!(answer, expected);
}
