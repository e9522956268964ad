use super::*;

const POOL: &str = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_A";
const FOREIGN: &str = "arn:aws:lambda:eu-central-1:111122223333:function:theirs";

fn function(hook: Function) -> FunctionArn {
    let arn = format!("arn:aws:lambda:eu-central-1:111122223333:function:team-{hook}:live");
    arn.parse().unwrap()
}

fn current() -> Current {
    Current {
        arn: POOL.parse().unwrap(),
        pool: json!({
            "Id": "eu-central-1_A",
            "EmailConfiguration": { "EmailSendingAccount": "DEVELOPER" },
            "UserPoolTier": "ESSENTIALS",
            "UsernameAttributes": ["email"],
            "UsernameConfiguration": { "CaseSensitive": false },
            "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
            "LambdaConfig": {},
            "SchemaAttributes": [{ "Name": "email" }, { "Name": "custom:tenant" }],
        }),
        clients: vec![
            json!({ "ClientId": "web", "ClientName": "Web" }),
            json!({ "ClientId": "app", "ClientName": "App", "WriteAttributes": ["email"] }),
        ],
        mapped: BTreeMap::new(),
        functions: Function::ALL
            .map(|hook| (hook, Some(LambdaFunction::default())))
            .into(),
        missing: BTreeSet::new(),
    }
}

fn desired(hooks: &[Function]) -> Desired {
    Desired {
        functions: hooks.iter().map(|&hook| (hook, function(hook))).collect(),
        tokens: true,
        brands: true,
        ..Desired::default()
    }
}

#[track_caller]
fn refused(current: &Current, desired: &Desired) -> Vec<&'static str> {
    let blockers = plan(current, desired, None).unwrap_err();
    blockers.iter().map(Blocker::code).collect()
}

/// The pool and its clients with the plan carried out.
fn applied(mut current: Current, plan: &Plan) -> Current {
    for (name, change) in &plan.triggers {
        current.pool["LambdaConfig"][name] = change.after.clone();
    }
    let schema = current.pool["SchemaAttributes"].as_array_mut().unwrap();
    for name in &plan.attributes {
        schema.push(json!({ "Name": name, "AttributeDataType": "String", "Mutable": true }));
    }
    for change in &plan.clients {
        let mut clients = current.clients.iter_mut();
        let client = clients.find(|client| client["ClientId"] == change.id.as_str());
        client.unwrap()["WriteAttributes"] = json!(change.list.after);
    }
    for wanted in &plan.permissions {
        let policy = json!({ "Statement": [{
            "Sid": wanted.statement.statement_id, "Effect": "Allow",
            "Principal": { "Service": "cognito-idp.amazonaws.com" },
            "Action": "lambda:InvokeFunction", "Resource": wanted.function.to_string(),
            "Condition": {
                "ArnLike": { "AWS:SourceArn": POOL },
                "StringEquals": { "AWS:SourceAccount": "111122223333" },
            },
        }] });
        let function = LambdaFunction {
            policy: Some(policy),
            ..LambdaFunction::default()
        };
        current.functions.insert(wanted.hook, Some(function));
    }
    current
}

