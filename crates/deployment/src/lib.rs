//! The functions in an existing user pool: putting them in, taking them out, and what is wrong.
//!
//! | module | command |
//! |---|---|
//! | [`attachment`] | `attach`, `detach`: the functions in a pool that is there, and out of it |
//! | [`doctor`] | `doctor`: what is wrong with a live pool, and how to mend it |
//! | `raw_answer` | an answer of AWS as it was sent |

pub mod attachment;
pub mod doctor;
mod raw_answer;
