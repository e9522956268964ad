//! One small file per route, each in the same order: parameters, checks, effect, answer.

use authorization::Verb;

use crate::parameters::Input;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::Session;

mod add_user_to_group;
mod confirm_user_sign_up;
pub(crate) mod create_invitation;
pub(crate) mod create_invitations;
mod delete_user;
mod disable_user;
mod enable_user;
mod get_invitation;
mod get_user;
mod list_groups;
mod list_groups_for_user;
pub(crate) mod list_invitations;
pub(crate) mod list_users;
pub(crate) mod list_users_in_group;
pub(crate) mod removal;
mod remove_user_from_group;
mod resend_invitation;
mod revoke_invitation;
pub(crate) mod set_user_password;
mod sign_user_out;
pub(crate) mod update_user_attributes;

/// Does what the verb says.
pub(crate) async fn carry_out(
    verb: Verb,
    session: &mut Session<'_>,
    input: &Input,
) -> Result<Reply, Problem> {
    match verb {
        Verb::AddUserToGroup => add_user_to_group::carry_out(session, input).await,
        Verb::RemoveUserFromGroup => remove_user_from_group::carry_out(session, input).await,
        Verb::ConfirmUserSignUp => confirm_user_sign_up::carry_out(session, input).await,
        Verb::DisableUser => disable_user::carry_out(session, input).await,
        Verb::EnableUser => enable_user::carry_out(session, input).await,
        Verb::SignUserOut => sign_user_out::carry_out(session, input).await,
        Verb::GetUser => get_user::carry_out(session, input).await,
        Verb::ListUsers => list_users::carry_out(session, input).await,
        Verb::ListGroups => list_groups::carry_out(session, input).await,
        Verb::ListGroupsForUser => list_groups_for_user::carry_out(session, input).await,
        Verb::ListUsersInGroup => list_users_in_group::carry_out(session, input).await,
        Verb::UpdateUserAttributes => update_user_attributes::carry_out(session, input).await,
        Verb::DeleteUser => delete_user::carry_out(session, input).await,
        Verb::SetUserPassword => set_user_password::carry_out(session, input).await,
        Verb::CreateInvitation => create_invitation::carry_out(session, input).await,
        Verb::CreateInvitations => create_invitations::carry_out(session, input).await,
        Verb::ListInvitations => list_invitations::carry_out(session, input).await,
        Verb::GetInvitation => get_invitation::carry_out(session, input).await,
        Verb::ResendInvitation => resend_invitation::carry_out(session, input).await,
        Verb::RevokeInvitation => revoke_invitation::carry_out(session, input).await,
    }
}
