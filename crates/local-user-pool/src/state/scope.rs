//! The scopes of OAuth 2.0 that every pool has, and the attributes that they open (developer guide,
//! "The user attributes endpoint" and "The redirect and authorization endpoint").

use std::collections::BTreeSet;

/// The scope that turns a request into one of `OpenID` Connect: there is an ID token.
pub(crate) const OPENID: &str = "openid";

/// The scope of every access token from a sign-in through the API: it allows users to read and
/// change their own account.
pub(crate) const ADMIN: &str = "aws.cognito.signin.user.admin";

/// All of them.
pub(crate) const STANDARD: [&str; 5] = [OPENID, "email", "phone", "profile", ADMIN];

/// Those that may be asked for together with `openid` only.
const OF_OPENID: [&str; 3] = ["email", "phone", "profile"];

const EMAIL: [&str; 2] = ["email", "email_verified"];
const PHONE: [&str; 2] = ["phone_number", "phone_number_verified"];
const PROFILE: [&str; 14] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

/// Whether the scopes can be asked for together.
pub(crate) fn fit_together(scopes: &BTreeSet<String>) -> bool {
    scopes.contains(OPENID) || !OF_OPENID.iter().any(|&scope| scopes.contains(scope))
}

/// Whether tokens and `userInfo` show this attribute for these scopes. `openid` alone opens all
/// attributes, `profile` custom ones too.
pub(crate) fn opens(scopes: &BTreeSet<String>, attribute: &str) -> bool {
    let asks = |scope: &str| scopes.contains(scope);
    if !OF_OPENID.iter().any(|&scope| asks(scope)) {
        return asks(OPENID);
    }
    (asks("email") && EMAIL.contains(&attribute))
        || (asks("phone") && PHONE.contains(&attribute))
        || (asks("profile") && (PROFILE.contains(&attribute) || attribute.contains(':')))
}

/// The attributes that a client has to be able to read, all of them, to ask for a scope. With one
/// of them missing, there are no tokens (developer guide, "The token issuer endpoint").
pub(crate) fn requires(scope: &str) -> &'static [&'static str] {
    match scope {
        "email" => &EMAIL,
        "phone" => &PHONE,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scopes: &[&str], opened: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let attributes = [
            "email",
            "email_verified",
            "phone_number",
            "given_name",
            "address",
            "custom:brand",
        ];
        let found: Vec<&str> = attributes
            .into_iter()
            .filter(|attribute| opens(&scopes, attribute))
            .collect();
        assert_eq!(found, opened, "{scopes:?}");
    }

    #[test]
    fn a_scope_opens_its_attributes() {
        let email = ["email", "email_verified"];
        check(&[], &[]);
        check(&[ADMIN], &[]);
        check(
            &["openid"],
            &[
                "email",
                "email_verified",
                "phone_number",
                "given_name",
                "address",
                "custom:brand",
            ],
        );
        check(&["openid", ADMIN, "email"], &email);
        check(&["openid", "phone"], &["phone_number"]);
        check(&["openid", "profile"], &["given_name", "custom:brand"]);
    }

    #[test]
    fn attributes_are_asked_for_with_openid() {
        let scopes = |listed: &[&str]| listed.iter().map(|scope| (*scope).to_owned()).collect();
        assert!(fit_together(&scopes(&["openid", "email"])));
        assert!(fit_together(&scopes(&[ADMIN, "files/read"])));
        assert!(!fit_together(&scopes(&["email"])));
        assert!(!fit_together(&scopes(&["profile", ADMIN])));
    }
}
