//! `reconcile`: grants that were not finished, shown, and finished on request.

use acceptance::GrantResult;
use administration::{
    AdminError, Administration, Basis, Due, Entry, NotDue, Origin, UnfinishedMember,
};
use anyhow::Result;
use cognito::Cause;
use connection::{PoolArguments, deadline};
use invitation::GroupName;
use jiff::Timestamp;
use serde_json::{Value, json};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print_result, printable, remark, table};

use crate::people::{address, listed, moment, with};
use crate::pool::open;
use crate::view::found_or_refused;

/// After how many people a remark says that the command is still at work.
const REMARK_EVERY: usize = 3000;

/// Show grants that were not finished, and finish them.
///
/// A member who still carries an invitation token did not get everything that it gives. The token
/// must have been valid when the user was created. Without --yes, nothing is changed.
///
/// A user who was changed more than a day after the sign-up is doubtful: the member may have put an
/// old token back after a group was taken away. A federated user who lacks a group of a domain is
/// doubtful if the address is not verified: the person may have entered it. Doubtful users get the
/// grant only if you name them (--user).
///
/// With --policy, members are shown, too, who lack a group that the settings give to everybody or by
/// domain. The pool does not show whether the group was lost, taken away on purpose, or added to the
/// settings later. Look at the list before you use --yes. Members whose invitation is on record as
/// accepted (custom:invited) are not among them: they were given these groups.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { \"unfinished\": [what `list --json` has for a user, and { outcome, basis, jti,
groups, attributes, refused, doubtful, missing_groups, refused_attributes, cause }], \"not_due\":
[what `list --json` has for a user, and { reason }] }. `outcome` is due, doubtful, granted,
granted-in-part, interrupted, or a code that says why nothing was done; `basis` is token, or the
policy by its word.

Exit codes: 0 nothing is left to do, 1 something is left, 2 AWS or the configuration cannot be
reached.

Examples:
  invitations reconcile --user-pool-id eu-central-1_AbCdEfGhI
  invitations reconcile --user-pool-id eu-central-1_AbCdEfGhI --yes
  invitations reconcile --user-pool-id eu-central-1_AbCdEfGhI --user ada@client.example --yes
  invitations reconcile --user-pool-id eu-central-1_AbCdEfGhI --policy self-sign-up"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// One user alone: address, user name or sub
    #[arg(long, visible_alias = "email", value_name = "USER")]
    user: Option<String>,

    /// Look for missing groups of the policy, too: for people who signed up themselves, for people
    /// whom an administrator created, or the groups that both have. The pool does not keep in which
    /// way somebody joined
    #[arg(long, value_name = "WAY", num_args = 0..=1, default_missing_value = "both")]
    policy: Option<Way>,

    /// Grant what is shown
    #[arg(long)]
    yes: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Which way members came.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Way {
    /// Unknown: what both ways give.
    Both,
    /// By themselves.
    SelfSignUp,
    /// An administrator created them.
    AdminCreated,
}

impl From<Way> for Origin {
    fn from(way: Way) -> Self {
        match way {
            Way::Both => Self::Unknown,
            Way::SelfSignUp => Self::SelfSignUp,
            Way::AdminCreated => Self::AdminCreated,
        }
    }
}

/// Looks for unfinished grants, and finishes them where the arguments say so.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let administration = open(&arguments.pool, settings, deadline()).await?;
    let mut report = Report::default();
    let looked = look(&administration, arguments, &mut report).await;
    if looked.is_err() && report.is_empty() {
        let user = arguments.user.as_deref().unwrap_or_default();
        return found_or_refused(user, looked, arguments.json).map(|_| false);
    }
    // Print what was done, also after an error.
    report.print(arguments)?;
    looked?;
    Ok(report.members.iter().all(|member| member.outcome.is_done()))
}