#[test]
fn everything_that_is_missing_comes() {
    let mut desired = desired(&Function::ALL);
    desired.self_sign_up.insert("web".to_owned());
    let made = plan(&current(), &desired, None).unwrap();
    assert_eq!(made.permissions.len(), 5);
    assert_eq!(
        made.permissions[0].statement.statement_id,
        "invitations-pre-sign-up-eu-central-1_A"
    );
    assert_eq!(
        made.attributes,
        [INVITATION_ATTRIBUTE, BRAND_ATTRIBUTE, INVITED_ATTRIBUTE]
    );
    let slots: Vec<&str> = made.triggers.keys().map(String::as_str).collect();
    assert_eq!(
        slots,
        [
            "CustomMessage",
            "PostAuthentication",
            "PostConfirmation",
            "PreSignUp",
            "PreTokenGeneration",
            "PreTokenGenerationConfig"
        ]
    );
    let arn = function(Function::PreTokenGeneration).to_string();
    assert_eq!(made.triggers["PreTokenGeneration"].after, arn.as_str());
    assert_eq!(
        made.triggers["PreTokenGenerationConfig"].after,
        json!({ "LambdaArn": arn, "LambdaVersion": "V2_0" })
    );
    // The client with a list had what it needs.
    let [web] = made.clients.as_slice() else {
        panic!("{:?}", made.clients)
    };
    assert_eq!((web.id.as_str(), &web.list.before), ("web", &None));
    let list = web.list.after.as_ref().unwrap();
    assert!(list.contains(INVITATION_ATTRIBUTE) && list.contains("email"));
    assert!(!list.contains(BRAND_ATTRIBUTE) && !list.contains("custom:tenant"));
    assert!(made.lost.is_empty());
    // Two roles, what the client may have written, and what it does not read.
    assert_eq!(made.remarks.len(), 4, "{:?}", made.remarks);

    let after = applied(current(), &made);
    let again = plan(&after, &desired, None).unwrap();
    assert!(again.is_empty() && again.remarks.len() == 1, "{again:?}");
}

#[test]
fn lite_has_version_1_events() {
    let mut current = current();
    current.pool["UserPoolTier"] = json!("LITE");
    let plan = plan(&current, &desired(&[Function::PreTokenGeneration]), None).unwrap();
    let config = &plan.triggers["PreTokenGenerationConfig"].after;
    assert_eq!(config["LambdaVersion"], "V1_0");
}

/// Version 3 reaches the tokens of machines as well.
#[test]
fn version_3_events_stay() {
    for name in ["theirs", "team-pre-token-generation"] {
        let mut current = current();
        let arn = format!("arn:aws:lambda:eu-central-1:111122223333:function:{name}");
        current.pool["LambdaConfig"] = json!({
            "PreTokenGeneration": arn,
            "PreTokenGenerationConfig": { "LambdaArn": arn, "LambdaVersion": "V3_0" },
        });
        let mut desired = desired(&[Function::PreTokenGeneration]);
        desired.replace.insert(Function::PreTokenGeneration);
        let plan = plan(&current, &desired, None).unwrap();
        let config = &plan.triggers["PreTokenGenerationConfig"].after;
        assert_eq!(config["LambdaVersion"], "V3_0", "{name}");
    }
}

/// Attributes and app clients are taken over from the primary Region.
#[test]
fn a_replica_gets_its_triggers_alone() {
    let mut current = current();
    current.arn = POOL
        .replace("cognito-idp:eu-central-1", "cognito-idp:eu-north-1")
        .parse()
        .unwrap();
    let function = "arn:aws:lambda:eu-north-1:111122223333:function:team-pre-sign-up";
    let mut desired = desired(&[]);
    desired
        .functions
        .insert(Function::PreSignUp, function.parse().unwrap());
    let made = plan(&current, &desired, None).unwrap();
    assert_eq!(made.triggers["PreSignUp"].after, function);
    assert_eq!(made.permissions.len(), 1);
    assert!(made.attributes.is_empty() && made.clients.is_empty());
    assert!(made.remarks.iter().any(|line| line.contains("replica")));
}

/// A setting of the pool that hooks do not make up for.
#[test]
fn an_address_that_counts_unverified_is_told() {
    let mut current = current();
    current.pool["UserAttributeUpdateSettings"] = Value::Null;
    let lost = plan(&current, &desired(&Function::ALL), None).unwrap().lost;
    let [(guarantee, lacking)] = lost.as_slice() else {
        panic!("{lost:?}")
    };
    assert!(lacking.is_empty());
    assert_eq!(guarantee.takes, Some(Trait::VerifiesBeforeUpdate));
}

