//! The SDK's configuration for a user pool on this machine.

use acceptance::aws;
use aws_config::{Region, SdkConfig};
use aws_sdk_cognitoidentityprovider::config::{Credentials, SharedCredentialsProvider};

/// The functions' own configuration, with another endpoint. The credentials are as made up as the
/// pool, so that a mistaken endpoint gives nothing away.
pub fn configuration(endpoint_url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    aws::tuned(SdkConfig::builder())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint_url)
        .build()
}
