//! `check`: the configuration, its keys, and every message in every brand and language.

mod stories;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use authorization::policy_gaps;
use comfy_table::{CellAlignment, Table, presets};
use connection::{USER_POOL_VARIABLE, user_pool_id};
use deployment::hook::hook;
use invitation::GroupName;
use invitation::key::is_local_pool;
use jiff::Timestamp;
use messages::cognito_rules::code_reaches_a_server;
use messages::{
    Brand, CognitoMessage, InvalidMessage, Locale, MessageKind, PageTopics, Part, PersonName,
    REJECTION_CODES, ReadBy, TokenInvitation, Translated,
};
use serde::Serialize;
use serde_json::json;
use settings::{ConfigurationError, Settings};
use terminal::clock;
use terminal::configuration::ConfigurationArguments;
use terminal::output::print_result;
use trigger::Function;

use crate::preview::{CODE, SAMPLE_TOKEN};

/// What WCAG 2.2 asks for at level AA (success criterion 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// What Cognito takes, in UTF-16 code units (contract §4.1).
const LIMITS: Lengths = Lengths {
    body: 20_000,
    subject: 140,
    sms: 140,
};

/// A user name as pools generate it whose users sign in by e-mail.
const USUAL_USER_NAME: &str = "26e2d294-80b1-709e-51e1-27beb70d3cee";

/// The longest user name of a user pool (contract §8), in a character that takes nine in a link.
const LONGEST_USER_NAME: (&str, usize) = ("語", 128);

/// The longest address that a link carries, in a character that takes three there.
const LONGEST_ADDRESS: (&str, usize) = ("+", messages::MAX_LINKED_ADDRESS);

/// The longest name that a message greets.
const LONGEST_NAME: (&str, usize) = ("Wide", 16);

/// The brand that stands in where there is no folder of one; no folder may have this name.
const BUILT_IN: &str = "built-in";

/// An attribute for the sentences that name one.
const SAMPLE_DETAIL: &str = "custom:tenant";

/// A number for the sentence that has one; a field is called by its name where it has no words.
const SAMPLE_TOPICS: PageTopics<'_> = PageTopics {
    minimum_length: 8,
    fields: &[],
};

/// Check the configuration before a deployment.
///
/// Reads the settings and the brands, and writes every message in every brand and language within
/// Cognito's limits. Exit codes: 0 all is well, 1 faults were found, 2 there is no configuration.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  invitations check
  invitations check --stories
  invitations check --only pre-sign-up
  invitations check --user-pool-id eu-central-1_AbCdEfGhI --json")]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    /// The user pool that the configuration is for; for a real pool, development settings are faults
    #[arg(long, value_name = "ID", env = USER_POOL_VARIABLE, hide_env_values = true, value_parser = user_pool_id)]
    user_pool_id: Option<String>,

    /// The hooks that are attached, where it is not all of them: what only the others need may be absent
    #[arg(long, value_name = "HOOK", value_delimiter = ',', value_parser = hook())]
    only: Vec<Function>,

    /// Instead of the check, show who may join under these settings and in which groups
    #[arg(long)]
    stories: bool,

    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// Checks, prints what was checked, and answers whether all is well.
pub fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let path = arguments.configuration.find()?;
    if arguments.stories {
        let settings = Settings::load(&path)?;
        let stories = stories::stories(&settings, clock::now());
        let document = || json!({ "stories": stories });
        print_result(arguments.json, document, || stories::text(&stories))?;
        return Ok(true);
    }
    let report = Report::of(&path, arguments.user_pool_id.as_deref(), &arguments.only);
    print_result(arguments.json, || report.json(), || report.text())?;
    Ok(report.faults.is_empty())
}

/// What was checked and found.
#[derive(Debug)]
struct Report {
    configuration: PathBuf,
    languages: Vec<Language>,
    /// Whom mails of our own come from, by brand; empty where the settings have no `[mail]`.
    senders: BTreeMap<String, String>,
    faults: Vec<ConfigurationError>,
    /// What is well for development and deserves a thought before a deployment.
    notes: Vec<String>,
}

/// One brand in one language.
#[derive(Debug, Serialize)]
struct Language {
    brand: String,
    locale: String,
    /// Mails and text messages of Cognito, and mails through SES.
    messages: usize,
    /// Sentences of rejections.
    rejections: usize,
    /// How much of it is written in this language.
    translated: Translated,
    longest: Lengths,
}

/// Lengths of the three fields of Cognito's messages, in UTF-16 code units.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Lengths {
    body: usize,
    subject: usize,
    sms: usize,
}

