//! Regions. One server stands for all of them: a pool answers a request that is signed for any
//! Region, because hooks and tools on one machine serve pools of several Regions. AWS would not
//! find the pool from another Region, so the server logs a warning.

use serde::Deserialize;

/// How the identifier of a pool begins that is in no Region of AWS.
const NOWHERE: &str = "local";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    user_pool_id: String,
}

/// Logs a warning if the request is signed for another Region than that of the pool it names.
pub(crate) fn compare(signed_for: Option<&str>, body: &[u8]) {
    if let Some((signed_for, pool)) = signed_for.and_then(|region| other(region, body)) {
        tracing::warn!(
            signed_for,
            pool,
            "the request is signed for another Region than the user pool's: AWS would not find the pool"
        );
    }
}

/// The Region and the pool, if the pool is in another Region.
fn other<'a>(signed_for: &'a str, body: &[u8]) -> Option<(&'a str, String)> {
    let request: Request = serde_json::from_slice(body).ok()?;
    let (region, _) = request.user_pool_id.rsplit_once('_')?;
    let differs = region != NOWHERE && signed_for != NOWHERE && region != signed_for;
    differs.then_some((signed_for, request.user_pool_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(signed_for: &str, pool: &str, differs: bool) {
        let body = format!("{{ \"UserPoolId\": \"{pool}\" }}");
        assert_eq!(
            other(signed_for, body.as_bytes()).is_some(),
            differs,
            "{pool}"
        );
    }

    #[test]
    fn another_region_is_noticed() {
        check("eu-west-1", "eu-west-1_A", false);
        check("us-east-1", "eu-west-1_A", true);
        check("us-east-1", "local_A", false);
        check("local", "eu-west-1_A", false);
        check("us-east-1", "nowhere", false);
        assert!(other("us-east-1", b"{}").is_none());
        assert!(other("us-east-1", b"no JSON").is_none());
    }
}
