//! The settings of an app client in a request, and their checks.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::authentication::tokens::Lifetimes;
use crate::operations::request::members::Reader;
use crate::operations::request::oauth_settings;
use crate::state::error::ApiError;
use crate::state::pool::{Client, ClientSettings, Pool};
use crate::state::schema::Schema;

/// The settings that are kept and shown, but have no effect here. All other unknown members are
/// ignored.
const OTHER: [&str; 2] = [
    "AnalyticsConfiguration",
    "EnablePropagateAdditionalUserContextData",
];

/// API reference: `ExplicitAuthFlowsType`.
const FLOWS: [&str; 9] = [
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
];

/// API reference: `TimeUnitsType`.
const UNITS: [&str; 4] = ["seconds", "minutes", "hours", "days"];

/// The attributes that no client may write.
const UNWRITABLE: [&str; 3] = ["email_verified", "phone_number_verified", "sub"];

/// Reads the settings: all members that were not read yet. A setting that is left out has its
/// default.
pub(crate) fn settings(members: &mut Reader) -> ClientSettings {
    let flows = members.choices("ExplicitAuthFlows", &FLOWS);
    let existence = members.choice_of("PreventUserExistenceErrors", &["LEGACY", "ENABLED"]);
    let access = members.number("AccessTokenValidity", 1, 86_400);
    let id = members.number("IdTokenValidity", 1, 86_400);
    let refresh = members.number("RefreshTokenValidity", 0, 315_360_000);
    let session = members.number("AuthSessionValidity", 3, 15);
    let mut settings: ClientSettings = members.rest();
    if let Some(rotation) = &settings.refresh_token_rotation {
        let path = "refreshTokenRotation";
        let features = ["ENABLED", "DISABLED"];
        members.one_of(&format!("{path}.feature"), &rotation.feature, &features);
        let seconds = rotation.retry_grace_period_seconds.unwrap_or_default();
        members.within(&format!("{path}.retryGracePeriodSeconds"), seconds, 0, 60);
    }
    if let Some(units) = &settings.token_validity_units {
        for (name, unit) in [
            ("accessToken", &units.access_token),
            ("idToken", &units.id_token),
            ("refreshToken", &units.refresh_token),
        ] {
            let path = format!("tokenValidityUnits.{name}");
            let unit = unit.as_deref().unwrap_or("hours");
            members.one_of(&path, unit, &UNITS);
        }
    }
    oauth_settings::check_members(members, &settings);
    settings
        .other
        .retain(|name, _| OTHER.contains(&name.as_str()));
    ClientSettings {
        explicit_auth_flows: Some(flows).filter(|flows| !flows.is_empty()),
        prevent_user_existence_errors: existence,
        access_token_validity: access,
        id_token_validity: id,
        refresh_token_validity: refresh,
        auth_session_validity: session,
        ..settings
    }
}

/// Refuses a client that the pool cannot have. `doing` is AWS's word: `creating`, `updating`.
pub(crate) fn check(pool: &Pool, client: &Client, doing: &str) -> Result<(), ApiError> {
    let settings = &client.settings;
    let reads = settings.read_attributes.iter().flatten();
    if !knows_all(&pool.schema, reads) {
        return Err(ApiError::invalid(format!(
            "Invalid read attributes specified while {doing} a client"
        )));
    }
    if let Some(writes) = &settings.write_attributes
        && !is_writable(&pool.schema, writes)
    {
        return Err(ApiError::invalid(format!(
            "Invalid write attributes specified while {doing} a client"
        )));
    }
    check_flows(settings)?;
    check_rotation(client)?;
    check_lifetimes(client)?;
    oauth_settings::check(client)
}

fn knows_all<'a>(schema: &Schema, mut names: impl Iterator<Item = &'a String>) -> bool {
    names.all(|name| schema.get(name).is_some())
}

/// A list of write attributes has to contain every required attribute, because all clients write
/// those.
fn is_writable(schema: &Schema, listed: &BTreeSet<String>) -> bool {
    let holds_required = schema
        .iter()
        .filter(|(_, definition)| definition.required)
        .all(|(name, _)| listed.contains(name));
    let unwritable = UNWRITABLE.iter().any(|&name| listed.contains(name));
    holds_required && !unwritable && knows_all(schema, listed.iter())
}

/// The old names of flows and the ones with `ALLOW_` do not mix (API reference:
/// `CreateUserPoolClient`, `ExplicitAuthFlows`). No source shows the text.
fn check_flows(settings: &ClientSettings) -> Result<(), ApiError> {
    let flows = || settings.explicit_auth_flows.iter().flatten();
    let is_new = |flow: &String| flow.starts_with("ALLOW_");
    if flows().any(is_new) && !flows().all(is_new) {
        return Err(ApiError::invalid(
            "ExplicitAuthFlows that begin with ALLOW_ cannot be used with others.",
        ));
    }
    Ok(())
}

/// If a client rotates refresh tokens, it cannot have the flow that keeps them (developer guide,
/// "Refresh tokens"). No source shows the text.
fn check_rotation(client: &Client) -> Result<(), ApiError> {
    let mut flows = client.settings.explicit_auth_flows.iter().flatten();
    if client.rotation_grace().is_some() && flows.any(|flow| flow == "ALLOW_REFRESH_TOKEN_AUTH") {
        return Err(ApiError::invalid(
            "Refresh token rotation cannot be used with ALLOW_REFRESH_TOKEN_AUTH.",
        ));
    }
    Ok(())
}

/// Access and ID tokens last five minutes to a day, refresh tokens an hour to ten years
/// (API reference: `CreateUserPoolClient`).
fn check_lifetimes(client: &Client) -> Result<(), ApiError> {
    let lifetimes = Lifetimes::of(client);
    let (five_minutes, hour) = (SignedDuration::from_mins(5), SignedDuration::from_hours(1));
    let (day, ten_years) = (
        SignedDuration::from_hours(24),
        SignedDuration::from_hours(3650 * 24),
    );
    let fits = (five_minutes..=day).contains(&lifetimes.access)
        && (five_minutes..=day).contains(&lifetimes.id)
        && (hour..=ten_years).contains(&lifetimes.refresh);
    if fits {
        return Ok(());
    }
    Err(ApiError::invalid("Invalid range for token validity."))
}
