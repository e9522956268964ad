//! The checks: their names, which never change, and where each is judged.

use connection::region;
use invitation::policy::SelfSignUpMode;
use messages::Brands;
use settings::Settings;

use super::facts::{Fact, Facts};
use super::finding::Finding;
use super::{
    attributes, client_registration, clients, groups, links, mail, passwords, replicas,
    required_attributes, sign_in, token_issuer, triggers, verified_before_update,
};

/// What was read, and what it is held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) facts: &'a Facts,
    pub(super) settings: &'a Settings,
    pub(super) brands: &'a Brands,
}

impl Known<'_> {
    /// Whether there are several brands, of which `custom:brand` names one.
    pub(super) fn has_brands(&self) -> bool {
        self.brands.iter().nth(1).is_some()
    }

    /// The settings' file, as remedies name it.
    pub(super) fn file(&self) -> String {
        self.settings.file.display().to_string()
    }

    /// The Region that the user pool was made in: of replicas, the primary one's.
    pub(super) fn home(&self) -> String {
        region(&self.facts.pool_id).to_string()
    }

    /// The remedy that is a key of the settings.
    pub(super) fn set(&self, key: &str, value: impl std::fmt::Display) -> String {
        format!("Set {key} to {value} in {}", self.file())
    }

    /// The remedy that is several keys of the settings.
    pub(super) fn set_all(&self, values: &[(&str, String)]) -> String {
        let each = values
            .iter()
            .map(|(key, value)| format!("{key} to {value}"));
        let each: Vec<String> = each.collect();
        format!("Set {} in {}", each.join(" and "), self.file())
    }

    /// Whether invitation tokens are believed, so that people sign up with them.
    pub(super) fn has_tokens(&self) -> bool {
        !self.settings.tokens.keys.is_empty()
    }

    /// Whether the settings let people sign up by themselves.
    pub(super) fn lets_sign_up(&self) -> bool {
        self.settings.self_sign_up.policy != SelfSignUpMode::Invited || self.has_tokens()
    }

    /// Whether people can, by the settings and in the pool.
    pub(super) fn has_self_sign_up(&self) -> bool {
        let is_closed = matches!(&self.facts.pool, Fact::Read(pool) if pool.admin_create_only);
        self.lets_sign_up() && !is_closed
    }
}

/// Something that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Check {
    TriggersAttached,
    TriggerFunction,
    FunctionExists,
    FunctionVersion,
    InvokePermission,
    InvokeConfinement,
    TokenEvent,
    FunctionTimeout,
    FunctionMemory,
    InvitationAttribute,
    BrandAttribute,
    AssignableAttributes,
    AddressRequired,
    RequiredAttributes,
    VerifiedBeforeUpdate,
    ClientWriteList,
    ClientWritesProtected,
    ClientWritesInvitation,
    ClientReadsInvitation,
    UserExistence,
    PagesClient,
    ClientRegistration,
    DefaultSender,
    CustomSender,
    SesIdentity,
    SesSandbox,
    ClickTracking,
    PoolTemplates,
    VerificationByCode,
    SignInKind,
    CaseSensitivity,
    SelfSignUp,
    TokenIssuer,
    OneTimeCodes,
    PasswordPolicy,
    TemporaryPasswordValidity,
    AssignableGroups,
    GroupRoles,
    DevelopmentKey,
    LinksReachable,
    LinkHeaders,
    Replicas,
}

impl Check {
    /// Every check, in the order in which it is told.
    pub(super) const ALL: [Self; 42] = [
        Self::TriggersAttached,
        Self::TriggerFunction,
        Self::FunctionExists,
        Self::FunctionVersion,
        Self::InvokePermission,
        Self::InvokeConfinement,
        Self::TokenEvent,
        Self::FunctionTimeout,
        Self::FunctionMemory,
        Self::InvitationAttribute,
        Self::BrandAttribute,
        Self::AssignableAttributes,
        Self::AddressRequired,
        Self::RequiredAttributes,
        Self::VerifiedBeforeUpdate,
        Self::ClientWriteList,
        Self::ClientWritesProtected,
        Self::ClientWritesInvitation,
        Self::ClientReadsInvitation,
        Self::UserExistence,
        Self::PagesClient,
        Self::ClientRegistration,
        Self::DefaultSender,
        Self::CustomSender,
        Self::SesIdentity,
        Self::SesSandbox,
        Self::ClickTracking,
        Self::PoolTemplates,
        Self::VerificationByCode,
        Self::SignInKind,
        Self::CaseSensitivity,
        Self::SelfSignUp,
        Self::TokenIssuer,
        Self::OneTimeCodes,
        Self::PasswordPolicy,
        Self::TemporaryPasswordValidity,
        Self::AssignableGroups,
        Self::GroupRoles,
        Self::DevelopmentKey,
        Self::LinksReachable,
        Self::LinkHeaders,
        Self::Replicas,
    ];