#[test]
fn nothing_comes_that_the_settings_do_not_use() {
    let attributes = |tokens, brands, hooks: &[Function]| {
        let desired = Desired {
            tokens,
            brands,
            ..desired(hooks)
        };
        let plan = plan(&current(), &desired, None).unwrap();
        assert_eq!(plan.clients.is_empty(), plan.attributes.is_empty());
        plan.attributes
    };
    assert_eq!(
        attributes(true, true, &Function::ALL),
        [INVITATION_ATTRIBUTE, BRAND_ATTRIBUTE, INVITED_ATTRIBUTE]
    );
    assert_eq!(
        attributes(true, false, &Function::ALL),
        [INVITATION_ATTRIBUTE, INVITED_ATTRIBUTE]
    );
    let mails = [Function::CustomMessage, Function::PreSignUp];
    assert_eq!(attributes(false, true, &mails), [BRAND_ATTRIBUTE]);
    assert_eq!(
        attributes(false, false, &Function::ALL),
        [INVITED_ATTRIBUTE]
    );
    assert!(attributes(false, false, &mails).is_empty());
    assert!(attributes(false, false, &[Function::PostAuthentication]).is_empty());
    assert!(attributes(false, true, &[Function::PreSignUp]).is_empty());
    assert!(attributes(true, true, &[Function::PreTokenGeneration]).is_empty());
}

#[test]
fn whoever_signs_up_may_write_what_the_pool_requires() {
    let mut current = current();
    let required = json!({ "Name": "birthdate", "Required": true });
    let schema = current.pool["SchemaAttributes"].as_array_mut().unwrap();
    schema.push(required);
    let mut desired = desired(&[Function::PreSignUp]);
    desired.self_sign_up.insert("app".to_owned());
    let plan = plan(&current, &desired, None).unwrap();
    let app = plan.clients.iter().find(|client| client.id == "app");
    let list = app.unwrap().list.after.as_ref().unwrap();
    assert!(list.contains("birthdate") && list.contains(INVITATION_ATTRIBUTE));
}

#[test]
fn custom_message_needs_a_sender_of_ones_own() {
    let mut current = current();
    current.pool["EmailConfiguration"] = json!({ "EmailSendingAccount": "COGNITO_DEFAULT" });
    assert_eq!(
        refused(&current, &desired(&Function::ALL)),
        ["default-sender"]
    );
    current.pool["EmailConfiguration"] = Value::Null;
    assert_eq!(
        refused(&current, &desired(&Function::ALL)),
        ["default-sender"]
    );
    let rest = [Function::PreSignUp, Function::PostConfirmation];
    assert!(plan(&current, &desired(&rest), None).is_ok());

    let mut current = self::current();
    current.pool["LambdaConfig"]["CustomEmailSender"] =
        json!({ "LambdaArn": FOREIGN, "LambdaVersion": "V1_0" });
    assert_eq!(
        refused(&current, &desired(&Function::ALL)),
        ["custom-email-sender"]
    );
    assert!(plan(&current, &desired(&rest), None).is_ok());
}

#[test]
fn a_slot_that_is_taken_is_asked_for() {
    let hooks = [Function::PreSignUp, Function::PreTokenGeneration];
    let mut current = current();
    current.pool["LambdaConfig"] = json!({
        "PreSignUp": FOREIGN,
        "PreTokenGenerationConfig": { "LambdaArn": FOREIGN, "LambdaVersion": "V3_0" },
        "PostConfirmation": FOREIGN,
    });
    let mut desired = desired(&hooks);
    assert_eq!(refused(&current, &desired), ["foreign-trigger"; 2]);
    desired.replace.insert(Function::PreSignUp);
    assert_eq!(refused(&current, &desired), ["foreign-trigger"]);
    desired.replace.insert(Function::PreTokenGeneration);
    let made = plan(&current, &desired, None).unwrap();
    assert_eq!(made.triggers["PreSignUp"].before, FOREIGN);
    assert!(!made.triggers.contains_key("PostConfirmation"));
}

