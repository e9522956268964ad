//! The operations: one file each, all in the same order of request, checks, effect and answer.
//!
//! `handle` of a file is the operation. It reads all members of the request, which checks them, and
//! then looks at the state. A refused call has no effect, except where AWS too keeps one after a
//! hook or a message failed.

#![expect(
    clippy::unused_async,
    reason = "operations are called alike, whether or not they wait for a hook"
)]

use serde_json::Value;

use crate::operations::answer::without_nulls;
use crate::operations::quotas::Quota;
use crate::operations::request::members::Members;
use crate::state::calls::Service;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) mod answer;
pub(crate) mod quotas;
pub(crate) mod request;

mod add_custom_attributes;
mod admin_add_user_to_group;
mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_initiate_auth;
mod admin_list_groups_for_user;
mod admin_remove_user_from_group;
mod admin_reset_user_password;
mod admin_respond_to_auth_challenge;
mod admin_set_user_password;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod change_password;
mod confirm_forgot_password;
mod confirm_sign_up;
mod create_group;
mod create_user_pool;
mod create_user_pool_client;
mod create_user_pool_domain;
mod delete_group;
mod delete_user;
mod delete_user_attributes;
mod delete_user_pool;
mod delete_user_pool_client;
mod delete_user_pool_domain;
mod describe_event_bus;
mod describe_user_pool;
mod describe_user_pool_client;
mod describe_user_pool_domain;
mod forgot_password;
mod get_group;
mod get_tokens_from_refresh_token;
mod get_user;
mod get_user_attribute_verification_code;
mod global_sign_out;
mod initiate_auth;
mod list_groups;
mod list_user_pool_clients;
mod list_user_pools;
mod list_users;
mod list_users_in_group;
mod put_events;
mod resend_confirmation_code;
mod respond_to_auth_challenge;
mod revoke_token;
mod send_email;
mod sign_up;
mod update_group;
mod update_user_attributes;
mod update_user_pool;
mod update_user_pool_client;
mod verify_user_attribute;

/// Declares the operations: AWS's name, the module of this folder, the quota.
macro_rules! operations {
    ($($name:ident in $module:ident counts as $quota:ident;)+) => {
        /// An operation that this server knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                $name,
            )+
        }

        impl Operation {
            /// Every operation, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// AWS's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            /// The quota that limits its requests.
            pub fn quota(self) -> Quota {
                match self {
                    $(Self::$name => Quota::$quota,)+
                }
            }

            /// Handles a request.
            pub(crate) async fn handle(
                self,
                context: &Context,
                body: &[u8],
            ) -> Result<Value, ApiError> {
                let members = Members::parse(body)?;
                let answer = match self {
                    $(Self::$name => Box::pin($module::handle(context, members)).await,)+
                };
                answer.map(without_nulls)
            }
        }
    };
}

