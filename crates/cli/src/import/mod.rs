//! `import`: a list of people, invited.
//!
//! | module | concept |
//! |---|---|
//! | `table` | a CSV file as lines of cells |
//! | `column_options` | which columns have another name, and which are left out |
//! | `people` | the people of a list, or all that is wrong with it |
//! | `dry_run` | every mail, and nobody gets it |
//! | `work` | inviting everybody, a few at a time |
//! | `outcome` | what became of a row |
//! | `journal` | what was done, so that it can go on |
//! | `progress`, `summary`, `result_file` | what is printed and written about it |

mod column_options;
mod dry_run;
mod journal;
mod outcome;
mod people;
mod progress;
mod result_file;
mod summary;
mod table;
mod work;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use administration::{Administration, Rules};
use anyhow::{Context, Result, bail};
use column_options::ColumnOptions;
use connection::{PoolArguments, deadline};
use dry_run::render;
use jiff::Timestamp;
use journal::{Import, Journal};
use messages::Brands;
use outcome::InDoubt;
use people::{Fault, Person, people};
use progress::Progress;
use result_file::ResultFile;
use serde_json::{Value, json};
use settings::Settings;
use summary::Summary;
use table::{Dialect, Table};
use terminal::configuration::ConfigurationArguments;
use terminal::output::{print, print_json, print_result, printable, remark};
use terminal::stop::asked_to_stop;
use work::{Stopped, invite};

use crate::pool::open;

/// Invite everybody in a CSV file.
///
/// Every row is checked first; if a row has a fault, nobody is invited. Then people are invited at a
/// pace below the user pool's quotas. If the import was stopped, run the same command again: it
/// leaves invited people alone, and tries refused and incomplete rows again.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is written in UTF-8, with commas, semicolons or tabs between cells. Its first line names
the columns: email, given_name, family_name, user_name, groups (several with | between them),
brand, locale, any assignable attribute such as custom:tenant, validation_data.<key> and
client_metadata.<key>; the usual spellings of the first seven count, too, in the five built-in
languages, and so does Cognito's own import file. Space around a value is ignored,
and so is a blank cell.

The journal holds no names: it knows a row by a keyed digest of its values. It is valid for this
user pool and these settings only. If you correct or add rows later, run the same command again.

With --json, faults are printed as {\"faults\": [{line, column, letter, code, detail}]},
and the result in numbers: rows, invited (invited_before of them by earlier runs), incomplete,
refused, failed, not_begun.

Exit codes: 0 everybody is invited, 1 the file has faults, or rows were refused or are incomplete,
2 the import is not finished.

Examples:
  invitations import clients.csv --user-pool-id eu-central-1_AbCdEfGhI --dry-run --mails mails
  invitations import clients.csv --user-pool-id eu-central-1_AbCdEfGhI --result result.csv"
)]
pub struct Arguments {
    #[command(flatten)]
    configuration: ConfigurationArguments,

    #[command(flatten)]
    pool: PoolArguments,

    /// The CSV file
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,

    /// Read a column under another name: its name in the file, and its meaning; repeat it for more
    #[arg(long, value_name = "OLD=NEW", value_parser = renamed)]
    map: Vec<(String, String)>,

    /// A column to leave out; repeat it for more
    #[arg(long, value_name = "NAME")]
    ignore_column: Vec<String>,

    /// Check the list and write every mail, but invite nobody
    #[arg(long)]
    dry_run: bool,

    /// A folder for the mails of the dry run, one HTML file for each line
    #[arg(long, value_name = "DIR", requires = "dry_run", conflicts_with_all = ["journal", "result"])]
    mails: Option<PathBuf>,

    /// The journal [default: FILE.csv.journal]
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    journal: Option<PathBuf>,

    /// Send the mails again of which an earlier run does not know whether they were sent
    #[arg(long, conflicts_with = "dry_run")]
    resend_unknown: bool,

