//! Pre sign-up: admission. May this account come into being?
//!
//! `PreSignUp_SignUp`, `PreSignUp_AdminCreateUser` and `PreSignUp_ExternalProvider` go to
//! [`invitation::admit`]; a "no" is answered with its code and a sentence in the language of
//! whoever reads it: the person, or the administrator who creates the user. This hook decides, so
//! it denies when in doubt (design §4 rule 3).

use std::time::Duration;

use aws_lambda_events::cognito::CognitoEventUserPoolsPreSignupResponse;
use invitation::{Attributes, INVITATION_ATTRIBUTE, Rejection, SignUp, SignUpKind, admit};
use messages::{Audience, Brands};
use settings::{Reader, Settings};
use trigger::hook::Failure;
use trigger::{Answer, Denial, Event, Hook, Invocation, Metric, Outcome};

/// The pre sign-up function.
#[derive(Debug)]
pub struct PreSignUp {
    settings: Settings,
    brands: Brands,
}

impl PreSignUp {
    /// A function with these settings; `brands` has the sentences.
    pub fn new(settings: Settings, brands: Brands) -> Self {
        Self { settings, brands }
    }

    fn reject(
        &self,
        rejection: &Rejection,
        audience: Audience,
        reader: &Reader<'_>,
        invocation: &Invocation,
    ) -> Outcome {
        let (brand, locale) = self
            .settings
            .appearance(&self.brands, reader, invocation.now);
        let locale = match audience {
            Audience::Applicant => locale,
            // The user's own language is not the administrator's.
            Audience::Administrator => {
                brand.locale(reader.client_metadata.get("locale").map(String::as_str))
            }
        };
        let sentence = brand.rejection(&locale, audience, rejection.code(), rejection.detail());
        denied(rejection, sentence)
    }
}

impl Hook for PreSignUp {
    const NAME: &'static str = "pre-sign-up";
    const BUDGET: Duration = Duration::from_secs(4);

    async fn handle(&self, event: &Event, invocation: &Invocation) -> Outcome {
        let attributes: Attributes = event.user_attributes().into_iter().collect();
        let client_metadata = event.client_metadata();
        let reader = Reader {
            user_pool_id: event.user_pool_id(),
            client_id: event.client_id(),
            attributes: &attributes,
            client_metadata: &client_metadata,
        };
        let kind = match event.trigger_source() {
            "PreSignUp_SignUp" => SignUpKind::SelfSignUp,
            "PreSignUp_AdminCreateUser" => SignUpKind::AdminCreateUser,
            "PreSignUp_ExternalProvider" => SignUpKind::ExternalProvider,
            // Whatever looks like a sign-up and is none that is known is refused.
            source if source.is_empty() || source.to_ascii_lowercase().starts_with("presignup") => {
                let rejection = Rejection::RequestNotUnderstood;
                return self.reject(&rejection, Audience::Applicant, &reader, invocation);
            }
            _ => return Outcome::passed_through(),
        };
        let sign_up = SignUp {
            kind,
            user_pool_id: event.user_pool_id(),
            user_name: event.user_name(),
            attributes: &attributes,
            validation_data: &event.validation_data(),
            client_metadata: &client_metadata,
        };
        match admit(&sign_up, &self.settings.admission_policy(), invocation.now) {
            Ok(admission) => {
                let mut response = CognitoEventUserPoolsPreSignupResponse::default();
                response.auto_confirm_user = admission.confirmed_by_token;
                response.auto_verify_email = admission.confirmed_by_token;
                let mut outcome = Outcome::new("admitted", Answer::respond(&response));
                outcome.jti = admission.jti;
                outcome.metrics.push(Metric {
                    name: "Admitted",
                    count: 1,
                });
                outcome
            }
            Err(rejection) => {
                let audience = match kind {
                    SignUpKind::AdminCreateUser => Audience::Administrator,
                    SignUpKind::SelfSignUp | SignUpKind::ExternalProvider => Audience::Applicant,
                };
                let mut outcome = self.reject(&rejection, audience, &reader, invocation);
                outcome.jti = attributes.get(INVITATION_ATTRIBUTE).and_then(|token| {
                    let tokens = &self.settings.tokens;
                    tokens.signed_jti(token, event.user_pool_id())
                });
                outcome
            }
        }
    }

    fn fallback(&self, failure: Failure) -> Outcome {
        let rejection = match failure {
            Failure::NotAnEvent => Rejection::RequestNotUnderstood,
            Failure::Panicked | Failure::Overran => Rejection::TemporarilyUnavailable,
        };
        // Nothing is known of the person, so it is the default brand and language.
        let brand = self.brands.select([]);
        let sentence = brand.rejection(
            &brand.locale([]),
            Audience::Applicant,
            rejection.code(),
            None,
        );
        let denial = Denial {
            code: rejection.code(),
            sentence,
        };
        let mut outcome = Outcome::failed(failure, Answer::Deny(denial));
        outcome.code = Some(rejection.code());
        outcome.cause = Some(failure.as_str());
        outcome
    }
}

fn denied(rejection: &Rejection, sentence: String) -> Outcome {
    let mut outcome = Outcome::new(
        "rejected",
        Answer::Deny(Denial {
            code: rejection.code(),
            sentence,
        }),
    );
    outcome.code = Some(rejection.code());
    outcome.cause = rejection.cause();
    outcome.metrics.push(Metric {
        name: "Rejected",
        count: 1,
    });
    outcome
}
