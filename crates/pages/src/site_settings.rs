//! What the settings say about the pages.

use invitation::SelfSignUpPolicy;
use invitation::policy::SignIn;
use messages::PageSettings;

/// What the settings say about the pages.
#[derive(Clone, Copy, Debug)]
pub struct SiteSettings<'a> {
    /// `[pages]`.
    pub pages: &'a PageSettings,
    /// `user_pool.sign_in`: what a user name is.
    pub sign_in: SignIn,
    /// `[self_sign_up]`: what a sign-up needs.
    pub self_sign_up: &'a SelfSignUpPolicy,
}
