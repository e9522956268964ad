//! One brand and the messages that it writes.

use std::fmt;

use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::catalogue::{Catalogue, built_in_languages, built_in_sentences};
use crate::cognito_rules::forbid_placeholders;
use crate::layout::Layout;
use crate::letter::{Labelled, Letter, Renderer};
use crate::rejection::{attribute, detailed_attribute};
use crate::{
    AccessGiven, Audience, BrandConfig, CognitoMessage, CognitoText, InvalidMessage, InviterNotice,
    Locale, Mail, MessageKind, Part, TokenInvitation, Welcome, cognito_rules::CognitoRules,
    sanitize, sentences,
};

/// A brand: its settings, its sentences and its layout, each with the built-in ones behind it.
pub struct Brand {
    pub(crate) name: String,
    pub(crate) config: BrandConfig,
    /// Its own layout, if it has one.
    pub(crate) layout: Option<Layout>,
    /// Its own sentences.
    pub(crate) catalogues: Vec<(Locale, Catalogue)>,
    /// The language of people whose own is unknown.
    pub(crate) default_locale: Locale,
    /// Whether `brand.toml` could be used: without it nobody knows where the links lead.
    pub(crate) is_usable: bool,
}

/// How many sentences are written in a language, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Translated {
    /// Those of mails, text messages and rejections.
    pub messages: usize,
    /// How many of them there are.
    pub all_messages: usize,
    /// Those of the pages.
    pub pages: usize,
    /// How many of them there are.
    pub all_pages: usize,
}

impl Brand {
    /// The name of the brand's folder, by which settings and tokens call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The brand's settings.
    pub fn config(&self) -> &BrandConfig {
        &self.config
    }

    /// Every language that the brand speaks, sorted: the built-in ones and those it has a file
    /// for.
    pub fn locales(&self) -> Vec<Locale> {
        let mut locales: Vec<Locale> = built_in_languages()
            .filter_map(|language| language.parse().ok())
            .chain(self.catalogues.iter().map(|(locale, _)| locale.clone()))
            .collect();
        locales.sort();
        locales.dedup();
        locales
    }

    /// The language to write in: of the first candidate that the brand speaks, itself or one
    /// near to it (see [`Brand::spoken`]), else the default.
    ///
    /// Candidates may be any text; what is no language tag is passed over.
    pub fn locale<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> Locale {
        candidates
            .into_iter()
            .filter_map(|candidate| candidate.parse::<Locale>().ok())
            .find_map(|candidate| self.spoken(&candidate))
            .unwrap_or_else(|| self.default_locale.clone())
    }

    /// The language that somebody who reads `wanted` is written in, or nothing where the brand
    /// speaks no language that is near to it.
    pub fn spoken(&self, wanted: &Locale) -> Option<Locale> {
        wanted.nearest(&self.locales()).cloned()
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
            recipient_name,
        } = *message;
        let rules = CognitoRules::new(kind, code, username, user_name)?;
        let renderer = Renderer {
            brand: self,
            locale,
        };
        let sentences = kind.sentences();
        let name = match kind {
            MessageKind::AdminCreateUser => recipient_name.and_then(sanitize::person_name),
            _ => None,
        };
        let links = &self.config.links;
        let link = match kind {
            MessageKind::AdminCreateUser => Some(links.accept(user_name, address, code)),
            MessageKind::SignUp | MessageKind::ResendCode => Some(links.confirm(user_name, code)),
            MessageKind::ForgotPassword => Some(links.reset(user_name, address, code)),
            MessageKind::UpdateUserAttribute
            | MessageKind::VerifyUserAttribute
            | MessageKind::Authentication => None,
        };

        let mut letter = renderer.letter(sentences, name.as_deref(), &[])?;
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
    pub fn welcome(&self, locale: &Locale, welcome: &Welcome<'_>) -> Result<Mail, InvalidMessage> {
        self.to_a_member(locale, sentences::WELCOME, welcome.recipient_name)
    }

    /// The message to a member who was given access to more, for SES.
    pub fn access_given(
        &self,
        locale: &Locale,
        given: &AccessGiven<'_>,
    ) -> Result<Mail, InvalidMessage> {
        self.to_a_member(locale, sentences::ACCESS_GIVEN, given.recipient_name)
    }

    /// The invitation to sign up by oneself, for SES.
    pub fn token_invitation(
        &self,
        locale: &Locale,
        invitation: &TokenInvitation<'_>,
    ) -> Result<Mail, InvalidMessage> {
        let renderer = Renderer {
            brand: self,
            locale,
        };
        let message = sentences::TOKEN_INVITATION;
        let name = invitation.recipient_name.and_then(sanitize::person_name);
        let mut letter = renderer.letter(message, name.as_deref(), &[])?;
        if let Some(inviter) = invitation.inviter_address.map(sanitize::address) {
            letter.paragraphs =
                renderer.paragraphs(message, "body-named", &[("inviter", &inviter)])?;
        }
        let expires = renderer.moment(invitation.expires)?;
        letter.notes = renderer.paragraphs(message, "note", &[("expires", &expires)])?;
        letter.action = Some(renderer.action(message, self.config.links.join(invitation.token))?);
        letter.token = Some(Labelled {
            label: renderer.sentence(message, "secret-label")?,
            value: invitation.token.to_owned(),
        });
        self.mail(letter)
    }

