//! The verbs of the API.

use serde::Deserialize;
use strum::{Display, IntoStaticStr, VariantArray};

/// A verb of the API; each is one route. The settings write it as [`Verb::as_str`] does.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum Verb {
    /// Puts a user into a group.
    AddUserToGroup,
    /// Takes a user out of a group.
    RemoveUserFromGroup,
    /// Confirms a sign-up in the person's place.
    ConfirmUserSignUp,
    /// Keeps a user from signing in.
    DisableUser,
    /// Lets a disabled user sign in again.
    EnableUser,
    /// Ends every session of a user. Everybody may end their own.
    SignUserOut,
    /// Shows a user.
    GetUser,
    /// Lists users.
    ListUsers,
    /// Lists groups.
    ListGroups,
    /// Lists the groups of a user.
    ListGroupsForUser,
    /// Lists the members of a group.
    ListUsersInGroup,
    /// Sets attributes of a user.
    UpdateUserAttributes,
    /// Deletes a user.
    DeleteUser,
    /// Sets a user's password. A caller who may do this can sign in as that user.
    SetUserPassword,
    /// Invites somebody.
    CreateInvitation,
    /// Invites several people.
    CreateInvitations,
    /// Lists invitations.
    ListInvitations,
    /// Shows an invitation.
    GetInvitation,
    /// Sends an invitation again.
    ResendInvitation,
    /// Takes an invitation back.
    RevokeInvitation,
    /// Says what is wrong with invitations before anybody is invited.
    CheckInvitations,
    /// Says who the caller is and what the caller may do. Everybody may ask that.
    GetMe,
}

impl Verb {
    /// Every verb.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The verb as the settings and the audit lines write it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it changes nothing.
    pub fn only_reads(self) -> bool {
        matches!(
            self,
            Self::GetUser
                | Self::ListUsers
                | Self::ListGroups
                | Self::ListGroupsForUser
                | Self::ListUsersInGroup
                | Self::ListInvitations
                | Self::GetInvitation
                | Self::CheckInvitations
                | Self::GetMe
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_write_a_verb_as_it_is_shown() {
        for &verb in Verb::ALL {
            let text = format!("\"{verb}\"");
            assert_eq!(serde_json::from_str::<Verb>(&text).ok(), Some(verb));
            assert_eq!(verb.as_str(), verb.to_string());
        }
    }
}
