//! Pre sign-up: admission. May this account be created?
//!
//! `PreSignUp_SignUp`, `PreSignUp_AdminCreateUser` and `PreSignUp_ExternalProvider` go to
//! [`invitation::admit`]. A rejection has a code and a sentence in the reader's language; the reader
//! is the person, or the administrator who creates the user. This hook decides, so it rejects when
//! in doubt (design §4 rule 3).

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lambda_events::cognito::CognitoEventUserPoolsPreSignupResponse;
use invitation::{Attributes, INVITATION_ATTRIBUTE, Rejection, SignUp, SignUpKind, admit};
use jiff::Timestamp;
use messages::{Brands, ReadBy};
use settings::{Reader, Settings};
use trigger::Failure;
use trigger::{
    Answer, Event, Function, Hook, HookOutcome, Invocation, Metric, OutcomeName, RejectionMessage,
};

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
        read_by: ReadBy,
        reader: &Reader<'_>,
        invocation: &Invocation,
    ) -> HookOutcome {
        let (brand, locale) = self
            .settings
            .appearance(&self.brands, reader, invocation.now);
        let locale = match read_by {
            ReadBy::Applicant => locale,
            // The user's own language is not the administrator's.
            ReadBy::Administrator => {
                brand.locale(reader.client_metadata.get("locale").map(String::as_str))
            }
        };
        let sentence = brand.rejection(&locale, read_by, rejection.code(), rejection.detail());
        rejected(rejection, sentence)
    }
}

impl Hook for PreSignUp {
    const NAME: &'static str = Function::PreSignUp.name();
    const BUDGET: Duration = Duration::from_secs(4);

    async fn handle(&self, event: &Event, invocation: &Invocation) -> HookOutcome {
        let request = Request::of(event);
        let reader = Reader {
            user_pool_id: event.user_pool_id(),
            client_id: event.client_id(),
            attributes: &request.attributes,
            client_metadata: &request.client_metadata,
        };
        let Some(kind) = kind(event.trigger_source()) else {
            // An unknown kind of sign-up is rejected.
            let source = event.trigger_source().to_ascii_lowercase();
            if source.is_empty() || source.starts_with("presignup") {
                let rejection = Rejection::RequestNotUnderstood;
                return self.reject(&rejection, ReadBy::Applicant, &reader, invocation);
            }
            return HookOutcome::passed_through();
        };
        let sign_up = request.sign_up(kind, event);
        match admit(&sign_up, &self.settings.admission_policy(), invocation.now) {
            Ok(admission) => {
                let mut response = CognitoEventUserPoolsPreSignupResponse::default();
                response.auto_confirm_user = admission.confirmed_by_token;
                response.auto_verify_email = admission.confirmed_by_token;
                let outcome = HookOutcome::new(OutcomeName::Admitted, Answer::respond(&response));
                HookOutcome {
                    jti: admission.jti,
                    ..outcome.counted(Metric::Admitted)
                }
            }
            Err(rejection) => {
                let read_by = match kind {
                    SignUpKind::AdminCreateUser => ReadBy::Administrator,
                    SignUpKind::SelfSignUp | SignUpKind::ExternalProvider => ReadBy::Applicant,
                };
                let mut outcome = self.reject(&rejection, read_by, &reader, invocation);
                let token = sign_up.attributes.get(INVITATION_ATTRIBUTE);
                outcome.jti = token.and_then(|token| {
                    let tokens = &self.settings.tokens;
                    tokens.signed_jti(token, event.user_pool_id())
                });
                outcome
            }
        }
    }

    fn fallback(&self, _: &Event, failure: Failure) -> HookOutcome {
        let rejection = match failure {
            Failure::NotAnEvent => Rejection::RequestNotUnderstood,
            Failure::Panicked | Failure::Overran => Rejection::TemporarilyUnavailable,
        };
        // Nothing is known of the person, so it is the default brand and language.
        let brand = self.brands.select([]);
        let sentence =
            brand.rejection(&brand.locale([]), ReadBy::Applicant, rejection.code(), None);
        let message = RejectionMessage {
            code: rejection.code(),
            sentence,
        };
        let mut outcome = HookOutcome::failed(failure, Answer::Reject(message));
        outcome.code = Some(rejection.code());
        outcome.cause = Some(failure.as_str());
        outcome
    }
}

fn kind(trigger_source: &str) -> Option<SignUpKind> {
    Some(match trigger_source {
        "PreSignUp_SignUp" => SignUpKind::SelfSignUp,
        "PreSignUp_AdminCreateUser" => SignUpKind::AdminCreateUser,
        "PreSignUp_ExternalProvider" => SignUpKind::ExternalProvider,
        _ => return None,
    })
}

/// What an event says about the new account.
struct Request {
    attributes: Attributes,
    validation_data: BTreeMap<String, String>,
    client_metadata: BTreeMap<String, String>,
}

impl Request {
    fn of(event: &Event) -> Self {
        Self {
            attributes: event.user_attributes().into_iter().collect(),
            validation_data: event.validation_data(),
            client_metadata: event.client_metadata(),
        }
    }

    fn sign_up<'a>(&'a self, kind: SignUpKind, event: &'a Event) -> SignUp<'a> {
        SignUp {
            kind,
            user_pool_id: event.user_pool_id(),
            user_name: event.user_name(),
            attributes: &self.attributes,
            validation_data: &self.validation_data,
            client_metadata: &self.client_metadata,
        }
    }
}

/// The key of the settings that rejects this event; `None` if the event is admitted, or if no setting
/// decides.
pub fn deciding_setting(settings: &Settings, event: &Event, now: Timestamp) -> Option<String> {
    let request = Request::of(event);
    let sign_up = request.sign_up(kind(event.trigger_source())?, event);
    let policy = settings.admission_policy();
    let rejection = admit(&sign_up, &policy, now).err()?;
    invitation::deciding_setting(&rejection, &sign_up, &policy)
}

fn rejected(rejection: &Rejection, sentence: String) -> HookOutcome {
    let message = RejectionMessage {
        code: rejection.code(),
        sentence,
    };
    let outcome = HookOutcome::new(OutcomeName::Rejected, Answer::Reject(message));
    HookOutcome {
        code: Some(rejection.code()),
        cause: rejection.cause(),
        ..outcome.counted(Metric::Rejected)
    }
}
