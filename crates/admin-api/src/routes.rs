//! Every route, one file each. A new route is a variant of `Verb`, a file here, and its two lines
//! below: module and entry.

use authorization::Verb;

use crate::route::AnyRoute;

mod add_user_to_group;
mod check_invitations;
mod confirm_user_sign_up;
mod create_invitation;
mod create_invitations;
mod delete_user;
mod disable_user;
mod enable_user;
mod get_invitation;
mod get_me;
mod get_user;
mod list_groups;
mod list_groups_for_user;
mod list_invitations;
mod list_users;
mod list_users_in_group;
mod remove_user_from_group;
mod resend_invitation;
mod revoke_invitation;
mod set_user_password;
mod sign_user_out;
mod update_user_attributes;

/// Every route, in the order of the verbs. The compiler asks for the route of a new verb: this list
/// has as many entries as there are verbs, and the check below compares each.
pub(crate) static ALL: [AnyRoute; Verb::ALL.len()] = [
    AnyRoute::of::<add_user_to_group::AddUserToGroup>(),
    AnyRoute::of::<remove_user_from_group::RemoveUserFromGroup>(),
    AnyRoute::of::<confirm_user_sign_up::ConfirmUserSignUp>(),
    AnyRoute::of::<disable_user::DisableUser>(),
    AnyRoute::of::<enable_user::EnableUser>(),
    AnyRoute::of::<sign_user_out::SignUserOut>(),
    AnyRoute::of::<get_user::GetUser>(),
    AnyRoute::of::<list_users::ListUsers>(),
    AnyRoute::of::<list_groups::ListGroups>(),
    AnyRoute::of::<list_groups_for_user::ListGroupsForUser>(),
    AnyRoute::of::<list_users_in_group::ListUsersInGroup>(),
    AnyRoute::of::<update_user_attributes::UpdateUserAttributes>(),
    AnyRoute::of::<delete_user::DeleteUser>(),
    AnyRoute::of::<set_user_password::SetUserPassword>(),
    AnyRoute::of::<create_invitation::CreateInvitation>(),
    AnyRoute::of::<create_invitations::CreateInvitations>(),
    AnyRoute::of::<list_invitations::ListInvitations>(),
    AnyRoute::of::<get_invitation::GetInvitation>(),
    AnyRoute::of::<resend_invitation::ResendInvitation>(),
    AnyRoute::of::<revoke_invitation::RevokeInvitation>(),
    AnyRoute::of::<check_invitations::CheckInvitations>(),
    AnyRoute::of::<get_me::GetMe>(),
];

#[expect(clippy::indexing_slicing, reason = "checked by the compiler")]
const _: () = {
    let mut index = 0;
    while index < ALL.len() {
        assert!(ALL[index].verb as usize == Verb::ALL[index] as usize);
        index += 1;
    }
};
