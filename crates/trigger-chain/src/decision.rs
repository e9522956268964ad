//! Two answers become one. Pure.

use serde_json::{Map, Value};
use trigger::{FunctionError, OutcomeName};

use crate::called::{Called, Cause};
use crate::rule::{AUTO_CONFIRM, BODIES, Rule};

/// Which flags of theirs count, by the settings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TheirFlags {
    /// `autoConfirmUser`.
    pub auto_confirm: bool,
    /// `autoVerifyEmail` and `autoVerifyPhone`.
    pub auto_verify: bool,
}

/// What the chain answers, and what its log says.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// What goes back to Cognito.
    pub answer: ChainAnswer,
    /// What happened, in one stable word.
    pub outcome: OutcomeName,
    /// Which of the two decided otherwise or failed.
    pub code: Option<&'static str>,
    /// Why it failed.
    pub cause: Option<Cause>,
}

/// What goes back to Cognito.
#[derive(Debug, Clone, PartialEq)]
pub enum ChainAnswer {
    /// The event as it came.
    Echo,
    /// The event with these members set in its `response`.
    Respond(Map<String, Value>),
    /// The error that one of the two answered.
    Refuse(FunctionError),
    /// A sentence of ours: it cannot be said now.
    Unavailable,
}

const OURS_REFUSED: &str = "ours-refused";
const OURS_FAILED: &str = "ours-failed";
const THEIRS_REFUSED: &str = "theirs-refused";
const THEIRS_FAILED: &str = "theirs-failed";

/// Whether anything depends on theirs, after ours.
pub fn needs_theirs(rule: Rule, ours: &Called) -> bool {
    match rule {
        // Theirs may note a sign-up down, so it never sees one that ours refuses.
        Rule::BothAdmit => matches!(ours, Called::Answered(_)),
        Rule::FirstText => !has_text(ours),
        Rule::InTurn => true,
    }
}

/// One answer of two.
pub fn decide(rule: Rule, their_flags: TheirFlags, ours: Called, theirs: Called) -> Decision {
    match rule {
        Rule::BothAdmit => both_admit(their_flags, ours, theirs),
        Rule::FirstText => first_text(ours, theirs),
        Rule::InTurn => in_turn(&ours, theirs),
    }
}

/// Either may refuse. Without an answer of either, nobody is admitted.
fn both_admit(their_flags: TheirFlags, ours: Called, theirs: Called) -> Decision {
    let ours = match ours {
        Called::Answered(members) => members,
        Called::Refused(error) => return refused(OURS_REFUSED, error),
        Called::Failed(cause) => return unavailable(OURS_FAILED, Some(cause)),
        Called::NotCalled => return unavailable(OURS_FAILED, None),
    };
    let theirs = match theirs {
        Called::Answered(members) => members,
        Called::Refused(error) => return refused(THEIRS_REFUSED, error),
        Called::Failed(cause) => return unavailable(THEIRS_FAILED, Some(cause)),
        Called::NotCalled => return unavailable(THEIRS_FAILED, None),
    };
    let (flags, _) = Rule::BothAdmit.members();
    let members = flags.iter().map(|&flag| {
        let says = |members: &Map<String, Value>| members.get(flag) == Some(&Value::Bool(true));
        let theirs_counts = if flag == AUTO_CONFIRM {
            their_flags.auto_confirm
        } else {
            their_flags.auto_verify
        };
        let is_set = says(&ours) || (theirs_counts && says(&theirs));
        (flag.to_owned(), Value::Bool(is_set))
    });
    Decision {
        answer: ChainAnswer::Respond(members.collect()),
        outcome: OutcomeName::Admitted,
        code: None,
        cause: None,
    }
}

