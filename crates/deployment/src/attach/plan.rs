//! What has to change so that a pool calls the functions. A pure function of the current pool, what
//! is asked for, and the record.

use std::collections::{BTreeMap, BTreeSet};

use cognito::permission::{Permission, other_pools, permission, statement_id};
use cognito::{FunctionArn, PoolArn};
use invitation::invitation_record::MAX_RECORD_BYTES;
use invitation::{BRAND_ATTRIBUTE, INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE};
use serde_json::{Value, json};
use settings::Chains;
use trigger::Function;

use super::blocker::Blocker;
use super::guarantee::{self, Guarantee, Trait};
use crate::lambda_config::{
    arn_of, arn_of_slot, hook_of, is_named_like, member, slot, versioned_slot,
};
use crate::permission::{LambdaFunction, MissingPermission, Statement};
use crate::pool_settings::{unknown_of_client, unknown_of_pool};
use crate::record::{Change, Record};
use crate::write_attributes::{desired_list, listed};

/// What the role of a function that carries out grants has to permit.
const GRANTING: &str = "cognito-idp: AdminGetUser, AdminAddUserToGroup, AdminUpdateUserAttributes";

/// Cognito gives up on a function after this many seconds (contract §6).
const LONGEST_RUN: i32 = 5;

/// What is wanted of the pool.
#[derive(Debug, Default)]
pub(crate) struct Desired {
    /// The functions to call.
    pub(crate) functions: BTreeMap<Function, FunctionArn>,
    /// The app clients through which people sign up by themselves.
    pub(crate) self_sign_up: BTreeSet<String>,
    /// Custom attributes that clients without a list go on writing.
    pub(crate) writable: BTreeSet<String>,
    /// The slots that are taken from somebody else's function.
    pub(crate) replace: BTreeSet<Function>,
    /// The hooks whose function is a chain, which calls ours and the one that was there.
    pub(crate) chain: BTreeSet<Function>,
    /// Which two functions the chains call, by the settings.
    pub(crate) chains: Chains,
    /// Whether a function may serve other pools, too.
    pub(crate) shared: bool,
    /// Whether the settings believe invitation tokens, which a sign-up hands in as an attribute.
    pub(crate) tokens: bool,
    /// Whether the settings have several brands, of which an attribute names one.
    pub(crate) brands: bool,
}

/// What AWS described.
#[derive(Debug)]
pub(crate) struct Current {
    /// The ARN of the pool.
    pub(crate) arn: PoolArn,
    /// `UserPoolType`
    pub(crate) pool: Value,
    /// `UserPoolClientType`, of every app client.
    pub(crate) clients: Vec<Value>,
    /// The attributes that identity providers set, by the provider's name.
    pub(crate) mapped: BTreeMap<String, BTreeSet<String>>,
    /// The functions; `None` for one that does not exist.
    pub(crate) functions: BTreeMap<Function, Option<LambdaFunction>>,
    /// The functions that chains call and that do not exist.
    pub(crate) missing: BTreeSet<String>,
}

/// What has to change, in this order: permissions and attributes come before the triggers that need
/// them.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Who gets permitted to call what.
    pub(crate) permissions: Vec<MissingPermission>,
    /// Custom attributes, which stay for good.
    pub(crate) attributes: Vec<&'static str>,
    /// App clients whose lists change.
    pub(crate) clients: Vec<ClientChange>,
    /// Members of `LambdaConfig`.
    pub(crate) triggers: BTreeMap<String, Change<Value>>,
    /// What does not hold afterwards, and the hooks that it lacks.
    pub(crate) lost: Vec<(&'static Guarantee, Vec<Function>)>,
    /// What the caller should know and can change by another option.
    pub(crate) remarks: Vec<String>,
}

/// The new list of an app client.
#[derive(Debug)]
pub(crate) struct ClientChange {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) list: Change<Option<BTreeSet<String>>>,
}

impl Plan {
    /// Whether nothing has to change.
    pub(crate) fn is_empty(&self) -> bool {
        self.permissions.is_empty()
            && self.attributes.is_empty()
            && self.clients.is_empty()
            && self.triggers.is_empty()
    }

