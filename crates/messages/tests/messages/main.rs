//! What people read, checked from outside: every message of every brand in every language.

#![cfg(test)]

mod every_message;
mod fallback;
mod faults;
mod hostile_values;
mod invitations;
mod languages;
mod layouts;
mod oracle;
mod samples;
