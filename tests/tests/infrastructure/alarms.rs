//! Each alarm of the template rings on figures that somebody has to see, and stays quiet on others.
//! The figures are made up; the expressions and thresholds are those of the template, evaluated as
//! CloudWatch's user guide says ("Using metric math", "Configuring how CloudWatch alarms treat
//! missing data").

use std::collections::{BTreeMap, BTreeSet};

use crate::{read, resource, template_names};

/// What an alarm watches in one period, by metric and function: `Errors PreSignUp`. What is absent
/// has no data point.
type Figures<'a> = BTreeMap<&'a str, f64>;

struct Alarm {
    /// What is watched: each id of the alarm, and the metric behind it.
    metrics: BTreeMap<String, String>,
    /// What is compared, with all five hooks: one expression, or one with metrics of our own and one
    /// without.
    expressions: Vec<String>,
    operator: String,
    threshold: f64,
    /// So many periods in a row have to be over the threshold.
    periods: usize,
}

impl Alarm {
    fn of(name: &str) -> Self {
        Self::in_template("infra/template.yaml", name)
    }

    fn in_template(file: &str, name: &str) -> Self {
        let template = read(file);
        let lines = resource(&template, name);
        let value = |key: &str| {
            let mark = format!("{key}: ");
            lines
                .iter()
                .find_map(|line| line.trim().strip_prefix(mark.as_str()))
        };
        let mut alarm = Self {
            metrics: BTreeMap::new(),
            expressions: Vec::new(),
            operator: value("ComparisonOperator").unwrap().to_owned(),
            threshold: value("Threshold").unwrap().parse().unwrap(),
            periods: value("EvaluationPeriods").unwrap().parse().unwrap(),
        };
        assert_eq!(value("TreatMissingData"), Some("notBreaching"), "{name}");
        if let Some(metric) = value("MetricName") {
            let function = lines.iter().find_map(|line| function(line));
            let metric = described(metric, function);
            alarm.metrics.insert("only".to_owned(), metric);
            alarm.expressions.push("only".to_owned());
            return alarm;
        }
        let mut id = "";
        // An expression that is put together of what each hook adds.
        let mut whole = None;
        let mut parts = Vec::new();
        for line in lines.iter().map(|line| line.trim_start_matches([' ', '-'])) {
            if let Some((_, after)) = line.split_once("Id: ") {
                id = after.split(',').next().unwrap();
            } else if let Some(part) = line.strip_prefix("!If [") {
                let (part, _) = part.rsplit_once(", !Ref AWS::NoValue]").unwrap();
                let (condition, part) = part.split_once(", ").unwrap();
                parts.push((condition, part.trim_matches('"')));
            } else if line.contains("([${") {
                whole = Some(line);
            }
            if let Some(expression) = line.strip_prefix("Expression: ")
                && expression != "!Sub"
            {
                alarm.expressions.push(expression.to_owned());
            }
            if let Some((_, metric)) = line.split_once("MetricName: ") {
                let name = metric.split([',', '}']).next().unwrap().trim();
                let metric = described(name, function(line));
                alarm.metrics.insert(id.to_owned(), metric);
            }
        }
        if let Some(whole) = whole {
            let (before, after) = whole.split_once("${").unwrap();
            let (_, after) = after.split_once('}').unwrap();
            let put_together = |parts: &[(&str, &str)]| {
                let parts: Vec<&str> = parts.iter().map(|(_, part)| *part).collect();
                format!("{before}{}{after}", parts.join(", "))
            };
            alarm.expressions.push(put_together(&parts));
            let all = parts.len();
            parts.retain(|(condition, _)| *condition != "TellsRejections");
            if parts.len() < all {
                alarm.expressions.push(put_together(&parts));
            }
        }
        alarm
    }

    /// Whether it rings after these periods, by each of its expressions.
    fn rings(&self, periods: &[Figures]) -> Vec<bool> {
        let one = |expression: &String| {
            let breaches = periods.iter().map(|figures| {
                let figure = Math::new(self, expression, figures).evaluate();
                figure.is_some_and(|figure| match self.operator.as_str() {
                    "GreaterThanThreshold" => figure > self.threshold,
                    "GreaterThanOrEqualToThreshold" => figure >= self.threshold,
                    operator => panic!("{operator} is not played here"),
                })
            });
            // The last periods count, and all of them.
            let breaches: Vec<bool> = breaches.rev().take(self.periods).collect();
            breaches.len() == self.periods && breaches.into_iter().all(|breaches| breaches)
        };
        self.expressions.iter().map(one).collect()
    }
}

