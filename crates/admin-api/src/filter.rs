//! Finds mistakes in a filter of `ListUsers` before Cognito is asked, which would not name them
//! (API reference, `ListUsers`; contract §8).

use cognito::limits::MAX_FILTER;

use crate::problem::Problem;

/// The attributes that Cognito can search by.
const SEARCHABLE: [&str; 10] = [
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
];

/// Refuses a filter that Cognito would refuse, or whose plus sign became a space.
pub(crate) fn check(filter: &str) -> Result<(), Problem> {
    if filter.chars().count() > MAX_FILTER {
        return Err(Problem::malformed(
            "filter has at most 256 characters; shorten the value, and search by its beginning: email ^= \"ada\"",
        ));
    }
    let wrong = |reason: &str| {
        let detail = format!("filter {reason}");
        Err(Problem::not_accepted("not-accepted", detail))
    };
    let Some((name, value)) = filter.split_once('=') else {
        return wrong(
            "has no operator; write it as email = \"ada@client.example\" or email ^= \"ada\"",
        );
    };
    let name = name.strip_suffix('^').unwrap_or(name).trim();
    let name = name.trim_matches('"');
    if name.starts_with("custom:") {
        return wrong(
            "names a custom attribute, and Cognito cannot search by these; leave the filter out, read every page, and choose there",
        );
    }
    if !SEARCHABLE.contains(&name) {
        return wrong(&format!(
            "names no attribute that Cognito can search by; take one of {}",
            SEARCHABLE.join(", ")
        ));
    }
    let value = value.trim();
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return wrong(
            "has a value without double quotes around it; write it as email = \"ada@client.example\"",
        );
    };
    if matches!(name, "phone_number" | "email") && inner.contains(' ') {
        return wrong(
            "has a space in its value, which is what a plus sign becomes in a query; send the plus sign as %2B",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(filter: &str, said: &str) {
        let problem = check(filter).unwrap_err();
        assert_eq!(problem.code, "not-accepted", "{filter}");
        let detail = problem.detail;
        assert!(detail.starts_with("filter "), "{detail}");
        assert!(detail.contains(said), "{filter}: {detail}");
    }

    #[test]
    fn each_mistake_is_named_with_the_way_out() {
        check_refused("nonsense", "has no operator");
        check_refused("custom:tenant = \"acme\"", "custom attribute");
        check_refused("family = \"x\"", "take one of username, email");
        check_refused("email = 'ada@client.example'", "double quotes");
        check_refused("email = ada@client.example", "double quotes");
        check_refused("email = \"", "double quotes");
        check_refused("phone_number = \" 4930123\"", "%2B");
        check_refused("email = \"ada x@client.example\"", "%2B");
    }

    #[test]
    fn what_cognito_takes_is_left_alone() {
        for filter in [
            r#"email ^= "ada""#,
            r#"email="ada+x@client.example""#,
            r#""email" = "ada@client.example""#,
            r#"cognito:user_status = "CONFIRMED""#,
            r#"status = "Enabled""#,
            r#"name = "Ada \"Countess\" Lovelace""#,
            r#"family_name = "Lovelace = Byron""#,
        ] {
            assert_eq!(check(filter), Ok(()), "{filter}");
        }
    }
}