#[test]
fn another_alias_is_no_other_function() {
    let mut current = current();
    let arn = function(Function::PreSignUp);
    current.pool["LambdaConfig"]["PreSignUp"] = json!(arn.unqualified());
    let made = plan(&current, &desired(&[Function::PreSignUp]), None).unwrap();
    assert_eq!(made.triggers["PreSignUp"].before, arn.unqualified());
}

#[test]
fn what_an_earlier_run_put_there_is_ours() {
    let earlier = desired(&[Function::PreSignUp]);
    let made = plan(&current(), &earlier, None).unwrap();
    let mut record = Record::new("eu-central-1_A");
    made.add_to(&mut record);
    let mut after = applied(current(), &made);

    // The next stack, by another name.
    let mut next = desired(&[Function::CustomMessage]);
    let renamed = "arn:aws:lambda:eu-central-1:111122223333:function:next-pre-sign-up";
    let renamed: FunctionArn = renamed.parse().unwrap();
    next.functions.insert(Function::PreSignUp, renamed);
    let described = Some(LambdaFunction::default());
    after.functions.insert(Function::PreSignUp, described);
    assert_eq!(refused(&after, &next), ["foreign-trigger"]);
    assert!(plan(&after, &next, Some(&record)).is_ok());

    // And it counts towards what holds; where the record is elsewhere, by its name.
    let only = desired(&[Function::PostConfirmation]);
    let lost = |current: &Current, record: Option<&Record>| {
        plan(current, &only, record).unwrap().lost.len()
    };
    let named = lost(&after, None);
    assert_eq!(lost(&after, Some(&record)), named);
    let change = record.triggers.get_mut("PreSignUp").unwrap();
    change.after = json!(FOREIGN);
    after.pool["LambdaConfig"]["PreSignUp"] = json!(FOREIGN);
    assert_eq!(lost(&after, Some(&record)), named);
    assert!(lost(&after, None) > named);
}

#[test]
fn functions_have_to_be_there() {
    let mut current = current();
    current.functions.insert(Function::PreSignUp, None);
    let mut desired = desired(&[Function::PreSignUp, Function::PostConfirmation]);
    assert_eq!(refused(&current, &desired), ["function-missing"]);
    for elsewhere in [
        "arn:aws:lambda:eu-west-1:111122223333:function:f",
        "arn:aws:lambda:eu-central-1:444455556666:function:f",
    ] {
        let elsewhere = elsewhere.parse().unwrap();
        desired.functions.insert(Function::PreSignUp, elsewhere);
        assert_eq!(refused(&current, &desired), ["function-elsewhere"]);
    }
}

#[test]
fn a_slow_function_is_remarked_upon() {
    let mut current = current();
    let slow = LambdaFunction {
        timeout: Some(30),
        ..LambdaFunction::default()
    };
    current.functions.insert(Function::PreSignUp, Some(slow));
    let plan = plan(&current, &desired(&[Function::PreSignUp]), None).unwrap();
    assert!(plan.remarks[0].contains("30 s"), "{:?}", plan.remarks);
}

#[test]
fn a_statement_of_our_name_has_to_be_ours() {
    let mut current = current();
    let policy = json!({ "Statement": [{
        "Sid": "invitations-pre-sign-up-eu-central-1_A", "Effect": "Allow",
        "Principal": "*", "Action": "lambda:InvokeFunction",
    }] });
    let function = LambdaFunction {
        policy: Some(policy),
        ..LambdaFunction::default()
    };
    current
        .functions
        .insert(Function::PreSignUp, Some(function));
    assert_eq!(
        refused(&current, &desired(&[Function::PreSignUp])),
        ["statement-taken"]
    );
}

