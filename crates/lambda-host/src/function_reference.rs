//! The forms in which Lambda takes a function's name.

use std::str::FromStr;

use crate::HostError;

/// A function as an Invoke request names it.
///
/// All forms of the [`FunctionName` parameter][invoke] are taken: name, partial ARN and full ARN,
/// each with or without a version or alias. There is one version here, so only the name counts.
///
/// [invoke]: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FunctionReference {
    /// The bare name.
    pub(crate) name: String,
}

impl FromStr for FunctionReference {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let invalid = || HostError::InvalidReference(text.to_owned());
        let parts: Vec<&str> = text.split(':').collect();
        let (name, qualifier) = match parts.as_slice() {
            ["arn", _, "lambda", _, account, "function", rest @ ..]
            | [account, "function", rest @ ..]
                if is_account(account) =>
            {
                name_and_qualifier(rest).ok_or_else(invalid)?
            }
            rest => name_and_qualifier(rest).ok_or_else(invalid)?,
        };
        if !is_name(name) || !qualifier.is_none_or(is_qualifier) {
            return Err(invalid());
        }
        Ok(Self {
            name: name.to_owned(),
        })
    }
}

/// Whether Lambda lets a function be called this.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(is_name_byte)
}

fn is_qualifier(text: &str) -> bool {
    let alias = (1..=128).contains(&text.len()) && text.bytes().all(is_name_byte);
    alias || text == "$LATEST"
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn name_and_qualifier<'a>(parts: &[&'a str]) -> Option<(&'a str, Option<&'a str>)> {
    match parts {
        [name] => Some((name, None)),
        [name, qualifier] => Some((name, Some(qualifier))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Option<&str>) {
        let parsed = text.parse::<FunctionReference>().ok();
        assert_eq!(parsed.map(|reference| reference.name).as_deref(), name);
    }

    #[test]
    fn every_form_that_lambda_documents_names_the_function() {
        let arn = "arn:aws:lambda:eu-central-1:123456789012:function:pre-sign-up";
        check("pre-sign-up", Some("pre-sign-up"));
        check("pre-sign-up:live", Some("pre-sign-up"));
        check("pre-sign-up:7", Some("pre-sign-up"));
        check("pre-sign-up:$LATEST", Some("pre-sign-up"));
        check("123456789012:function:pre_sign_up", Some("pre_sign_up"));
        check(
            "123456789012:function:pre_sign_up:live",
            Some("pre_sign_up"),
        );
        check(arn, Some("pre-sign-up"));
        check(&format!("{arn}:live"), Some("pre-sign-up"));
        check(
            &arn.replace("arn:aws:", "arn:aws-us-gov:"),
            Some("pre-sign-up"),
        );
        check(&"n".repeat(64), Some(&"n".repeat(64)));
    }

    #[test]
    fn anything_else_is_refused() {
        check("", None);
        check(":", None);
        check("name:", None);
        check(":live", None);
        check("na me", None);
        check("näme", None);
        check("../name", None);
        check("name:$latest", None);
        check("name:live:twice", None);
        check("12345678901:function:name", None);
        check("arn:aws:s3:eu-central-1:123456789012:function:name", None);
        check("arn:aws:lambda:eu-central-1:123456789012:layer:name", None);
        check("arn:aws:lambda:eu-central-1:123456789012:function", None);
        check(&"n".repeat(65), None);
    }
}
