//! What a captured event may show: that of the configuration, and what a token claims.

use std::collections::BTreeSet;

use invitation::admission::INVITATION_KEY;
use invitation::token::Binding;
use invitation::{EmailAddress, INVITATION_ATTRIBUTE, TokenFault, TokenSettings, VerifiedToken};
use jiff::Timestamp;
use serde_json::{Value, json};
use trigger::Capture;
use trigger::capture::{PresentedToken, RedactedToken};

use crate::Settings;

impl Settings {
    /// What a function that has these settings lets the capture of its events show, where the
    /// environment asks for one.
    pub fn capture(&self) -> Option<Capture> {
        trigger::capture::is_asked_for().then(|| self.capture_facts())
    }

    fn capture_facts(&self) -> Capture {
        let tokens = self.tokens.clone();
        Capture {
            token_places: &[INVITATION_ATTRIBUTE, INVITATION_KEY],
            describe_token: Box::new(move |token, now| describe(&tokens, token, now)),
            configured: self.shown_values(),
        }
    }

    /// Values and names that stand in the settings, and so say nothing about a person.
    fn shown_values(&self) -> BTreeSet<String> {
        let required = [&self.self_sign_up.require, &self.admin_created.require]
            .into_iter()
            .flat_map(|require| {
                require
                    .validation_data
                    .iter()
                    .chain(&require.client_metadata)
            });
        required
            .flat_map(|(key, values)| values.iter().chain([key]))
            .chain(&self.brands.default)
            .chain(self.brands.by_client.values())
            .cloned()
            .chain(self.brand_names())
            .collect()
    }
}

/// What a token claims is shown for a token of ours only: any other text could claim anything,
/// a person's name included, under names that are not redacted.
fn describe(tokens: &TokenSettings, token: &PresentedToken<'_>, now: Timestamp) -> RedactedToken {
    let email = token
        .email
        .and_then(|text| text.parse::<EmailAddress>().ok());
    let binding = Binding {
        user_pool_id: token.user_pool_id,
        email: email.as_ref(),
    };
    let verified = tokens.verify_apart_from_expiry(token.text, binding, now);
    let (claims, verdict) = match verified {
        Ok((token, expiry)) if now >= expiry => (with_kid(&token), TokenFault::Expired.as_str()),
        Ok((token, _)) => (with_kid(&token), RedactedToken::VALID),
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