#[test]
fn attributes_that_are_there_have_to_fit() {
    let good = json!({
        "Name": INVITATION_ATTRIBUTE, "AttributeDataType": "String", "Mutable": true,
        "StringAttributeConstraints": { "MinLength": "0", "MaxLength": "2048" },
    });
    let having = |attribute: Value| {
        let mut current = current();
        current.pool["SchemaAttributes"] = json!([attribute]);
        current
    };
    let desired = desired(&[Function::PreSignUp]);
    let made = plan(&having(good.clone()), &desired, None).unwrap();
    assert!(made.attributes.is_empty());
    for (place, value) in [
        ("/AttributeDataType", json!("Number")),
        ("/Mutable", json!(false)),
        ("/StringAttributeConstraints/MaxLength", json!("256")),
        ("/StringAttributeConstraints/MinLength", json!("1")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).unwrap() = value;
        assert_eq!(
            refused(&having(bad), &desired),
            ["attribute-unfit"],
            "{place}"
        );
    }
}

#[test]
fn misspelt_names_are_told() {
    let mut desired = desired(&[Function::PreSignUp]);
    desired.self_sign_up.insert("wbe".to_owned());
    desired.writable.insert("custom:tennant".to_owned());
    let expected = ["attribute-missing", "client-missing"];
    assert_eq!(refused(&current(), &desired), expected);
}

#[test]
fn the_invitation_is_taken_from_clients_that_are_not_named() {
    let mut current = current();
    current.clients = vec![json!({
        "ClientId": "app", "WriteAttributes": ["email", INVITATION_ATTRIBUTE, BRAND_ATTRIBUTE, INVITED_ATTRIBUTE],
    })];
    let made = plan(&current, &desired(&[Function::PreSignUp]), None).unwrap();
    let expected = BTreeSet::from(["email".to_owned()]);
    assert_eq!(made.clients[0].list.after, Some(expected));
    assert!(
        made.remarks[0].contains("--self-sign-up"),
        "{:?}",
        made.remarks
    );
}

#[test]
fn the_invitation_stays_where_an_earlier_run_was_asked_for_it() {
    let mut current = current();
    let list = BTreeSet::from(["email".to_owned(), INVITATION_ATTRIBUTE.to_owned()]);
    current.clients = vec![json!({ "ClientId": "app", "WriteAttributes": &list })];
    let mut record = Record::new("eu-central-1_A");
    let change = Change {
        before: None,
        after: Some(list),
    };
    record.write_attributes.insert("app".to_owned(), change);
    let made = plan(&current, &desired(&[Function::PreSignUp]), Some(&record)).unwrap();
    assert!(made.clients.is_empty(), "{:?}", made.clients);
}

#[test]
fn a_pool_of_administrators_alone_is_remarked_upon() {
    let mut current = current();
    current.pool["AdminCreateUserConfig"] = json!({ "AllowAdminCreateUserOnly": true });
    let mut desired = desired(&[Function::PreSignUp]);
    let remarks = |desired: &Desired| plan(&current, desired, None).unwrap().remarks.join("\n");
    assert!(!remarks(&desired).contains("AllowAdminCreateUserOnly"));
    desired.self_sign_up.insert("app".to_owned());
    assert!(remarks(&desired).contains("AllowAdminCreateUserOnly"));
}

/// What is asked for where pre-sign-up is to be a chain of ours and FOREIGN.
fn desired_chain() -> Desired {
    let chain = FunctionArn::beside(
        &POOL.parse().unwrap(),
        "team-trigger-chain-pre-sign-up",
        Some("live"),
    );
    let ours = function(Function::PreSignUp);
    let chains = format!("[pre-sign-up]\nours = '{ours}'\ntheirs = '{FOREIGN}'\n");
    Desired {
        functions: BTreeMap::from([(Function::PreSignUp, chain.unwrap())]),
        chain: BTreeSet::from([Function::PreSignUp]),
        chains: toml::from_str(&chains).unwrap(),
        ..Desired::default()
    }
}

