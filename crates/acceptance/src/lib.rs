//! A grant carried out against AWS (design §3.3).
//!
//! What is granted is decided in [`invitation::grant`]; this crate reads the user, assigns the
//! groups, applies the attributes, spends the token and sends the mails, inside the invocation's
//! deadline. Every effect but mail is the same however often it happens.
//!
//! | module | concept |
//! |---|---|
//! | [`aws`] | clients with retries and time-outs that fit into a trigger's budget |
//! | [`user`] | the user as the pool has it |
//! | [`carry_out`](mod@carry_out) | groups, then attributes and the token |
//! | [`mail`] | the welcome, and the notice to the inviter |
//! | [`report`] | what of it goes into log, metrics and capture |

pub mod aws;
pub mod carry_out;
pub mod mail;
pub mod report;
pub mod user;

pub use carry_out::{Carried, carry_out};
pub use mail::Mailer;
pub use user::{User, read_user};