/// The function that a line's dimension names.
fn function(line: &str) -> Option<&str> {
    let (_, after) = line.split_once("Value: !Ref ")?;
    after.split([' ', '}']).next()
}

fn described(metric: &str, function: Option<&str>) -> String {
    let metric = metric
        .trim_start_matches("!Sub")
        .trim()
        .trim_matches('"')
        .trim_start_matches("${AWS::StackName}-");
    match function {
        Some(function) => format!("{metric} {function}"),
        None => metric.to_owned(),
    }
}

/// An expression of CloudWatch's metric math, read from the left, over one period's figures.
struct Math<'a> {
    alarm: &'a Alarm,
    figures: &'a Figures<'a>,
    left: Vec<String>,
}

/// A value, or several. A metric without a data point is none.
type Values = Vec<Option<f64>>;

impl<'a> Math<'a> {
    fn new(alarm: &'a Alarm, expression: &str, figures: &'a Figures) -> Self {
        let mut words: Vec<String> = Vec::new();
        for character in expression.chars() {
            let joins = character.is_alphanumeric() || character == '.';
            match words.last_mut() {
                Some(word) if joins && is_word(word) => word.push(character),
                _ if character.is_whitespace() => words.push(String::new()),
                _ => words.push(character.to_string()),
            }
        }
        words.retain(|word: &String| !word.is_empty());
        words.reverse();
        Self {
            alarm,
            figures,
            left: words,
        }
    }

    fn evaluate(mut self) -> Option<f64> {
        let value = self.comparison();
        assert!(self.left.is_empty(), "{:?} is left", self.left);
        only(&value)
    }

    fn comparison(&mut self) -> Values {
        let left = self.sum();
        if !self.takes(">") {
            return left;
        }
        let right = self.sum();
        both(&left, &right, |left, right| {
            f64::from(u8::from(left > right))
        })
    }

    fn sum(&mut self) -> Values {
        let mut value = self.product();
        loop {
            if self.takes("+") {
                value = both(&value, &self.product(), |left, right| left + right);
            } else if self.takes("-") {
                value = both(&value, &self.product(), |left, right| left - right);
            } else {
                return value;
            }
        }
    }

    fn product(&mut self) -> Values {
        let mut value = self.operand();
        loop {
            if self.takes("/") {
                value = both(&value, &self.operand(), |left, right| left / right);
            } else if self.takes("*") {
                value = both(&value, &self.operand(), |left, right| left * right);
            } else {
                return value;
            }
        }
    }

    fn operand(&mut self) -> Values {
        if self.takes("[") {
            return self.values("]");
        }
        let word = self.left.pop().unwrap();
        if self.takes("(") {
            let arguments = self.arguments();
            return call(&word, &arguments, self.alarm, self.figures);
        }
        if let Ok(number) = word.parse() {
            return vec![Some(number)];
        }
        let metric = self.alarm.metrics.get(&word);
        let metric = metric.unwrap_or_else(|| panic!("{word} is not watched"));
        vec![self.figures.get(metric.as_str()).copied()]
    }

    /// The members of a list.
    fn values(&mut self, end: &str) -> Values {
        let mut values = Vec::new();
        while !self.takes(end) {
            values.extend(self.comparison());
            self.takes(",");
        }
        values
    }

    fn arguments(&mut self) -> Vec<Values> {
        let mut arguments = Vec::new();
        while !self.takes(")") {
            arguments.push(self.comparison());
            self.takes(",");
        }
        arguments
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.left.last().is_some_and(|next| next == word);
        if is_next {
            self.left.pop();
        }
        is_next
    }
}

fn is_word(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_alphanumeric() || character == '.')
        && !text.is_empty()
}

/// The one value that is asked for.
fn only(values: &Values) -> Option<f64> {
    let [value] = values.as_slice() else {
        panic!("{} values where one is asked for", values.len());
    };
    *value
}

/// Where one of two has no data point, what is made of both has none.
fn both(left: &Values, right: &Values, made: fn(f64, f64) -> f64) -> Values {
    let pair = only(left).zip(only(right));
    vec![pair.map(|(left, right)| made(left, right))]
}

