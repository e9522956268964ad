//! `preview`: one message, as the person gets it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::ValueEnum;
use jiff::Timestamp;
use messages::{
    Brand, CognitoMessage, InvalidMessage, Locale, Mail, MessageKind, PersonName, TokenInvitation,
};
use playground::logo::Logos;
use terminal::configuration::ConfigurationArguments;
use terminal::output::print;

/// The placeholders of a Cognito event.
pub(crate) const CODE: &str = "{####}";
pub(crate) const USERNAME: &str = "{username}";

/// What Cognito would put in their place.
const SAMPLE_CODE: &str = "482915";
pub(crate) const SAMPLE_PASSWORD: &str = "Harbour-Lantern-7-Maple";
pub(crate) const SAMPLE_USER_NAME: &str = "26e2d294-80b1-709e-51e1-27beb70d3cee";

/// Who accepted, in the notice to the inviter.
const SAMPLE_MEMBER: &str = "ada.lovelace@client.example";

/// What an invitation to sign up carries, as long as a token without attributes is.
pub(crate) const SAMPLE_TOKEN: &str = concat!(
    "eyJ0eXAiOiJpbnZpdGF0aW9uK2p3dCIsImFsZyI6IkVTMjU2Iiwia2lkIjoiMjAyNi0xMSJ9.",
    "c2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxl",
    "c2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxl",
    "c2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxl.",
    "c2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcGxlc2FtcG",
);

/// Who is invited, where no other name is wished for.
const SAMPLE_NAME: PersonName<'_> = PersonName {
    given: Some("Ada"),
    family: Some("Lovelace"),
    whole: None,
};

/// Who invites, and until when.
const SAMPLE_INVITER: &str = "Grace Hopper";
const SAMPLE_EXPIRY: Timestamp = Timestamp::constant(1_790_242_200, 0);

/// Write one message, to look at it in a browser.
///
/// Codes, passwords and user names are sample values. The logo is the picture in the brand's folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  invitations preview --message AdminCreateUser --locale de --out invitation.html
  invitations preview --message SignUp --brand fabrikam --text")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The message
    #[arg(long, ignore_case = true)]
    message: Message,

    /// The brand [default: the default brand of the settings]
    #[arg(long)]
    brand: Option<String>,

    /// The language, such as de or pt-BR [default: the default language of the settings]
    #[arg(long, value_name = "TAG")]
    locale: Option<Locale>,

    /// The name of the recipient, if the message greets by name [default: the given name Ada, the
    /// family name Lovelace]
    #[arg(long)]
    name: Option<String>,

    /// The name of the person who invites, if the message names one; "" for nobody
    #[arg(long, value_name = "NAME", default_value = SAMPLE_INVITER)]
    inviter: String,

    /// Until when an invitation can be accepted, such as 2026-12-31T18:00:00Z
    #[arg(long, value_name = "TIME", default_value_t = SAMPLE_EXPIRY)]
    until: Timestamp,

    /// Keep Cognito's placeholders and the logo's address
    #[arg(long)]
    raw: bool,

    /// The subject, and the text message or plain text, instead of the HTML
    #[arg(long)]
    text: bool,

    /// The file to write [default: the standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The messages there are: those of Cognito by the second half of their trigger source, an
/// invitation that is sent again, then those that go out through SES.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "PascalCase")]
enum Message {
    AdminCreateUser,
    SignUp,
    ResendCode,
    ForgotPassword,
    UpdateUserAttribute,
    VerifyUserAttribute,
    Authentication,
    InvitationReminder,
    TokenInvitation,
    AccessGiven,
    Welcome,
    InviterNotice,
}

/// A message in the forms in which it can be looked at.
struct Written {
    html: String,
    /// Subject, and the text message or the plain text.
    text: String,
}

/// Writes the message that the arguments name.
pub fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let settings = arguments.configuration.load()?;
    let brands = settings.load_brands()?;
    let brand = brands.named(arguments.brand.as_deref())?;
    let locale = locale(brand, arguments.locale.as_ref())?;
    let written = write(arguments, brand, &locale)?;
    let text = if arguments.text {
        written.text
    } else if arguments.raw {
        written.html
    } else {
        Logos::of(&settings, &brands).show(&written.html)
    };
    match &arguments.out {
        None => print(&text)?,
        Some(file) => fs::write(file, text).with_context(|| {
            format!(
                "cannot write {}; name a file in a folder that exists and may be written to",
                file.display()
            )
        })?,
    }
    Ok(true)
}

