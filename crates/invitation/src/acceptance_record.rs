//! What acceptance writes into the record of an invitation (design §9.1).

use jiff::Timestamp;

use crate::grant::Member;
use crate::{Grant, InvitationMode, InvitationRecord, Mark, TokenClaims};

/// The record to write when `grant` is given to `member`: of a token a new one, otherwise the one that
/// is there. `None` where nobody accepts by this grant, where there is no record, and where it says
/// already that the member accepted.
///
/// **Security invariant:** nobody of ours writes a record before a sign-up is confirmed. One that is
/// there while a token is honoured can be the client's, in a pool that lets it: nothing of it is kept.
pub fn record_of_acceptance(
    member: &Member<'_>,
    grant: &Grant,
    now: Timestamp,
) -> Option<InvitationRecord> {
    if !grant.accepted {
        return None;
    }
    let mut record = match &grant.token {
        Some(token) => of_token(token.claims(), now),
        None => InvitationRecord::of(member.attributes)?,
    };
    if record.marked(Mark::Accepted).is_some() {
        return None;
    }
    record.mark(Mark::Accepted, now);
    Some(record)
}

/// What is needed later of a token that is spent now.
fn of_token(claims: &TokenClaims, now: Timestamp) -> InvitationRecord {
    let issued = Timestamp::from_second(claims.iat).unwrap_or(now);
    let mut record = InvitationRecord::new(InvitationMode::Token, issued);
    let inviter = claims.inviter.as_deref();
    record.by = inviter.and_then(|inviter| inviter.parse().ok());
    let alone = record.clone();
    record.brand.clone_from(&claims.brand);
    record.locale.clone_from(&claims.locale);
    // Names of any length are a token's right; a brand has a short one.
    if record.fits() { record } else { alone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{EXPIRY, ISSUED, POOL, at, attributes, settings, token_with};
    use crate::token::Binding;
    use crate::{INVITED_ATTRIBUTE, UserStatus};

    const NOW: i64 = ISSUED + 7200;

    fn created() -> InvitationRecord {
        let mut record = InvitationRecord::new(InvitationMode::Created, at(ISSUED));
        record.until = Some(at(EXPIRY));
        record
    }

    /// What is written for a member with this record.
    fn written(there: &str, grant: &Grant) -> Option<InvitationRecord> {
        let member = Member {
            user_pool_id: POOL,
            user_name: "0b7c6a3e",
            status: &UserStatus::Confirmed,
            attributes: &attributes(&[(INVITED_ATTRIBUTE, there)]),
            created: at(ISSUED + 3600),
        };
        record_of_acceptance(&member, grant, at(NOW))
    }

    fn with_token(edit: impl FnOnce(&mut TokenClaims)) -> Grant {
        let email = "jane@example.com".parse().unwrap();
        let binding = Binding {
            user_pool_id: POOL,
            email: Some(&email),
        };
        let token = settings().verify_apart_from_expiry(&token_with(edit), binding, at(ISSUED));
        Grant {
            token: Some(token.unwrap().0),
            accepted: true,
            ..Grant::default()
        }
    }

    #[test]
    fn the_record_that_is_there_is_marked_once() {
        let accepted = Grant {
            accepted: true,
            ..Grant::default()
        };
        let mut marked = created();
        marked.mark(Mark::Accepted, at(NOW));
        assert_eq!(
            written(&created().to_text(), &accepted),
            Some(marked.clone())
        );
        assert_eq!(written(&marked.to_text(), &accepted), None);
        assert_eq!(written(&created().to_text(), &Grant::default()), None);
        // Where there is none, none is begun.
        assert_eq!(written("", &accepted), None);
        assert_eq!(written("not ours", &accepted), None);
    }

    #[test]
    fn a_token_leaves_a_record() {
        let grant = with_token(|claims| {
            claims.inviter = Some("admin@northwind.example".to_owned());
            claims.brand = Some("northwind".to_owned());
            claims.locale = Some("de".to_owned());
        });
        let record = written("", &grant).unwrap();
        assert_eq!(record.mode, InvitationMode::Token);
        assert_eq!(record.by, "admin@northwind.example".parse().ok());
        assert_eq!(record.brand.as_deref(), Some("northwind"));
        assert_eq!(record.locale.as_deref(), Some("de"));
        assert_eq!((record.at, record.until), (at(ISSUED), None));
        assert_eq!(record.marked(Mark::Accepted), Some(at(NOW)));

        // Whatever the client wrote: a mark of its own, or somebody else as the inviter.
        let mut forged = created();
        forged.by = "victim@client.example".parse().ok();
        forged.mark(Mark::Accepted, at(ISSUED));
        forged.mark(Mark::Noticed, at(ISSUED));
        assert_eq!(written(&forged.to_text(), &grant), Some(record));
    }

    #[test]
    fn a_record_of_a_token_always_fits() {
        let long = |length: usize| Some("x".repeat(length));
        for (brand, locale, is_kept) in [
            (long(40), long(5), true),
            (long(1000), None, false),
            (None, long(1000), false),
        ] {
            let grant = with_token(|claims| {
                claims.inviter = Some(format!("{}@northwind.example", "x".repeat(100)));
                claims.brand.clone_from(&brand);
                claims.locale.clone_from(&locale);
            });
            let record = written("", &grant).unwrap();
            assert!(record.fits() && record.by.is_some());
            assert_eq!(record.brand.is_some(), is_kept);
            assert_eq!(InvitationRecord::parse(&record.to_text()), Some(record));
        }
        // What is no address and no `sub` is nobody.
        let grant = with_token(|claims| claims.inviter = Some("the boss".to_owned()));
        assert_eq!(written("", &grant).unwrap().by, None);
    }
}