    /// Adds to the record what will be changed.
    pub(crate) fn add_to(&self, record: &mut Record) {
        record.revision += 1;
        for (member, change) in &self.triggers {
            record.add_trigger(member, change);
        }
        for client in &self.clients {
            record.add_list(&client.id, &client.list);
        }
        let permissions = self.permissions.iter();
        let statements = permissions.map(|wanted| wanted.statement.clone());
        record.permissions.extend(statements);
        let attributes = self.attributes.iter().map(|name| (*name).to_owned());
        record.attributes.extend(attributes);
    }
}

/// Finds out what has to change, or everything that blocks it.
pub(crate) fn plan(
    current: &Current,
    desired: &Desired,
    record: Option<&Record>,
) -> Result<Plan, Vec<Blocker>> {
    let mut planner = Planner {
        current,
        desired,
        record,
        plan: Plan::default(),
        blockers: Vec::new(),
    };
    planner.mails();
    for (&hook, function) in &desired.functions {
        planner.permission(hook, function);
        planner.trigger(hook, function);
    }
    planner.unknown_settings();
    if planner.is_secondary() {
        planner.plan.remarks.push(
            "This is a replica: what its attributes are and what app clients may write is the primary Region's; attach there, too.".to_owned(),
        );
    } else {
        planner.attributes();
        planner.clients();
    }
    planner.guarantees();
    if planner.blockers.is_empty() {
        Ok(planner.plan)
    } else {
        Err(planner.blockers)
    }
}

struct Planner<'a> {
    current: &'a Current,
    desired: &'a Desired,
    record: Option<&'a Record>,
    plan: Plan,
    blockers: Vec<Blocker>,
}

