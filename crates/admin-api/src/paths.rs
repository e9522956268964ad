//! Method and path of every verb.

use authorization::Verb;
use axum::http::Method;
use axum::routing::MethodFilter;

/// Where a verb is.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    /// Its method.
    pub(crate) method: Method,
    /// The same as the router takes it.
    pub(crate) filter: MethodFilter,
    /// Its path, with `{username}` where it names a user.
    pub(crate) path: &'static str,
}

/// Where a verb is.
pub(crate) fn route(verb: Verb) -> Route {
    match verb {
        Verb::AddUserToGroup => post("/addUserToGroup"),
        Verb::RemoveUserFromGroup => post("/removeUserFromGroup"),
        Verb::ConfirmUserSignUp => post("/confirmUserSignUp"),
        Verb::DisableUser => post("/disableUser"),
        Verb::EnableUser => post("/enableUser"),
        Verb::SignUserOut => post("/signUserOut"),
        Verb::GetUser => get("/getUser"),
        Verb::ListUsers => get("/listUsers"),
        Verb::ListGroups => get("/listGroups"),
        Verb::ListGroupsForUser => get("/listGroupsForUser"),
        Verb::ListUsersInGroup => get("/listUsersInGroup"),
        Verb::UpdateUserAttributes => post("/updateUserAttributes"),
        Verb::DeleteUser => post("/deleteUser"),
        Verb::SetUserPassword => post("/setUserPassword"),
        Verb::CreateInvitation => post("/invitations"),
        Verb::CreateInvitations => post("/invitations/bulk"),
        Verb::ListInvitations => get("/invitations"),
        Verb::GetInvitation => get("/invitations/{username}"),
        Verb::ResendInvitation => post("/invitations/{username}/resend"),
        Verb::RevokeInvitation => Route {
            method: Method::DELETE,
            filter: MethodFilter::DELETE,
            path: "/invitations/{username}",
        },
    }
}

fn get(path: &'static str) -> Route {
    Route {
        method: Method::GET,
        filter: MethodFilter::GET,
        path,
    }
}

fn post(path: &'static str) -> Route {
    Route {
        method: Method::POST,
        filter: MethodFilter::POST,
        path,
    }
}
