//! The checks: their names, which never change, what has to be so, and where each is judged.

use strum::{IntoStaticStr, VariantArray};

use super::checks;
use super::finding::Finding;
use super::judgement::Judgement;
use super::known::Known;
#[cfg(test)]
use super::tests::Case;

/// Lists the checks in the order of the output. Each has a file in `checks` with a function of the
/// same name. It says what it finds, and returns the sentence for the case that it finds nothing;
/// none where it could not read what it is about.
macro_rules! checks {
    ($($check:ident => $file:ident: $title:literal,)*) => {
        /// Something that is looked at. Its name in output is that of its file, and scripts may
        /// depend on it.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub(super) enum Check {
            $($check,)*
        }

        impl Check {
            /// What has to be so.
            pub(super) fn title(self) -> &'static str {
                match self {
                    $(Self::$check => $title,)*
                }
            }

            /// Makes the check. There is always at least one finding.
            pub(super) fn judge(self, known: &Known<'_>) -> Vec<Finding> {
                let mut judgement = Judgement::new(*known);
                let ok = match self {
                    $(Self::$check => checks::$file::$file(&mut judgement),)*
                };
                judgement.findings(ok)
            }

            /// What it finds in deployments that are broken.
            #[cfg(test)]
            pub(super) fn cases(self) -> &'static [Case] {
                match self {
                    $(Self::$check => checks::$file::tests::CASES,)*
                }
            }
        }
    };
}

checks! {
    TriggersAttached => triggers_attached: "each trigger that is needed names a function",
    TriggerFunction => trigger_function: "each trigger names the function that was made for it",
    FunctionExists => function_exists: "the functions are there and can run",
    ChainFunctions => chain_functions: "a chain is where the settings say so, and both of its functions are there",
    FunctionVersion => function_version: "no trigger names a version of its function",
    InvokePermission => invoke_permission: "the functions let Cognito invoke them for this pool",
    InvokeConfinement => invoke_confinement: "they do so for no other pool and account (SourceArn, SourceAccount)",
    TokenEvent => token_event: "pre-token-generation gets the version of events that it answers",
    FunctionTimeout => function_timeout: "no function runs longer than the five seconds that Cognito waits",
    FunctionMemory => function_memory: "the functions have the memory that they were measured with",
    InvitationAttribute => invitation_attribute: "`custom:invitation` is a mutable String of 0 to 2048 characters",
    BrandAttribute => brand_attribute: "`custom:brand` is a mutable String",
    InvitedAttribute => invited_attribute: "`custom:invited` is a mutable String of 0 to 512 characters, which no app client reads",
    AssignableAttributes => assignable_attributes: "the pool has the attributes that an invitation may set",
    AddressRequired => address_required: "the pool requires an address, which an invited person then cannot exchange",
    RequiredAttributes => required_attributes: "the pages ask for what the pool requires, and their app clients may write it",
    VerifiedBeforeUpdate => verified_before_update: "a new address counts once its owner has shown that it is theirs",
    ClientWriteList => client_write_list: "each app client has a list of the attributes that it may write",
    ClientWritesProtected => client_writes_protected: "no app client may write what only an invitation or an administrator gives",
    ClientWritesInvitation => client_writes_invitation: "the client of the sign-up may write `custom:invitation`, where tokens are trusted",
    ClientReadsInvitation => client_reads_invitation: "who may write `custom:invitation` may read it",
    UserExistence => user_existence: "no app client tells who has an account",
    PagesClient => pages_client: "the pages' app client is there, without a secret, and signs in by password",
    ClientRegistration => client_registration: "no application registers app clients of its own",
    DefaultSender => default_sender: "mails come from the team's own sender, not from Cognito's",
    CustomSender => custom_sender: "no custom e-mail sender stands beside custom-message",
    SesIdentity => ses_identity: "the senders are verified identities of SES",
    SesSandbox => ses_sandbox: "SES is out of the sandbox, and sends",
    ClickTracking => click_tracking: "SES does not rewrite links",
    PoolTemplates => pool_templates: "the pool's own messages have their placeholders",
    VerificationByCode => verification_by_code: "addresses are verified by code, not by Cognito's own link",
    SignInKind => sign_in_kind: "`user_pool.sign_in` says what people sign in with",
    CaseSensitivity => case_sensitivity: "`user_pool.case_sensitive` says whether case counts",
    SelfSignUp => self_sign_up: "the pool lets those sign up whom the settings let in",
    TokenIssuer => token_issuer: "who verifies tokens expects the issuer that the pool names in them",
    OneTimeCodes => one_time_codes: "no sign-in by code makes invitations without a password",
    PasswordPolicy => password_policy: "the pages ask for the passwords that the pool takes",
    TemporaryPasswordValidity => temporary_password_validity: "an invitation lasts as long as its mail says, and a sensible time",
    AssignableGroups => assignable_groups: "the pool has the groups that can be given",
    GroupRoles => group_roles: "no group that can be given carries an IAM role",
    EventBus => event_bus: "the bus that `[events]` names is there, beside the pool",
    EventAddresses => event_addresses: "events with addresses stay on a bus that this account alone reads",
    Sweeper => sweeper: "the function sweeper is there where the settings remind, tell of ends or delete, and runs for this pool, one at a time",
    DevelopmentKey => development_key: "the published development key is not trusted for a real pool",
    LinksReachable => links_reachable: "the pages that links lead to answer over HTTPS",
    LinkHeaders => link_headers: "the pages come with the headers that they are made for",
    Replicas => replicas: "each replica of the pool in another Region calls the functions too",
}

impl Check {
    /// Its name in output.
    pub(super) fn id(self) -> &'static str {
        self.into()
    }
}

/// Makes all checks. A check can have several findings.
pub(super) fn judge(known: &Known<'_>) -> Vec<(Check, Finding)> {
    let all = Check::VARIANTS.iter();
    let findings = |check: &Check| {
        let check = *check;
        check
            .judge(known)
            .into_iter()
            .map(move |found| (check, found))
    };
    all.flat_map(findings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first two cells of the table in docs/reference/doctor.md.
    #[test]
    fn the_documentation_has_every_check() {
        let document = include_str!("../../../../docs/reference/doctor.md");
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
            Check::VARIANTS
                .iter()
                .map(|check| (check.id(), check.title()))
                .collect::<Vec<_>>()
        );
    }
}
