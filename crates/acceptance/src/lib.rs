//! Acceptance: a grant is given to a user of the pool (design §3.3).
//!
//! [`invitation::grant`] decides what is granted. Post confirmation calls four things here, in this order (post authentication sends no mail):
//! [`read_recipient`] reads the user, [`apply_grant`](fn@apply_grant) assigns groups, sets
//! attributes and spends the token, [`Mailer::after_acceptance`] sends the mails, [`report`]
//! says what log, metrics and capture get, and [`events`] tells an event bus. All of it ends at the invocation's deadline. Every effect
//! but mail is idempotent.

pub mod apply_grant;
pub mod events;
pub mod mail;
pub mod recipient;
pub mod report;

use aws_sdk_cognitoidentityprovider::Client;
use cognito::client::open_connection;
use futures_util::future::join;

pub use event_bus::EventBus;
pub use lifecycle_events::DetailType;

pub use apply_grant::{GrantResult, apply_grant};
pub use mail::Mailer;
pub use recipient::{Recipient, read_recipient};

/// Opens the connections that a hook's first event needs: to Cognito, and to the event bus.
pub async fn warm_up(cognito: &Client, event_bus: Option<&EventBus>) {
    let bus = async {
        if let Some(bus) = event_bus {
            bus.open_connection().await;
        }
    };
    join(open_connection(cognito), bus).await;
}