fn call(name: &str, arguments: &[Values], alarm: &Alarm, figures: &Figures) -> Values {
    match (name, arguments) {
        ("METRICS", []) => alarm
            .metrics
            .values()
            .map(|metric| figures.get(metric.as_str()).copied())
            .collect(),
        ("SUM", [values]) => {
            let known: Vec<f64> = values.iter().flatten().copied().collect();
            vec![(!known.is_empty()).then(|| known.iter().sum())]
        }
        ("MAX", [values]) => vec![values.iter().flatten().copied().reduce(f64::max)],
        ("FILL", [values, filled]) => {
            let filled = only(filled);
            values.iter().map(|value| value.or(filled)).collect()
        }
        ("IF", [condition, then, otherwise]) => match only(condition) {
            None => vec![None],
            Some(0.0) => otherwise.clone(),
            Some(_) => then.clone(),
        },
        _ => panic!("{name} of {} is not played here", arguments.len()),
    }
}

/// One period in which these were counted.
fn period<'a>(figures: &[(&'a str, f64)]) -> Figures<'a> {
    figures.iter().copied().collect()
}

#[track_caller]
fn rings(alarm: &str, figures: &[(&str, f64)]) {
    let alarm = Alarm::of(alarm);
    let periods = vec![period(figures); alarm.periods];
    assert_eq!(alarm.rings(&periods), [true], "{figures:?}");
}

#[track_caller]
fn is_quiet(alarm: &str, figures: &[(&str, f64)]) {
    let alarm = Alarm::of(alarm);
    let periods = vec![period(figures); alarm.periods];
    assert_eq!(alarm.rings(&periods), [false], "{figures:?}");
}

/// Those that add up what they watch: each figure rings alone, and none of it is quiet.
const ADDED_UP: [(&str, usize); 8] = [
    ("InternalErrorsAlarm", 10),
    ("GrantFailuresAlarm", 2),
    ("EventFailuresAlarm", 2),
    ("MessagesFellBackAlarm", 1),
    ("NotConfiguredAlarm", 5),
    ("BrandsUnusableAlarm", 3),
    ("ThrottlesAlarm", 5),
    ("MailFailuresAlarm", 1),
];

/// Those that have a test of their own below.
const OTHERS: [&str; 6] = [
    "ErrorsAlarm",
    "RejectionsAlarm",
    "SlowAlarm",
    "AdministratorsApiAlarm",
    "BouncesAlarm",
    "ComplaintsAlarm",
];

#[test]
fn every_alarm_is_made_to_ring() {
    let added_up = ADDED_UP.iter().map(|(alarm, _)| *alarm);
    let played: BTreeSet<String> = added_up.chain(OTHERS).map(str::to_owned).collect();
    let alarms = template_names(&read("infra/template.yaml"), "Resources:");
    let alarms = alarms
        .into_iter()
        .filter(|name| name.ends_with("Alarm"))
        .collect();
    assert_eq!(played, alarms);
}

/// Each figure rings alone: one of the two functions fails, or the chain itself cannot run.
#[test]
fn a_chain_that_fails_or_cannot_run_rings() {
    let alarm = Alarm::in_template("infra/chain.yaml", "ChainFailuresAlarm");
    assert_eq!(alarm.metrics.len(), 5);
    let rings = |figures: &[(&str, f64)]| alarm.rings(&[period(figures)]);
    let nothing: Vec<_> = alarm
        .metrics
        .values()
        .map(|metric| (metric.as_str(), 0.0))
        .collect();
    for (metric, _) in &nothing {
        assert_eq!(rings(&[(metric, 1.0)]), [true], "{metric}");
    }
    assert_eq!(rings(&nothing), [false]);
    assert_eq!(rings(&[]), [false]);
}

/// A run that did not do everything rings.
#[test]
fn a_sweeper_that_fails_rings() {
    let alarm = Alarm::in_template("infra/sweeper.yaml", "SweeperAlarm");
    let metric = "Errors Sweeper";
    assert_eq!(alarm.metrics.values().collect::<Vec<_>>(), [metric]);
    assert_eq!(alarm.rings(&[period(&[(metric, 1.0)])]), [true]);
    assert_eq!(alarm.rings(&[period(&[(metric, 0.0)])]), [false]);
    assert_eq!(alarm.rings(&[period(&[])]), [false]);
}

/// A run that failed, something that was given up, and a mail that SES did not take.
#[test]
fn a_notifier_that_fails_rings() {
    for (name, metric) in [
        ("NotifierAlarm", "Errors Notifier"),
        ("DeadLettersAlarm", "ApproximateNumberOfMessagesVisible"),
        ("MailFailuresAlarm", "MailFailures Notifier"),
    ] {
        let alarm = Alarm::in_template("infra/notifier.yaml", name);
        assert_eq!(alarm.metrics.values().collect::<Vec<_>>(), [metric]);
        assert_eq!(alarm.rings(&[period(&[(metric, 1.0)])]), [true], "{name}");
        assert_eq!(alarm.rings(&[period(&[(metric, 0.0)])]), [false], "{name}");
        assert_eq!(alarm.rings(&[period(&[])]), [false], "{name}");
    }
}