    /// The notice to the inviter that somebody accepted, for SES.
    pub fn inviter_notice(
        &self,
        locale: &Locale,
        notice: &InviterNotice<'_>,
    ) -> Result<Mail, InvalidMessage> {
        let renderer = Renderer {
            brand: self,
            locale,
        };
        let member = sanitize::address(notice.member_address);
        self.mail(renderer.letter(sentences::INVITER_NOTICE, None, &[("member", &member)])?)
    }

    /// The sentence that tells `audience` of a rejection's code, without a final full stop: Cognito adds one.
    ///
    /// `detail` is the attribute or key that the rejection is about, where there is one; it is
    /// reduced to `a-z A-Z 0-9 _ : . -`. An unknown code gets the sentence of
    /// [`rejection::FALLBACK`](crate::rejection::FALLBACK).
    pub fn rejection(
        &self,
        locale: &Locale,
        audience: Audience,
        code: &str,
        detail: Option<&str>,
    ) -> String {
        let message = audience.message();
        let renderer = Renderer {
            brand: self,
            locale,
        };
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

    /// The sentence from the first file that has it: the brand's own and the built-in one of the
    /// language and of what it is a variety of, then those of the default language, then English.
    pub(crate) fn sentence(
        &self,
        locale: &Locale,
        message: &'static str,
        attribute: &str,
        args: &FluentArgs<'_>,
    ) -> Result<String, InvalidMessage> {
        self.find_sentence(locale, message, attribute, args)
            .unwrap_or_else(|| {
                Err(InvalidMessage::Sentence {
                    message,
                    attribute: attribute.to_owned(),
                })
            })
    }

    /// As [`Brand::sentence`]; nothing if no file has it.
    pub(crate) fn find_sentence(
        &self,
        locale: &Locale,
        message: &'static str,
        attribute: &str,
        args: &FluentArgs<'_>,
    ) -> Option<Result<String, InvalidMessage>> {
        let own_first = |locale: &Locale| {
            self.catalogue(locale)
                .and_then(|catalogue| catalogue.sentence(message, attribute, args))
                .or_else(|| {
                    Catalogue::built_in(locale, message)?.sentence(message, attribute, args)
                })
        };
        (locale.lineage().iter())
            .find_map(own_first)
            .or_else(|| own_first(&self.default_locale))
            .or_else(|| {
                Catalogue::built_in(&Locale::english(), message)?.sentence(message, attribute, args)
            })
    }

    /// How much of what is said in `locale` is written in this language, and not taken from the
    /// default one or from English.
    pub fn translated(&self, locale: &Locale) -> Translated {
        let lineage = locale.lineage();
        let mut translated = Translated::default();
        for (message, attribute) in built_in_sentences() {
            let is_written = lineage.iter().any(|locale| {
                let own = self.catalogue(locale);
                let built_in = Catalogue::built_in(locale, &message);
                (own.into_iter().chain(built_in))
                    .any(|catalogue| catalogue.has(&message, &attribute))
            });
            let (written, all) = match sentences::Topic::of(&message) {
                sentences::Topic::Pages => (&mut translated.pages, &mut translated.all_pages),
                _ => (&mut translated.messages, &mut translated.all_messages),
            };
            *written += usize::from(is_written);
            *all += 1;
        }
        translated
    }

    fn catalogue(&self, locale: &Locale) -> Option<&Catalogue> {
        self.catalogues
            .iter()
            .find(|(own, _)| own == locale)
            .map(|(_, catalogue)| catalogue)
    }

    /// A mail with a button that leads to the start page.
    fn to_a_member(
        &self,
        locale: &Locale,
        message: &'static str,
        recipient_name: Option<&str>,
    ) -> Result<Mail, InvalidMessage> {
        let renderer = Renderer {
            brand: self,
            locale,
        };
        let name = recipient_name.and_then(sanitize::person_name);
        let mut letter = renderer.letter(message, name.as_deref(), &[])?;
        letter.notes = renderer.paragraphs(message, "note", &[])?;
        letter.action = Some(renderer.action(message, self.config.links.home())?);
        self.mail(letter)
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

impl fmt::Debug for Brand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brand")
            .field("name", &self.name)
            .field("config", &self.config)
            .field("locales", &self.locales())
            .finish_non_exhaustive()
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