impl Report {
    fn of(path: &Path, user_pool_id: Option<&str>, only: &[Function]) -> Self {
        let mut report = Self {
            configuration: path.to_owned(),
            languages: Vec::new(),
            senders: BTreeMap::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        };
        match Settings::load(path) {
            Ok(settings) => report.settings(&settings, user_pool_id, only),
            Err(errors) => report.faults = errors.0,
        }
        report
    }

    fn settings(&mut self, settings: &Settings, user_pool_id: Option<&str>, only: &[Function]) {
        let writes_links =
            only.is_empty() || only.contains(&Function::CustomMessage) || settings.mail.is_some();
        self.keys(settings, user_pool_id);
        self.chain(settings);
        self.roles(settings);
        match settings.load_brands() {
            Ok(brands) => {
                if writes_links && brands.iter().any(|brand| brand.name() == BUILT_IN) {
                    self.for_development(
                        user_pool_id,
                        "brands",
                        "there is no brand, and the links of the built-in one lead to an example address, which is enough for local user pools only",
                        "Add a folder brands/<name> with a brand.toml that sets name and links",
                    );
                }
                for brand in brands.iter() {
                    self.colors(brand);
                    self.logo(brand);
                    self.sender(brand, settings);
                    let folder = settings.folder().join("brands").join(brand.name());
                    for locale in brand.locales() {
                        self.language(brand, &locale, &folder, settings.mail.is_some());
                        let texts = brand.page_texts(&locale, &SAMPLE_TOPICS);
                        let invalid = texts.err();
                        let found =
                            invalid.map(|invalid| fault(&folder, &locale, "page", &invalid));
                        self.faults.extend(found);
                    }
                }
            }
            Err(errors) => self.faults.extend(errors.0),
        }
    }

    /// What another function may say in the name of this one.
    fn chain(&mut self, settings: &Settings) {
        let chains = match settings.load_chains() {
            Ok(chains) => chains,
            Err(errors) => return self.faults.extend(errors.0),
        };
        if chains
            .pre_sign_up
            .is_some_and(|chain| chain.their_auto_verify)
        {
            self.notes.push(
                "chain.pre-sign-up.their_auto_verify: an address that your function verifies counts as proven without a mail, for groups by domain as well; in a pool with aliases, its owner until then loses it".to_owned(),
            );
        }
    }

    /// A picture that many people would not see.
    fn logo(&mut self, brand: &Brand) {
        let Some(logo) = &brand.config().logo else {
            return;
        };
        if logo.url.as_str().to_ascii_lowercase().ends_with(".svg") {
            self.notes.push(format!(
                "brand {}: logo.url is an SVG picture, which Gmail and Outlook do not show; name a PNG",
                brand.name()
            ));
        }
    }

    /// Whom mails of our own come from.
    fn sender(&mut self, brand: &Brand, settings: &Settings) {
        let own = brand.config().from.as_ref();
        let Some(mail) = &settings.mail else {
            if own.is_some() {
                self.notes.push(format!(
                    "brand {}: from is not used, because the settings have no [mail], and no mail of our own is sent",
                    brand.name()
                ));
            }
            return;
        };
        let from = own.unwrap_or(&mail.from).clone();
        self.senders.insert(brand.name().to_owned(), from);
    }

    /// Text that is hard to read against what is behind it.
    fn colors(&mut self, brand: &Brand) {
        let colors = &brand.config().colors;
        for (text, behind, of, on) in [
            ("accent_text", "accent", colors.accent_text, colors.accent),
            ("text", "surface", colors.text, colors.surface),
            ("muted", "surface", colors.muted, colors.surface),
            ("muted", "background", colors.muted, colors.background),
            (
                "dark_text",
                "dark_surface",
                colors.dark_text,
                colors.dark_surface,
            ),
            (
                "dark_muted",
                "dark_surface",
                colors.dark_muted,
                colors.dark_surface,
            ),
            (
                "dark_muted",
                "dark_background",
                colors.dark_muted,
                colors.dark_background,
            ),
        ] {
            let contrast = of.contrast(on);
            if contrast < LEAST_CONTRAST {
                self.notes.push(format!(
                    "brand {}: colors.{text} on colors.{behind} has a contrast of {contrast:.1}:1, and people need {LEAST_CONTRAST}:1",
                    brand.name()
                ));
            }
        }
    }

