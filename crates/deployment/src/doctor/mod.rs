//! `doctor`: what is wrong with a live pool, and how to mend it.
//!
//! What is read is one thing, and what it means another: `read` asks AWS and the links' hosts for
//! `facts`, and the checks are functions of these and the settings.
//!
//! | module | concept |
//! |---|---|
//! | `check` | every check, by a name that never changes |
//! | `triggers`, `attributes`, `clients`, `mail`, `sign_in`, `passwords`, `groups`, `links` | the checks, by what they look at |
//! | `required_attributes`, `verified_before_update`, `client_registration`, `token_issuer`, `replicas` | one check each |
//! | `finding` | what a check comes to |
//! | `facts` | what was read; `resource_policy`: who may invoke a function |
//! | `read` | reading it |
//! | `report` | what is printed |

mod attributes;
#[cfg(test)]
mod cases;
mod check;
mod client_registration;
mod clients;
mod facts;
mod finding;
mod groups;
mod links;
mod mail;
mod passwords;
mod read;
mod replicas;
mod report;
mod required_attributes;
mod resource_policy;
mod sign_in;
mod token_issuer;
mod triggers;
mod verified_before_update;

use anyhow::{Result, bail};
use connection::{PoolArguments, deadline};
use terminal::configuration::ConfigurationArguments;
use terminal::output::print;
use terminal::paint::Paint;

use self::check::Known;
use self::facts::Fact;
use self::finding::Verdict;

/// Look at a live user pool, its functions, its mails and its pages, and say what is wrong.
///
/// Reads only, and changes nothing. Each check has a name and ends as ok, as a warning, as wrong, or
/// as not checked, which names the permission that was missing. docs/doctor.md explains each.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { user_pool_id, \"findings\": [{ check, title, verdict, sentence, remedy }], wrong, warnings,
not_checked }; `verdict` is ok, warning, wrong or not-checked, `remedy` null where nothing is to
mend.

Exit codes: 0 nothing is wrong (with --strict: everything is ok), 1 something is wrong, 2 the pool
or the configuration could not be read.

Examples:
  invitations doctor --user-pool-id eu-central-1_AbCdEfGhI
  invitations doctor --user-pool-id eu-central-1_AbCdEfGhI --strict --json
  invitations doctor --user-pool-id local_Example --endpoint-url http://127.0.0.1:8787 --offline"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// Do not open the pages that links lead to
    #[arg(long)]
    offline: bool,

    /// Count warnings, and what could not be checked, as wrong
    #[arg(long)]
    strict: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Looks, says what was found, and answers whether all is well.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let brands = settings.load_brands()?;
    let pool_id = &arguments.pool.user_pool_id;
    let aws = arguments.pool.endpoint.configuration(pool_id).await?;
    let sources = read::Sources::new(&aws, pool_id, arguments.pool.region(), deadline());
    let facts = sources.facts(&settings, &brands, arguments.offline).await?;
    match &facts.pool {
        Fact::Absent => bail!(
            "there is no user pool {pool_id} in this account and Region, or at this endpoint; correct its id, the credentials, --region or --endpoint-url"
        ),
        Fact::Unknown(why) => bail!("{pool_id} could not be read: {why}"),
        Fact::Read(_) | Fact::Denied(_) => {}
    }
    let known = Known {
        facts: &facts,
        settings: &settings,
        brands: &brands,
    };
    let findings = check::judge(&known);
    if arguments.json {
        let document = report::document(pool_id, &findings);
        print(&format!("{document:#}\n"))?;
    } else {
        print(&report::text(&findings, Paint::for_stdout()))?;
    }
    if let Fact::Denied(action) = &facts.pool {
        bail!("{action} on {pool_id} is not permitted; allow it to whoever runs this");
    }
    let worst = findings.iter().map(|finding| finding.verdict).max();
    let limit = if arguments.strict {
        Verdict::Ok
    } else {
        Verdict::Warning
    };
    Ok(worst.is_none_or(|worst| worst <= limit))
}