/// Ours where it has a text, else theirs. Where neither has one, the pool's own template is used.
fn first_text(ours: Called, theirs: Called) -> Decision {
    let fault = fault_of_ours(&ours);
    match (ours, theirs) {
        (Called::Answered(members), _) if has_body(&members) => noted(
            OutcomeName::MessageOfOurs,
            ChainAnswer::Respond(members),
            None,
        ),
        (_, Called::Refused(error)) => refused(THEIRS_REFUSED, error),
        (_, Called::Answered(members)) if has_body(&members) => noted(
            OutcomeName::MessageOfTheirs,
            ChainAnswer::Respond(members),
            fault,
        ),
        (_, Called::Failed(cause)) => {
            let fault = Some((THEIRS_FAILED, Some(cause)));
            noted(OutcomeName::TemplateOfPool, ChainAnswer::Echo, fault)
        }
        (_, Called::Answered(_) | Called::NotCalled) => {
            noted(OutcomeName::TemplateOfPool, ChainAnswer::Echo, fault)
        }
    }
}

/// Ours never stops anybody. Theirs may: Cognito fails the call where it ends with an error or
/// does not answer (contract §6).
fn in_turn(ours: &Called, theirs: Called) -> Decision {
    match theirs {
        Called::Answered(_) => noted(
            OutcomeName::Completed,
            ChainAnswer::Echo,
            fault_of_ours(ours),
        ),
        Called::Refused(error) => refused(THEIRS_REFUSED, error),
        Called::Failed(cause) => unavailable(THEIRS_FAILED, Some(cause)),
        Called::NotCalled => unavailable(THEIRS_FAILED, None),
    }
}

/// What to note of ours, in a hook whose function of ours never refuses.
fn fault_of_ours(ours: &Called) -> Option<(&'static str, Option<Cause>)> {
    match ours {
        Called::Answered(_) | Called::NotCalled => None,
        Called::Refused(_) => Some((OURS_FAILED, Some(Cause::Crashed))),
        Called::Failed(cause) => Some((OURS_FAILED, Some(*cause))),
    }
}

fn has_text(called: &Called) -> bool {
    matches!(called, Called::Answered(members) if has_body(members))
}

fn has_body(members: &Map<String, Value>) -> bool {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    BODIES
        .into_iter()
        .any(|name| text(name).is_some_and(|text| !text.is_empty()))
}

