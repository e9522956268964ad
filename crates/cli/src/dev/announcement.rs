//! Endpoints and ready-made configuration for clients.

use serde_json::json;

use super::desk::Desk;
use crate::paint::Paint;

/// What somebody, or a script, has to know of a server that is ready.
pub(super) struct Announcement<'a> {
    pub(super) desk: &'a Desk,
    /// `http://127.0.0.1:8787`
    pub(super) endpoint: &'a str,
}

impl Announcement<'_> {
    /// One line for scripts.
    pub(super) fn json(&self) -> String {
        let Self { desk, endpoint } = self;
        let pool_id = &desk.pool_id;
        let document = json!({
            "endpoint": endpoint,
            "user_pool_id": pool_id,
            "client_id": desk.client_id,
            "issuer": format!("{endpoint}/{pool_id}"),
            "page": format!("{endpoint}/"),
            "inbox": format!("{endpoint}/_local/inbox"),
        });
        format!("{document}\n")
    }

    /// The same for people, and what their clients need.
    pub(super) fn text(&self, paint: Paint) -> String {
        let Self { desk, endpoint } = self;
        let Desk {
            pool_id, client_id, ..
        } = desk;
        let page = paint.bold(&format!("{endpoint}/"));
        let title = |text| paint.bold(text);
        let hooks_are = &desk.hooks_are;
        format!(
            "The user pool is ready. Open the page, invite somebody, and read the mail beside the form:

  page        {page}
  inbox       {endpoint}/_local/inbox
  endpoint    {endpoint}    (Cognito user pools, SES v2)
  user pool   {pool_id}
  app client  {client_id}
  issuer      {endpoint}/{pool_id}    (keys in .well-known/jwks.json below it)
  hooks       {hooks_are}

{aws}, as a profile in ~/.aws/config:

  [profile invitations-dev]
  endpoint_url = {endpoint}
  region = us-east-1
  aws_access_key_id = local
  aws_secret_access_key = local

  aws --profile invitations-dev cognito-idp list-users --user-pool-id {pool_id}

{amplify}:

  Amplify.configure({{ Auth: {{ Cognito: {{
    userPoolId: \"{pool_id}\",
    userPoolClientId: \"{client_id}\",
    userPoolEndpoint: \"{endpoint}\",
  }} }} }});

{ours}:

  invitations create --user-pool-id {pool_id} --endpoint-url {endpoint} \\
      --email ada@client.example --given-name Ada --group clients

Everything is in memory and goes when you stop it with Ctrl-C.
",
            aws = title("AWS CLI and SDKs"),
            amplify = title("Amplify"),
            ours = title("From another terminal"),
        )
    }
}
