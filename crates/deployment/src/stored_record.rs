//! Where a record lies: in a file on the machine where `attach` ran, and in a parameter of Systems
//! Manager beside the pool, where the next person finds it.
//!
//! Takes the permissions `ssm:` `GetParameter`, `PutParameter`, `DeleteParameter` on
//! `parameter/invitations/attached/*`. Without them the file alone is the record, which is said.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use aws_service::{CallError, Service};
use connection::{PoolArguments, region};
use serde_json::{Value, json};
use terminal::output::remark;

use crate::aws::configuration;
use crate::record::Record;

/// The most characters of a parameter (Systems Manager, "Managing parameter tiers"): 4096 in the
/// standard tier, this many in the advanced one.
const LONGEST: usize = 8192;

/// Both places of a pool's record.
#[derive(Debug)]
pub(crate) struct StoredRecord {
    file: PathBuf,
    parameters: Service,
    user_pool_id: String,
}

impl StoredRecord {
    /// The record of a pool: a parameter in its account and Region, and this file.
    pub(crate) async fn of(pool: &PoolArguments, file: PathBuf) -> Result<Self> {
        Ok(Self {
            file,
            parameters: Service::new(&configuration(pool).await?, "ssm", "SSM"),
            user_pool_id: pool.user_pool_id.clone(),
        })
    }

    /// The file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The parameter's name.
    pub(crate) fn parameter(&self) -> String {
        format!("/invitations/attached/{}", self.user_pool_id)
    }

    /// The record, if there is one. Of two, the one that was changed more often counts: the other one
    /// is from before a run on another machine, or the parameter could not be written.
    pub(crate) async fn read(&self) -> Result<Option<Record>> {
        let by_file = Record::read(&self.file, &self.user_pool_id)?;
        let by_parameter = self.read_parameter().await?;
        let newer = |parameter: &Record, file: &Record| parameter.revision > file.revision;
        Ok(match (by_file, by_parameter) {
            (Some(file), Some(parameter)) if newer(&parameter, &file) => {
                remark(&format!(
                    "The record in the parameter {} is newer than {}, and counts.",
                    self.parameter(),
                    self.file.display()
                ));
                Some(parameter)
            }
            (None, parameter) => parameter,
            (file, _) => file,
        })
    }

    /// Writes both. The file has to be written; where the parameter cannot be, that is said.
    pub(crate) async fn write(&self, record: &Record) -> Result<()> {
        record.write(&self.file)?;
        if let Err(why) = self.write_parameter(record).await {
            remark(&format!(
                "The record is in {} only; to detach on another machine, take that file along: {why}.",
                self.file.display()
            ));
        }
        Ok(())
    }

    async fn read_parameter(&self) -> Result<Option<Record>> {
        let name = self.parameter();
        let by_name = json!({ "Name": name });
        let request = self.parameters.call("AmazonSSM.GetParameter", by_name);
        let text = match request.await {
            Ok(answer) => answer
                .pointer("/Parameter/Value")
                .and_then(Value::as_str)
                .map(str::to_owned),
            Err(error) => {
                if !matches!(error.code(), Some("ParameterNotFound")) {
                    remark(&format!(
                        "The parameter {name}, where a record may be, cannot be read ({}).",
                        why(&error)
                    ));
                }
                None
            }
        };
        let record = text.map(|text| {
            Record::parse(&text, &self.user_pool_id)
                .with_context(|| format!("the parameter {name} is not to be used"))
        });
        record.transpose()
    }

    /// Fails with half a sentence that says why.
    async fn write_parameter(&self, record: &Record) -> Result<(), String> {
        let name = self.parameter();
        if record.is_spent() {
            let by_name = json!({ "Name": name });
            let request = self.parameters.call("AmazonSSM.DeleteParameter", by_name);
            return match request.await {
                Ok(_) => Ok(()),
                Err(error) if error.code() == Some("ParameterNotFound") => Ok(()),
                Err(error) => Err(format!(
                    "the parameter {name} cannot be deleted ({})",
                    why(&error)
                )),
            };
        }
        let text = record.text();
        if text.chars().count() > LONGEST {
            return Err(format!(
                "it has more than the {LONGEST} characters that a parameter takes"
            ));
        }
        let parameter = json!({
            "Name": name,
            "Description":
                "What `invitations attach` changed in a user pool; `invitations detach` undoes it",
            "Type": "String",
            "Tier": "Intelligent-Tiering",
            "Overwrite": true,
            "Value": text,
        });
        self.parameters
            .call("AmazonSSM.PutParameter", parameter)
            .await
            .map(drop)
            .map_err(|error| format!("the parameter {name} cannot be written ({})", why(&error)))
    }
}

/// AWS's own word for it: its sentences can quote anything.
fn why(error: &CallError) -> String {
    match error.as_service_error() {
        None => "AWS gave no answer".to_owned(),
        Some(said) => said.code().unwrap_or("no reason was given").to_owned(),
    }
}

/// The default place of a pool's record: beside the configuration. A replica has triggers of its
/// own, and so a record of its own.
pub(crate) fn default_record(configuration: &Path, pool: &PoolArguments) -> PathBuf {
    let id = &pool.user_pool_id;
    let here = pool.region();
    let replica = (here != region(id)).then(|| format!("-{here}"));
    configuration.with_file_name(format!("attached-{id}{}.json", replica.unwrap_or_default()))
}
