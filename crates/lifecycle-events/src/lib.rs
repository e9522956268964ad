//! The events of an invitation's life, as other systems read them (design §9.1).
//!
//! Everything here is a function of its arguments: no I/O, no clock, no AWS.
//!
//! | module | concept |
//! |---|---|
//! | [`event`] | [`LifecycleEvent`]: what happened, to whom, and its stable id |
//! | [`settings`] | `[events]`: the bus, and whether events name addresses |
//!
//! `docs/events/` has the JSON Schema, which is made from these types.

pub mod event;
pub mod settings;

pub use event::{Detail, DetailType, EventInviter, LifecycleEvent, Person, VERSION};
pub use settings::{Bus, EventsSettings};
