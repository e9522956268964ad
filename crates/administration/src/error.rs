//! Why nothing was done: a stable code, and one sentence that says what to do.

use cognito::{CallError, Cause, ValueRule, exception};
use invitation::issue::IssueError;
use invitation::{GroupName, TokenFault};
use strum::IntoStaticStr;

use crate::sentence::listed;

/// Why a verb did nothing.
///
/// The sentences are for the administrator. [`AdminError::Rejected`] and
/// [`AdminError::NotAccepted`] quote AWS, which can quote values: they belong into no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AdminError {
    /// A group that may not be given.
    #[error(
        "the group \"{group}\" is not assignable; name one of {}, or add it to grants.assignable_groups in the settings",
        listed(assignable)
    )]
    GroupNotAssignable {
        /// The group.
        group: GroupName,
        /// Those that may be given.
        assignable: Vec<String>,
    },
    /// A group that the key of a token may not give.
    #[error(
        "the key \"{kid}\" may not give the group \"{group}\"; name one of {}, sign with another key, or add it to the key's groups in the settings",
        listed(assignable)
    )]
    GroupNotOfKey {
        /// The group.
        group: GroupName,
        /// The name of the key.
        kid: String,
        /// Those that it may give.
        assignable: Vec<String>,
    },
    /// An attribute that may not be given.
    #[error(
        "the attribute \"{name}\" is not assignable; name one of {}, or add it to grants.assignable_attributes in the settings",
        listed(assignable)
    )]
    AttributeNotAssignable {
        /// The attribute.
        name: String,
        /// Those that may be given.
        assignable: Vec<String>,
    },
    /// An attribute that the pool does not have.
    #[error("the user pool has no attribute \"{0}\"; add it to the pool's schema, or leave it out")]
    AttributeUnknown(String),
    /// A value that the pool's schema does not take.
    #[error("the attribute \"{name}\" takes {rule}; correct the value, or leave it out")]
    AttributeValue {
        /// The attribute.
        name: String,
        /// What it takes.
        rule: ValueRule,
    },
    /// An attribute with two values.
    #[error("the attribute \"{0}\" is given twice; give it once")]
    AttributeTwice(String),
    /// An attribute with a blank value.
    #[error("a blank value would delete the attribute \"{0}\"; give it a value, or leave it out")]
    AttributeBlank(String),
    /// The key of invitation tokens in validation data or client metadata.
    #[error(
        "the key \"invitation\" is for people who sign up by themselves; leave it out of validation data and client metadata"
    )]
    KeyReserved,
    /// The pool's people sign in with a user name, and none was given.
    #[error("people sign in to this user pool with a user name; give one")]
    UserNameRequired,
    /// The pool takes the address for the user name.
    #[error("people sign in to this user pool with their e-mail address; give no user name")]
    UserNameNotTaken,
    /// A user name that Cognito would take for an address.
    #[error(
        "the user name looks like an e-mail address, which this user pool refuses; choose another, or give none"
    )]
    UserNameLikeAddress,
    /// The pool knows people by their telephone number alone.
    #[error(
        "people sign in to this user pool with a telephone number alone, so that nobody can be invited by e-mail"
    )]
    SignInByPhone,
    /// The inviter who was named is no member of the pool.
    #[error(
        "the inviter is no member of this user pool; name one by address, user name or sub, or give the inviter's name alone"
    )]
    InviterNotFound,
    /// An end that is in the past, or later than that of the temporary password.
    #[error(
        "an invitation ends after it was sent, and at most {0} days later, which is how long the temporary passwords of this user pool work; name another end, or leave it out"
    )]
    ExpiryNotPossible(u16),
    /// A token with a user name.
    #[error("the person chooses the user name at the sign-up; leave it out")]
    #[strum(serialize = "user-name-not-taken")]
    TokenWithUserName,
    /// A token with hook data.
    #[error(
        "validation data and client metadata of a sign-up come from the person's own client; leave them out"
    )]
    #[strum(serialize = "hook-data-not-available")]
    TokenWithHookData,
    /// A token that is to take an address from somebody.
    #[error(
        "an invitation to sign up takes no address from another user; leave forcing the alias out"
    )]
    #[strum(serialize = "force-alias-creation-not-available")]
    TokenWithForcedAlias,
    /// Nobody can have an address of this pool taken away.
    #[error(
        "in this user pool addresses are no aliases beside a user name, so that there is none to take from its owner; leave forcing the alias out"
    )]
    #[strum(serialize = "force-alias-creation-not-available")]
    NoAliases,
    /// The pre sign-up hook said no. Its text, without what Cognito puts around it; our own hook
    /// writes `<code>: <sentence>`.
    #[error("{0}")]
    Rejected(String),
    /// A hook of the pool could not be run, or gave no usable answer.
    #[error("a hook of the user pool failed ({exception}); look into its log, and try again")]
    HookFailed {
        /// Cognito's exception.
        exception: String,
    },
    /// Cognito does not do this, whatever is asked for. The exception says why.
    #[error(
        "the user pool refuses this ({exception}), and would refuse another attempt; see to what is named there"
    )]
    Refused {
        /// Cognito's exception.
        exception: String,
    },
    /// Cognito says that another user has what only one can have.
    #[error(
        "an address or number of this user is another user's, as the user pool says; look who has it, and correct one of the two"
    )]
    AddressTaken,
    /// Cognito did not accept the request. In its words, and they can quote values.
    #[error("the user pool did not accept the request: {0}")]
    NotAccepted(String),
    /// The user name belongs to a user with another address.
    #[error("the user name is taken by a user with another e-mail address; choose another")]
    UserNameTaken,
    /// There is no such user.
    #[error("there is no such user")]
    UserNotFound,
    /// The name is one user's user name, and another's `sub` or address.
    #[error(
        "this names two users, whose subs are {} and {}: the user name of one is the sub or the address of the other; name the one by its sub and the other by its user name, or look whether a stranger chose that user name, and delete that user",
        .0[0], .0[1]
    )]
    UserAmbiguous([String; 2]),
    /// A user is called like an address or number that is not the user's own.
    #[error(
        "a user is called like this address or number, which is not verified as theirs; name whom you mean by the sub, which of that user is {0}"
    )]
    #[strum(serialize = "user-ambiguous")]
    NameIsNoAddress(String),
    /// The user was disabled by an administrator.
    #[error(
        "the user is disabled, and an invitation would not change that; enable or delete the user first"
    )]
    UserDisabled,
    /// The person signed up and has not confirmed: there is no invitation to send again.
    #[error(
        "the user signed up without an administrator and has not confirmed; create an invitation instead, which replaces the sign-up"
    )]
    NotInvited,
    /// The person is a member already.
    #[error("the invitation is accepted already; nothing was sent")]
    AlreadyAccepted,
    /// An invitation whose link was handed over, of which nobody has proven the address.
    #[error(
        "the link of this invitation was handed over, and nobody has proven the address, so that nothing is mailed there; give a new link, or revoke the invitation"
    )]
    HandedOver,
    /// An open invitation that was mailed, or is to be.
    #[error(
        "the person has an open invitation, and nothing was done; send that one again, or give a link for it"
    )]
    AlreadyInvited,
    /// A brand without an address for its links.
    #[error("nobody knows where links lead; correct the brand's brand.toml")]
    BrandUnusable,
    /// The user is a member and was not to be touched.
    #[error("the user is a member, not somebody with an open invitation")]
    IsMember,
    /// A user who has the address and never proved it.
    #[error(
        "a user has this e-mail address and never proved it, so that the invitation could go to a stranger; look at the user, delete it or verify the address by hand, then invite again"
    )]
    AddressNotProven,
    /// Unconfirmed sign-ups kept coming.
    #[error("others keep signing up with this e-mail address; try again")]
    AddressContested,
    /// A member who is no longer as shown: something else would be done.
    #[error("the user is no longer as shown, so that nothing was done; look again")]
    ChangedMeanwhile,
    /// A status that this version does not know.
    #[error("the user has the status {0}, which no verb knows how to handle")]
    StatusUnknown(String),
    /// There is no such pool, or not in this account and Region.
    #[error(
        "there is no such user pool in this account and Region; correct its id or the credentials"
    )]
    PoolNotFound,
    /// AWS could not be asked. Trying again helps where this is not about permissions.
    #[error("AWS could not be asked ({0}); try again, or see to the permissions of the caller")]
    #[strum(serialize = "aws-unavailable")]
    Unavailable(Cause),
    /// A request to create a user got no answer. Nobody knows whether the user exists, or whether its
    /// mail went out.
    #[error(
        "AWS did not say what became of the invitation ({0}), so that the user may be there without a mail; create it again and have it sent again"
    )]
    #[strum(serialize = "creation-unanswered")]
    Unanswered(Cause),
    /// A user was disabled, to be looked at while nothing can change, and stayed so.
    #[error(
        "the user was disabled on the way to being deleted, and then AWS could not be asked ({0}); look at the user, and enable or delete it"
    )]
    LeftDisabled(Cause),
    /// The settings say of the user pool what it is not.
    #[error(
        "the settings and the user pool contradict each other; write below [user_pool] in the settings: sign_in = \"{sign_in}\", case_sensitive = {case_sensitive}"
    )]
    SettingsContradictPool {
        /// What the pool's people sign in with.
        sign_in: &'static str,
        /// Whether case counts in its names.
        case_sensitive: bool,
    },
    /// A token that no key of the settings has signed, or for another issuer or pool.
    #[error("the token does not verify ({}), so that nothing in it is believed", .0.as_str())]
    TokenNotVerified(TokenFault),
    /// The claims make no token.
    #[error(transparent)]
    #[strum(serialize = "not-issued")]
    Issue(#[from] IssueError),
    /// A token without an issuer.
    #[error("a token needs an issuer; set tokens.issuer in the settings, or name one")]
    IssuerRequired,
    /// An expiry that no calendar has.
    #[error("the token would expire too late; shorten its lifetime")]
    LifetimeTooLong,
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    NoRandomBytes,
}

