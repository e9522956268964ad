//! Stand-ins for the services of AWS that clients, `attach` and `doctor` use beside Cognito.

pub(in crate::dev) mod api_gateway;
pub(in crate::dev) mod lambda;
pub(in crate::dev) mod parameter_store;
pub(in crate::dev) mod ses;
