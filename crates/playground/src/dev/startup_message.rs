//! The message when the server is ready: endpoints, and configuration for clients.

use messages::Brand;
use serde_json::{Map, Value, json};
use terminal::paint::Paint;

use super::app_state::AppState;
use super::aws::api_gateway;
use super::page::APP;

/// The message, for people or for scripts.
pub(super) struct StartupMessage<'a> {
    pub(super) state: &'a AppState,
}

impl StartupMessage<'_> {
    /// One line for scripts.
    pub(super) fn json(&self) -> String {
        let state = self.state;
        let endpoint = state.origins.here().to_string();
        let pool_id = &state.pool_id;
        let links = |brand: &str| Value::from(state.origins.links(brand).to_string());
        let brands = state.brands.iter().map(Brand::name);
        let pages: Map<String, Value> = brands.map(|name| (name.to_owned(), links(name))).collect();
        let document = json!({
            "endpoint": endpoint,
            "user_pool_id": pool_id,
            "client_id": state.client_id,
            "issuer": format!("{endpoint}/{pool_id}"),
            "page": format!("{endpoint}/"),
            "inbox": format!("{endpoint}/_local/inbox"),
            "pages": pages,
            "app": format!("{endpoint}{APP}"),
            "admin_api": self.admin_api(),
        });
        format!("{document}\n")
    }

    /// The same for people, with configuration for their clients.
    pub(super) fn text(&self, paint: Paint) -> String {
        let AppState {
            pool_id,
            client_id,
            origins,
            ..
        } = self.state;
        let endpoint = origins.here();
        let page = paint.bold(&format!("{endpoint}/"));
        let title = |text| paint.bold(text);
        let hooks_label = &self.state.hooks_label;
        let pages = self.pages();
        let admin_api = self.admin_api_line();
        format!(
            "The user pool is ready. Open the form, invite somebody, read the mail beside it, and follow the link:

  form        {page}
  inbox       {endpoint}/_local/inbox
  pages       {pages}
  endpoint    {endpoint}    (Cognito user pools, SES v2)
  user pool   {pool_id}
  app client  {client_id}
  issuer      {endpoint}/{pool_id}    (keys in .well-known/jwks.json below it)
  hooks       {hooks_label}
{admin_api}
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
  }} }}, API: {{ REST: {{ AdminQueries: {{ endpoint: \"{endpoint}{admin}\" }} }} }} }});

{ours}:

  invitations create --user-pool-id {pool_id} --endpoint-url {endpoint} \\
      --email ada@client.example --given-name Ada --group clients

Everything is in memory and is lost when you stop the server with Ctrl-C.
",
            admin = api_gateway::PATH,
            aws = title("AWS CLI and SDKs"),
            amplify = title("Amplify"),
            ours = title("From another terminal"),
        )
    }

    /// The address of the administrators' API, and who may use it; null if the settings have none.
    fn admin_api(&self) -> Option<Value> {
        let state = self.state;
        state.settings.admin_api.as_ref()?;
        let administrator = state
            .administrator
            .as_ref()
            .map(|who| json!({ "user_name": who.user_name, "password": who.password }));
        Some(json!({
            "endpoint": format!("{}{}", state.origins.here(), api_gateway::PATH),
            "administrator": administrator,
        }))
    }

    fn admin_api_line(&self) -> String {
        let state = self.state;
        if state.settings.admin_api.is_none() {
            return "  admin API   none; the settings have no section [admin_api]\n".to_owned();
        }
        let who = match &state.administrator {
            Some(who) => format!("sign in as {}, password {}", who.user_name, who.password),
            None => "for members of the groups that its roles name".to_owned(),
        };
        let (here, path) = (state.origins.here(), api_gateway::PATH);
        format!("  admin API   {here}{path}    ({who})\n")
    }

    /// Where the links of each brand lead, one per line.
    fn pages(&self) -> String {
        let line = |brand: &Brand| {
            let links = self.state.origins.links(brand.name());
            format!("{links}    ({})", brand.config().name)
        };
        let lines: Vec<String> = self.state.brands.iter().map(line).collect();
        lines.join("\n              ")
    }
}