#[test]
fn a_chain_takes_the_slot_and_keeps_their_function() {
    let mut current = current();
    current.pool["LambdaConfig"] = json!({ "PreSignUp": FOREIGN });
    let desired = desired_chain();
    let made = plan(&current, &desired, None).unwrap();
    let chain = &desired.functions[&Function::PreSignUp];
    assert_eq!(made.triggers["PreSignUp"].before, FOREIGN);
    assert_eq!(made.triggers["PreSignUp"].after, chain.to_string());
    // The pool may call the chain. Who calls the two is the chain's role.
    let [permission] = made.permissions.as_slice() else {
        panic!("{:?}", made.permissions)
    };
    assert_eq!(permission.statement.function, chain.to_string());
    let role = made
        .remarks
        .iter()
        .find(|line| line.contains("lambda:InvokeFunction"));
    let role = role.unwrap();
    assert!(
        role.contains(FOREIGN) && role.contains("team-pre-sign-up:live"),
        "{role}"
    );
    // Our part holds as if it stood there itself.
    assert!(
        !made
            .lost
            .iter()
            .any(|(_, lacks)| lacks.contains(&Function::PreSignUp))
    );
    // A second run has nothing to do.
    let mut record = Record::new("eu-central-1_A");
    made.add_to(&mut record);
    let mut after = applied(current, &made);
    assert!(plan(&after, &desired, Some(&record)).unwrap().is_empty());
    // Ours alone would displace theirs without a word.
    after
        .functions
        .insert(Function::PreSignUp, Some(LambdaFunction::default()));
    let alone = Desired {
        functions: BTreeMap::from([(Function::PreSignUp, function(Function::PreSignUp))]),
        chain: BTreeSet::new(),
        ..desired_chain()
    };
    let blockers = plan(&after, &alone, Some(&record)).unwrap_err();
    assert_eq!(blockers.len(), 1);
    assert_eq!(blockers[0].code(), "chained");
    let replace = BTreeSet::from([Function::PreSignUp]);
    let alone = Desired { replace, ..alone };
    assert!(!plan(&after, &alone, Some(&record)).unwrap().is_empty());
}

#[test]
fn a_chain_that_would_call_somebody_else_is_refused() {
    let mut there = current();
    there.pool["LambdaConfig"] = json!({ "PreSignUp": FOREIGN });
    let desired = desired_chain();
    let unnamed = Desired {
        chains: Chains::default(),
        ..desired_chain()
    };
    assert_eq!(refused(&there, &unnamed), ["chain-unnamed"]);
    let mut of_itself = desired_chain();
    let ours = function(Function::PreSignUp);
    of_itself
        .functions
        .insert(Function::PreSignUp, ours.clone());
    assert_eq!(refused(&there, &of_itself), ["chain-of-itself"]);
    let mut another = current();
    another.pool["LambdaConfig"] = json!({ "PreSignUp": format!("{FOREIGN}-2") });
    assert_eq!(refused(&another, &desired), ["chain-of-another"]);
    for function in [FOREIGN.to_owned(), ours.to_string()] {
        let mut without = current();
        without.missing.insert(function);
        assert_eq!(refused(&without, &desired), ["chain-function-missing"]);
    }
}

#[test]
fn what_a_chain_finds_in_the_slot_is_said() {
    let desired = desired_chain();
    let remarks = |slot: Value| {
        let mut current = current();
        current.pool["LambdaConfig"] = json!({ "PreSignUp": slot });
        plan(&current, &desired, None).unwrap().remarks.join("\n")
    };
    assert!(remarks(Value::Null).contains("calls no function for pre-sign-up now"));
    assert!(remarks(json!(format!("{FOREIGN}:blue"))).contains("another alias"));
    let ours = function(Function::PreSignUp).to_string();
    assert!(!remarks(json!(ours)).contains("another alias"));
}
