//! Pre token generation: the policy's groups of an admin-created user are in the token of the
//! first sign-in already.
//!
//! Post authentication assigns the same groups. It is not known whether Cognito puts a group of that
//! moment into the token that it is about to issue (contract §7). So both hooks compute the groups
//! from the same settings, and this one adds them to the token beside the user's own. Who accepted in
//! an earlier sign-in has got them: a temporary password that an administrator sets later gives none.

use std::time::Duration;

use aws_lambda_events::cognito::GroupConfiguration;
use invitation::grant::first_token_groups;
use invitation::{Attributes, GroupName};
use serde_json::{Value, json};
use settings::Settings;
use trigger::Failure;
use trigger::{Answer, Event, Function, Hook, HookOutcome, Invocation, Metric, OutcomeName};

/// The pre token generation function.
#[derive(Debug)]
pub struct PreTokenGeneration {
    settings: Settings,
}

impl PreTokenGeneration {
    /// A function with these settings.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

impl Hook for PreTokenGeneration {
    const NAME: &'static str = Function::PreTokenGeneration.name();
    const BUDGET: Duration = Duration::from_secs(2);

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        let Some(member) = override_member(event) else {
            return HookOutcome::passed_through();
        };
        let attributes: Attributes = event.user_attributes().into_iter().collect();
        if !is_first_sign_in(event, &attributes) {
            return HookOutcome::passed_through();
        }
        let groups = first_token_groups(
            &attributes,
            &self.settings.admin_created,
            &self.settings.grants,
            invocation.now,
        );
        let Some(mut configuration) = group_configuration(event) else {
            return HookOutcome::passed_through();
        };
        let missing: Vec<String> = groups
            .iter()
            .map(GroupName::as_str)
            .filter(|group| {
                !configuration
                    .groups_to_override
                    .iter()
                    .any(|own| own == group)
            })
            .map(str::to_owned)
            .collect();
        if missing.is_empty() {
            return HookOutcome::passed_through();
        }
        let count = missing.len();
        configuration.groups_to_override.extend(missing);
        let answer = Answer::respond(&json!({ member: { "groupOverrideDetails": configuration } }));
        HookOutcome {
            counts: vec![(Metric::GroupsAddedToToken, count)],
            ..HookOutcome::new(OutcomeName::GroupsAdded, answer)
        }
    }

    fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
        HookOutcome::failed(failure, Answer::Echo)
    }
}

/// The member of `response` that overrides groups, by the event's version. Events of V2 and V3
/// differ in nothing but the tokens that they reach (contract §14). Later ones are echoed.
fn override_member(event: &Event) -> Option<&'static str> {
    match event.version()?.as_str() {
        "1" => Some("claimsOverrideDetails"),
        "2" | "3" => Some("claimsAndScopeOverrideDetails"),
        _ => None,
    }
}

/// Whether an admin-created user signs in for the first time. For the API, the trigger source says
/// so; the status may have changed by then. Managed login and sign-ins without a password have
/// another source; there the status says so (contract §1.3).
fn is_first_sign_in(event: &Event, attributes: &Attributes) -> bool {
    match event.trigger_source() {
        "TokenGeneration_NewPasswordChallenge" => true,
        "TokenGeneration_HostedAuth" | "TokenGeneration_Authentication" => {
            attributes.get("cognito:user_status") == Some("FORCE_CHANGE_PASSWORD")
        }
        _ => false,
    }
}

/// The user's own groups, roles and preferred role. An override **replaces** the groups
/// (contract §2.7), so all of them have to be handed back: `None` where they cannot be read.
/// Nulls and absent lists are empty; AWS's documentation prints the object inside a list.
fn group_configuration(event: &Event) -> Option<GroupConfiguration> {
    let mut configuration = GroupConfiguration::default();
    let own = match event.request("groupConfiguration") {
        None => return Some(configuration),
        Some(Value::Array(items)) => items.first()?.as_object()?,
        Some(own) => own.as_object()?,
    };
    let list = |name: &str| -> Option<Vec<String>> {
        match own.get(name) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(list) => list
                .as_array()?
                .iter()
                .map(|item| Some(item.as_str()?.to_owned()))
                .collect(),
        }
    };
    configuration.groups_to_override = list("groupsToOverride")?;
    configuration.iam_roles_to_override = list("iamRolesToOverride")?;
    configuration.preferred_role = own
        .get("preferredRole")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Some(configuration)
}