fn noted(
    outcome: OutcomeName,
    answer: ChainAnswer,
    fault: Option<(&'static str, Option<Cause>)>,
) -> Decision {
    Decision {
        answer,
        outcome,
        code: fault.map(|(code, _)| code),
        cause: fault.and_then(|(_, cause)| cause),
    }
}

fn refused(code: &'static str, error: FunctionError) -> Decision {
    Decision {
        answer: ChainAnswer::Refuse(error),
        outcome: OutcomeName::Rejected,
        code: Some(code),
        cause: None,
    }
}

fn unavailable(code: &'static str, cause: Option<Cause>) -> Decision {
    Decision {
        answer: ChainAnswer::Unavailable,
        outcome: OutcomeName::Failed,
        code: Some(code),
        cause,
    }
}

impl Decision {
    /// Whether a function did not do what it is there for.
    pub fn is_failure(&self) -> bool {
        matches!(self.code, Some(OURS_FAILED | THEIRS_FAILED))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answered(members: &Value) -> Called {
        Called::Answered(members.as_object().unwrap().clone())
    }

    fn error(message: &str) -> FunctionError {
        FunctionError {
            error_type: "Error".to_owned(),
            error_message: message.to_owned(),
        }
    }

    /// What the two say, and the answer, outcome, code and cause that come of it.
    #[track_caller]
    fn check(
        rule: Rule,
        ours: &Called,
        theirs: &Called,
        answer: &ChainAnswer,
        logged: (&str, &str, Option<Cause>),
    ) {
        let theirs = if needs_theirs(rule, ours) {
            theirs.clone()
        } else {
            Called::NotCalled
        };
        let decision = decide(rule, TheirFlags::default(), ours.clone(), theirs);
        assert_eq!(decision.answer, *answer, "{rule:?} {ours:?}");
        let code = decision.code.unwrap_or_default();
        assert_eq!((decision.outcome.as_str(), code, decision.cause), logged);
    }

    #[test]
    fn either_may_refuse_a_sign_up() {
        let rule = Rule::BothAdmit;
        let flags =
            json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false});
        let (ours, theirs) = (answered(&flags), answered(&json!({})));
        let no = |side: &str| Called::Refused(error(side));
        let late = Called::Failed(Cause::TimedOut);
        let admits = ChainAnswer::Respond(flags.as_object().unwrap().clone());
        check(rule, &ours, &theirs, &admits, ("admitted", "", None));
        let refuse = |side: &str| ChainAnswer::Refuse(error(side));
        let by_ours = ("rejected", "ours-refused", None);
        check(rule, &no("a"), &theirs, &refuse("a"), by_ours);
        check(rule, &no("a"), &no("b"), &refuse("a"), by_ours);
        let by_theirs = ("rejected", "theirs-refused", None);
        check(rule, &ours, &no("b"), &refuse("b"), by_theirs);
        let unavailable = ChainAnswer::Unavailable;
        let failed = ("failed", "ours-failed", Some(Cause::TimedOut));
        check(rule, &late, &theirs, &unavailable, failed);
        let failed = ("failed", "theirs-failed", Some(Cause::TimedOut));
        check(rule, &ours, &late, &unavailable, failed);
    }

    #[test]
    fn their_flags_count_where_the_settings_say_so() {
        let ours =
            json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
        let theirs = json!({"autoConfirmUser": true, "autoVerifyEmail": true});
        for (auto_confirm, auto_verify) in
            [(false, false), (true, false), (false, true), (true, true)]
        {
            let their_flags = TheirFlags {
                auto_confirm,
                auto_verify,
            };
            let decision = decide(
                Rule::BothAdmit,
                their_flags,
                answered(&ours),
                answered(&theirs),
            );
            let expected = json!({"autoConfirmUser": auto_confirm, "autoVerifyEmail": auto_verify, "autoVerifyPhone": false});
            let expected = expected.as_object().unwrap().clone();
            assert_eq!(decision.answer, ChainAnswer::Respond(expected));
        }
    }

    #[test]
    fn the_first_text_is_sent() {
        let rule = Rule::FirstText;
        let ours = json!({"emailMessage": "ours {####}", "emailSubject": "Ours"});
        let theirs = json!({"smsMessage": "theirs {####}"});
        let texts = |members: &Value| ChainAnswer::Respond(members.as_object().unwrap().clone());
        let subject_alone = json!({"emailSubject": "Ours", "emailMessage": ""});
        let late = Called::Failed(Cause::TimedOut);
        let no = Called::Refused(error("theirs"));
        let own = ("message-of-ours", "", None);
        for called in [answered(&theirs), late.clone(), no.clone()] {
            check(rule, &answered(&ours), &called, &texts(&ours), own);
        }
        for none in [json!({}), subject_alone] {
            let none = answered(&none);
            let other = ("message-of-theirs", "", None);
            check(rule, &none, &answered(&theirs), &texts(&theirs), other);
            let pool = ("template-of-pool", "", None);
            check(rule, &none, &none, &ChainAnswer::Echo, pool);
            let failed = ("template-of-pool", "theirs-failed", Some(Cause::TimedOut));
            check(rule, &none, &late, &ChainAnswer::Echo, failed);
            let refused = ("rejected", "theirs-refused", None);
            check(
                rule,
                &none,
                &no,
                &ChainAnswer::Refuse(error("theirs")),
                refused,
            );
        }
        let instead = ("message-of-theirs", "ours-failed", Some(Cause::TimedOut));
        check(rule, &late, &answered(&theirs), &texts(&theirs), instead);
    }

    #[test]
    fn after_acceptance_both_run_and_theirs_may_fail() {
        let rule = Rule::InTurn;
        let done = answered(&json!({}));
        let late = Called::Failed(Cause::TimedOut);
        let echo = ChainAnswer::Echo;
        check(rule, &done, &done, &echo, ("completed", "", None));
        let failed = ("completed", "ours-failed", Some(Cause::TimedOut));
        check(rule, &late, &done, &echo, failed);
        let no = Called::Refused(error("theirs"));
        let refuse = ChainAnswer::Refuse(error("theirs"));
        let refused = ("rejected", "theirs-refused", None);
        check(rule, &done, &no, &refuse, refused);
        check(rule, &late, &no, &refuse, refused);
        let failed = ("failed", "theirs-failed", Some(Cause::TimedOut));
        check(rule, &done, &late, &ChainAnswer::Unavailable, failed);
    }

    fn members(rule: Rule) -> impl Strategy<Value = Map<String, Value>> {
        let (names, _) = rule.members();
        let value = move || match rule {
            Rule::FirstText => "[a-z]{0,3}".prop_map(Value::from).boxed(),
            Rule::BothAdmit | Rule::InTurn => any::<bool>().prop_map(Value::from).boxed(),
        };
        proptest::collection::vec(proptest::option::of(value()), names.len()).prop_map(
            move |values| {
                let set = names.iter().zip(values);
                set.filter_map(|(name, value)| Some(((*name).to_owned(), value?)))
                    .collect()
            },
        )
    }

    fn called(rule: Rule) -> impl Strategy<Value = Called> {
        prop_oneof![
            members(rule).prop_map(Called::Answered),
            ".*".prop_map(|message| Called::Refused(error(&message))),
            Just(Called::Failed(Cause::TimedOut)),
            Just(Called::Failed(Cause::NotJson)),
            Just(Called::Failed(Cause::AnotherEvent)),
            Just(Called::NotCalled),
        ]
    }

    fn their_flags() -> impl Strategy<Value = TheirFlags> {
        any::<(bool, bool)>().prop_map(|(auto_confirm, auto_verify)| TheirFlags {
            auto_confirm,
            auto_verify,
        })
    }

    proptest! {
        #[test]
        fn nobody_is_admitted_without_both(
            their_flags in their_flags(), ours in called(Rule::BothAdmit), theirs in called(Rule::BothAdmit),
        ) {
            let decision = decide(Rule::BothAdmit, their_flags, ours.clone(), theirs.clone());
            let both = matches!((&ours, &theirs), (Called::Answered(_), Called::Answered(_)));
            prop_assert_eq!(matches!(decision.answer, ChainAnswer::Respond(_)), both);
            prop_assert_ne!(decision.answer, ChainAnswer::Echo);
        }

        #[test]
        fn theirs_confirms_and_verifies_nobody_unasked(
            ours in members(Rule::BothAdmit), theirs in members(Rule::BothAdmit),
        ) {
            let with = decide(
                Rule::BothAdmit, TheirFlags::default(), Called::Answered(ours.clone()), Called::Answered(theirs),
            );
            let without = decide(
                Rule::BothAdmit, TheirFlags::default(), Called::Answered(ours), Called::Answered(Map::new()),
            );
            prop_assert_eq!(with, without);
        }

        #[test]
        fn theirs_never_changes_a_text_of_ours(
            ours in called(Rule::FirstText), theirs in called(Rule::FirstText),
        ) {
            let decision = decide(Rule::FirstText, TheirFlags::default(), ours.clone(), theirs);
            prop_assert_ne!(&decision.answer, &ChainAnswer::Unavailable);
            if let Called::Answered(members) = ours && !needs_theirs(Rule::FirstText, &Called::Answered(members.clone())) {
                prop_assert_eq!(decision.answer, ChainAnswer::Respond(members));
            }
        }

        #[test]
        fn ours_stops_nobody_after_acceptance(
            ours in called(Rule::InTurn), other in called(Rule::InTurn), theirs in called(Rule::InTurn),
        ) {
            let answer = |ours| decide(Rule::InTurn, TheirFlags::default(), ours, theirs.clone()).answer;
            prop_assert_eq!(answer(ours), answer(other));
        }

        #[test]
        fn an_error_of_theirs_is_passed_on_word_for_word(rule in 0..3_usize, message in ".*") {
            let rule = [Rule::BothAdmit, Rule::FirstText, Rule::InTurn][rule];
            let ours = Called::Answered(Map::new());
            let decision = decide(rule, TheirFlags::default(), ours, Called::Refused(error(&message)));
            prop_assert_eq!(decision.answer, ChainAnswer::Refuse(error(&message)));
        }
    }
}
