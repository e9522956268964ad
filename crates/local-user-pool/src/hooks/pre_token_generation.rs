//! Pre token generation: changes the claims of tokens (contract §2.7).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{CallerClient, Hook, HookCall, Response, with_metadata};
use crate::authentication::tokens::{ClaimChanges, GroupClaims, Overrides, TokenRequest};
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::json::set;

/// The member of `response` that an event of version 1 has.
const V1: &str = "claimsOverrideDetails";

/// The member of `response` that events of versions 2 and 3 have.
const V2: &str = "claimsAndScopeOverrideDetails";

/// The answer to version 1: changes to the ID token, with texts only.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct V1Details {
    claims_to_add_or_override: Option<BTreeMap<String, String>>,
    claims_to_suppress: Option<Vec<String>>,
    group_override_details: GroupOverride,
}

/// The answer to versions 2 and 3: changes to both tokens.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct V2Details {
    id_token_generation: Option<TokenGeneration>,
    access_token_generation: Option<TokenGeneration>,
    group_override_details: GroupOverride,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TokenGeneration {
    claims_to_add_or_override: Option<BTreeMap<String, Value>>,
    claims_to_suppress: Option<Vec<String>>,
    scopes_to_add: Option<Vec<String>>,
    scopes_to_suppress: Option<Vec<String>>,
}

/// `groupOverrideDetails` replaces the groups. Null and an empty object remove all of them. Without
/// the member, the groups stay.
#[derive(Debug, Default)]
struct GroupOverride(Option<GroupClaims>);

impl<'de> Deserialize<'de> for GroupOverride {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let details: Option<GroupClaims> = Option::deserialize(from)?;
        Ok(Self(Some(details.unwrap_or_default())))
    }
}

impl From<V1Details> for Overrides {
    fn from(details: V1Details) -> Self {
        let set = details.claims_to_add_or_override.unwrap_or_default();
        Self {
            id: ClaimChanges {
                set: set
                    .into_iter()
                    .map(|(name, value)| (name, json!(value)))
                    .collect(),
                suppress: details.claims_to_suppress.unwrap_or_default(),
                ..ClaimChanges::default()
            },
            access: ClaimChanges::default(),
            groups: details.group_override_details.0,
        }
    }
}

impl From<V2Details> for Overrides {
    fn from(details: V2Details) -> Self {
        let changes = |generation: Option<TokenGeneration>| {
            let generation = generation.unwrap_or_default();
            ClaimChanges {
                set: generation.claims_to_add_or_override.unwrap_or_default(),
                suppress: generation.claims_to_suppress.unwrap_or_default(),
                add_scopes: generation.scopes_to_add.unwrap_or_default(),
                suppress_scopes: generation.scopes_to_suppress.unwrap_or_default(),
            }
        };
        Self {
            id: changes(details.id_token_generation),
            access: changes(details.access_token_generation),
            groups: details.group_override_details.0,
        }
    }
}

/// Reads the answer to an event of either version.
fn read(response: &Response, is_v1: bool) -> Result<Overrides, ApiError> {
    if is_v1 {
        let details: Option<V1Details> = response.structure(V1)?;
        return Ok(details.map(Overrides::from).unwrap_or_default());
    }
    let details: Option<V2Details> = response.structure(V2)?;
    Ok(details.map(Overrides::from).unwrap_or_default())
}

impl Context {
    /// Runs the hook. If it fails, there are no tokens, not on refresh either (contract §6).
    pub(crate) async fn pre_token_generation(
        &self,
        request: &TokenRequest,
        groups: &GroupClaims,
    ) -> Result<Overrides, ApiError> {
        let version = {
            let state = self.state();
            let config = &state.pools.pool(&request.pool_id)?.settings.lambda_config;
            Hook::PreTokenGeneration.slot(config).map(|slot| slot.1)
        };
        let is_v1 = version == Some("1");
        let mut members = json!({
            "userAttributes": request.seen.attributes,
            "groupConfiguration": groups,
        });
        if !is_v1 {
            set(
                &mut members,
                "scopes",
                json!(request.scopes.iter().collect::<Vec<_>>()),
            );
        }
        let details = if is_v1 { V1 } else { V2 };
        let call = HookCall {
            hook: Hook::PreTokenGeneration,
            source: request.source.into(),
            pool_id: request.pool_id.clone(),
            username: request.username.clone(),
            sub: request.seen.sub.clone(),
            client: CallerClient::Id(request.client_id.clone()),
            request: with_metadata(members, request.client_metadata.as_ref()),
            response: json!({ details: null }),
        };
        match self.run_hook(call).await? {
            Some(response) => read(&response, is_v1),
            None => Ok(Overrides::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    /// The groups after an answer of version 1; none if they stay those of the user.
    #[track_caller]
    fn check_groups(details: Value, expected: Option<&Value>) {
        let mut response = Map::new();
        response.insert(V1.to_owned(), details);
        let overrides = read(&Response(response), true).unwrap();
        let groups = overrides.groups.map(|groups| json!(groups));
        assert_eq!(groups.as_ref(), expected);
    }

    #[test]
    fn group_overrides_replace_the_groups() {
        let groups = |names: Value| {
            json!({
                "groupsToOverride": names,
                "iamRolesToOverride": [],
                "preferredRole": null,
            })
        };
        check_groups(Value::Null, None);
        check_groups(json!({}), None);
        check_groups(json!({"claimsToSuppress": null}), None);
        check_groups(
            json!({"groupOverrideDetails": null}),
            Some(&groups(json!([]))),
        );
        check_groups(
            json!({"groupOverrideDetails": {}}),
            Some(&groups(json!([]))),
        );
        check_groups(
            json!({"groupOverrideDetails": {"groupsToOverride": ["a"], "iamRolesToOverride": null}}),
            Some(&groups(json!(["a"]))),
        );
    }

    #[track_caller]
    fn check_refused(is_v1: bool, response: Value) {
        let Value::Object(response) = response else {
            panic!("an object");
        };
        let refusal = read(&Response(response), is_v1).map(|_| ()).unwrap_err();
        assert_eq!(refusal.to_string(), "Unrecognizable lambda output");
    }

    #[test]
    fn answers_of_the_wrong_shape_are_refused() {
        check_refused(true, json!({V1: {"claimsToAddOrOverride": {"a": 1}}}));
        check_refused(true, json!({V1: {"groupOverrideDetails": ["a"]}}));
        check_refused(true, json!({V1: "x"}));
        check_refused(false, json!({V2: {"idTokenGeneration": "x"}}));
    }
}
