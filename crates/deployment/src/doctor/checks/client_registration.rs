//! `client-registration`: whether applications can register app clients of their own. Such a client
//! has no list of write attributes, and no check here has seen it.

use crate::doctor::judgement::Judgement;

pub(crate) fn client_registration(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if let Some(registration) = pool.client_registration {
        let remedy = "Turn dynamic client registration off (DcrConfiguration, EnableStatus Disabled), or look at the app clients by a script of your own as they come: `invitations doctor` in a schedule";
        if registration.is_open {
            judgement.wrong(
                "anybody can register an app client (open dynamic client registration): it tells who has an account and may write attributes as that client says, and what stands here is true of the app clients of this moment",
                remedy,
            );
        } else {
            judgement.warning(
                "anybody with a token of the scope aws.cognito/dcr/register can register an app client: these findings are about the app clients of this moment",
                remedy,
            );
        }
    }
    Some("only the pool's owner can create app clients".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::user_pool::ClientRegistration;

    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().client_registration = Some(ClientRegistration { is_open: false }),
            WARNING,
            "of this moment",
        ),
        (
            |it| it.pool().client_registration = Some(ClientRegistration { is_open: true }),
            WRONG,
            "anybody can register",
        ),
    ];
}