#[test]
fn one_of_what_is_added_up_rings() {
    for (name, watched) in ADDED_UP {
        let alarm = Alarm::of(name);
        assert_eq!(alarm.metrics.len(), watched, "{name}");
        for metric in alarm.metrics.values() {
            rings(name, &[(metric, 1.0)]);
        }
        let nothing: Vec<_> = alarm
            .metrics
            .values()
            .map(|metric| (metric.as_str(), 0.0))
            .collect();
        is_quiet(name, &nothing);
        is_quiet(name, &[]);
    }
}

#[test]
fn errors_ring_and_rejections_are_taken_off() {
    // One expression with metrics of our own, and one without.
    let errors = |figures: &[(&str, f64)]| Alarm::of("ErrorsAlarm").rings(&[period(figures)]);
    for hook in [
        "CustomMessage",
        "PostConfirmation",
        "PostAuthentication",
        "PreTokenGeneration",
    ] {
        assert_eq!(errors(&[(&format!("Errors {hook}"), 1.0)]), [true, true]);
    }
    assert_eq!(errors(&[("Errors PreSignUp", 1.0)]), [true, false]);
    assert_eq!(
        errors(&[("Errors PreSignUp", 3.0), ("Rejected PreSignUp", 2.0)]),
        [true, false]
    );
    assert_eq!(
        errors(&[("Errors PreSignUp", 2.0), ("Rejected PreSignUp", 2.0)]),
        [false, false]
    );
    // The two are not counted in the same moment. What is over does not hide another hook.
    assert_eq!(errors(&[("Rejected PreSignUp", 5.0)]), [false, false]);
    let hidden = [("Rejected PreSignUp", 5.0), ("Errors CustomMessage", 1.0)];
    assert_eq!(errors(&hidden), [true, true]);
    assert_eq!(errors(&[]), [false, false]);
}

#[test]
fn many_rejections_ring_where_fewer_are_admitted() {
    let alarm = "RejectionsAlarm";
    rings(alarm, &[("Rejected PreSignUp", 20.0)]);
    rings(
        alarm,
        &[("Rejected PreSignUp", 30.0), ("Admitted PreSignUp", 29.0)],
    );
    is_quiet(
        alarm,
        &[("Rejected PreSignUp", 30.0), ("Admitted PreSignUp", 30.0)],
    );
    is_quiet(alarm, &[("Rejected PreSignUp", 19.0)]);
    is_quiet(alarm, &[("Admitted PreSignUp", 500.0)]);
    is_quiet(alarm, &[]);
}

#[test]
fn half_of_what_a_hook_has_is_slow() {
    for (hook, budget) in crate::HOOKS {
        let half = budget.as_secs_f64() * 500.0;
        let metric = format!("Duration {hook}");
        rings("SlowAlarm", &[(&metric, half + 1.0)]);
        is_quiet("SlowAlarm", &[(&metric, half)]);
    }
    is_quiet("SlowAlarm", &[]);
    // It takes three periods in a row.
    let alarm = Alarm::of("SlowAlarm");
    let slow = period(&[("Duration PreSignUp", 3_900.0)]);
    let fast = period(&[("Duration PreSignUp", 9.0)]);
    assert_eq!(alarm.rings(&[slow.clone(), slow.clone()]), [false]);
    assert_eq!(alarm.rings(&[slow.clone(), fast, slow]), [false]);
}

#[test]
fn answers_of_the_administrators_api_and_of_ses_ring() {
    rings("AdministratorsApiAlarm", &[("5xx HttpApi", 1.0)]);
    is_quiet("AdministratorsApiAlarm", &[("5xx HttpApi", 0.0)]);
    is_quiet("AdministratorsApiAlarm", &[]);
    // SES puts an account under review at 5 of 100 bounces and at 1 of 1,000 complaints.
    rings("BouncesAlarm", &[("Reputation.BounceRate", 0.045)]);
    is_quiet("BouncesAlarm", &[("Reputation.BounceRate", 0.02)]);
    is_quiet("BouncesAlarm", &[]);
    rings("ComplaintsAlarm", &[("Reputation.ComplaintRate", 0.000_9)]);
    is_quiet("ComplaintsAlarm", &[("Reputation.ComplaintRate", 0.000_5)]);
    is_quiet("ComplaintsAlarm", &[]);
}
