//! The SDK's configuration for a user pool on this machine.

use aws_config::{Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::{Credentials, SharedCredentialsProvider};
use cognito::client;

/// The functions' own configuration, with another endpoint. The credentials are as made up as the
/// pool, so that a mistaken endpoint gives nothing away.
pub fn configuration(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    client::for_hooks(SdkConfig::builder())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}
