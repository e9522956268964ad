//! The change as the tool that owns the pool would make it.

use std::collections::BTreeSet;
use std::fmt::Write;

use trigger::Function;

use super::owner::Owner;
use super::plan::{ClientChange, Plan};
use crate::lambda_config::{arn_of, slot, versioned_slot};
use crate::permission::MissingPermission;
use crate::write_attributes::greatest_length;

/// What to write into the tool's own files, so that they say what the plan does.
pub(crate) fn snippet(owner: Owner, plan: &Plan, pool_arn: &str) -> String {
    let snippet = Snippet { plan, pool_arn };
    match owner {
        Owner::Cloudformation => snippet.cloudformation(),
        Owner::Cdk => snippet.cdk(),
        Owner::Terraform => snippet.terraform(),
        Owner::Amplify => snippet.amplify(),
        Owner::AmplifyGen1 => snippet.amplify_gen1(),
    }
}

struct Snippet<'a> {
    plan: &'a Plan,
    pool_arn: &'a str,
}

impl Snippet<'_> {
    /// The functions to call, each once, and for the one with versioned events the version.
    fn triggers(&self) -> impl Iterator<Item = (Function, &str, Option<&str>)> {
        Function::ALL.into_iter().filter_map(|hook| {
            let after = |slot: &str| self.plan.triggers.get(slot).map(|change| &change.after);
            let versioned = versioned_slot(hook).and_then(after);
            let arn = versioned.or_else(|| after(slot(hook))).and_then(arn_of)?;
            let version = versioned.and_then(|config| config.get("LambdaVersion")?.as_str());
            Some((hook, arn, version))
        })
    }

    fn account(&self) -> &str {
        self.pool_arn.split(':').nth(4).unwrap_or_default()
    }

    fn cloudformation(&self) -> String {
        let mut text = "# The properties of your AWS::Cognito::UserPool:\n".to_owned();
        let mut lambda_config = String::new();
        for (hook, arn, version) in self.triggers() {
            match (versioned_slot(hook), version) {
                (Some(slot), Some(version)) => {
                    let _ = write!(
                        lambda_config,
                        "  {slot}:\n    LambdaArn: {arn}\n    LambdaVersion: {version}\n"
                    );
                }
                _ => {
                    let _ = writeln!(lambda_config, "  {}: {arn}", slot(hook));
                }
            }
        }
        if !lambda_config.is_empty() {
            text += "LambdaConfig: # beside what is there\n";
            text += &lambda_config;
        }
        if !self.plan.attributes.is_empty() {
            text += "Schema: # behind what is there\n";
        }
        for name in &self.plan.attributes {
            let _ = write!(
                text,
                "  - Name: {}\n    AttributeDataType: String\n    Mutable: true\n    StringAttributeConstraints: {{ MinLength: \"0\", MaxLength: \"{}\" }}\n",
                bare(name),
                greatest_length(name)
            );
        }
        for client in &self.plan.clients {
            let _ = write!(
                text,
                "\n# The property of your AWS::Cognito::UserPoolClient {}:\nWriteAttributes: [{}]\n",
                comment(client),
                listed(client, |name| format!("\"{name}\""))
            );
        }
        for permission in &self.plan.permissions {
            let _ = write!(
                text,
                "\n{}Permission:\n  Type: AWS::Lambda::Permission\n  Properties:\n    Action: lambda:InvokeFunction\n    FunctionName: {}\n    Principal: cognito-idp.amazonaws.com\n    SourceAccount: \"{}\"\n    SourceArn: {}\n",
                slot(permission.hook),
                permission.function,
                self.account(),
                self.pool_arn
            );
        }
        text
    }

    fn cdk(&self) -> String {
        let mut text = String::new();
        if !self.plan.attributes.is_empty() {
            text += "// In the properties of your UserPool:\ncustomAttributes: {\n";
            for name in &self.plan.attributes {
                let _ = writeln!(
                    text,
                    "  {}: new cognito.StringAttribute({{ mutable: true, minLen: 0, maxLen: {} }}),",
                    bare(name),
                    greatest_length(name)
                );
            }
            text += "},\n";
        }
        text += "\n// Behind it. The escape hatch leaves the permissions to you, SourceAccount included.\nconst cfnPool = userPool.node.defaultChild as cognito.CfnUserPool;\n";
        text += &self.overrides("cfnPool");
        text += &self.cdk_permissions("this", "lambda");
        for client in &self.plan.clients {
            let _ = write!(
                text,
                "\n// Behind your UserPoolClient {}:\n(client.node.defaultChild as cognito.CfnUserPoolClient).writeAttributes = [{}];\n",
                comment(client),
                listed(client, |name| format!("'{name}'"))
            );
        }
        text
    }

    fn amplify(&self) -> String {
        let mut text = "// amplify/backend.ts, behind defineBackend\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\n\nconst { cfnUserPool, cfnUserPoolClient } = backend.auth.resources.cfnResources;\n".to_owned();
        text += &self.overrides("cfnUserPool");
        text += &self.cfn_schema("cfnUserPool");
        text += &self.cdk_permissions("backend.auth.stack", "lambda");
        for client in &self.plan.clients {
            let _ = write!(
                text,
                "\n// The app client {}\ncfnUserPoolClient.writeAttributes = [{}];\n",
                comment(client),
                listed(client, |name| format!("'{name}'"))
            );
        }
        text
    }

    fn amplify_gen1(&self) -> String {
        let mut text = "// amplify/backend/auth/<name>/override.ts, which `amplify override auth` makes:\n// inside export function override(resources: AmplifyAuthCognitoStackTemplate)\n".to_owned();
        text += &self.overrides("resources.userPool");
        text += &self.cfn_schema("resources.userPool");
        for client in &self.plan.clients {
            let _ = write!(
                text,
                "\n// The app client {}: resources.userPoolClient or resources.userPoolClientWeb\nresources.userPoolClientWeb.writeAttributes = [{}];\n",
                comment(client),
                listed(client, |name| format!("'{name}'"))
            );
        }
        for MissingPermission {
            hook,
            function,
            statement,
        } in &self.plan.permissions
        {
            let qualifier = function
                .alias()
                .map(|alias| format!(" --qualifier {alias}"))
                .unwrap_or_default();
            let _ = write!(
                text,
                "\n// {hook} is no function of Amplify's, so that its permission is yours to give, once:\n// aws lambda add-permission --function-name {}{qualifier} --statement-id {} --action lambda:InvokeFunction --principal cognito-idp.amazonaws.com --source-arn {} --source-account {}\n",
                function.unqualified(),
                statement.statement_id,
                self.pool_arn,
                self.account()
            );
        }
        text
    }

    fn terraform(&self) -> String {
        let mut text = "# In your aws_cognito_user_pool:\n".to_owned();
        let mut lambda_config = String::new();
        for (hook, arn, version) in self.triggers() {
            if let Some(version) = version {
                let _ = write!(
                    lambda_config,
                    "  pre_token_generation_config {{\n    lambda_arn     = \"{arn}\"\n    lambda_version = \"{version}\"\n  }}\n"
                );
            } else {
                let name = hook.name().replace('-', "_");
                let _ = writeln!(lambda_config, "  {name} = \"{arn}\"");
            }
        }
        if !lambda_config.is_empty() {
            let _ = write!(
                text,
                "lambda_config {{ # beside what is there\n{lambda_config}}}\n"
            );
        }
        for name in &self.plan.attributes {
            let _ = write!(
                text,
                "schema {{\n  name                = \"{}\"\n  attribute_data_type = \"String\"\n  mutable             = true\n  string_attribute_constraints {{\n    min_length = \"0\"\n    max_length = \"{}\"\n  }}\n}}\n",
                bare(name),
                greatest_length(name)
            );
        }
        for client in &self.plan.clients {
            let _ = write!(
                text,
                "\n# In your aws_cognito_user_pool_client {}:\nwrite_attributes = [{}]\n",
                comment(client),
                listed(client, |name| format!("\"{name}\""))
            );
        }
        for MissingPermission { hook, function, .. } in &self.plan.permissions {
            let qualifier = function
                .alias()
                .map(|alias| format!("  qualifier      = \"{alias}\"\n"));
            let _ = write!(
                text,
                "\nresource \"aws_lambda_permission\" \"{}\" {{\n  action         = \"lambda:InvokeFunction\"\n  function_name  = \"{}\"\n{}  principal      = \"cognito-idp.amazonaws.com\"\n  source_arn     = \"{}\"\n  source_account = \"{}\"\n}}\n",
                hook.name().replace('-', "_"),
                function.unqualified(),
                qualifier.unwrap_or_default(),
                self.pool_arn,
                self.account()
            );
        }
        text
    }

    /// The functions to call, on the resource of the template, in `TypeScript`.
    fn overrides(&self, pool: &str) -> String {
        let mut text = String::new();
        for (hook, arn, version) in self.triggers() {
            let (slot, value) = match (versioned_slot(hook), version) {
                (Some(slot), Some(version)) => (
                    slot,
                    format!("{{ LambdaArn: '{arn}', LambdaVersion: '{version}' }}"),
                ),
                _ => (slot(hook), format!("'{arn}'")),
            };
            let _ = writeln!(
                text,
                "{pool}.addPropertyOverride('LambdaConfig.{slot}', {value});"
            );
        }
        text
    }

    /// The attributes behind those that the resource of the template has.
    fn cfn_schema(&self, pool: &str) -> String {
        if self.plan.attributes.is_empty() {
            return String::new();
        }
        let mut text = format!("{pool}.schema = [\n  ...({pool}.schema as any[] ?? []),\n");
        for name in &self.plan.attributes {
            let _ = writeln!(
                text,
                "  {{ name: '{}', attributeDataType: 'String', mutable: true, stringAttributeConstraints: {{ minLength: '0', maxLength: '{}' }} }},",
                bare(name),
                greatest_length(name)
            );
        }
        text + "];\n"
    }

    fn cdk_permissions(&self, scope: &str, module: &str) -> String {
        let mut text = String::new();
        for MissingPermission { hook, function, .. } in &self.plan.permissions {
            let _ = write!(
                text,
                "new {module}.CfnPermission({scope}, '{}Permission', {{\n  action: 'lambda:InvokeFunction',\n  functionName: '{function}',\n  principal: 'cognito-idp.amazonaws.com',\n  sourceArn: '{}',\n  sourceAccount: '{}',\n}});\n",
                slot(*hook),
                self.pool_arn,
                self.account()
            );
        }
        text
    }
}

/// A custom attribute's name without the prefix that Cognito puts in front of it.
fn bare(name: &str) -> &str {
    name.trim_start_matches("custom:")
}

fn comment(client: &ClientChange) -> String {
    let name = terminal::output::printable(&client.name);
    format!("{} ({name})", client.id)
}

fn listed(client: &ClientChange, quoted: impl Fn(&str) -> String) -> String {
    let names: Option<&BTreeSet<String>> = client.list.after.as_ref();
    let names: Vec<String> = names
        .into_iter()
        .flatten()
        .map(|name| quoted(name))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests;
