//! The floor of a function with an AWS SDK: one `AdminGetUser` for every event, with the SDK's own
//! defaults, and the event as the answer.

use aws_config::BehaviorVersion;
use aws_sdk_cognitoidentityprovider::Client;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let cognito = Client::new(&aws_config::load_defaults(BehaviorVersion::v2026_01_12()).await);
    let cognito = &cognito;
    run(service_fn(async move |event: LambdaEvent<Value>| {
        let member = |name: &str| {
            event
                .payload
                .get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        cognito
            .admin_get_user()
            .set_user_pool_id(member("userPoolId"))
            .set_username(member("userName"))
            .send()
            .await?;
        Ok::<_, Error>(event.payload)
    }))
    .await
}