impl Planner<'_> {
    /// Cognito refuses bodies of one's own under its own sender, and another sender leaves the
    /// mails to its function (contract §4.2, §4.4).
    fn mails(&mut self) {
        if !self
            .desired
            .functions
            .contains_key(&Function::CustomMessage)
        {
            return;
        }
        let pool = &self.current.pool;
        let sender = pool.pointer("/EmailConfiguration/EmailSendingAccount");
        if sender.and_then(Value::as_str) != Some("DEVELOPER") {
            self.blockers.push(Blocker::DefaultSender);
        }
        if let Some(sender) = member(pool, "CustomEmailSender") {
            let function = arn_of(sender).unwrap_or_default().to_owned();
            self.blockers.push(Blocker::CustomEmailSender(function));
        }
        if let Some(sender) = member(pool, "CustomSMSSender") {
            let function = arn_of(sender).unwrap_or_default();
            self.plan.remarks.push(format!(
                "{function} writes and sends this pool's text messages (CustomSMSSender); custom-message words the mails alone."
            ));
        }
    }

    /// Whether this is a replica of a pool whose primary Region is another: a pool's id begins with
    /// that one's name.
    fn is_secondary(&self) -> bool {
        let id = self.current.pool.get("Id").and_then(Value::as_str);
        let primary = id
            .and_then(|id| id.rsplit_once('_'))
            .map(|(region, _)| region);
        primary.is_some_and(|primary| primary != self.current.arn.region)
    }

    /// Settings that this program does not know, which go back to AWS unchanged.
    fn unknown_settings(&mut self) {
        let mut names: BTreeSet<&str> = unknown_of_pool(&self.current.pool).into_iter().collect();
        names.extend(self.current.clients.iter().flat_map(unknown_of_client));
        if !names.is_empty() {
            let names: Vec<&str> = names.into_iter().collect();
            self.plan.remarks.push(format!(
                "AWS describes {}, which this program does not know; an update of the pool or the app client sends it back unchanged.",
                names.join(", ")
            ));
        }
    }

    fn permission(&mut self, hook: Function, function: &FunctionArn) {
        let arn = &self.current.arn;
        if !function.is_beside(arn) {
            self.blockers.push(Blocker::Elsewhere {
                hook,
                function: function.to_string(),
                region: arn.region.clone(),
                account: arn.account.clone(),
            });
            return;
        }
        let Some(Some(described)) = self.current.functions.get(&hook) else {
            let function = function.to_string();
            self.blockers.push(Blocker::NoFunction { hook, function });
            return;
        };
        if let Some(seconds) = described.timeout.filter(|&timeout| timeout > LONGEST_RUN) {
            self.plan.remarks.push(format!(
                "{hook} may run for {seconds} s, and Cognito waits for {LONGEST_RUN}; shorten the timeout of {function}."
            ));
        }
        let id = self.current.pool.get("Id").and_then(Value::as_str);
        let statement = Statement {
            function: function.to_string(),
            statement_id: statement_id(hook, id.unwrap_or_default()),
        };
        let policy = described.policy.as_ref();
        let others = other_pools(policy, arn);
        if let Some(other) = others.first().filter(|_| !self.desired.shared) {
            let is_called = arn_of_slot(&self.current.pool, hook) == Some(&statement.function);
            if is_called {
                self.plan.remarks.push(format!(
                    "{function} serves {other}, too; its role has to permit both pools."
                ));
            } else {
                self.blockers.push(Blocker::ServesAnother {
                    hook,
                    function: function.to_string(),
                    pool: other.clone(),
                    remove: removal(function, policy, other, &arn.region),
                });
            }
        }
        match permission(policy, function, arn, &statement.statement_id) {
            Permission::Given => {}
            Permission::Taken => self.blockers.push(Blocker::StatementTaken(statement)),
            Permission::Missing => self.plan.permissions.push(MissingPermission {
                hook,
                function: function.clone(),
                statement,
            }),
        }
    }

    fn trigger(&mut self, hook: Function, function: &FunctionArn) {
        let pool = &self.current.pool;
        let mut wanted = vec![(slot(hook), json!(function.to_string()))];
        if let Some(slot) = versioned_slot(hook) {
            // Version 2 events change access tokens, too; the plan Lite has none (contract §2.7).
            let tier = pool.get("UserPoolTier").and_then(Value::as_str);
            let now = member(pool, slot).and_then(|now| now.get("LambdaVersion")?.as_str());
            let version = match (tier, now) {
                (Some("LITE"), _) => "V1_0",
                // Version 3 reaches the tokens of machines, too; nobody asked for less.
                (_, Some("V3_0")) => "V3_0",
                _ => "V2_0",
            };
            let versioned = json!({ "LambdaArn": function.to_string(), "LambdaVersion": version });
            wanted.push((slot, versioned));
        }
        let slots = wanted.iter().filter_map(|(slot, _)| member(pool, slot));
        let foreign = slots
            .filter(|now| !self.is_ours(hook, function, now))
            .find_map(arn_of);
        if self.desired.chain.contains(&hook) {
            self.chain(hook, function, foreign);
        } else if !self.desired.replace.contains(&hook) {
            let chained = member(pool, slot(hook)).and_then(arn_of);
            let chained = chained.filter(|now| self.is_chained(hook, function, now));
            if let Some(foreign) = foreign {
                let function = foreign.to_owned();
                self.blockers.push(Blocker::Foreign { hook, function });
            } else if let Some(chain) = chained {
                let function = chain.to_owned();
                self.blockers.push(Blocker::Chained { hook, function });
            }
        }
        let carries_out = matches!(
            hook,
            Function::PostConfirmation | Function::PostAuthentication
        );
        if carries_out && member(pool, slot(hook)).and_then(arn_of) != Some(&function.to_string()) {
            self.plan.remarks.push(format!(
                "The role of {hook} has to permit {GRANTING} on {}; attach does not change roles.",
                self.current.arn.text
            ));
        }
        for (slot, after) in wanted {
            let before = member(pool, slot).cloned().unwrap_or_default();
            if before != after {
                let change = Change { before, after };
                self.plan.triggers.insert(slot.to_owned(), change);
            }
        }
    }

    /// A chain takes the slot and calls who is there; the settings have to name exactly that one.
    fn chain(&mut self, hook: Function, function: &FunctionArn, there: Option<&str>) {
        let Some(chain) = self.desired.chains.of(hook) else {
            self.blockers.push(Blocker::NoChain(hook));
            return;
        };
        let (ours, theirs) = (&chain.ours, &chain.theirs);
        for part in [ours, theirs] {
            let part_arn = part.to_string();
            if part.is_function_of(&function.to_string()) {
                let function = part_arn;
                self.blockers
                    .push(Blocker::ChainOfItself { hook, function });
            } else if self.current.missing.contains(&part_arn) {
                let function = part_arn;
                self.blockers.push(Blocker::ChainLacks { hook, function });
            }
        }
        if !ours.is_beside(&self.current.arn) {
            self.blockers.push(Blocker::Elsewhere {
                hook,
                function: ours.to_string(),
                region: self.current.arn.region.clone(),
                account: self.current.arn.account.clone(),
            });
        }
        match there {
            Some(there) if theirs.to_string() == there || ours.is_function_of(there) => {}
            Some(there) if theirs.is_function_of(there) => self.plan.remarks.push(format!(
                "The pool calls {there}, and the chain will call {theirs}: another alias of it."
            )),
            Some(there) => self.blockers.push(Blocker::ChainOfAnother {
                hook,
                there: there.to_owned(),
                theirs: theirs.to_string(),
            }),
            None if member(&self.current.pool, slot(hook)).is_none() => {
                self.plan.remarks.push(format!(
                    "The pool calls no function for {hook} now; the chain will call {theirs}, and detach will leave none."
                ));
            }
            None => {}
        }
        if member(&self.current.pool, slot(hook)).and_then(arn_of) != Some(&function.to_string()) {
            self.plan.remarks.push(format!(
                "The role of {function} has to permit lambda:InvokeFunction on {ours} and {theirs}; attach does not change roles."
            ));
        }
    }

    /// Whether a slot has a chain that another function would displace, and theirs with it.
    fn is_chained(&self, hook: Function, function: &FunctionArn, now: &str) -> bool {
        let is_chain =
            Function::from_chain(now).is_some() || self.desired.chains.of(hook).is_some();
        is_chain && !function.is_function_of(now)
    }

    /// Whether a slot has the same function, or one that an earlier run put there.
    fn is_ours(&self, hook: Function, function: &FunctionArn, now: &Value) -> bool {
        let recorded = self.record.into_iter().flat_map(|record| &record.triggers);
        let mut recorded = recorded.filter(|(slot, _)| hook_of(slot) == Some(hook));
        let arn = arn_of(now);
        arn.is_some_and(|arn| function.is_function_of(arn))
            || recorded.any(|(_, change)| arn.is_some() && arn_of(&change.after) == arn)
    }

    fn attributes(&mut self) {
        for name in OUR_ATTRIBUTES {
            if !self.is_used(name) {
                continue;
            }
            match schema(&self.current.pool, name) {
                None => self.plan.attributes.push(name),
                Some(attribute) => {
                    if let Some(why) = unfit(name, attribute) {
                        self.blockers.push(Blocker::Unfit { name, why });
                    }
                }
            }
        }
        for name in &self.desired.writable {
            if schema(&self.current.pool, name).is_none() {
                self.blockers.push(Blocker::NoAttribute(name.clone()));
            }
        }
    }

    /// Whether the settings use an attribute, and one of the hooks reads it. The record of an
    /// invitation belongs to one that is mailed by a hook and accepted before one.
    fn is_used(&self, name: &str) -> bool {
        let has = |hook| self.attached().contains(&hook);
        match name {
            INVITATION_ATTRIBUTE => {
                let reads = [
                    Function::PreSignUp,
                    Function::PostConfirmation,
                    Function::PostAuthentication,
                ];
                let is_wanted = self.desired.tokens || !self.desired.self_sign_up.is_empty();
                is_wanted && reads.into_iter().any(has)
            }
            INVITED_ATTRIBUTE => has(Function::CustomMessage) && has(Function::PostAuthentication),
            _ => self.desired.brands && has(Function::CustomMessage),
        }
    }

    /// The hooks that are attached once this is done.
    fn attached(&self) -> BTreeSet<Function> {
        let pool = &self.current.pool;
        let recorded = self.record.into_iter().flat_map(|record| &record.triggers);
        let earlier = recorded
            .filter(|(slot, change)| member(pool, slot) == Some(&change.after))
            .filter_map(|(slot, _)| hook_of(slot));
        // A run elsewhere leaves a name as well.
        let named = Function::ALL
            .into_iter()
            .filter(|hook| arn_of_slot(pool, *hook).is_some_and(|arn| is_named_like(*hook, arn)));
        let wished = self.desired.functions.keys().copied();
        wished.chain(earlier).chain(named).collect()
    }

    fn clients(&mut self) {
        if !OUR_ATTRIBUTES.iter().any(|name| self.is_used(name)) {
            let ids = self.current.clients.iter();
            let ids: BTreeSet<&str> = ids
                .filter_map(|client| client.get("ClientId")?.as_str())
                .collect();
            let unknown = self
                .desired
                .self_sign_up
                .iter()
                .filter(|id| !ids.contains(id.as_str()));
            self.blockers
                .extend(unknown.cloned().map(Blocker::NoClient));
            return;
        }
        let required = required(&self.current.pool);
        let known: BTreeSet<String> = attribute_names(&self.current.pool).collect();
        let mut unknown = self.desired.self_sign_up.clone();
        for client in &self.current.clients {
            let text = |member: &str| {
                let text = client.get(member).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            let (id, name) = (text("ClientId"), text("ClientName"));
            unknown.remove(&id);
            let before = listed(client);
            let has_invitation = before
                .as_ref()
                .is_some_and(|list| list.contains(INVITATION_ATTRIBUTE));
            // What an earlier run was asked for is still wanted: not to name it again is no wish
            // to end it.
            let was_asked_for =
                |record: &Record| has_invitation && record.made_list(&id, before.as_ref());
            let self_sign_up =
                self.desired.self_sign_up.contains(&id) || self.record.is_some_and(was_asked_for);
            if has_invitation && !self_sign_up {
                self.plan.remarks.push(format!(
                    "The app client {id} loses {INVITATION_ATTRIBUTE}, and nobody can sign up through it with an invitation any more; name it with --self-sign-up where people do."
                ));
            }
            let after = desired_list(
                client,
                &self.current.mapped,
                &known,
                &self.desired.writable,
                &required,
                self_sign_up,
            );
            if before.is_none() {
                self.remark_unlisted(&id, &known, &after);
            }
            if self_sign_up && !reads(client, INVITATION_ATTRIBUTE) {
                self.plan.remarks.push(format!(
                    "The app client {id} does not read {INVITATION_ATTRIBUTE}. No source says whether a hook then sees it; add it to the client's read attributes."
                ));
            }
            let after = Some(after);
            if before != after {
                let list = Change { before, after };
                self.plan.clients.push(ClientChange { id, name, list });
            }
        }
        let only_administrators = self
            .current
            .pool
            .pointer("/AdminCreateUserConfig/AllowAdminCreateUserOnly");
        if !self.desired.self_sign_up.is_empty()
            && only_administrators.and_then(Value::as_bool) == Some(true)
        {
            self.plan.remarks.push(
                "Nobody signs up by themselves in this pool (AllowAdminCreateUserOnly), with an invitation or without.".to_owned(),
            );
        }
        let unknown = unknown.into_iter().map(Blocker::NoClient);
        self.blockers.extend(unknown);
    }

    /// What a client without a list may have written, if the reports are right.
    fn remark_unlisted(&mut self, id: &str, known: &BTreeSet<String>, after: &BTreeSet<String>) {
        let custom = |name: &&String| {
            name.contains(':') && !after.contains(*name) && !OUR_ATTRIBUTES.contains(&name.as_str())
        };
        let left: Vec<&str> = known.iter().filter(custom).map(String::as_str).collect();
        if !left.is_empty() {
            self.plan.remarks.push(format!(
                "The app client {id} had no list of write attributes. By AWS's documentation it could not write {}, by reports it could; what an application of yours writes through it, name with --writable.",
                left.join(", ")
            ));
        }
    }

    fn guarantees(&mut self) {
        let pool = &self.current.pool;
        let mut traits = BTreeSet::new();
        if signs_in_by_email(pool) {
            traits.insert(Trait::SignsInByEmail);
        }
        if verifies_before_update(pool) {
            traits.insert(Trait::VerifiesBeforeUpdate);
        }
        self.plan.lost = guarantee::lost(&self.attached(), &traits);
    }
}

