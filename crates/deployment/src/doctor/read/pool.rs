//! What Cognito says: `DescribeUserPool`, the app clients, the groups.

use std::collections::{BTreeMap, BTreeSet};

use aws_config::Region;
use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::config::Builder;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::types::{PreventUserExistenceErrorTypes, UserPoolClientType};
use cognito::limits::PAGE;
use cognito::{RawAnswer, UserPool};
use trigger::Function;

use super::Sources;
use crate::doctor::facts::{Client, Fact, Replica};

impl Sources {
    pub(super) async fn pool(&self) -> Fact<UserPool> {
        let raw = RawAnswer::default();
        let request = self
            .cognito()
            .describe_user_pool()
            .user_pool_id(&self.pool_id)
            .customize()
            .interceptor(raw.clone());
        let answer = self
            .ask("cognito-idp:DescribeUserPool", request.send())
            .await;
        match answer.map(|answer| answer.user_pool) {
            Fact::Read(Some(described)) => {
                Fact::Read(UserPool::new(&self.pool_id, &described).with_raw_answer(&raw))
            }
            Fact::Read(None) => Fact::Unknown("the answer has no user pool".to_owned()),
            Fact::Absent => Fact::Absent,
            Fact::Denied(action) => Fact::Denied(action),
            Fact::Unknown(why) => Fact::Unknown(why),
        }
    }

    /// The pool in other Regions. Where AWS does not know of replicas, there are none.
    pub(super) async fn replicas(&self) -> Fact<Vec<Replica>> {
        // What is older than this operation answers it with an error of its own, again and again.
        let config = Builder::from(&self.aws).retry_config(RetryConfig::standard());
        let request = Cognito::from_conf(config.build())
            .list_user_pool_replicas()
            .user_pool_id(&self.pool_id);
        let mut replicas = Vec::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListUserPoolReplicas", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| Vec::new()),
            };
            for listed in page.user_pool_replicas.into_iter().flatten() {
                let region = listed.region_name.unwrap_or_default();
                if region.is_empty() || region == self.region.as_ref() {
                    continue;
                }
                let triggers = self.triggers_in(&region).await;
                replicas.push(Replica { region, triggers });
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(replicas);
            }
        }
    }

    async fn triggers_in(&self, region: &str) -> Fact<BTreeSet<Function>> {
        let config = Builder::from(&self.aws).region(Region::new(region.to_owned()));
        let request = Cognito::from_conf(config.build())
            .describe_user_pool()
            .user_pool_id(&self.pool_id);
        let action = "cognito-idp:DescribeUserPool";
        let answer = self.ask(action, request.send()).await;
        answer.map(|answer| {
            let pool = answer.user_pool;
            let pool = pool.map(|described| UserPool::new(&self.pool_id, &described));
            pool.unwrap_or_default().triggers.into_keys().collect()
        })
    }

    pub(super) async fn clients(&self) -> Fact<Vec<Client>> {
        let cognito = self.cognito();
        let request = cognito.list_user_pool_clients().user_pool_id(&self.pool_id);
        let request = request.max_results(PAGE);
        let mut clients = Vec::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListUserPoolClients", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| Vec::new()),
            };
            for listed in page.user_pool_clients.into_iter().flatten() {
                let request = cognito
                    .describe_user_pool_client()
                    .user_pool_id(&self.pool_id)
                    .set_client_id(listed.client_id);
                match self
                    .ask("cognito-idp:DescribeUserPoolClient", request.send())
                    .await
                {
                    Fact::Read(answer) => {
                        clients.extend(answer.user_pool_client.as_ref().map(client));
                    }
                    // Deleted meanwhile.
                    Fact::Absent => {}
                    other => return other.map(|_| Vec::new()),
                }
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(clients);
            }
        }
    }

    pub(super) async fn groups(&self) -> Fact<BTreeMap<String, Option<String>>> {
        let request = self.cognito().list_groups().user_pool_id(&self.pool_id);
        let request = request.limit(PAGE);
        let mut groups = BTreeMap::new();
        let mut next = None;
        loop {
            let page = request.clone().set_next_token(next).send();
            let page = match self.ask("cognito-idp:ListGroups", page).await {
                Fact::Read(page) => page,
                other => return other.map(|_| BTreeMap::new()),
            };
            for group in page.groups.into_iter().flatten() {
                let role = group.role_arn.filter(|role| !role.is_empty());
                groups.insert(group.group_name.unwrap_or_default(), role);
            }
            next = page.next_token;
            if next.is_none() {
                return Fact::Read(groups);
            }
        }
    }

    fn cognito(&self) -> Cognito {
        Cognito::new(&self.aws)
    }
}

fn client(described: &UserPoolClientType) -> Client {
    let list = |list: Option<&Vec<String>>| list.map(|list| list.iter().cloned().collect());
    let existence = described.prevent_user_existence_errors();
    Client {
        id: text(described.client_id()),
        name: text(described.client_name()),
        has_secret: described.client_secret().is_some(),
        flows: names(described.explicit_auth_flows(), |flow| flow.as_str()),
        writes: list(described.write_attributes.as_ref()),
        reads: list(described.read_attributes.as_ref()),
        hides_missing_users: existence == Some(&PreventUserExistenceErrorTypes::Enabled),
    }
}

fn names<T>(list: &[T], name: fn(&T) -> &str) -> BTreeSet<String> {
    list.iter().map(|of| name(of).to_owned()).collect()
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}
