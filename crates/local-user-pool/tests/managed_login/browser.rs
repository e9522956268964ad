//! A pool with managed login, and a browser: it keeps cookies, and follows a redirect when it is told
//! to.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use local_user_pool::{Client, LocalUserPool, Pool, Server, User, UserStatus};
use serde_json::{Value, json};

pub(crate) const POOL: &str = "eu-west-1_Example";
pub(crate) const CLIENT: &str = "web";
pub(crate) const PASSWORD: &str = "Correct-Horse-1";
pub(crate) const TEMPORARY: &str = "Only-For-Now-1";
pub(crate) const CALLBACK: &str = "https://app.example/callback";
pub(crate) const GOODBYE: &str = "https://app.example/goodbye";

/// A verifier and its challenge, from RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The pool, its server, and one browser.
pub(crate) struct TestLogin {
    pub(crate) local: LocalUserPool,
    cookies: std::cell::RefCell<BTreeMap<String, String>>,
    server: Server,
    runtime: tokio::runtime::Runtime,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Where a redirect leads.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 302, "{self:?}");
        self.header("location")
    }

    /// A parameter of the address that a redirect leads to.
    #[track_caller]
    pub(crate) fn sent(&self, name: &str) -> Option<String> {
        let (_, query) = self.location().split_once('?')?;
        let pairs: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
        pairs.get(name).map(|value| value.clone().into_owned())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A client that may use managed login.
pub(crate) fn client(id: &str) -> Client {
    let mut client = Client::new(id, "Web", Timestamp::UNIX_EPOCH);
    let list = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let settings = &mut client.settings;
    settings.allowed_oauth_flows_user_pool_client = Some(true);
    settings.allowed_oauth_flows = list(&["code"]);
    settings.allowed_oauth_scopes = list(&[
        "openid",
        "email",
        "profile",
        "aws.cognito.signin.user.admin",
    ]);
    settings.callback_urls = list(&[CALLBACK, "http://localhost:3000/?tenant=7"]);
    settings.logout_urls = list(&[GOODBYE]);
    settings.supported_identity_providers = list(&["COGNITO"]);
    client
}

/// A pool with Ada, who has a password, and the clients `web`, `other` and `secretive`.
pub(crate) fn example() -> Pool {
    let mut pool = Pool::new(POOL);
    pool.domain = Some("example".to_owned());
    pool.add_groups(["clients"]);
    pool.add_client(client(CLIENT));
    pool.add_client(client("other"));
    pool.add_client(Client {
        secret: Some("s3cret".to_owned()),
        ..client("secretive")
    });
    let mut ada = User::new("ada", "sub-of-ada", UserStatus::Confirmed, pool.created);
    for (name, value) in [
        ("email", "ada@example.com"),
        ("email_verified", "true"),
        ("given_name", "Ada"),
    ] {
        ada.attributes.insert(name.to_owned(), value.to_owned());
    }
    ada.groups.insert("clients".to_owned());
    pool.insert(ada);
    pool.set_password("ada", PASSWORD, Timestamp::UNIX_EPOCH);
    pool
}

/// The parameters of an authorization request.
pub(crate) fn request(client: &str) -> Vec<(&'static str, String)> {
    let parameters = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("scope", "openid email"),
        ("state", "a&b=<c>"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let owned = parameters.map(|(name, value)| (name, value.to_owned()));
    owned.into()
}

/// [`request`] with other values; an empty one takes the parameter away.
pub(crate) fn request_with(changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut parameters = request(CLIENT);
    for &(name, value) in changes {
        parameters.retain(|(given, _)| *given != name);
        if !value.is_empty() {
            parameters.push((name, value.to_owned()));
        }
    }
    parameters
}

pub(crate) fn encoded(parameters: &[(&str, String)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    query.finish()
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    let token = token.as_str().expect("a token");
    let claims = token.split('.').nth(1).expect("claims");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("Base64");
    serde_json::from_slice(&claims).expect("claims are JSON")
}

impl TestLogin {
    pub(crate) fn new() -> Self {
        Self::of(example())
    }

    pub(crate) fn of(pool: Pool) -> Self {
        Self::with(LocalUserPool::new(vec![pool]))
    }

    /// Serves these pools. The clock stands at five past five on 4 March 2026.
    pub(crate) fn with(local: LocalUserPool) -> Self {
        local.set_now("2026-03-04T05:05:00Z".parse().expect("a timestamp"));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let server = runtime.block_on(local.serve()).expect("a free port");
        Self {
            local,
            cookies: std::cell::RefCell::default(),
            server,
            runtime,
        }
    }

    /// The same pool in another browser.
    pub(crate) fn other_browser(&self) -> Self {
        Self {
            local: self.local.clone(),
            cookies: std::cell::RefCell::default(),
            server: self
                .runtime
                .block_on(self.local.serve())
                .expect("a free port"),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.endpoint_url())
    }

    /// Sends a request with the browser's cookies, and keeps those of the answer.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let jar = self.cookies.borrow();
        let cookie: Vec<String> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        drop(jar);
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(self.url(path));
        if !cookie.is_empty() {
            request = request.header("cookie", cookie.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            Some(body) => agent.run(request.body(body.to_owned()).expect("a request")),
            None => agent.run(request.body(()).expect("a request")),
        };
        let mut response = response.expect("an answer");
        let headers = response.headers().clone();
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("ASCII");
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
            let (pair, rest) = cookie.split_once(';').expect("attributes");
            assert!(rest.contains(&format!("Path=/{POOL}/")), "{cookie}");
            let (name, value) = pair.split_once('=').expect("a value");
            let mut jar = self.cookies.borrow_mut();
            if rest.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Answer {
            status: response.status().as_u16(),
            body: response.body_mut().read_to_string().expect("a body"),
            headers,
        }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        let mut jar = self.cookies.borrow_mut();
        jar.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn forget_cookies(&self) {
        self.cookies.borrow_mut().clear();
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// Sends the person to the authorization endpoint.
    pub(crate) fn authorize(&self, parameters: &[(&str, String)]) -> Answer {
        self.get(&format!("/{POOL}/oauth2/authorize?{}", encoded(parameters)))
    }

    /// Opens the login page, and sends its form with these fields.
    pub(crate) fn type_in(&self, parameters: &[(&str, String)], fields: &[(&str, &str)]) -> Answer {
        let path = format!("/{POOL}/login?{}", encoded(parameters));
        let page = self.get(&path);
        assert_eq!(page.status, 200, "{page:?}");
        self.submit(&path, &hidden(&page.body, "_csrf"), fields)
    }

    /// Sends the form of a page.
    pub(crate) fn submit(&self, path: &str, csrf: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("_csrf", csrf).extend_pairs(fields);
        self.post(path, &form.finish(), &[])
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send("POST", path, &all, Some(form))
    }

    /// Signs Ada in, and returns the redirect with the code.
    pub(crate) fn sign_in(&self, parameters: &[(&str, String)]) -> Answer {
        self.type_in(parameters, &[("username", "ada"), ("password", PASSWORD)])
    }

    /// Signs Ada in, and returns the code.
    #[track_caller]
    pub(crate) fn code(&self, parameters: &[(&str, String)]) -> String {
        self.sign_in(parameters).sent("code").expect("a code")
    }

    /// Asks the token endpoint, as an application does.
    pub(crate) fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.endpoint("token", form, &[])
    }

    /// Sends a form to an endpoint of applications, which gets no cookies.
    pub(crate) fn endpoint(
        &self,
        name: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        self.post(&format!("/{POOL}/oauth2/{name}"), &body.finish(), headers)
    }

    /// The form that exchanges a code.
    pub(crate) fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        for &(name, value) in changes {
            form.retain(|(given, _)| *given != name);
            if !value.is_empty() {
                form.push((name, value));
            }
        }
        self.token(&form)
    }

    /// Signs Ada in, and returns her tokens.
    #[track_caller]
    pub(crate) fn tokens(&self, parameters: &[(&str, String)]) -> Value {
        let answer = self.exchange(&self.code(parameters), &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// Renews tokens.
    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.token(&[
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT),
            ("refresh_token", token),
        ])
    }

    /// Asks for the attributes of a token's user.
    pub(crate) fn user_info(&self, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let path = format!("/{POOL}/oauth2/userInfo");
        self.send("GET", &path, &[("authorization", &bearer)], None)
    }

    /// Calls an operation of Cognito.
    pub(crate) fn cognito(&self, operation: &str, mut members: Value) -> Answer {
        if members.get("UserPoolId").is_none() {
            members["UserPoolId"] = json!(POOL);
        }
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", &*target),
        ];
        self.send("POST", "/", &headers, Some(&members.to_string()))
    }

    /// Changes the pool behind the wire.
    pub(crate) fn pool<T>(&self, act: impl FnOnce(&mut Pool) -> T) -> T {
        self.local.with_pool(POOL, act).expect("the pool")
    }
}

/// Fails unless the endpoint refused with this code.
#[track_caller]
pub(crate) fn check_refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.json()["error"], error, "{answer:?}");
    assert!(answer.json().get("access_token").is_none());
}

/// The value of a hidden field.
#[track_caller]
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).expect("the field");
    let (value, _) = rest.split_once('"').expect("its end");
    value.to_owned()
}