impl AdminError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Whether the work could not be done, rather than a "no" that another attempt would meet
    /// again.
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_)
                | Self::Unanswered(_)
                | Self::LeftDisabled(_)
                | Self::SettingsContradictPool { .. }
                | Self::HookFailed { .. }
                | Self::PoolNotFound
                | Self::NoRandomBytes
        )
    }
}

impl From<CallError> for AdminError {
    fn from(error: CallError) -> Self {
        match error.exception.as_str() {
            exception::RESOURCE_NOT_FOUND => Self::PoolNotFound,
            exception::USER_NOT_FOUND => Self::UserNotFound,
            exception::INVALID_PARAMETER
            | exception::INVALID_PASSWORD
            | exception::PRECONDITION_NOT_MET
            | exception::OPERATION_NOT_ENABLED => Self::NotAccepted(error.message),
            exception::ALIAS_EXISTS => Self::AddressTaken,
            exception::USER_LAMBDA_VALIDATION
            | exception::UNEXPECTED_LAMBDA
            | exception::INVALID_LAMBDA_RESPONSE => Self::HookFailed {
                exception: error.exception,
            },
            exception::UNSUPPORTED_USER_STATE
            | exception::EMAIL_ROLE
            | exception::SMS_ROLE_ACCESS
            | exception::SMS_ROLE_TRUST => Self::Refused {
                exception: error.exception,
            },
            _ => Self::Unavailable(error.cause),
        }
    }
}

