//! Stand-ins for the AWS services that clients, `attach` and `doctor` use besides Cognito.
//!
//! | module | concept |
//! |---|---|
//! | `api_gateway` | API Gateway, with the administrators' API behind it |
//! | `lambda` | Lambda: the functions and their permissions |
//! | `log_groups` | CloudWatch Logs: what the functions logged |
//! | `parameter_store` | Systems Manager's Parameter Store |
//! | `ses` | SES: what `doctor` reads about senders |

pub(in crate::dev) mod api_gateway;
pub(in crate::dev) mod lambda;
pub(in crate::dev) mod log_groups;
pub(in crate::dev) mod parameter_store;
pub(in crate::dev) mod ses;
