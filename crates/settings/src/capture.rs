//! What a captured event may show: that of the configuration, and what a token claims.

use std::collections::BTreeSet;

use invitation::admission::INVITATION_KEY;
use invitation::token::Binding;
use invitation::{
    EmailAddress, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE, InvitationRecord, TokenFault,
    TokenSettings, VerifiedToken,
};
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
            record_place: INVITED_ATTRIBUTE,
            redact_record: Box::new(redact_record),
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

fn redact_record(text: &str, replace: &dyn Fn(&str, &str) -> String) -> Option<String> {
    Some(InvitationRecord::parse(text)?.redacted(replace).to_text())
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

#[cfg(test)]
mod tests {
    use trigger::Event;
    use trigger::capture::Redaction;

    use super::*;

    fn redacted(record: &str) -> String {
        let capture = Capture {
            token_places: &[],
            describe_token: Box::new(|_, _| unreachable!()),
            record_place: INVITED_ATTRIBUTE,
            redact_record: Box::new(redact_record),
            configured: ["northwind".to_owned()].into(),
        };
        let attributes = json!({ INVITED_ATTRIBUTE: record, "email": "jane@client.example" });
        let event = json!({ "request": { "userAttributes": attributes } });
        let event = Event::new(event.to_string());
        let shown = Redaction::new(&capture, "secret", &event, Timestamp::UNIX_EPOCH).event();
        let shown = &shown["request"]["userAttributes"][INVITED_ATTRIBUTE];
        shown.as_str().unwrap().to_owned()
    }

    #[test]
    fn a_captured_record_keeps_its_moments_and_names_nobody() {
        let text = r#"{"by":"canary@example.com","by_name":"Canary Jane","until":1800003600,"mode":"token","at":1800000000,"brand":"northwind","locale":"pt-BR","marks":{"accepted":1800000005}}"#;
        let shown = redacted(text);
        assert!(!shown.to_lowercase().contains("canary"), "{shown}");
        let record = InvitationRecord::parse(&shown).unwrap();
        let original = InvitationRecord::parse(text).unwrap();
        assert_eq!(format!("{record:?}"), format!("{original:?}"));
        assert_eq!(
            (&record.brand, &record.locale),
            (&original.brand, &original.locale)
        );
        assert!(record.by_name.is_some() && record.by.unwrap().email().is_some());
    }

    #[test]
    fn what_only_looks_like_a_record_is_redacted_as_any_text() {
        for text in [
            r#"{"at":1800000000,"canary":"Jane"}"#,
            "canary",
            r#"{"at":1800000000} canary"#,
        ] {
            assert!(!redacted(text).contains("canary"), "{text}");
        }
        let hidden = redacted(r#"{"at":1800000000,"brand":"canary","locale":"canary-jane"}"#);
        assert!(!hidden.contains("canary"), "{hidden}");
    }
}
