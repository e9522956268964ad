//! A list of people to invite, checked before anybody is invited.
//!
//! Somebody who imports a thousand people wants to know every mistake of the list at once, and to have
//! nobody invited as long as there is one. So a list is read as a whole: [`Column`] by its head,
//! each row into an [`Invitation`](crate::Invitation) by [`invitation()`], and [`Listed`] finds who
//! stands in it twice. Nothing here asks AWS: the pool's description, the settings and the brands
//! are arguments ([`Rules`](crate::Rules)).

pub mod column;
mod heading;
pub mod listed;
pub mod row;
pub mod row_fault;
#[cfg(test)]
pub(crate) mod samples;

pub use column::{Column, ColumnFault};
pub use listed::Listed;
pub use row::invitation;
pub use row_fault::RowFault;