async fn look(
    administration: &Administration,
    arguments: &Arguments,
    report: &mut Report,
) -> Result<(), AdminError> {
    let origin = arguments.policy.map(Origin::from);
    let now = arguments.pool.now().await;
    if let Some(user) = &arguments.user {
        let found = administration
            .unfinished_of(user, origin, now, deadline())
            .await?;
        if let Some(finding) = found {
            report.add(administration, arguments, finding, now).await?;
        }
        return Ok(());
    }
    let mut looked_at = 0;
    let mut token = None;
    loop {
        let page = administration
            .unfinished(origin, token.as_deref(), now, deadline())
            .await?;
        for finding in page.findings {
            report.add(administration, arguments, finding, now).await?;
        }
        let before = looked_at / REMARK_EVERY;
        looked_at += page.looked_at;
        if looked_at / REMARK_EVERY > before {
            remark(&format!("{looked_at} people looked at …"));
        }
        token = page.next;
        if token.is_none() {
            return Ok(());
        }
    }
}

/// What was found, and what was done about it.
#[derive(Default)]
struct Report {
    members: Vec<Member>,
    not_due: Vec<(Entry, NotDue)>,
}

struct Member {
    entry: Entry,
    due: Due,
    outcome: MemberOutcome,
}

enum MemberOutcome {
    /// Nothing was done, as nobody asked for it.
    Due,
    /// Nothing was done, as nobody asked for it by the member's name.
    Doubtful,
    /// It was given, in whole or in part.
    Applied(GrantResult),
    /// It was refused.
    Refused(AdminError),
}

impl MemberOutcome {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Doubtful => "doubtful",
            Self::Applied(result) if result.interrupted.is_some() => "interrupted",
            Self::Applied(_) if self.is_done() => "granted",
            Self::Applied(_) => "granted-in-part",
            Self::Refused(refusal) => refusal.code(),
        }
    }

    fn is_done(&self) -> bool {
        matches!(self, Self::Applied(result) if *result == GrantResult::default())
    }

    fn result(&self) -> Option<&GrantResult> {
        match self {
            Self::Applied(result) => Some(result),
            _ => None,
        }
    }

    /// What was asked for and not done, and the way out.
    fn warning(&self) -> Option<String> {
        let result = match self {
            Self::Due | Self::Doubtful => return None,
            Self::Refused(refusal) => return Some(refusal.to_string()),
            Self::Applied(result) => result,
        };
        if let Some(cause) = result.interrupted {
            return Some(format!("it was interrupted ({cause}); run it again"));
        }
        let missing = result.missing_groups.iter().map(GroupName::as_str);
        match (result.missing_groups.len(), result.refused_attributes) {
            (0, 0) => None,
            (0, refused) => Some(format!("the pool refused {refused} attributes")),
            _ => Some(format!(
                "the user pool has no group {}; create it, and put the member into it yourself: the token is spent",
                listed(missing)
            )),
        }
    }
}

impl Report {
    fn is_empty(&self) -> bool {
        self.members.is_empty() && self.not_due.is_empty()
    }

    /// Adds a finding, and grants it if the arguments say so. Fails if AWS cannot be reached.
    async fn add(
        &mut self,
        administration: &Administration,
        arguments: &Arguments,
        finding: UnfinishedMember,
        now: Timestamp,
    ) -> Result<(), AdminError> {
        let entry = finding.entry;
        let due = match finding.due {
            Ok(due) => due,
            Err(why) => {
                self.not_due.push((entry, why));
                return Ok(());
            }
        };
        let is_named = arguments.user.is_some();
        let outcome = if due.doubtful && !(arguments.yes && is_named) {
            MemberOutcome::Doubtful
        } else if !arguments.yes {
            MemberOutcome::Due
        } else {
            match administration.finish(&entry, &due, now, deadline()).await {
                Ok(result) => MemberOutcome::Applied(result),
                Err(refusal) if refusal.is_failure() => return Err(refusal),
                Err(refusal) => MemberOutcome::Refused(refusal),
            }
        };
        let interrupted = outcome.result().and_then(|result| result.interrupted);
        self.members.push(Member {
            entry,
            due,
            outcome,
        });
        // The next grant would fail, too.
        interrupted.map_or(Ok(()), |cause| Err(AdminError::Unavailable(cause)))
    }

