//! The ARNs of a user pool and of a function that it can call.

use std::fmt;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A function, or an alias of one. Cognito calls no numbered version (contract §10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionArn {
    partition: String,
    /// The Region.
    pub region: String,
    /// The account.
    pub account: String,
    name: String,
    alias: Option<String>,
}

impl FunctionArn {
    /// The function of that name beside a pool, and the alias of it, if one is named.
    pub fn beside(pool: &PoolArn, name: &str, alias: Option<&str>) -> Result<Self, InvalidArn> {
        let alias = alias.map(|alias| format!(":{alias}"));
        let PoolArn {
            partition,
            region,
            account,
            ..
        } = pool;
        format!(
            "arn:{partition}:lambda:{region}:{account}:function:{name}{}",
            alias.unwrap_or_default()
        )
        .parse()
    }

    /// The function, whichever alias this is.
    pub fn unqualified(&self) -> String {
        let Self {
            partition,
            region,
            account,
            name,
            ..
        } = self;
        format!("arn:{partition}:lambda:{region}:{account}:function:{name}")
    }

    /// The alias, if this is one.
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_deref()
    }

    /// Whether it is in the pool's Region and account, where what it decides is the pool's owner's.
    pub fn is_beside(&self, pool: &PoolArn) -> bool {
        self.region == pool.region && self.account == pool.account
    }

    /// Whether another ARN names this function, by any alias or none.
    pub fn is_function_of(&self, arn: &str) -> bool {
        arn.parse::<Self>()
            .is_ok_and(|other| other.unqualified() == self.unqualified())
    }
}

impl fmt::Display for FunctionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unqualified())?;
        match &self.alias {
            Some(alias) => write!(f, ":{alias}"),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for FunctionArn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(Error::custom)
    }
}

impl FromStr for FunctionArn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').collect();
        let (parts, alias) = match parts.as_slice() {
            [first @ .., alias] if first.len() == 7 => (first, Some(*alias)),
            all => (all, None),
        };
        let [
            "arn",
            partition,
            "lambda",
            region,
            account,
            "function",
            name,
        ] = parts
        else {
            return Err(InvalidArn::NotOfFunction(text.to_owned()));
        };
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        if ![*partition, *region, *account].into_iter().all(is_word) {
            return Err(InvalidArn::Incomplete(text.to_owned()));
        }
        if !is_word(name) || name.len() > 64 {
            return Err(InvalidArn::FunctionName((*name).to_owned()));
        }
        if alias.is_some_and(|alias| {
            !is_word(alias) || alias.chars().all(|c| c.is_ascii_digit()) || alias.len() > 128
        }) {
            return Err(InvalidArn::Alias(text.to_owned()));
        }
        Ok(Self {
            partition: (*partition).to_owned(),
            region: (*region).to_owned(),
            account: (*account).to_owned(),
            name: (*name).to_owned(),
            alias: alias.map(str::to_owned),
        })
    }
}

/// Why a text is not the ARN that it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArn {
    /// It is no ARN of a function.
    #[error(
        "\"{0}\" is not the ARN of a Lambda function, such as arn:aws:lambda:eu-central-1:111122223333:function:invitations-pre-sign-up, with or without an alias"
    )]
    NotOfFunction(String),
    /// A part is empty.
    #[error("\"{0}\" is not the ARN of a Lambda function: part of it is missing")]
    Incomplete(String),
    /// The function's name is none.
    #[error(
        "\"{0}\" is no name of a Lambda function: letters, digits, \"-\" and \"_\", 64 at most"
    )]
    FunctionName(String),
    /// What follows the function's name is no alias.
    #[error(
        "{0} is a version or no alias at all; Cognito calls a function or an alias of it, so name one of these"
    )]
    Alias(String),
    /// It is no ARN of a user pool.
    #[error("AWS names the user pool by \"{0}\", which is not the ARN of one")]
    NotOfPool(String),
}

/// The Region in an ARN.
pub fn region_of(arn: &str) -> &str {
    arn.split(':').nth(3).unwrap_or_default()
}

/// The account in an ARN.
pub fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

/// The ARN of a user pool: where its functions have to be, and on whose behalf it calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolArn {
    /// The ARN as AWS writes it.
    pub text: String,
    partition: String,
    /// The Region.
    pub region: String,
    /// The account.
    pub account: String,
}

impl FromStr for PoolArn {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').collect();
        let ["arn", partition, "cognito-idp", region, account, _] = parts.as_slice() else {
            return Err(InvalidArn::NotOfPool(text.to_owned()));
        };
        Ok(Self {
            text: text.to_owned(),
            partition: (*partition).to_owned(),
            region: (*region).to_owned(),
            account: (*account).to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCTION: &str = "arn:aws:lambda:eu-central-1:111122223333:function:team-pre-sign-up";

    #[test]
    fn functions_and_aliases_are_read() {
        let function: FunctionArn = FUNCTION.parse().unwrap();
        assert_eq!(function.to_string(), FUNCTION);
        assert_eq!(function.alias(), None);
        let alias: FunctionArn = format!("{FUNCTION}:live").parse().unwrap();
        assert_eq!(alias.to_string(), format!("{FUNCTION}:live"));
        assert_eq!(alias.unqualified(), FUNCTION);
        assert!(function.is_function_of(&alias.to_string()));
        assert!(!function.is_function_of(&format!("{FUNCTION}-2")));
        assert!(!function.is_function_of(""));
    }

    #[test]
    fn what_cognito_does_not_call_is_refused() {
        for text in [
            "",
            "team-pre-sign-up",
            "arn:aws:lambda:eu-central-1:111122223333:layer:team",
            "arn:aws:lambda:eu-central-1::function:team",
            "arn:aws:lambda:eu-central-1:111122223333:function:",
            "arn:aws:lambda:eu-central-1:111122223333:function:a b",
            &format!("{FUNCTION}:7"),
            &format!("{FUNCTION}:$LATEST"),
            &format!("{FUNCTION}:"),
            &format!("{FUNCTION}:live:more"),
            &format!("{FUNCTION}{}", "x".repeat(64)),
        ] {
            assert!(text.parse::<FunctionArn>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_function_is_beside_its_pool() {
        let pool: PoolArn =
            "arn:aws-us-gov:cognito-idp:us-gov-west-1:111122223333:userpool/us-gov-west-1_A"
                .parse()
                .unwrap();
        let function = FunctionArn::beside(&pool, "team-pre-sign-up", Some("live")).unwrap();
        assert_eq!(
            function.to_string(),
            "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:team-pre-sign-up:live"
        );
    }
}
