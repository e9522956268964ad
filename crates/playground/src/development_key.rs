//! The development key. It is published beside the sample configuration; therefore it counts for
//! local user pools (`local_…`) only.

use invitation::key::{InvalidKey, SigningKey};

const PEM: &str = include_str!("../../../infra/invitations/development-key.pem");

/// Its `kid` in the sample configuration.
const KEY_ID: &str = "development";

/// The private half.
pub fn development_key() -> Result<SigningKey, InvalidKey> {
    SigningKey::from_pem(PEM, Some(KEY_ID.to_owned()))
}
