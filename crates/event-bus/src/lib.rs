//! Puts the events of an invitation's life on an event bus (design §9.1): [`EventBus`] in
//! [`put_events`], for everybody who acts on an invitation.

pub mod put_events;

pub use put_events::EventBus;
