//! A name that could mean two users means neither, whichever verb the command is given.

use administration::{AdminError, Profile, Revocation};
use local_user_pool::{Alias, SignIn, UserStatus};

use crate::test_pool::{TestPool, deadline, now, settings};

const INVITED: &str = "6a2c1f0e-0000-4000-8000-000000000001";
const STRANGER: &str = "6a2c1f0e-0000-4000-8000-000000000002";

#[tokio::test]
async fn no_verb_takes_a_sub_for_the_user_name_that_somebody_chose() {
    let test = TestPool::with(settings(), |pool| {
        pool.sign_in = SignIn::Username([Alias::Email].into());
    })
    .await;
    test.insert(UserStatus::ForceChangePassword, |user| {
        "boss".clone_into(&mut user.username);
    });
    test.insert(UserStatus::Unconfirmed, |user| {
        STRANGER.clone_into(&mut user.sub);
        let other = ("email".to_owned(), "eve@client.example".to_owned());
        user.attributes.extend([other]);
    });
    let administration = &test.administration;
    let nothing = Profile::default();
    let member = Revocation {
        disable: true,
        member: true,
    };
    for error in [
        administration.show(INVITED, now(), deadline()).await.err(),
        test.resend(INVITED, &nothing).await.err(),
        administration
            .revoke(INVITED, member, now(), deadline())
            .await
            .err(),
        administration
            .unfinished_of(INVITED, None, now(), deadline())
            .await
            .err(),
    ] {
        let both = [STRANGER, INVITED].map(str::to_owned);
        assert_eq!(error, Some(AdminError::UserAmbiguous(both)));
    }
    assert_eq!(test.effects(), [""; 0]);
    // The user who chose the name can be taken away, by the own `sub`.
    let revoked = administration.revoke(STRANGER, Revocation::default(), now(), deadline());
    assert_eq!(revoked.await.unwrap().user_name, INVITED);
    let shown = administration.show(INVITED, now(), deadline()).await;
    assert_eq!(shown.unwrap().entry.user_name, "boss");
}