operations! {
    AddCustomAttributes in add_custom_attributes counts as UserPoolUpdate;
    AdminAddUserToGroup in admin_add_user_to_group counts as UserUpdate;
    AdminConfirmSignUp in admin_confirm_sign_up counts as UserCreation;
    AdminCreateUser in admin_create_user counts as UserCreation;
    AdminDeleteUser in admin_delete_user counts as UserUpdate;
    AdminDeleteUserAttributes in admin_delete_user_attributes counts as UserUpdate;
    AdminDisableUser in admin_disable_user counts as UserUpdate;
    AdminEnableUser in admin_enable_user counts as UserUpdate;
    AdminGetUser in admin_get_user counts as UserRead;
    AdminInitiateAuth in admin_initiate_auth counts as UserAuthentication;
    AdminListGroupsForUser in admin_list_groups_for_user counts as UserResourceRead;
    AdminRemoveUserFromGroup in admin_remove_user_from_group counts as UserUpdate;
    AdminResetUserPassword in admin_reset_user_password counts as UserAccountRecovery;
    AdminRespondToAuthChallenge in admin_respond_to_auth_challenge counts as UserAuthentication;
    AdminSetUserPassword in admin_set_user_password counts as UserUpdate;
    AdminUpdateUserAttributes in admin_update_user_attributes counts as UserUpdate;
    AdminUserGlobalSignOut in admin_user_global_sign_out counts as UserUpdate;
    ChangePassword in change_password counts as UserAccountRecovery;
    ConfirmForgotPassword in confirm_forgot_password counts as UserAccountRecovery;
    ConfirmSignUp in confirm_sign_up counts as UserCreation;
    CreateGroup in create_group counts as UserPoolUpdate;
    CreateUserPool in create_user_pool counts as UserPoolUpdate;
    CreateUserPoolClient in create_user_pool_client counts as UserPoolUpdate;
    CreateUserPoolDomain in create_user_pool_domain counts as UserPoolUpdate;
    DeleteGroup in delete_group counts as UserPoolUpdate;
    DeleteUser in delete_user counts as UserUpdate;
    DeleteUserAttributes in delete_user_attributes counts as UserUpdate;
    DeleteUserPool in delete_user_pool counts as UserPoolUpdate;
    DeleteUserPoolClient in delete_user_pool_client counts as UserPoolUpdate;
    DeleteUserPoolDomain in delete_user_pool_domain counts as UserPoolUpdate;
    DescribeEventBus in describe_event_bus counts as EventBusRead;
    DescribeUserPool in describe_user_pool counts as UserPoolRead;
    DescribeUserPoolClient in describe_user_pool_client counts as UserPoolRead;
    DescribeUserPoolDomain in describe_user_pool_domain counts as UserPoolRead;
    ForgotPassword in forgot_password counts as UserAccountRecovery;
    GetGroup in get_group counts as UserPoolRead;
    GetTokensFromRefreshToken in get_tokens_from_refresh_token counts as UserToken;
    GetUser in get_user counts as UserRead;
    GetUserAttributeVerificationCode in get_user_attribute_verification_code counts as UserResourceRead;
    GlobalSignOut in global_sign_out counts as UserUpdate;
    InitiateAuth in initiate_auth counts as UserAuthentication;
    ListGroups in list_groups counts as UserPoolRead;
    ListUserPoolClients in list_user_pool_clients counts as UserPoolRead;
    ListUserPools in list_user_pools counts as UserPoolRead;
    ListUsers in list_users counts as UserList;
    ListUsersInGroup in list_users_in_group counts as UserList;
    PutEvents in put_events counts as PutEvents;
    ResendConfirmationCode in resend_confirmation_code counts as UserResourceRead;
    RespondToAuthChallenge in respond_to_auth_challenge counts as UserAuthentication;
    RevokeToken in revoke_token counts as UserToken;
    SendEmail in send_email counts as SendEmail;
    SignUp in sign_up counts as UserCreation;
    UpdateGroup in update_group counts as UserPoolUpdate;
    UpdateUserAttributes in update_user_attributes counts as UserUpdate;
    UpdateUserPool in update_user_pool counts as UserPoolUpdate;
    UpdateUserPoolClient in update_user_pool_client counts as UserPoolUpdate;
    VerifyUserAttribute in verify_user_attribute counts as UserUpdate;
}

impl Operation {
    /// The service that it belongs to.
    pub fn service(self) -> Service {
        match self {
            Self::DescribeEventBus | Self::PutEvents => Service::EventBridge,
            Self::SendEmail => Service::Ses,
            _ => Service::CognitoIdp,
        }
    }

    /// Whether it is public: it needs no IAM permission, only a token of the user's or nothing
    /// (developer guide, "Understanding API, OIDC, and managed login pages authentication").
    pub fn is_public(self) -> bool {
        matches!(
            self,
            Self::ChangePassword
                | Self::ConfirmForgotPassword
                | Self::ConfirmSignUp
                | Self::DeleteUser
                | Self::DeleteUserAttributes
                | Self::ForgotPassword
                | Self::GetTokensFromRefreshToken
                | Self::GetUser
                | Self::GetUserAttributeVerificationCode
                | Self::GlobalSignOut
                | Self::InitiateAuth
                | Self::ResendConfirmationCode
                | Self::RespondToAuthChallenge
                | Self::RevokeToken
                | Self::SignUp
                | Self::UpdateUserAttributes
                | Self::VerifyUserAttribute
        )
    }

    /// The operation of that service with AWS's name.
    pub(crate) fn find(service: Service, name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|operation| operation.service() == service && operation.name() == name)
    }
}
