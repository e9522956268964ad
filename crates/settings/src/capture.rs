//! What a captured event may show: that of the configuration, and what a token claims.

use invitation::admission::INVITATION_KEY;
use invitation::token::Binding;
use invitation::{EmailAddress, INVITATION_ATTRIBUTE, TokenFault, TokenSettings, VerifiedToken};
use jiff::Timestamp;
use serde_json::{Value, json};
use trigger::capture::RedactedToken;
use trigger::{Capture, Event};

use crate::Settings;

impl Settings {
    /// What a function that has these settings tells the capture of its events.
    pub fn capture(&self) -> Capture {
        let tokens = self.tokens.clone();
        Capture {
            token_places: &[INVITATION_ATTRIBUTE, INVITATION_KEY],
            describe_token: Box::new(move |token, event, now| describe(&tokens, token, event, now)),
            configured: self.shown_values(),
        }
    }

    /// Values that stand in the settings, and so tell nothing about a person.
    fn shown_values(&self) -> std::collections::BTreeSet<String> {
        let required = [&self.self_sign_up.require, &self.admin_created.require];
        let values = required
            .into_iter()
            .flat_map(|require| {
                require
                    .validation_data
                    .values()
                    .chain(require.client_metadata.values())
            })
            .flatten();
        values
            .chain(self.brands.default.iter())
            .chain(self.brands.by_client.values())
            .cloned()
            .collect()
    }
}

/// What a token claims is shown for a token of ours only: any other text could claim anything,
/// a person's name included, under names that are not redacted.
fn describe(tokens: &TokenSettings, token: &str, event: &Event, now: Timestamp) -> RedactedToken {
    let email = event
        .user_attributes()
        .get("email")
        .and_then(|text| text.parse::<EmailAddress>().ok());
    let binding = Binding {
        user_pool_id: event.user_pool_id(),
        email: email.as_ref(),
    };
    let verified = tokens.verify_apart_from_expiry(token, binding, now);
    let (claims, verdict) = match verified {
        Ok((token, expiry)) if now >= expiry => (with_kid(&token), TokenFault::Expired.as_str()),
        Ok((token, _)) => (with_kid(&token), "valid"),
        Err(fault) => (Value::Null, fault.as_str()),
    };
    RedactedToken {
        claims,
        verdict: verdict.to_owned(),
    }
}

/// The claims, and beside them the key that signed: a replay signs with another, under the same
/// limit of groups.
fn with_kid(token: &VerifiedToken) -> Value {
    let mut claims = json!(token.claims());
    if let Value::Object(members) = &mut claims {
        members.insert("kid".to_owned(), token.kid().into());
    }
    claims
}
