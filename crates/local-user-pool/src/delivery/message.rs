//! The messages of a user pool: runs the custom message hook, checks its texts, fills in the
//! secret, and puts the message into the inbox (contract §2.5 and §4).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use strum::IntoStaticStr;

use crate::hooks::{CallerClient, Hook, HookCall, Response, user_attributes, with_metadata};
use crate::state::behaviour::RefusedMessage;
use crate::state::calls::Service;
use crate::state::context::Context;
use crate::state::error::ApiError;
use crate::state::inbox::{Channel, SentMessage};
use crate::state::medium::Medium;
use crate::state::pool::{DefaultEmailOption, EmailSendingAccount, Pool, PoolSettings};
use crate::state::random;

pub(crate) mod link;
mod part;

pub(crate) use part::Part;

const CODE: &str = "{####}";
const USERNAME: &str = "{username}";
/// The address of Cognito's own sender.
const COGNITO_SENDER: &str = "no-reply@verificationemail.com";

/// The reason for a message. The trigger source of the hook names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(prefix = "CustomMessage_")]
pub(crate) enum MessageKind {
    AdminCreateUser,
    SignUp,
    ResendCode,
    ForgotPassword,
    UpdateUserAttribute,
    VerifyUserAttribute,
}

impl MessageKind {
    fn trigger_source(self) -> &'static str {
        self.into()
    }

    /// Only an invitation names the user.
    fn names_user(self) -> bool {
        self == Self::AdminCreateUser
    }

    /// Whether the mail has a link instead of a code: only at a sign-up, if the pool is set so.
    fn is_by_link(self, settings: &PoolSettings) -> bool {
        let option = settings.verification_message_template.default_email_option;
        matches!(self, Self::SignUp | Self::ResendCode)
            && option == DefaultEmailOption::ConfirmWithLink
    }
}

/// A message to send.
pub(crate) struct Message<'a> {
    pub(crate) kind: MessageKind,
    pub(crate) media: &'a [Medium],
    /// The code or the temporary password.
    pub(crate) secret: &'a str,
    pub(crate) client: CallerClient,
    pub(crate) metadata: Option<BTreeMap<String, String>>,
    /// The recipient, if it is not the user's attribute: an address to verify.
    pub(crate) address: Option<&'a str>,
}

/// The texts of one message.
struct Texts {
    subject: String,
    email: String,
    sms: String,
}

/// The pool's settings, and the link of the message.
struct Sender {
    settings: PoolSettings,
    /// None if the mail has a code or a password.
    link: Option<String>,
}

impl Context {
    /// Runs the hook and sends the message. Returns `CodeDeliveryDetailsType` of the last medium,
    /// with the address masked as by AWS.
    ///
    /// The user is stored already, and stays so if this fails (contract §6).
    pub(crate) async fn send(
        &self,
        pool_id: &str,
        username: &str,
        message: &Message<'_>,
    ) -> Result<Value, ApiError> {
        let (call, sender, addresses) = {
            let state = self.state();
            let pool = state.pools.pool(pool_id)?;
            let user = pool.user(username)?;
            let address = |&medium: &Medium| {
                let held = user.attribute(medium.attribute());
                Some((medium, message.address.or(held)?.to_owned()))
            };
            let addresses: Vec<_> = message.media.iter().filter_map(address).collect();
            let link = match &message.client {
                CallerClient::Id(id) if message.kind.is_by_link(&pool.settings) => {
                    Some(state.confirmation_link(pool, id, &user.username, message.secret))
                }
                _ => None,
            };
            let sender = Sender {
                settings: pool.settings.clone(),
                link,
            };
            (hook_call(pool, user, message), sender, addresses)
        };
        let response = self.run_hook(call).await?;
        let behaviour = self.state().behaviour;
        let texts = texts(
            message.kind,
            &sender.settings,
            response.as_ref(),
            behaviour.refused_message,
        )?;
        if self.undeliverable {
            return Err(ApiError::CodeDeliveryFailure(
                "Unable to send the email".to_owned(),
            ));
        }
        let mut details = Value::Null;
        for (medium, address) in addresses {
            let sent = self.sent(&sender, message, username, medium, &address, &texts);
            self.state().history.send(sent);
            details = delivery_details(medium, &address);
        }
        Ok(details)
    }

    fn sent(
        &self,
        sender: &Sender,
        message: &Message<'_>,
        username: &str,
        medium: Medium,
        address: &str,
        texts: &Texts,
    ) -> SentMessage {
        let fill = |text: &str| {
            let text = text.replace(CODE, message.secret);
            if message.kind.names_user() {
                return text.replace(USERNAME, username);
            }
            text
        };
        let mail = medium == Medium::Email;
        let fill_mail = |text: &str| match &sender.link {
            Some(link) => link::fill(text, link),
            None => fill(text),
        };
        let configuration = &sender.settings.email_configuration;
        SentMessage {
            id: random::uuid(),
            sent: self.now,
            channel: if mail { Channel::Email } else { Channel::Sms },
            service: Service::CognitoIdp,
            trigger_source: Some(message.kind.trigger_source()),
            from: if mail {
                let from = configuration.from.as_deref();
                from.unwrap_or(COGNITO_SENDER).to_owned()
            } else {
                String::new()
            },
            to: vec![address.to_owned()],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: configuration
                .reply_to_email_address
                .iter()
                .filter(|_| mail)
                .cloned()
                .collect(),
            subject: if mail {
                fill(&texts.subject)
            } else {
                String::new()
            },
            html: mail.then(|| fill_mail(&texts.email)),
            text: (!mail).then(|| fill(&texts.sms)),
            headers: Vec::new(),
            configuration_set: None,
            tags: Vec::new(),
        }
    }
}