/// The command that takes another pool's permission off a function.
fn removal(function: &FunctionArn, policy: Option<&Value>, pool: &str, region: &str) -> String {
    let statements = policy.and_then(|policy| policy.get("Statement")?.as_array());
    let mut statements = statements.into_iter().flatten();
    let names = |statement: &&Value| statement.to_string().contains(&format!("\"{pool}\""));
    let sid = statements
        .find(names)
        .and_then(|of| of.get("Sid")?.as_str());
    let alias = function
        .alias()
        .map(|alias| format!(" --qualifier {alias}"));
    format!(
        "aws lambda remove-permission --function-name {}{} --region {region} --statement-id {}",
        function.unqualified(),
        alias.unwrap_or_default(),
        sid.unwrap_or("SID")
    )
}

/// The attributes that a sign-up must have. `sub` is Cognito's.
fn required(pool: &Value) -> BTreeSet<String> {
    attributes(pool)
        .filter(|attribute| attribute.get("Required").and_then(Value::as_bool) == Some(true))
        .filter_map(|attribute| attribute.get("Name")?.as_str())
        .filter(|name| *name != "sub")
        .map(str::to_owned)
        .collect()
}

fn attributes(pool: &Value) -> impl Iterator<Item = &Value> {
    let schema = pool.get("SchemaAttributes").and_then(Value::as_array);
    schema.into_iter().flatten()
}

