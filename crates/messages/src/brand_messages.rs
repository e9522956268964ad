//! The messages that a brand writes.

use crate::cognito_rules::{CognitoRules, forbid_placeholders};
use crate::layout::Layout;
use crate::letter::{Labelled, Letter};
use crate::rejection::{attribute, detailed_attribute};
use crate::renderer::Renderer;
use crate::{
    Brand, CognitoMessage, CognitoText, InvalidMessage, Locale, Mail, MessageKind, Part,
    PersonName, ReadBy, TokenInvitation, sanitize, sentences,
};

impl Brand {
    /// The link on which an administrator's invitation is accepted, as the mail has it
    /// ([`LinkOrigin::accept`](crate::LinkOrigin::accept)). None where nobody knows where the brand's
    /// links lead.
    pub fn accept_link(
        &self,
        user_name: &str,
        address: Option<&str>,
        password: &str,
    ) -> Option<String> {
        let links = self.is_usable.then_some(&self.config.links)?;
        Some(links.accept(user_name, address, password))
    }

    /// The mail and the text message that Cognito is to send.
    ///
    /// Fails with the rule of Cognito that the text would break; the caller then leaves the
    /// message to the pool's own template.
    pub fn cognito_message(
        &self,
        locale: &Locale,
        message: &CognitoMessage<'_>,
    ) -> Result<CognitoText, InvalidMessage> {
        let CognitoMessage {
            kind,
            code,
            username,
            user_name,
            address,
            recipient,
            inviter_name,
            until,
            is_reminder,
        } = *message;
        let rules = CognitoRules::new(kind, code, username, user_name)?;
        let renderer = self.renderer(locale);
        let sentences = kind.sentences();
        let links = &self.config.links;
        let link = match kind {
            MessageKind::AdminCreateUser => Some(links.accept(user_name, address, code)),
            MessageKind::SignUp | MessageKind::ResendCode => Some(links.confirm(user_name, code)),
            MessageKind::ForgotPassword => Some(links.reset(user_name, address, code)),
            MessageKind::UpdateUserAttribute
            | MessageKind::VerifyUserAttribute
            | MessageKind::Authentication => None,
        };

        let mut letter = match kind {
            MessageKind::AdminCreateUser => {
                let mut letter = renderer.letter(sentences, &recipient, &[])?;
                let mut opening = sentences;
                if is_reminder {
                    opening = sentences::INVITATION_REMINDER;
                    renderer.remind(&mut letter)?;
                }
                if let Some(name) = inviter_name.and_then(sanitize::person_name) {
                    let inviter = renderer.paragraphs(opening, "inviter", &[("inviter", &name)])?;
                    letter.paragraphs.splice(0..0, inviter);
                }
                if let Some(until) = until {
                    let until = renderer.moment(until)?;
                    let until = renderer.paragraphs(sentences, "until", &[("until", &until)])?;
                    letter.paragraphs.extend(until);
                }
                letter
            }
            _ => renderer.letter(sentences, &PersonName::default(), &[])?,
        };
        letter.notes = renderer.paragraphs(sentences, "note", &[])?;
        letter.action = link
            .map(|url| renderer.action(sentences, url))
            .transpose()?;
        letter.secret = Some(Labelled {
            label: renderer.sentence(sentences, "secret-label")?,
            value: code.to_owned(),
        });
        if let Some(username) = username.filter(|_| kind.shows_user_name()) {
            letter.user_name = Some(Labelled {
                label: renderer.sentence(sentences, "username-label")?,
                value: username.to_owned(),
            });
        }

        let text = CognitoText {
            email_message: self.html(&letter)?,
            email_subject: letter.subject,
            sms_message: sms(&renderer, message, &rules)?,
        };
        rules.check(&text)?;
        Ok(text)
    }

    /// The welcome to a new member, for SES.
    ///
    /// `recipient` is how the person is greeted.
    pub fn welcome(
        &self,
        locale: &Locale,
        recipient: &PersonName<'_>,
    ) -> Result<Mail, InvalidMessage> {
        self.mail(self.to_a_member(locale, sentences::WELCOME, recipient)?)
    }

    /// The message to a member who was given access to more, for SES.
    ///
    /// `recipient` is how the person is greeted. `inviter_name` is who gave the access, where it is
    /// to be named; it is left out where a mail client could make a link of it.
    pub fn access_given(
        &self,
        locale: &Locale,
        recipient: &PersonName<'_>,
        inviter_name: Option<&str>,
    ) -> Result<Mail, InvalidMessage> {
        let message = sentences::ACCESS_GIVEN;
        let mut letter = self.to_a_member(locale, message, recipient)?;
        if let Some(name) = inviter_name.and_then(sanitize::person_name) {
            let renderer = self.renderer(locale);
            let inviter = renderer.paragraphs(message, "inviter", &[("inviter", &name)])?;
            letter.paragraphs.splice(0..0, inviter);
        }
        self.mail(letter)
    }