impl From<getrandom::Error> for AdminError {
    fn from(_: getrandom::Error) -> Self {
        Self::NoRandomBytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(exception: &str, code: &str, is_failure: bool) {
        let error = AdminError::from(CallError {
            exception: exception.to_owned(),
            message: "ada@client.example".to_owned(),
            ..Cause::ServiceError.into()
        });
        assert_eq!((error.code(), error.is_failure()), (code, is_failure));
        let quotes = error.to_string().contains("ada@client.example");
        assert_eq!(quotes, code == "not-accepted", "{exception}");
    }

    /// The exceptions of the administrators' operations (API reference of each).
    #[test]
    fn trying_again_is_advised_where_it_can_help() {
        for again in [
            "InternalErrorException",
            "TooManyRequestsException",
            "NotAuthorizedException",
            "SomeNewException",
            "",
        ] {
            check(again, "aws-unavailable", true);
        }
        for hook in [
            "UserLambdaValidationException",
            "UnexpectedLambdaException",
            "InvalidLambdaResponseException",
        ] {
            check(hook, "hook-failed", true);
        }
        for refused in [
            "UnsupportedUserStateException",
            "InvalidEmailRoleAccessPolicyException",
            "InvalidSmsRoleAccessPolicyException",
            "InvalidSmsRoleTrustRelationshipException",
        ] {
            check(refused, "refused", false);
        }
        check("AliasExistsException", "address-taken", false);
        check("InvalidParameterException", "not-accepted", false);
        check("ResourceNotFoundException", "pool-not-found", true);
        check("UserNotFoundException", "user-not-found", false);
    }
}