    fn keys(&mut self, settings: &Settings, user_pool_id: Option<&str>) {
        let keys = &settings.tokens.keys;
        if keys.is_empty() {
            self.notes.push(
                "no key is trusted, so that no invitation token verifies; `invitations keygen` makes one"
                    .to_owned(),
            );
        }
        for key in keys.iter().filter(|key| key.is_development()) {
            self.for_development(
                user_pool_id,
                &format!("tokens.keys (kid \"{}\")", key.kid()),
                "this is the published development key, which counts for local user pools only",
                "Remove it, and trust a key of your own: `invitations keygen --out key.pem` prints the entry",
            );
        }
    }

    /// Groups that the policy gives and a role does not have: its people are refused there.
    fn roles(&mut self, settings: &Settings) {
        let Some(section) = &settings.admin_api else {
            return;
        };
        for gap in policy_gaps(section, &settings.acceptance_policy()) {
            let members = section.roles.get(gap.role).map(|role| &role.members);
            let members: Vec<&str> = members
                .into_iter()
                .flatten()
                .map(GroupName::as_str)
                .collect();
            let verbs: Vec<&str> = gap.verbs.iter().map(|verb| verb.as_str()).collect();
            let who = match &gap.domain {
                Some(domain) => format!("addresses of {domain}"),
                None => "everybody".to_owned(),
            };
            self.notes.push(format!(
                "admin_api.roles, members {}: [{}] gives {who} the group {}, which the role does not have, so that these are refused for {who}: {}; add the group to the role's groups if its members may hand it out",
                members.join(", "),
                gap.section,
                gap.group,
                verbs.join(", "),
            ));
        }
    }

    /// What is well for a local user pool, a note where the pool is not named, and a fault for a
    /// real one.
    fn for_development(
        &mut self,
        user_pool_id: Option<&str>,
        key: &str,
        problem: &str,
        remedy: &str,
    ) {
        match user_pool_id {
            None => self.notes.push(format!("{key}: {problem}")),
            Some(pool) if is_local_pool(pool) => {}
            Some(pool) => self.faults.push(ConfigurationError {
                file: self.configuration.clone(),
                line: None,
                key: key.to_owned(),
                problem: format!("{problem}, and {pool} is a real one"),
                remedy: remedy.to_owned(),
            }),
        }
    }

    /// Writes all that `brand` says in `locale`, for a usual reader and for one whose names are
    /// as long as can be. `sends_mails` is whether the settings have mails of our own.
    fn language(&mut self, brand: &Brand, locale: &Locale, folder: &Path, sends_mails: bool) {
        let long_user_name = repeated(LONGEST_USER_NAME);
        let long_name = repeated(LONGEST_NAME);
        let readers = [
            (USUAL_USER_NAME, "Ada Lovelace"),
            (long_user_name.as_str(), long_name.as_str()),
        ];
        let mut language = Language {
            brand: brand.name().to_owned(),
            locale: locale.to_string(),
            messages: 0,
            rejections: 0,
            translated: brand.translated(locale),
            longest: Lengths::default(),
        };
        self.gaps(brand, locale, language.translated);
        let mut faults = self.cognito_messages(brand, locale, readers, &mut language);
        let recipient = whole_name(&long_name);
        let inviter_name = Some(long_name.as_str());
        let member_address = "ada.lovelace@client.example";
        let invitation = TokenInvitation {
            token: SAMPLE_TOKEN,
            expires: Timestamp::UNIX_EPOCH,
            recipient,
            inviter_name,
            inviter_address: Some(member_address),
        };
        for (message, mail) in [
            (
                "token-invitation",
                brand.token_invitation(locale, &invitation),
            ),
            (
                "access-given",
                brand.access_given(locale, &recipient, inviter_name),
            ),
            ("welcome", brand.welcome(locale, &recipient)),
            (
                "inviter-notice",
                brand.inviter_notice(locale, member_address),
            ),
        ] {
            language.messages += 1;
            match mail {
                Err(InvalidMessage::PlaceholderUnexpected(Part::Body)) if !sends_mails => {
                    self.note(format!(
                        "brand {}: {message} would hold a placeholder that nobody fills; before the settings get a [mail], put what belongs to a code in layout.html between {{% if secret %}} and {{% endif %}}",
                        brand.name()
                    ));
                }
                mail => faults.extend(mail.err().map(|invalid| (message, invalid))),
            }
        }
        for code in REJECTION_CODES {
            language.rejections += 1;
            let details = [None, Some(SAMPLE_DETAIL)];
            let is_silent = |read_by: &ReadBy| {
                let mut sentences = details
                    .iter()
                    .map(|detail| brand.rejection(locale, *read_by, code, *detail));
                sentences.any(|sentence| sentence.is_empty())
            };
            if ReadBy::ALL.iter().any(is_silent) {
                faults.push((
                    "rejection",
                    InvalidMessage::Sentence {
                        message: "rejection",
                        attribute: code.to_owned(),
                    },
                ));
            }
        }
        // Both readers meet the same mistake of a brand.
        faults.dedup();
        self.faults.extend(
            faults
                .iter()
                .map(|(message, invalid)| fault(folder, locale, message, invalid)),
        );
        self.languages.push(language);
    }