    /// Its name in output, which scripts may depend on.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::TriggersAttached => "triggers-attached",
            Self::TriggerFunction => "trigger-function",
            Self::FunctionExists => "function-exists",
            Self::FunctionVersion => "function-version",
            Self::InvokePermission => "invoke-permission",
            Self::InvokeConfinement => "invoke-confinement",
            Self::TokenEvent => "token-event",
            Self::FunctionTimeout => "function-timeout",
            Self::FunctionMemory => "function-memory",
            Self::InvitationAttribute => "invitation-attribute",
            Self::BrandAttribute => "brand-attribute",
            Self::AssignableAttributes => "assignable-attributes",
            Self::AddressRequired => "address-required",
            Self::RequiredAttributes => "required-attributes",
            Self::VerifiedBeforeUpdate => "verified-before-update",
            Self::ClientWriteList => "client-write-list",
            Self::ClientWritesProtected => "client-writes-protected",
            Self::ClientWritesInvitation => "client-writes-invitation",
            Self::ClientReadsInvitation => "client-reads-invitation",
            Self::UserExistence => "user-existence",
            Self::PagesClient => "pages-client",
            Self::ClientRegistration => "client-registration",
            Self::DefaultSender => "default-sender",
            Self::CustomSender => "custom-sender",
            Self::SesIdentity => "ses-identity",
            Self::SesSandbox => "ses-sandbox",
            Self::ClickTracking => "click-tracking",
            Self::PoolTemplates => "pool-templates",
            Self::VerificationByCode => "verification-by-code",
            Self::SignInKind => "sign-in-kind",
            Self::CaseSensitivity => "case-sensitivity",
            Self::SelfSignUp => "self-sign-up",
            Self::TokenIssuer => "token-issuer",
            Self::OneTimeCodes => "one-time-codes",
            Self::PasswordPolicy => "password-policy",
            Self::TemporaryPasswordValidity => "temporary-password-validity",
            Self::AssignableGroups => "assignable-groups",
            Self::GroupRoles => "group-roles",
            Self::DevelopmentKey => "development-key",
            Self::LinksReachable => "links-reachable",
            Self::LinkHeaders => "link-headers",
            Self::Replicas => "replicas",
        }
    }

    /// What has to be so.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::TriggersAttached => "each trigger that is needed names a function",
            Self::TriggerFunction => "each trigger names the function that was made for it",
            Self::FunctionExists => "the functions are there and can run",
            Self::FunctionVersion => "no trigger names a version of its function",
            Self::InvokePermission => "the functions let Cognito invoke them for this pool",
            Self::InvokeConfinement => {
                "they do so for no other pool and account (SourceArn, SourceAccount)"
            }
            Self::TokenEvent => "pre-token-generation gets the version of events that it answers",
            Self::FunctionTimeout => {
                "no function runs longer than the five seconds that Cognito waits"
            }
            Self::FunctionMemory => "the functions have the memory that they were measured with",
            Self::InvitationAttribute => {
                "`custom:invitation` is a mutable String of 0 to 2048 characters"
            }
            Self::BrandAttribute => "`custom:brand` is a mutable String",
            Self::AssignableAttributes => "the pool has the attributes that an invitation may set",
            Self::AddressRequired => {
                "the pool requires an address, which an invited person then cannot exchange"
            }
            Self::RequiredAttributes => {
                "the pages ask for what the pool requires, and their app clients may write it"
            }
            Self::VerifiedBeforeUpdate => {
                "a new address counts once its owner has shown that it is theirs"
            }
            Self::ClientWriteList => {
                "each app client has a list of the attributes that it may write"
            }
            Self::ClientWritesProtected => {
                "no app client may write what only an invitation or an administrator gives"
            }
            Self::ClientWritesInvitation => {
                "the client of the sign-up may write `custom:invitation`, where tokens are trusted"
            }
            Self::ClientReadsInvitation => "who may write `custom:invitation` may read it",
            Self::UserExistence => "no app client tells who has an account",
            Self::PagesClient => {
                "the pages' app client is there, without a secret, and signs in by password"
            }
            Self::ClientRegistration => "no application registers app clients of its own",
            Self::DefaultSender => "mails come from the team's own sender, not from Cognito's",
            Self::CustomSender => "no custom e-mail sender stands beside custom-message",
            Self::SesIdentity => "the senders are verified identities of SES",
            Self::SesSandbox => "SES is out of the sandbox, and sends",
            Self::ClickTracking => "SES does not rewrite links",
            Self::PoolTemplates => "the pool's own messages have their placeholders",
            Self::VerificationByCode => "addresses are verified by code, not by Cognito's own link",
            Self::SignInKind => "`user_pool.sign_in` says what people sign in with",
            Self::CaseSensitivity => "`user_pool.case_sensitive` says whether case counts",
            Self::SelfSignUp => "the pool lets those sign up whom the settings let in",
            Self::TokenIssuer => {
                "who verifies tokens expects the issuer that the pool names in them"
            }
            Self::OneTimeCodes => "no sign-in by code makes invitations without a password",
            Self::PasswordPolicy => "the pages ask for the passwords that the pool takes",
            Self::TemporaryPasswordValidity => {
                "an invitation lasts as long as its mail says, and a sensible time"
            }
            Self::AssignableGroups => "the pool has the groups that can be given",
            Self::GroupRoles => "no group that can be given carries an IAM role",
            Self::DevelopmentKey => "the published development key is not trusted for a real pool",
            Self::LinksReachable => "the pages that links lead to answer over HTTPS",
            Self::LinkHeaders => "the pages come with the headers that they are made for",
            Self::Replicas => "each replica of the pool in another Region calls the functions too",
        }
    }

    /// Looks at it; never nothing.
    pub(super) fn judge(self, known: &Known<'_>) -> Vec<Finding> {
        match self {
            Self::TriggersAttached => triggers::attached(known),
            Self::TriggerFunction => triggers::ours(known),
            Self::FunctionExists => triggers::exist(known),
            Self::FunctionVersion => triggers::qualifiers(known),
            Self::InvokePermission => triggers::permissions(known),
            Self::InvokeConfinement => triggers::confinement(known),
            Self::TokenEvent => triggers::token_event(known),
            Self::FunctionTimeout => triggers::timeouts(known),
            Self::FunctionMemory => triggers::memory(known),
            Self::InvitationAttribute => attributes::invitation(known),
            Self::BrandAttribute => attributes::brand(known),
            Self::AssignableAttributes => attributes::assignable(known),
            Self::AddressRequired => attributes::address(known),
            Self::RequiredAttributes => required_attributes::required_attributes(known),
            Self::VerifiedBeforeUpdate => verified_before_update::verified_before_update(known),
            Self::ClientWriteList => clients::write_lists(known),
            Self::ClientWritesProtected => clients::protected(known),
            Self::ClientWritesInvitation => clients::invitation_writable(known),
            Self::ClientReadsInvitation => clients::invitation_readable(known),
            Self::UserExistence => clients::existence(known),
            Self::PagesClient => clients::of_pages(known),
            Self::ClientRegistration => client_registration::client_registration(known),
            Self::DefaultSender => mail::default_sender(known),
            Self::CustomSender => mail::custom_sender(known),
            Self::SesIdentity => mail::identities(known),
            Self::SesSandbox => mail::sandbox(known),
            Self::ClickTracking => mail::click_tracking(known),
            Self::PoolTemplates => mail::templates(known),
            Self::VerificationByCode => sign_in::by_code(known),
            Self::SignInKind => sign_in::kind(known),
            Self::CaseSensitivity => sign_in::case(known),
            Self::SelfSignUp => sign_in::self_sign_up(known),
            Self::TokenIssuer => token_issuer::token_issuer(known),
            Self::OneTimeCodes => sign_in::codes(known),
            Self::PasswordPolicy => passwords::policy(known),
            Self::TemporaryPasswordValidity => passwords::validity(known),
            Self::AssignableGroups => groups::assignable(known),
            Self::GroupRoles => groups::roles(known),
            Self::DevelopmentKey => groups::development_key(known),
            Self::LinksReachable => links::reachable(known),
            Self::LinkHeaders => links::headers(known),
            Self::Replicas => replicas::replicas(known),
        }
    }
}

/// Looks at everything.
pub(super) fn judge(known: &Known<'_>) -> Vec<Finding> {
    let all = Check::ALL.into_iter();
    all.flat_map(|check| check.judge(known)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first two cells of the table in docs/doctor.md.
    #[test]
    fn the_documentation_has_every_check() {
        let document = include_str!("../../../../docs/doctor.md");
        let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
        let documented: Vec<(&str, &str)> = rows
            .filter_map(|row| {
                let (id, rest) = row.split_once("` | ")?;
                let (title, _) = rest.split_once(" | ")?;
                Some((id, title))
            })
            .collect();
        assert_eq!(
            documented,
            Check::ALL.map(|check| (check.id(), check.title()))
        );
    }
}
