//! The audit line of a request: who did what to whom, with which groups and attributes, and the
//! outcome. It has no address, value, token or body (design §4 rule 5).

use administration::{Invited, Outcome, Profile};
use authorization::{Action, AdminApiSettings, Verb};
use trigger::log::identifier;

use crate::problem::Problem;

/// What is known of a request so far.
#[derive(Debug)]
pub(crate) struct Audit {
    verb: Verb,
    /// The caller's `sub`.
    pub(crate) caller: Option<String>,
    /// The `sub` of the user whom it concerns.
    pub(crate) target: Option<String>,
    /// The names of the groups that were given, taken or asked for.
    pub(crate) groups: Vec<String>,
    /// The groups that the policy gives the user at the next sign-in because of it.
    policy_groups: Vec<String>,
    /// The names of the attributes that were set or asked for.
    pub(crate) attributes: Vec<String>,
    /// The `jti` of the token that was issued.
    pub(crate) token: Option<String>,
    /// The `sub` of the member who lost the address to the user.
    pub(crate) taken_from: Option<String>,
}

impl Audit {
    /// A request whose caller is not known yet.
    pub(crate) fn new(verb: Verb) -> Self {
        Self {
            verb,
            caller: None,
            target: None,
            groups: Vec::new(),
            policy_groups: Vec::new(),
            attributes: Vec::new(),
            token: None,
            taken_from: None,
        }
    }

    /// Notes the action.
    pub(crate) fn action(&mut self, action: &Action<'_>) {
        self.groups = action.groups.to_vec();
        let policy = action.policy_groups.iter().map(ToString::to_string);
        self.policy_groups = policy.collect();
        self.attributes = action.attributes.keys().cloned().collect();
    }

    /// Notes the result of an invitation.
    pub(crate) fn invited(&mut self, invited: &Invited, profile: &Profile) {
        self.target = Some(invited.sub.clone());
        self.taken_from.clone_from(&invited.taken_from);
        self.groups = invited
            .groups_added
            .iter()
            .map(ToString::to_string)
            .collect();
        let attributes = profile.all_attributes();
        self.attributes = attributes.into_keys().map(str::to_owned).collect();
        match invited.outcome {
            Outcome::Created | Outcome::CreatedAnew => {
                let own = ["email", "email_verified"].map(str::to_owned);
                self.attributes.extend(own);
            }
            Outcome::Completed | Outcome::Resent => {}
            Outcome::Unchanged => self.attributes.clear(),
            // Only the groups of a member change, and no sign-in gives others.
            Outcome::AccessGiven => {
                self.attributes.clear();
                self.policy_groups.clear();
            }
        }
    }

    /// Clears what belongs to one part of the request, for the next part.
    pub(crate) fn clear(&mut self) {
        self.target = None;
        self.groups.clear();
        self.policy_groups.clear();
        self.attributes.clear();
        self.token = None;
        self.taken_from = None;
    }

    /// Writes the line. It names the groups that the settings know.
    pub(crate) fn write<T>(&self, result: &Result<T, Problem>, section: &AdminApiSettings) {
        let group = |name: &str| {
            let mut roles = section.roles.iter();
            roles.any(|role| role.has_group(name)) || self.policy_groups.iter().any(|g| g == name)
        };
        let groups = listed(&self.groups, group);
        let groups = groups.as_deref();
        let policy_groups = listed(&self.policy_groups, group);
        let policy_groups = policy_groups.as_deref();
        let attributes = listed(&self.attributes, is_attribute_name);
        let attributes = attributes.as_deref();
        let caller = self.caller.as_deref().map(identifier);
        // In the log, `target` is the module that writes.
        let sub = self.target.as_deref().map(identifier);
        let verb = self.verb.as_str();
        let jti = self.token.as_deref().map(identifier);
        let taken_from = self.taken_from.as_deref().map(identifier);
        let problem = result.as_ref().err();
        let code = problem.map(|problem| problem.code);
        let cause = problem.and_then(|problem| problem.cause.as_deref());
        let cause = cause.map(identifier);
        macro_rules! line {
            ($level:ident, $outcome:literal) => {
                tracing::$level!(
                    caller,
                    verb,
                    sub,
                    groups,
                    policy_groups,
                    attributes,
                    jti,
                    taken_from,
                    outcome = $outcome,
                    code,
                    cause,
                    "administration"
                )
            };
        }
        match problem {
            None => line!(info, "done"),
            // The caller cannot fix it, and the operator has to.
            Some(problem) if problem.status.is_server_error() => line!(warn, "failed"),
            Some(_) => line!(info, "refused"),
        }
    }
}

/// Names between commas, which no group has in its name; none if the list is empty. An unknown name
/// is a text of the caller, and is not shown.
fn listed(names: &[String], is_known: impl Fn(&str) -> bool) -> Option<String> {
    let shown = |name: &String| if is_known(name) { name } else { "unreadable" }.to_owned();
    let names: Vec<String> = names.iter().map(shown).collect();
    (!names.is_empty()).then(|| names.join(","))
}

/// Whether it can be the name of an attribute. An address or a number cannot.
fn is_attribute_name(name: &str) -> bool {
    let in_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-' | b'.');
    name.len() <= 32
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(in_name)
}
