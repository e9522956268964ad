//! Taking back.

use administration::revoke::read_token;
use administration::{AdminError, Removal, Revocation, Revoked, TokenLeft};
use invitation::TokenFault;
use local_user_pool::UserStatus;

use crate::test_pool::{ADDRESS, TestPool, deadline, now};
use crate::tokens::{token, trusting};

const INVITATION: Revocation = Revocation {
    disable: false,
    member: false,
};

async fn revoke(test: &TestPool, revocation: Revocation) -> Result<Revoked, AdminError> {
    test.administration
        .revoke(ADDRESS, revocation, now(), deadline())
        .await
}

#[tokio::test]
async fn an_open_invitation_is_deleted_or_disabled() {
    for status in [UserStatus::ForceChangePassword, UserStatus::Unconfirmed] {
        let test = TestPool::new().await;
        test.insert(status, |_| {});
        let revoked = revoke(&test, INVITATION).await.unwrap();
        assert!(revoked.outcome == Removal::Deleted && test.user().is_none());

        test.insert(status, |_| {});
        let revocation = Revocation {
            disable: true,
            ..INVITATION
        };
        let revoked = revoke(&test, revocation).await.unwrap();
        assert!(revoked.outcome == Removal::Disabled && !test.user().unwrap().enabled);
    }
}

#[tokio::test]
async fn a_member_is_taken_back_only_where_one_is_meant() {
    let test = TestPool::new().await;
    test.insert(UserStatus::Confirmed, |_| {});
    let error = revoke(&test, INVITATION).await.unwrap_err();
    assert_eq!(error.code(), "is-member");
    assert!(test.user().is_some());
    let revocation = Revocation {
        member: true,
        ..INVITATION
    };
    revoke(&test, revocation).await.unwrap();
    assert!(test.user().is_none());
    let error = revoke(&test, revocation).await.unwrap_err();
    assert_eq!(error.code(), "user-not-found");
}

#[tokio::test]
async fn a_token_by_which_the_person_could_come_back_is_named() {
    async fn left(status: UserStatus, attribute: Option<String>) -> TokenLeft {
        let test = TestPool::with(trusting(), |_| {}).await;
        test.insert(status, |user| {
            let attribute = attribute.map(|token| ("custom:invitation".to_owned(), token));
            user.attributes.extend(attribute);
        });
        let revocation = Revocation {
            member: true,
            ..INVITATION
        };
        revoke(&test, revocation).await.unwrap().token
    }
    use UserStatus::{Confirmed, ForceChangePassword, Unconfirmed};
    let alive = TokenLeft::Alive {
        jti: "alive".to_owned(),
        expires: now() + jiff::SignedDuration::from_hours(1),
    };
    assert_eq!(left(ForceChangePassword, None).await, TokenLeft::None);
    assert_eq!(left(Confirmed, None).await, TokenLeft::Unknown);
    for status in [Confirmed, Unconfirmed] {
        assert_eq!(left(status, Some(token(1, |_| {}))).await, alive);
    }
    let expired = token(1, |claims| {
        claims.iat -= 7200;
        claims.exp -= 7200;
    });
    let taken_back = token(1, |claims| "taken-back".clone_into(&mut claims.jti));
    for dead in [expired, taken_back] {
        assert_eq!(left(Confirmed, Some(dead)).await, TokenLeft::Dead);
    }
    // What a client could have written there is not believed.
    let foreign = token(1, |claims| {
        "eve@client.example".clone_into(&mut claims.email);
    });
    for not_ours in [token(2, |_| {}), foreign, "revoked".to_owned()] {
        assert_eq!(left(Confirmed, Some(not_ours)).await, TokenLeft::Unknown);
    }
}

#[test]
fn a_token_is_read_once_its_signature_verifies() {
    #[track_caller]
    fn check(token: &str, expected: Result<&str, TokenFault>) {
        let read = read_token(&trusting().tokens, token, now());
        let jti = read.map(|claims| claims.jti);
        let expected = expected
            .map(str::to_owned)
            .map_err(AdminError::TokenNotVerified);
        assert_eq!(jti, expected);
    }
    check(&token(1, |_| {}), Ok("alive"));
    check(
        &token(1, |claims| "eve@x.example".clone_into(&mut claims.email)),
        Ok("alive"),
    );
    check(
        &token(1, |claims| "taken-back".clone_into(&mut claims.jti)),
        Ok("taken-back"),
    );
    check(
        &token(1, |claims| {
            claims.iat -= 7200;
            claims.exp -= 7200;
        }),
        Ok("alive"),
    );
    check(
        &token(1, |claims| claims.nbf = Some(claims.exp)),
        Ok("alive"),
    );
    check(&token(2, |_| {}), Err(TokenFault::Signature));
    check(
        &token(1, |claims| "https://x.example".clone_into(&mut claims.iss)),
        Err(TokenFault::Issuer),
    );
    check("", Err(TokenFault::Malformed));
    check("a.b.c", Err(TokenFault::Malformed));
}