fn hook_call(pool: &Pool, user: &crate::state::user::User, message: &Message<'_>) -> HookCall {
    let request = json!({
        "userAttributes": user_attributes(pool, user),
        "codeParameter": CODE,
        "linkParameter": "{##Click Here##}",
        "usernameParameter": message.kind.names_user().then_some(USERNAME),
    });
    HookCall {
        hook: Hook::CustomMessage,
        source: message.kind.trigger_source(),
        pool_id: pool.id.clone(),
        username: user.username.clone(),
        sub: user.sub.clone(),
        client: message.client.clone(),
        request: with_metadata(request, message.metadata.as_ref()),
        response: json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null }),
    }
}

/// The texts of the hook, and the pool's own for the parts that the hook leaves out.
fn texts(
    kind: MessageKind,
    settings: &PoolSettings,
    response: Option<&Response>,
    refused: RefusedMessage,
) -> Result<Texts, ApiError> {
    let own = own_texts(kind, settings);
    let Some(response) = response else {
        return Ok(own);
    };
    let email = response.text("emailMessage")?;
    let subject = response.text("emailSubject")?;
    let sms = response.text("smsMessage")?;
    let from_cognito =
        settings.email_configuration.email_sending_account == EmailSendingAccount::CognitoDefault;
    if from_cognito && (email.is_some() || subject.is_some()) {
        return Err(ApiError::InvalidLambdaResponse(
            "Custom email message and subject are allowed with an Amazon SES identity only",
        ));
    }
    // An invitation without both placeholders is silently replaced (contract §4.1).
    let incomplete =
        |text: &str| kind.names_user() && !text.contains(USERNAME) || !text.contains(CODE);
    let judge = |part: Part, text: Option<&str>, own: String| -> Result<String, ApiError> {
        let Some(text) = text else { return Ok(own) };
        if kind.names_user() && part != Part::Subject && incomplete(text) {
            return Ok(own);
        }
        match part.violation(text) {
            None => Ok(text.to_owned()),
            Some(_) if refused == RefusedMessage::PoolTemplate => Ok(own),
            Some(violation) => Err(ApiError::InvalidParameter(violation)),
        }
    };
    let body = if kind.is_by_link(settings) {
        Part::EmailByLink
    } else {
        Part::Email
    };
    Ok(Texts {
        subject: judge(Part::Subject, subject, own.subject)?,
        email: judge(body, email, own.email)?,
        sms: judge(Part::Sms, sms, own.sms)?,
    })
}

/// The templates of the pool, or AWS's own (developer guide, "Message templates").
fn own_texts(kind: MessageKind, settings: &PoolSettings) -> Texts {
    let or = |text: Option<&String>, default: &str| text.map_or(default, String::as_str).to_owned();
    if kind.names_user() {
        let template = settings
            .admin_create_user_config
            .invite_message_template
            .as_ref();
        let default = "Your username is {username} and temporary password is {####}.";
        return Texts {
            subject: or(
                template.and_then(|own| own.email_subject.as_ref()),
                "Your temporary password",
            ),
            email: or(template.and_then(|own| own.email_message.as_ref()), default),
            sms: or(template.and_then(|own| own.sms_message.as_ref()), default),
        };
    }
    let template = &settings.verification_message_template;
    let body = "Your confirmation code is {####}.";
    let sms = or(template.sms_message.as_ref(), body);
    if kind.is_by_link(settings) {
        return Texts {
            subject: or(
                template.email_subject_by_link.as_ref(),
                "Your verification link",
            ),
            email: or(
                template.email_message_by_link.as_ref(),
                "Please click the link below to verify your email address. {##Verify Email##} ",
            ),
            sms,
        };
    }
    Texts {
        subject: or(template.email_subject.as_ref(), "Your verification code"),
        email: or(template.email_message.as_ref(), body),
        sms,
    }
}

/// `CodeDeliveryDetailsType`.
pub(crate) fn delivery_details(medium: Medium, address: &str) -> Value {
    json!({
        "Destination": obscured(medium, address),
        "DeliveryMedium": medium.name(),
        "AttributeName": medium.attribute(),
    })
}

/// Masks an address as AWS does: `a***@e***`, `+*******4567`.
fn obscured(medium: Medium, address: &str) -> String {
    match medium {
        Medium::Email => {
            let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            let first = |text: &str| text.chars().take(1).collect::<String>();
            format!("{}***@{}***", first(local), first(domain))
        }
        Medium::Sms => {
            let shown = address.chars().count().saturating_sub(4);
            let last: String = address.chars().skip(shown).collect();
            format!("+{}{last}", "*".repeat(shown.saturating_sub(1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_unrecognisable() {
        assert_eq!(obscured(Medium::Email, "ada@example.com"), "a***@e***");
        assert_eq!(obscured(Medium::Sms, "+12065551234"), "+*******1234");
    }
}
