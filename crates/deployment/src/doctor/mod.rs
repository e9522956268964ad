//! `doctor`: finds what is wrong with a live pool, and says how to fix it.
//!
//! `read` asks AWS and the links' hosts for `facts`. The checks are functions of the facts and the
//! settings.
//!
//! | module | concept |
//! |---|---|
//! | `check` | the list of the checks, by names that never change |
//! | `checks` | one file for each |
//! | `known` | what a check looks at; `facts`: what was read |
//! | `finding` | what a check says; `remedies`: the commands that fix it |
//! | `read` | reading the facts |
//! | `report` | what is printed |

mod check;
mod checks;
mod facts;
mod finding;
mod judgement;
mod known;
mod read;
mod remedies;
mod report;
#[cfg(test)]
mod tests;

use anyhow::{Result, bail};
use connection::{PoolArguments, deadline};
use terminal::configuration::ConfigurationArguments;
use terminal::output::print_result;
use terminal::paint::Paint;
use trigger::Function;

use self::facts::Fact;
use self::finding::Verdict;
use self::known::Known;
use crate::hook::hook;

/// Look at a live user pool, its functions, its mails and its pages, and say what is wrong.
///
/// Reads only, and changes nothing. Each check has a name and ends as ok, as a warning, as wrong, or
/// as not checked, which names the permission that was missing. docs/reference/doctor.md explains each.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "JSON: { user_pool_id, \"findings\": [{ check, title, verdict, detail, remedy }], wrong, warnings,
not_checked }; `verdict` is ok, warning, wrong or not-checked, `remedy` null where nothing is to
fix.

Exit codes: 0 nothing is wrong (with --strict: everything is ok), 1 something is wrong, 2 the pool
or the configuration could not be read.

Examples:
  invitations doctor --user-pool-id eu-central-1_AbCdEfGhI
  invitations doctor --user-pool-id eu-central-1_AbCdEfGhI --only pre-sign-up
  invitations doctor --user-pool-id eu-central-1_AbCdEfGhI --strict --json
  invitations doctor --user-pool-id local_Example --endpoint-url http://127.0.0.1:8787 --offline"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The hooks that the pool is to have, where it is not all of them
    #[arg(long, value_name = "HOOK", value_parser = hook(), value_delimiter = ',')]
    only: Vec<Function>,

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
    let chains = settings.load_chains()?;
    let pool_id = &arguments.pool.user_pool_id;
    let aws = arguments.pool.endpoint.configuration(pool_id).await?;
    let sources = read::Sources::new(&aws, pool_id, arguments.pool.region(), deadline());
    let facts = sources
        .facts(&settings, &chains, &brands, arguments.offline)
        .await?;
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
        chains: &chains,
        brands: &brands,
        only: &arguments.only,
        endpoint: &arguments.pool.endpoint,
    };
    let findings = check::judge(&known);
    let document = || report::document(pool_id, &findings);
    let text = || report::text(&findings, Paint::for_stdout());
    print_result(arguments.json, document, text)?;
    if let Fact::Denied(action) = &facts.pool {
        bail!("{action} on {pool_id} is not permitted; allow it to your AWS identity");
    }
    let worst = findings.iter().map(|(_, finding)| finding.verdict).max();
    let limit = if arguments.strict {
        Verdict::Ok
    } else {
        Verdict::Warning
    };
    Ok(worst.is_none_or(|worst| worst <= limit))
}
