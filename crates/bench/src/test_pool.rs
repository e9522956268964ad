//! Everything around the functions: their configuration and the AWS that they call.

use anyhow::{Context, Result};
use jiff::Timestamp;
use local_user_pool::{AttributeDefinition, LocalUserPool, Pool, Server, User};

use crate::configuration::{
    ADMINISTRATORS, Configuration, POLICY_GROUP, POOL, TOKEN_ATTRIBUTE, TOKEN_GROUP,
};
use crate::tls::{Authority, TlsFront};

/// A configuration folder, and a user pool over plain HTTP and over TLS.
#[derive(Debug)]
pub(crate) struct TestPool {
    pub(crate) configuration: Configuration,
    pub(crate) tls: TlsFront,
    pub(crate) authority: Authority,
    server: Server,
    pool: LocalUserPool,
    now: Timestamp,
}

impl TestPool {
    /// Writes the configuration and starts the servers. `now` must be the real time, because the
    /// functions take theirs from the system.
    pub(crate) async fn start(now: Timestamp) -> Result<Self> {
        let mut pool = Pool::new(POOL);
        pool.add_groups([TOKEN_GROUP, POLICY_GROUP, ADMINISTRATORS]);
        for name in ["custom:invitation", TOKEN_ATTRIBUTE] {
            pool.schema.define(name, AttributeDefinition::TEXT);
        }
        let pool = LocalUserPool::new(vec![pool]);
        let server = pool.serve().await?;
        let configuration = Configuration::write(now)?;
        let authority = Authority::found(&configuration)?;
        let tls = TlsFront::start(&authority, server.addr()).await?;
        Ok(Self {
            configuration,
            tls,
            authority,
            server,
            pool,
            now,
        })
    }

    /// What an AWS SDK takes as its endpoint URL, without TLS.
    pub(crate) fn endpoint_url(&self) -> String {
        self.server.endpoint_url()
    }

    /// The invitation token of every event that carries one.
    pub(crate) fn token(&self) -> &str {
        &self.configuration.token
    }

    /// The moment at which it was started.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Makes these the only users of the pool, and forgets all calls and mails.
    pub(crate) fn prepare(&self, users: Vec<User>) -> Result<()> {
        self.pool.clear_history();
        let prepared = self.pool.with_pool(POOL, |pool| {
            pool.users.clear();
            for user in users {
                pool.insert(user);
            }
        });
        prepared.context("the user pool is not there")
    }

    /// Whether the user is in the group.
    pub(crate) fn has_member(&self, user: &str, group: &str) -> bool {
        let is_member = self.pool.with_pool(POOL, |pool| {
            pool.users
                .get(user)
                .is_some_and(|user| user.groups.contains(group))
        });
        is_member.unwrap_or(false)
    }

    /// The value of a user's attribute.
    pub(crate) fn attribute(&self, user: &str, name: &str) -> Option<String> {
        self.pool.with_pool(POOL, |pool| {
            pool.users.get(user)?.attribute(name).map(str::to_owned)
        })?
    }

    /// How many mails were sent since the last [`TestPool::prepare`].
    pub(crate) fn mails(&self) -> usize {
        self.pool.inbox().len()
    }

    /// How many calls were made since the last [`TestPool::prepare`].
    pub(crate) fn aws_calls(&self) -> usize {
        self.pool.calls().len()
    }
}
