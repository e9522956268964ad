//! The expected "no": a stable code, and what the sentence for the person needs.

use strum::IntoStaticStr;

use crate::TokenFault;

/// Why an account may not come into being.
///
/// The sentence a person reads is written in one place, the catalogue of crate `messages`, by
/// [`Rejection::code`]. What a person does not read, such as which check a token failed, is here
/// for the log alone.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Rejection {
    /// The policy asks for an invitation and none came.
    InvitationRequired,
    /// The invitation is not valid. Every fault except expiry has this one answer, so that nobody
    /// can find out which invitations exist (contract §11.7).
    InvitationInvalid(TokenFault),
    /// The invitation is in order, but too old.
    InvitationExpired,
    /// No usable e-mail address came, and the policy needs one.
    EmailRequired,
    /// The policy does not allow the address's domain.
    DomainNotAllowed,
    /// The policy asks for the domain, and another mail system could read the address as one at
    /// another domain. The person reads the same as for a domain that is not allowed.
    #[strum(serialize = "domain-not-allowed")]
    AddressAmbiguous,
    /// The request carries an attribute that only an invitation writes.
    AttributeNotAllowed {
        /// Its name.
        name: String,
    },
    /// A required attribute is absent.
    AttributeRequired {
        /// Its name.
        name: String,
    },
    /// A required `ValidationData` key is absent or has a value that is not allowed.
    ValidationDataRefused {
        /// The key.
        key: String,
    },
    /// A required `ClientMetadata` key is absent or has a value that is not allowed.
    ClientMetadataRefused {
        /// The key.
        key: String,
    },
    /// The policy does not allow this identity provider.
    ProviderNotAllowed,
    /// The event is not one that can be decided, such as an unknown kind of sign-up.
    RequestNotUnderstood,
    /// The decision could not be made for an internal reason.
    TemporarilyUnavailable,
}

impl Rejection {
    /// The stable code, in front of the sentence and in logs and metrics.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// The configured name that the sentence mentions, where it mentions one.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::AttributeRequired { name } | Self::AttributeNotAllowed { name } => Some(name),
            Self::ValidationDataRefused { key } | Self::ClientMetadataRefused { key } => Some(key),
            _ => None,
        }
    }

    /// What the log knows beyond the code, in one stable word; never for a person.
    pub fn cause(&self) -> Option<&'static str> {
        match self {
            Self::AddressAmbiguous => Some("address-ambiguous"),
            _ => self.token_fault().map(TokenFault::as_str),
        }
    }

    /// Which check a token failed; for logs, never for a person.
    pub fn token_fault(&self) -> Option<TokenFault> {
        match self {
            Self::InvitationInvalid(fault) => Some(*fault),
            Self::InvitationExpired => Some(TokenFault::Expired),
            _ => None,
        }
    }
}

impl From<TokenFault> for Rejection {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Expired => Self::InvitationExpired,
            other => Self::InvitationInvalid(other),
        }
    }
}