    /// Writes what Cognito sends, and answers what it would refuse.
    fn cognito_messages(
        &mut self,
        brand: &Brand,
        locale: &Locale,
        readers: [(&str, &str); 2],
        language: &mut Language,
    ) -> Vec<(&'static str, InvalidMessage)> {
        let long_address = repeated(LONGEST_ADDRESS);
        let mut faults = Vec::new();
        let reminder = (MessageKind::AdminCreateUser, true);
        let kinds = MessageKind::ALL.iter().map(|&kind| (kind, false));
        for (kind, is_reminder) in kinds.chain([reminder]) {
            language.messages += 1;
            let message = kind.trigger_source();
            for (user_name, person) in readers {
                let text = brand.cognito_message(
                    locale,
                    &CognitoMessage {
                        kind,
                        code: CODE,
                        username: (kind == MessageKind::AdminCreateUser).then_some("{username}"),
                        user_name,
                        address: Some(&long_address),
                        recipient: whole_name(person),
                        inviter_name: Some(person),
                        until: Some(Timestamp::UNIX_EPOCH),
                        is_reminder,
                    },
                );
                match text {
                    Ok(text) => {
                        if code_reaches_a_server(&text.email_message, CODE) {
                            self.note(format!(
                                "brand {}: {message} has a link with the code in its path or query, where web servers log it and scanners use it up; write it behind a number sign in layout.html, as action.url has it",
                                brand.name()
                            ));
                        }
                        if text.sms_message.is_none() && user_name == USUAL_USER_NAME {
                            self.notes.push(format!(
                                "{}, {locale}: {message} has no room for a user name of {} characters in its text message, \
                                 and Cognito sends the user pool's own; set a shorter sms_name in brand.toml",
                                brand.name(),
                                units(user_name)
                            ));
                        }
                        language.longest.include(Lengths {
                            body: units(&text.email_message),
                            subject: units(&text.email_subject),
                            sms: text.sms_message.as_deref().map_or(0, units),
                        });
                    }
                    Err(invalid) => faults.push((message, invalid)),
                }
            }
        }
        faults
    }

    /// Says how much of a language is written in another.
    fn gaps(&mut self, brand: &Brand, locale: &Locale, translated: Translated) {
        let Translated {
            messages,
            all_messages,
            pages,
            all_pages,
        } = translated;
        if (messages, pages) != (all_messages, all_pages) {
            self.note(format!(
                "brand {}: {locale}.ftl has {messages} of {all_messages} sentences of messages and {pages} of {all_pages} of the pages; the others are said in {}",
                brand.name(),
                brand.locale([])
            ));
        }
    }

    /// Adds a note that is not there yet.
    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn json(&self) -> serde_json::Value {
        let faults: Vec<_> = self
            .faults
            .iter()
            .map(|fault| {
                json!({
                    "file": fault.file.display().to_string(),
                    "line": fault.line,
                    "key": fault.key,
                    "problem": fault.problem,
                    "remedy": fault.remedy,
                })
            })
            .collect();
        json!({
            "configuration": self.configuration.display().to_string(),
            "limits": LIMITS,
            "languages": self.languages,
            "senders": self.senders,
            "faults": faults,
            "notes": self.notes,
        })
    }

    fn text(&self) -> String {
        let mut lines = vec![format!("Configuration: {}", self.configuration.display())];
        if !self.languages.is_empty() {
            lines.push(String::new());
            lines.push(self.table());
            lines.push("Longest texts in characters, as they are handed to Cognito; its limits are checked with every placeholder filled.".to_owned());
        }
        if !self.senders.is_empty() {
            lines.push(String::new());
            lines.push("Mails of our own come from:".to_owned());
            let senders = self.senders.iter();
            lines.extend(senders.map(|(brand, from)| format!("  {from} ({brand})")));
        }
        let sections = [
            ("Note", self.notes.clone()),
            (
                "Fault",
                self.faults.iter().map(ToString::to_string).collect(),
            ),
        ];
        for (label, found) in sections {
            if !found.is_empty() {
                lines.push(String::new());
            }
            lines.extend(found.iter().map(|text| format!("{label}: {text}")));
        }
        lines.push(String::new());
        lines.push(match self.faults.len() {
            0 => "No faults.".to_owned(),
            1 => "1 fault.".to_owned(),
            count => format!("{count} faults."),
        });
        lines.join("\n") + "\n"
    }

    fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header([
            "brand".to_owned(),
            "language".to_owned(),
            "messages".to_owned(),
            "rejections".to_owned(),
            "translated".to_owned(),
            "pages translated".to_owned(),
            format!("body (of {})", LIMITS.body),
            format!("subject (of {})", LIMITS.subject),
            format!("SMS (of {})", LIMITS.sms),
        ]);
        for language in &self.languages {
            let Lengths { body, subject, sms } = language.longest;
            let Translated {
                messages,
                all_messages,
                pages,
                all_pages,
            } = language.translated;
            table.add_row([
                language.brand.clone(),
                language.locale.clone(),
                language.messages.to_string(),
                language.rejections.to_string(),
                percentage(messages, all_messages),
                percentage(pages, all_pages),
                body.to_string(),
                subject.to_string(),
                sms.to_string(),
            ]);
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.trim_fmt()
    }
}

impl Lengths {
    fn include(&mut self, other: Self) {
        self.body = self.body.max(other.body);
        self.subject = self.subject.max(other.subject);
        self.sms = self.sms.max(other.sms);
    }
}

/// The invalid message as a fault of the file that most likely holds the mistake.
fn fault(
    folder: &Path,
    locale: &Locale,
    message: &str,
    invalid: &InvalidMessage,
) -> ConfigurationError {
    let sentences = folder.join(format!("{locale}.ftl"));
    let layout = folder.join("layout.html");
    let candidates = match invalid {
        InvalidMessage::Layout { .. }
        | InvalidMessage::BodyLength { .. }
        | InvalidMessage::PlaceholderMissing(Part::Body)
        | InvalidMessage::PlaceholderUnexpected(Part::Body) => [layout, sentences],
        _ => [sentences, layout],
    };
    let file = candidates
        .into_iter()
        .find(|file| file.exists())
        .unwrap_or_else(|| folder.join("brand.toml"));
    ConfigurationError {
        file,
        line: match invalid {
            InvalidMessage::Layout { line, .. } => Some(*line).filter(|line| *line > 0),
            _ => None,
        },
        key: match invalid {
            InvalidMessage::Sentence { message, attribute } => {
                format!("{locale}, {message}.{attribute}")
            }
            _ => format!("{locale}, {message}"),
        },
        problem: invalid.to_string(),
        remedy: remedy(invalid).to_owned(),
    }
}

fn remedy(invalid: &InvalidMessage) -> &'static str {
    match invalid {
        InvalidMessage::PlaceholderUnusable => "Report this as a fault of the command",
        InvalidMessage::PlaceholderMissing(Part::Sms) => {
            "Use { $code } in the sentences `sms` and `sms-short`, and { $username } in those of invitations"
        }
        InvalidMessage::PlaceholderMissing(_) => {
            "Show `secret` and `user_name` in layout.html, as the built-in one does"
        }
        InvalidMessage::PlaceholderUnexpected(Part::Body) => {
            "Remove the placeholder; in layout.html, put what belongs to a code between {% if secret %} and {% endif %}, and what belongs to a user name between {% if user_name %} and {% endif %}"
        }
        InvalidMessage::PlaceholderUnexpected(_) => {
            "Remove the braces, or what stands between them"
        }
        InvalidMessage::BodyLength { .. } => "Shorten the sentences or layout.html",
        InvalidMessage::SubjectLength { .. } => {
            "Shorten the sentence `subject`, or the brand's name in brand.toml"
        }
        InvalidMessage::SmsLength { .. } => {
            "Shorten the sentence `sms`, or set sms_name in brand.toml"
        }
        InvalidMessage::ForbiddenCharacter { .. } => {
            "Replace the character; Cognito takes letters, marks, symbols, numbers and punctuation, but no emoji and no invisible characters"
        }
        InvalidMessage::Sentence { .. } => "Write the sentence without references to itself",
        InvalidMessage::Layout { .. } => "Correct the template there",
        InvalidMessage::BrandUnusable => "Correct brand.toml",
    }
}

/// Rounded down, so that 100 % is all of it.
fn percentage(part: usize, all: usize) -> String {
    let percent = (part * 100).checked_div(all).unwrap_or(100);
    format!("{percent} %")
}

/// The name of somebody whose given and family name nobody told apart.
fn whole_name(name: &str) -> PersonName<'_> {
    PersonName {
        whole: Some(name),
        ..PersonName::default()
    }
}

fn repeated((text, times): (&str, usize)) -> String {
    text.repeat(times)
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