    fn print(&self, arguments: &Arguments) -> Result<()> {
        print_result(arguments.json, || self.document(), || self.rows())?;
        for member in &self.members {
            if let Some(warning) = member.outcome.warning() {
                remark(&format!("{}: {warning}", member.entry.sub));
            }
        }
        let any = |word| {
            self.members
                .iter()
                .any(|member| member.outcome.as_str() == word)
        };
        if any("due") {
            remark("Nothing was changed; to grant what is due, run it again with --yes.");
        }
        if any("doubtful") {
            remark(
                "A doubtful user was changed more than a day after the sign-up and may have put an old token back, or came through another provider and may have entered the address. To grant it all the same, name the user with --user beside --yes.",
            );
        }
        Ok(())
    }

    fn document(&self) -> Value {
        let members = self.members.iter().map(Member::document);
        let not_due = self.not_due.iter().map(|(entry, why)| {
            let reason = [("reason", json!(why.as_str()))];
            with(entry, reason)
        });
        json!({
            "unfinished": members.collect::<Vec<_>>(),
            "not_due": not_due.collect::<Vec<_>>(),
        })
    }

    fn rows(&self) -> String {
        if self.is_empty() {
            return "No grant is unfinished.\n".to_owned();
        }
        let mut all = String::new();
        if !self.members.is_empty() {
            let header = [
                "outcome",
                "address",
                "because of",
                "groups",
                "attributes",
                "created",
                "changed",
                "sub",
            ];
            all += &table(&header, self.members.iter().map(Member::row));
        }
        if !self.not_due.is_empty() {
            let blank = if all.is_empty() { "" } else { "\n" };
            let header = [
                "a token that gives nothing",
                "address",
                "created",
                "changed",
                "sub",
            ];
            let rows = self.not_due.iter().map(|(entry, why)| {
                vec![
                    printable(&why.to_string()),
                    address(entry),
                    moment(entry.created),
                    moment(entry.modified),
                    entry.sub.clone(),
                ]
            });
            all = all + blank + &table(&header, rows);
        }
        all
    }
}

impl Member {
    fn row(&self) -> Vec<String> {
        let attributes: Vec<String> = self
            .due
            .attributes
            .iter()
            .map(|(name, value)| format!("{}={value}", name.as_str()))
            .collect();
        vec![
            self.outcome.as_str().to_owned(),
            address(&self.entry),
            because_of(&self.due.basis),
            listed(self.due.groups.iter().map(GroupName::as_str)),
            listed(attributes.iter().map(String::as_str)),
            moment(self.entry.created),
            moment(self.entry.modified),
            self.entry.sub.clone(),
        ]
    }

    fn document(&self) -> Value {
        let due = &self.due;
        let jti = match &due.basis {
            Basis::Token { jti, .. } => Some(jti),
            Basis::Policy(_) => None,
        };
        let result = self.outcome.result();
        let members = [
            ("outcome", json!(self.outcome.as_str())),
            ("basis", json!(basis(&due.basis))),
            ("jti", json!(jti)),
            ("groups", json!(due.groups)),
            ("attributes", json!(due.attributes)),
            ("refused", json!(due.refused)),
            ("doubtful", json!(due.doubtful)),
            (
                "missing_groups",
                json!(result.map(|result| &result.missing_groups)),
            ),
            (
                "refused_attributes",
                json!(result.map(|result| result.refused_attributes)),
            ),
            (
                "cause",
                json!(
                    result
                        .and_then(|result| result.interrupted)
                        .map(Cause::as_str)
                ),
            ),
        ];
        with(&self.entry, members)
    }
}

fn basis(basis: &Basis) -> &'static str {
    match basis {
        Basis::Token { .. } => "token",
        Basis::Policy(Origin::Unknown) => "policy",
        Basis::Policy(Origin::SelfSignUp) => "policy-self-sign-up",
        Basis::Policy(Origin::AdminCreated) => "policy-admin-created",
    }
}

fn because_of(why: &Basis) -> String {
    match why {
        Basis::Token { jti, expires } => {
            let expires = expires.map(|expires: Timestamp| format!(" until {expires}"));
            printable(&format!("token {jti}{}", expires.unwrap_or_default()))
        }
        Basis::Policy(_) => basis(why).to_owned(),
    }
}