    /// The invitation to sign up by oneself, for SES.
    pub fn token_invitation(
        &self,
        locale: &Locale,
        invitation: &TokenInvitation<'_>,
    ) -> Result<Mail, InvalidMessage> {
        let renderer = self.renderer(locale);
        let message = sentences::TOKEN_INVITATION;
        let mut letter = renderer.letter(message, &invitation.recipient, &[])?;
        let name = invitation.inviter_name.and_then(sanitize::person_name);
        let address = || invitation.inviter_address.map(sanitize::address);
        if let Some(inviter) = name.or_else(address) {
            letter.paragraphs =
                renderer.paragraphs(message, "body-named", &[("inviter", &inviter)])?;
        }
        let expires = renderer.moment(invitation.expires)?;
        letter.notes = renderer.paragraphs(message, "note", &[("expires", &expires)])?;
        // A brand may have its own small print, which says it already.
        if !letter.notes.iter().any(|note| note.contains(&expires)) {
            let until = renderer.paragraphs(message, "until", &[("until", &expires)])?;
            letter.paragraphs.extend(until);
        }
        letter.action = Some(renderer.action(message, self.config.links.join(invitation.token))?);
        letter.token = Some(Labelled {
            label: renderer.sentence(message, "secret-label")?,
            value: invitation.token.to_owned(),
        });
        self.mail(letter)
    }

    /// The notice to the inviter that somebody accepted, for SES. `member_address` is the address
    /// as it stood in the invitation.
    pub fn inviter_notice(
        &self,
        locale: &Locale,
        member_address: &str,
    ) -> Result<Mail, InvalidMessage> {
        let renderer = self.renderer(locale);
        let member = sanitize::address(member_address);
        let nobody = PersonName::default();
        self.mail(renderer.letter(sentences::INVITER_NOTICE, &nobody, &[("member", &member)])?)
    }

    /// The sentence of a rejection's code for this reader, without a final full stop: Cognito adds
    /// one.
    ///
    /// `detail` is the attribute or key that the rejection is about, where there is one; it is
    /// reduced to `a-z A-Z 0-9 _ : . -`. An unknown code gets the sentence of
    /// [`rejection::FALLBACK`](crate::rejection::FALLBACK).
    pub fn rejection(
        &self,
        locale: &Locale,
        read_by: ReadBy,
        code: &str,
        detail: Option<&str>,
    ) -> String {
        let message = match read_by {
            ReadBy::Applicant => sentences::REJECTION,
            ReadBy::Administrator => sentences::REJECTION_FOR_ADMINISTRATOR,
        };
        let renderer = self.renderer(locale);
        let detail = detail
            .map(sanitize::detail)
            .filter(|detail| !detail.is_empty());
        let sentence = match (detailed_attribute(code), detail) {
            (Some(attribute), Some(detail)) => {
                renderer.sentence_with(message, attribute, &[("detail", &detail)])
            }
            _ => renderer.sentence(message, attribute(code)),
        };
        // A sentence can only be missing where it refers to itself in a brand's file. The code
        // in front of it still says what happened.
        let sentence = sentence.unwrap_or_default();
        let words: Vec<&str> = sentence.split_whitespace().collect();
        words
            .join(" ")
            .trim_end_matches(['.', '。', '۔'])
            .to_owned()
    }

    /// A mail with a button that leads to the start page.
    fn to_a_member(
        &self,
        locale: &Locale,
        message: &'static str,
        recipient: &PersonName<'_>,
    ) -> Result<Letter, InvalidMessage> {
        let renderer = self.renderer(locale);
        let mut letter = renderer.letter(message, recipient, &[])?;
        letter.notes = renderer.paragraphs(message, "note", &[])?;
        letter.action = Some(renderer.action(message, self.config.links.home())?);
        Ok(letter)
    }

    fn mail(&self, letter: Letter) -> Result<Mail, InvalidMessage> {
        let html = self.html(&letter)?;
        // Nobody fills them in a mail of ours.
        forbid_placeholders(Part::Body, &html)?;
        Ok(Mail {
            from: self.config.from.clone(),
            html,
            text: letter.plain_text(),
            subject: letter.subject,
        })
    }

    fn html(&self, letter: &Letter) -> Result<String, InvalidMessage> {
        if !self.is_usable {
            return Err(InvalidMessage::BrandUnusable);
        }
        match &self.layout {
            Some(layout) => layout.render(letter),
            None => Layout::built_in()?.render(letter),
        }
    }
}

/// The text message; the terse one where the user name leaves no room for the polite one, and
/// none where it leaves no room at all. A sentence that would be too long with any user name is
/// the brand's mistake and refused.
fn sms(
    renderer: &Renderer<'_>,
    message: &CognitoMessage<'_>,
    rules: &CognitoRules<'_>,
) -> Result<Option<String>, InvalidMessage> {
    let config = renderer.brand.config();
    let brand = config.sms_name.as_ref().unwrap_or(&config.name);
    let mut values = vec![("brand", brand.as_str()), ("code", message.code)];
    values.extend(message.username.map(|username| ("username", username)));
    let sentences = message.kind.sentences();

    let polite = renderer.sentence_with(sentences, "sms", &values)?;
    if !message.kind.shows_user_name() {
        return Ok(Some(polite));
    }
    match rules.sms(&polite) {
        Err(InvalidMessage::SmsLength { .. }) => {}
        verdict => return verdict.map(|()| Some(polite)),
    }
    let terse = renderer.sentence_with(sentences, "sms-short", &values)?;
    match rules.sms(&terse) {
        Err(InvalidMessage::SmsLength { .. }) => {
            rules.without_user_name().sms(&terse).map(|()| None)
        }
        verdict => verdict.map(|()| Some(terse)),
    }
}