    /// Write the result of each row into a CSV file
    #[arg(long, value_name = "FILE.csv", conflicts_with = "dry_run")]
    result: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Invites everybody in the list that the arguments name.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let settings = arguments.configuration.load()?;
    let server = arguments.pool.endpoint.local_server().await;
    let mut brands = settings.load_brands()?;
    server.set_link_origins(&mut brands);
    let bytes = table::read(&arguments.file)?;
    let table = Table::new(&bytes).with_context(|| arguments.file.display().to_string())?;
    let administration = open(&arguments.pool, settings.clone(), deadline()).await?;
    let pool = administration.user_pool();
    // The pool may have another pre sign-up function, or none. Ours is the best guess.
    let admission = pool.triggers.contains_key(&trigger::Function::PreSignUp);
    let rules = Rules {
        grants: &settings.grants,
        pool: Some(pool),
        brands: &brands,
        admission: admission.then(|| (settings.admission_policy(), server.now())),
    };
    let options = ColumnOptions {
        renamed: arguments.map.clone(),
        ignored: arguments.ignore_column.clone(),
    };
    options.check(&table)?;
    let people = match people(&table, &options, pool, &rules) {
        Ok(people) => people,
        Err(faults) => {
            print_faults(&faults, arguments)?;
            return Ok(false);
        }
    };
    let left_out = options.columns(&table, &rules);
    let left_out = left_out.map(|columns| options.left_out(&table, &columns));
    for column in left_out.unwrap_or_default() {
        remark(&format!(
            "The column {} is left out: an invitation does not give it.",
            printable(column)
        ));
    }
    if arguments.dry_run {
        return dry_run(
            &people,
            &administration,
            &settings,
            &brands,
            server.now(),
            arguments,
        )
        .await;
    }
    let mut journal = journal(arguments, pool.case_sensitive, &settings)?;
    let result = arguments.result.as_deref();
    let result = result
        .map(|path| result_file(path, arguments))
        .transpose()?;
    let left = people.iter().filter(|person| !journal.is_done(person));
    let left = left.count();
    let done = people.len() - left;
    if done > 0 {
        remark(&format!(
            "{done} of {} rows are done by an earlier run, says {}.",
            people.len(),
            journal.path().display()
        ));
    }
    let mut progress = Progress::of(left);
    let stop = asked_to_stop()?;
    let in_doubt = if arguments.resend_unknown {
        InDoubt::Resend
    } else {
        InDoubt::Report
    };
    let invited = invite(
        &people,
        &administration,
        &server,
        in_doubt,
        &mut journal,
        &mut progress,
        stop,
    );
    let stopped = invited.await;
    progress.finish();
    journal.save()?;
    finish(
        stopped?,
        &people,
        (&journal, done),
        result,
        table.dialect,
        arguments,
    )
}

/// `OLD=NEW` for a column.
fn renamed(text: &str) -> Result<(String, String), String> {
    let names = text
        .split_once('=')
        .map(|(old, new)| (old.trim(), new.trim()));
    match names {
        Some((old, new)) if !old.is_empty() && !new.is_empty() => {
            Ok((old.to_owned(), new.to_owned()))
        }
        _ => Err("write it as OLD=NEW, such as Kundennummer=custom:tenant".to_owned()),
    }
}

/// Prints the result.
fn finish(
    stopped: Option<Stopped>,
    people: &[Person],
    (journal, before): (&Journal, usize),
    result: Option<ResultFile<'_>>,
    dialect: Dialect,
    arguments: &Arguments,
) -> Result<bool> {
    if let Some(result) = result {
        result.write(people, journal, dialect)?;
    }
    let summary = Summary::new(people, journal, before);
    print_result(arguments.json, || summary.document(), || summary.table())?;
    summary.print_remarks(&arguments.file);
    if summary.left() > 0 {
        let why = match stopped {
            Some(Stopped::Asked) => ", because it was stopped",
            Some(Stopped::Failing) => ", because too many failed in a row",
            None => "",
        };
        bail!(
            "{} of {} rows are left{why}; run the same command again to go on",
            summary.left(),
            people.len()
        );
    }
    Ok(summary.is_whole())
}

fn journal(arguments: &Arguments, case_sensitive: bool, settings: &Settings) -> Result<Journal> {
    let path = arguments.journal.clone().unwrap_or_else(|| {
        let mut path = arguments.file.clone().into_os_string();
        path.push(".journal");
        PathBuf::from(path)
    });
    let settings = fs::read(&settings.file)
        .with_context(|| format!("{} cannot be read", settings.file.display()))?;
    let endpoint_url = arguments.pool.endpoint.endpoint_url.as_deref();
    let import = Import::new(&arguments.pool.user_pool_id, endpoint_url, &settings)?;
    Journal::open(&path, import, case_sensitive)
}

fn result_file<'a>(path: &'a Path, arguments: &Arguments) -> Result<ResultFile<'a>> {
    let same = |one: &Path, other: &Path| {
        let place = |path: &Path| fs::canonicalize(path).ok();
        place(one).is_some_and(|one| Some(one) == place(other))
    };
    if same(path, &arguments.file) {
        bail!("the result would take the place of the list; name another file with --result");
    }
    ResultFile::new(path)
}

fn print_faults(faults: &[Fault], arguments: &Arguments) -> Result<()> {
    if arguments.json {
        let faults: Vec<Value> = faults.iter().map(Fault::document).collect();
        return print_json(&json!({ "faults": faults }));
    }
    let mut text = String::new();
    for fault in faults {
        // Writing into a String does not fail.
        let _ = writeln!(text, "{}", fault.in_file(&arguments.file));
    }
    print(&text)?;
    let count = match faults.len() {
        1 => "1 fault".to_owned(),
        count => format!("{count} faults"),
    };
    remark(&format!("{count}; nobody was invited."));
    Ok(())
}

async fn dry_run(
    people: &[Person],
    administration: &Administration,
    settings: &Settings,
    brands: &Brands,
    now: Timestamp,
    arguments: &Arguments,
) -> Result<bool> {
    let folder = arguments.mails.as_deref();
    let rendered = render(people, administration, settings, brands, folder, now).await?;
    let is_whole = rendered.held_back.is_empty();
    if arguments.json {
        print_json(&rendered.document(people.len()))?;
    } else {
        print(&rendered.table(people.len()))?;
        for (line, why) in &rendered.held_back {
            remark(&format!("{}:{line}: {why}", arguments.file.display()));
        }
        remark("A dry run: nobody was invited.");
    }
    Ok(is_whole)
}
