//! What a function is given to do.

use lambda_host::Bytes;
use local_user_pool::{User, UserStatus};
use serde_json::{Value, json};

use crate::configuration::{
    ADMINISTRATORS, EMAIL, POLICY_GROUP, POOL, TOKEN_ATTRIBUTE, TOKEN_GROUP,
};
use crate::rest_event::RestEvent;
use crate::test_pool::TestPool;

/// One kind of event and the work that it asks for. The events are shaped as Cognito and API Gateway
/// send them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Answer the event as it came.
    Echo,
    /// Read the user and answer the event as it came.
    OneCall,
    /// Admit a self sign-up that brings an invitation token.
    PreSignUp,
    /// Write the confirmation message in German.
    CustomMessage,
    /// Add the policy's group to the first token of an admin-created user.
    PreTokenGeneration,
    /// Assign the policy's group at the first sign-in of an admin-created user.
    PostAuthentication,
    /// Carry out the grant of an invitation token.
    PostConfirmation,
    /// The same, and send a welcome mail.
    PostConfirmationWithMail,
    /// Show an administrator a user.
    GetUser,
    /// Put a user into a group for an administrator.
    AddUserToGroup,
}

const USER_NAME: &str = "7f0c2b7e-51a4-4c1e-9c0e-0d2f0b1a9e77";
const ADMINISTRATOR: &str = "b1d0f5a2-0c1f-4a3e-9d5b-6a7c8d9e0f10";

impl Job {
    /// The event.
    pub(crate) fn event(self, token: &str) -> Bytes {
        let mut attributes = json!({
            "sub": USER_NAME,
            "email": EMAIL,
            "email_verified": "true",
            "cognito:user_status": "FORCE_CHANGE_PASSWORD",
            "given_name": "Jane",
            "family_name": "Doe",
            "locale": "de-AT",
        });
        let mut attribute = |name: &str, value: &str| {
            if let Value::Object(members) = &mut attributes {
                members.insert(name.to_owned(), value.into());
            }
        };
        let event = match self {
            Self::PreSignUp => {
                attribute("custom:invitation", token);
                let request = json!({ "userAttributes": attributes, "validationData": { "invitation": token } });
                let response = json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false });
                trigger_event("PreSignUp_SignUp", &request, &response)
            }
            Self::CustomMessage => {
                attribute("cognito:user_status", "UNCONFIRMED");
                let request = json!({
                    "userAttributes": attributes,
                    "codeParameter": "{####}",
                    "linkParameter": "{##Click Here##}",
                    "usernameParameter": null,
                });
                let response =
                    json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null });
                trigger_event("CustomMessage_SignUp", &request, &response)
            }
            Self::Echo | Self::PreTokenGeneration => {
                let own = json!({ "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null });
                let request = json!({ "userAttributes": attributes, "groupConfiguration": own });
                let response = json!({ "claimsOverrideDetails": null });
                trigger_event("TokenGeneration_NewPasswordChallenge", &request, &response)
            }
            Self::OneCall | Self::PostAuthentication => {
                let request = json!({ "userAttributes": attributes, "newDeviceUsed": false });
                trigger_event("PostAuthentication_Authentication", &request, &json!({}))
            }
            Self::PostConfirmation | Self::PostConfirmationWithMail => {
                attribute("cognito:user_status", "CONFIRMED");
                attribute("custom:invitation", token);
                let request = json!({ "userAttributes": attributes });
                trigger_event("PostConfirmation_ConfirmSignUp", &request, &json!({}))
            }
            Self::GetUser => RestEvent {
                method: "GET",
                path: "/getUser",
                query: json!({ "username": USER_NAME }),
                body: Value::Null,
            }
            .of(ADMINISTRATOR),
            Self::AddUserToGroup => RestEvent {
                method: "POST",
                path: "/addUserToGroup",
                query: Value::Null,
                body: json!({ "username": USER_NAME, "groupname": TOKEN_GROUP }),
            }
            .of(ADMINISTRATOR),
        };
        event.to_string().into()
    }

    /// The users whom the pool holds before the invocation; none while a sign-up is being judged.
    pub(crate) fn users(self, pool: &TestPool) -> Vec<User> {
        let (status, attributes) = match self {
            Self::OneCall | Self::PostAuthentication => (UserStatus::ForceChangePassword, vec![]),
            Self::PostConfirmation | Self::PostConfirmationWithMail => (
                UserStatus::Confirmed,
                vec![("custom:invitation", pool.token())],
            ),
            Self::GetUser | Self::AddUserToGroup => (UserStatus::Confirmed, vec![]),
            Self::Echo | Self::PreSignUp | Self::CustomMessage | Self::PreTokenGeneration => {
                return Vec::new();
            }
        };
        let mut user = User::new(USER_NAME, USER_NAME, status, pool.now());
        let attributes = [
            ("email", EMAIL),
            ("email_verified", "true"),
            ("given_name", "Jane"),
            ("locale", "de-AT"),
        ]
        .into_iter()
        .chain(attributes);
        user.attributes = attributes
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut users = vec![user];
        if matches!(self, Self::GetUser | Self::AddUserToGroup) {
            let confirmed = UserStatus::Confirmed;
            let mut caller = User::new(ADMINISTRATOR, ADMINISTRATOR, confirmed, pool.now());
            caller.groups.insert(ADMINISTRATORS.to_owned());
            users.push(caller);
        }
        users
    }

    /// Whether the work was done: a function that fails fast must not look fast.
    pub(crate) fn is_done(self, answer: &Value, pool: &TestPool) -> bool {
        let says = |pointer: &str| answer.pointer(pointer).unwrap_or(&Value::Null);
        match self {
            Self::Echo | Self::OneCall => says("/userName") == USER_NAME,
            Self::PreSignUp => says("/response/autoConfirmUser") == true,
            Self::CustomMessage => {
                let mail = says("/response/emailMessage").as_str().unwrap_or_default();
                mail.contains("{####}") && mail.contains("/confirm#username=")
            }
            Self::PreTokenGeneration => {
                let groups =
                    "/response/claimsOverrideDetails/groupOverrideDetails/groupsToOverride";
                *says(groups) == json!([POLICY_GROUP])
            }
            Self::PostAuthentication => pool.has_member(USER_NAME, POLICY_GROUP),
            Self::PostConfirmation => is_granted(pool),
            Self::PostConfirmationWithMail => is_granted(pool) && pool.mails() == 1,
            Self::GetUser => {
                let body = says("/body").as_str().unwrap_or_default();
                says("/statusCode") == 200 && body.contains(EMAIL)
            }
            Self::AddUserToGroup => {
                says("/statusCode") == 200 && pool.has_member(USER_NAME, TOKEN_GROUP)
            }
        }
    }
}

/// An event of Cognito's.
fn trigger_event(source: &str, request: &Value, response: &Value) -> Value {
    json!({
        "version": "1",
        "region": "eu-west-1",
        "userPoolId": POOL,
        "userName": USER_NAME,
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": "4benchclient00000000000000",
        },
        "triggerSource": source,
        "request": request,
        "response": response,
    })
}

fn is_granted(pool: &TestPool) -> bool {
    pool.has_member(USER_NAME, TOKEN_GROUP)
        && pool.attribute(USER_NAME, TOKEN_ATTRIBUTE).is_some()
        && pool
            .attribute(USER_NAME, "custom:invitation")
            .unwrap_or_default()
            .is_empty()
}