/// The language that a message to a person of this one is written in: a variety falls back as in
/// every message, a language that the brand does not speak is refused.
fn locale(brand: &Brand, wanted: Option<&Locale>) -> anyhow::Result<Locale> {
    let Some(wanted) = wanted else {
        return Ok(brand.locale([]));
    };
    if let Some(found) = brand.spoken(wanted) {
        return Ok(found);
    }
    let known: Vec<String> = brand.locales().iter().map(ToString::to_string).collect();
    bail!(
        "the brand \"{}\" does not speak {wanted}; name one of {}, or add {wanted}.ftl to its folder",
        brand.name(),
        known.join(", ")
    )
}

/// A mail through SES, in the forms in which it can be looked at.
fn mail(mail: Result<Mail, InvalidMessage>) -> Result<Written, InvalidMessage> {
    let mail = mail?;
    Ok(Written {
        html: mail.html,
        text: format!("Subject: {}\n\n{}\n", mail.subject, mail.text.trim_end()),
    })
}

fn write(arguments: &Arguments, brand: &Brand, locale: &Locale) -> anyhow::Result<Written> {
    let recipient = match arguments.name.as_deref() {
        None => SAMPLE_NAME,
        whole => PersonName {
            whole,
            ..PersonName::default()
        },
    };
    let inviter_name = Some(arguments.inviter.as_str());
    let cannot = || "this message cannot be written; `invitations check` says where to fix it";
    let kind = match arguments.message {
        Message::AdminCreateUser | Message::InvitationReminder => MessageKind::AdminCreateUser,
        Message::SignUp => MessageKind::SignUp,
        Message::ResendCode => MessageKind::ResendCode,
        Message::ForgotPassword => MessageKind::ForgotPassword,
        Message::UpdateUserAttribute => MessageKind::UpdateUserAttribute,
        Message::VerifyUserAttribute => MessageKind::VerifyUserAttribute,
        Message::Authentication => MessageKind::Authentication,
        Message::TokenInvitation => {
            let invitation = TokenInvitation {
                token: SAMPLE_TOKEN,
                expires: arguments.until,
                recipient,
                inviter_name,
                inviter_address: None,
            };
            return mail(brand.token_invitation(locale, &invitation)).with_context(cannot);
        }
        Message::AccessGiven => {
            let given = brand.access_given(locale, &recipient, inviter_name);
            return mail(given).with_context(cannot);
        }
        Message::Welcome => {
            return mail(brand.welcome(locale, &recipient)).with_context(cannot);
        }
        Message::InviterNotice => {
            return mail(brand.inviter_notice(locale, SAMPLE_MEMBER)).with_context(cannot);
        }
    };
    let username = (kind == MessageKind::AdminCreateUser).then_some(USERNAME);
    let message = CognitoMessage {
        kind,
        code: CODE,
        username,
        user_name: SAMPLE_USER_NAME,
        address: Some(SAMPLE_MEMBER),
        recipient,
        inviter_name,
        until: Some(arguments.until),
        is_reminder: matches!(arguments.message, Message::InvitationReminder),
    };
    let text = brand
        .cognito_message(locale, &message)
        .with_context(cannot)?;
    let sms = text
        .sms_message
        .as_deref()
        .unwrap_or("(the user pool's own: the user name leaves no room)");
    let written = Written {
        html: text.email_message,
        text: format!("Subject: {}\nText message: {sms}\n", text.email_subject),
    };
    if arguments.raw {
        return Ok(written);
    }
    let secret = match kind {
        MessageKind::AdminCreateUser => SAMPLE_PASSWORD,
        _ => SAMPLE_CODE,
    };
    // As Cognito does it: plain text for plain text, in links as well.
    let fill = |text: String| {
        text.replace(CODE, secret)
            .replace(USERNAME, SAMPLE_USER_NAME)
    };
    Ok(Written {
        html: fill(written.html),
        text: fill(written.text),
    })
}
