//! Where a service is.

use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

/// The URL of a service: `name` as host names have it, and `id` as variables and profiles have it.
///
/// An endpoint that the caller set counts before one of variables or a profile for this service,
/// and that before one for all services, as in the SDK.
pub(crate) fn url(aws: &SdkConfig, name: &str, id: &str) -> String {
    let for_all = || aws.endpoint_url().map(str::to_owned);
    let set = if aws.get_origin("endpoint_url").is_client_config() {
        for_all()
    } else {
        for_one(aws, id).or_else(for_all)
    };
    set.unwrap_or_else(|| {
        let region = aws.region().map_or("", AsRef::as_ref);
        let fips = aws.use_fips().unwrap_or_default();
        let dual_stack = aws.use_dual_stack().unwrap_or_default();
        public_url(name, region, fips, dual_stack)
    })
}

/// What variables and the profile say of this service (AWS SDKs and Tools Reference Guide,
/// "Service-specific endpoints").
fn for_one(aws: &SdkConfig, id: &str) -> Option<String> {
    let key = ServiceConfigKey::builder()
        .service_id(id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    aws.service_config()?.load_config(key)
}

/// The service's own URL in a Region (AWS General Reference, "AWS service endpoints").
fn public_url(name: &str, region: &str, fips: bool, dual_stack: bool) -> String {
    let fips = if fips { "-fips" } else { "" };
    let domain = domain(region, dual_stack);
    format!("https://{name}{fips}.{region}.{domain}")
}

/// The domain of a Region's partition. AWS's list of partitions, which every SDK crate carries,
/// has the same.
fn domain(region: &str, dual_stack: bool) -> &'static str {
    let is_in = |prefix: &str| region.starts_with(prefix);
    match dual_stack {
        true if is_in("cn-") => "api.amazonwebservices.com.cn",
        false if is_in("cn-") => "amazonaws.com.cn",
        _ if is_in("us-iso-") => "c2s.ic.gov",
        _ if is_in("us-isob-") => "sc2s.sgov.gov",
        _ if is_in("us-isof-") => "csp.hci.ic.gov",
        _ if is_in("eu-isoe-") => "cloud.adc-e.uk",
        _ if is_in("eusc-") => "amazonaws.eu",
        true => "api.aws",
        false => "amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use aws_config::Region;
    use aws_types::origin::Origin;
    use aws_types::service_config::LoadServiceConfig;

    use super::*;

    #[test]
    fn each_partition_has_its_domain() {
        for (region, fips, dual_stack, expected) in [
            (
                "eu-central-1",
                false,
                false,
                "https://kms.eu-central-1.amazonaws.com",
            ),
            (
                "us-gov-west-1",
                true,
                false,
                "https://kms-fips.us-gov-west-1.amazonaws.com",
            ),
            (
                "cn-north-1",
                false,
                false,
                "https://kms.cn-north-1.amazonaws.com.cn",
            ),
            (
                "cn-north-1",
                false,
                true,
                "https://kms.cn-north-1.api.amazonwebservices.com.cn",
            ),
            (
                "us-east-1",
                true,
                true,
                "https://kms-fips.us-east-1.api.aws",
            ),
            (
                "us-iso-east-1",
                false,
                false,
                "https://kms.us-iso-east-1.c2s.ic.gov",
            ),
        ] {
            assert_eq!(public_url("kms", region, fips, dual_stack), expected);
        }
    }

    #[derive(Debug)]
    struct OfKms;

    impl LoadServiceConfig for OfKms {
        fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
            (key.service_id() == "KMS").then(|| "https://kms.example".to_owned())
        }
    }

    #[test]
    fn an_endpoint_for_one_service_counts_before_one_for_all() {
        let url = |aws: &SdkConfig, id: &str| url(aws, "x", id);
        let aws = SdkConfig::builder()
            .region(Region::new("eu-west-1"))
            .service_config(OfKms)
            .build();
        assert_eq!(url(&aws, "KMS"), "https://kms.example");
        assert_eq!(url(&aws, "SSM"), "https://x.eu-west-1.amazonaws.com");
        let mut aws = aws.into_builder();
        aws.set_endpoint_url(Some("https://all.example".to_owned()));
        let aws = aws.build();
        assert_eq!(url(&aws, "KMS"), "https://kms.example");
        assert_eq!(url(&aws, "SSM"), "https://all.example");
        let mut aws = aws.into_builder();
        aws.insert_origin("endpoint_url", Origin::shared_config());
        assert_eq!(url(&aws.build(), "KMS"), "https://all.example");
    }
}