fn attribute_names(pool: &Value) -> impl Iterator<Item = String> {
    attributes(pool).filter_map(|attribute| Some(attribute.get("Name")?.as_str()?.to_owned()))
}

fn schema<'a>(pool: &'a Value, name: &str) -> Option<&'a Value> {
    attributes(pool).find(|attribute| attribute.get("Name").and_then(Value::as_str) == Some(name))
}

/// The attributes that we bring.
const OUR_ATTRIBUTES: [&str; 3] = [INVITATION_ATTRIBUTE, BRAND_ATTRIBUTE, INVITED_ATTRIBUTE];

/// Why an existing attribute cannot be used. No attribute can be changed or removed.
fn unfit(name: &str, attribute: &Value) -> Option<&'static str> {
    let says = |member: &str| attribute.get(member);
    if says("AttributeDataType").and_then(Value::as_str) != Some("String") {
        return Some("it is no String");
    }
    if says("Mutable").and_then(Value::as_bool) == Some(false) {
        return Some("it is immutable");
    }
    let limits = says("StringAttributeConstraints");
    let limit = |member: &str| {
        let limit = limits.and_then(|limits| limits.get(member)?.as_str());
        limit.and_then(|limit| limit.parse::<u32>().ok())
    };
    if name == INVITATION_ATTRIBUTE && limit("MaxLength").is_some_and(|most| most < 2048) {
        return Some("it holds less than the 2,048 bytes of a token");
    }
    if name == INVITED_ATTRIBUTE
        && limit("MaxLength")
            .is_some_and(|most| usize::try_from(most).is_ok_and(|most| most < MAX_RECORD_BYTES))
    {
        return Some("it holds less than the 512 bytes of a record");
    }
    if limit("MinLength").is_some_and(|least| least > 0) {
        return Some("it cannot be blank");
    }
    None
}

fn reads(client: &Value, name: &str) -> bool {
    let list = client.get("ReadAttributes").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .any(|read| read.as_str() == Some(name))
}

fn signs_in_by_email(pool: &Value) -> bool {
    let names = pool.get("UsernameAttributes").and_then(Value::as_array);
    let case = pool.pointer("/UsernameConfiguration/CaseSensitive");
    names
        .into_iter()
        .flatten()
        .any(|name| name.as_str() == Some("email"))
        && case.and_then(Value::as_bool) == Some(false)
}

/// Whether a member's new address waits until she has shown that it is hers.
fn verifies_before_update(pool: &Value) -> bool {
    let place = "/UserAttributeUpdateSettings/AttributesRequireVerificationBeforeUpdate";
    let names = pool.pointer(place).and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .any(|name| name.as_str() == Some("email"))
}

#[cfg(test)]
mod tests;
