//! A client that may do everything that Cognito lets a client do, against a small model of a user pool.
//!
//! The model knows of each token, without verifying it, whether it is worth anything and to whom.
//! What the crate's decisions give is compared with that after every step: without a token of
//! one's own nobody ends in a group that the policy does not give.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic, its helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use invitation::admission::{AdmissionPolicy, INVITATION_KEY};
use invitation::grant::{
    AcceptancePolicy, Member, UNFINISHED_GRANT_LIFETIME, grant_on_confirmation, grant_on_sign_in,
    may_have_unfinished_grant,
};
use invitation::key::SigningKey;
use invitation::token::Audience;
use invitation::{
    AdminCreatedPolicy, Attributes, FederatedPolicy, Grant, GrantPolicy, GroupName,
    INVITATION_ATTRIBUTE, SelfSignUpPolicy, SignUp, SignUpKind, TokenClaims, TokenSettings,
    TrustedKey, UserPoolSettings, UserStatus, admit, issue,
};
use jiff::Timestamp;
use proptest::prelude::*;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const POOL: &str = "eu-central-1_Example01";
const ISSUER: &str = "https://portal.example.com";
/// The first moment of every history, in seconds since the epoch.
const START: i64 = 1_800_000_000;
const HOUR: i64 = 3600;

/// Groups that may be assigned; tokens name `admins` beside them.
const ASSIGNABLE: [&str; 4] = ["clients", "partners", "members", "staff"];

/// Addresses a client may try, and whether the policy's domain `corp.example` is theirs.
const ADDRESSES: [(&str, bool); 13] = [
    ("mallory@evil.example", false),
    ("jane@corp.example", true),
    ("Jane@corp.example", true),
    ("jane@CORP.example.", true),
    ("jane@notcorp.example", false),
    ("\"jane@corp.example\"@evil.example", false),
    ("mallory@evil.example@corp.example", false),
    ("mallory%evil.example@corp.example", false),
    ("evil.example!mallory@corp.example", false),
    ("=?utf-8?q?mallory=40evil.example?=@corp.example", false),
    ("\"mallory@evil.example\"@corp.example", false),
    ("jane", false),
    ("", false),
];

/// A token that the client has come by, and what it is worth.
struct Sample {
    text: String,
    /// The address it is for, where its signature, issuer and pool are right.
    email: Option<&'static str>,
    /// From when on it is valid, the issuer's leeway included, and until when.
    valid: std::ops::Range<i64>,
    /// The groups that it gives as far as its key and `assignable_groups` go.
    groups: &'static [&'static str],
}

fn key(seed: u8, kid: &str) -> SigningKey {
    SigningKey::from_random(&[seed; 32], Some(kid.to_owned())).unwrap()
}

static TOKEN_SETTINGS: LazyLock<TokenSettings> = LazyLock::new(|| {
    let limited = BTreeSet::from(["clients".parse().unwrap()]);
    TokenSettings {
        issuer: ISSUER.to_owned(),
        keys: vec![
            TrustedKey::new(key(1, "any").public_jwk(), None).unwrap(),
            TrustedKey::new(key(2, "limited").public_jwk(), Some(limited)).unwrap(),
        ],
        revoked: BTreeSet::from(["revoked".to_owned()]),
        issued_after: None,
    }
});

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let any = key(1, "any");
    let limited = key(2, "limited");
    let stranger = key(3, "any");
    let claims = |email: &str| TokenClaims {
        iss: ISSUER.to_owned(),
        aud: Audience::from(POOL.to_owned()),
        jti: "good".to_owned(),
        iat: START,
        exp: START + 72 * HOUR,
        nbf: None,
        email: email.to_owned(),
        groups: ["admins", "clients", "partners"]
            .map(|name| name.parse().unwrap())
            .into(),
        attributes: [
            ("custom:tenant", "acme"),
            ("custom:role", "root"),
            ("email_verified", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        brand: None,
        locale: None,
        inviter: None,
    };
    let sign =
        |claims: &TokenClaims, key| issue::sign(claims, key).unwrap().expose_secret().to_owned();
    let worthless = |text| Sample {
        text,
        email: None,
        valid: 0..0,
        groups: &[],
    };

    let mut samples: Vec<_> = ["", " ", "x", "a.b.c"]
        .map(|text| worthless(text.to_owned()))
        .into();
    for email in ["mallory@evil.example", "jane@corp.example"] {
        let good = claims(email);
        let valid = START - 60..good.exp;
        let groups = &["clients", "partners"];
        samples.push(Sample {
            text: sign(&good, &any),
            email: Some(email),
            valid: valid.clone(),
            groups,
        });
        samples.push(Sample {
            text: sign(&good, &limited),
            email: Some(email),
            valid,
            groups: &["clients"],
        });
        let later = TokenClaims {
            iat: START + 30 * HOUR,
            exp: START + 60 * HOUR,
            ..good.clone()
        };
        let valid = later.iat - 60..later.exp;
        samples.push(Sample {
            text: sign(&later, &any),
            email: Some(email),
            valid,
            groups,
        });

        samples.push(worthless(sign(&good, &stranger)));
        samples.push(worthless(sign(
            &TokenClaims {
                jti: "revoked".to_owned(),
                ..good.clone()
            },
            &any,
        )));
        samples.push(worthless(sign(
            &TokenClaims {
                iat: 0,
                exp: START,
                ..good.clone()
            },
            &any,
        )));
        samples.push(worthless(sign(
            &TokenClaims {
                iss: "https://evil.example".to_owned(),
                ..good.clone()
            },
            &any,
        )));
        let elsewhere = Audience::from("eu-central-1_Example02".to_owned());
        samples.push(worthless(sign(
            &TokenClaims {
                aud: elsewhere,
                ..good.clone()
            },
            &any,
        )));

        // Another token's claims under this one's signature, and white space around it.
        let text = sign(&good, &any);
        let (_, signature) = text.rsplit_once('.').unwrap();
        let richer = sign(
            &TokenClaims {
                jti: "another".to_owned(),
                ..good
            },
            &any,
        );
        let (unsigned, _) = richer.rsplit_once('.').unwrap();
        samples.push(worthless(format!("{unsigned}.{signature}")));
        samples.push(worthless(format!("{text} ")));
    }
    samples
});

/// Everything that one step of a client, or of the time, may be. Tokens and addresses are
/// positions in [`SAMPLES`] and [`ADDRESSES`].
#[derive(Debug, Clone)]
enum Step {
    /// Deletes the account there is, if any, and signs up.
    SignUp {
        address: usize,
        attribute: usize,
        validation_data: Option<usize>,
        client_metadata: Option<usize>,
    },
    /// Types the code: the account is confirmed, and its address verified where the code was mailed.
    Confirm {
        mailed: bool,
    },
    /// Writes `custom:invitation`.
    WriteToken(usize),
    /// Writes `email`, which Cognito un-verifies.
    WriteAddress(usize),
    /// Proves the address.
    VerifyAddress,
    SignIn,
    Wait {
        hours: i64,
    },
    /// An administrator takes every group away.
    LoseGroups,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let token = 0..SAMPLES.len();
    let address = 0..ADDRESSES.len();
    // Mostly the same token in every place: else hardly any sign-up gets past the first check.
    let places = prop_oneof![
        6 => token.clone().prop_map(|one| (one, Some(one), None)),
        1 => (token.clone(), prop::option::of(token.clone()), prop::option::of(token.clone())),
    ];
    let sign_up = (address.clone(), places).prop_map(
        |(address, (attribute, validation_data, client_metadata))| Step::SignUp {
            address,
            attribute,
            validation_data,
            client_metadata,
        },
    );
    // As an honest person would: a token with the address it is for.
    let fitting = token.clone().prop_filter_map("it is for nobody", |token| {
        let email = SAMPLES[token].email?;
        let address = ADDRESSES
            .iter()
            .position(|(address, _)| *address == email)?;
        Some(Step::SignUp {
            address,
            attribute: token,
            validation_data: Some(token),
            client_metadata: None,
        })
    });
    let step = prop_oneof![
        2 => sign_up,
        2 => fitting,
        4 => any::<bool>().prop_map(|mailed| Step::Confirm { mailed }),
        3 => token.prop_map(Step::WriteToken),
        2 => address.prop_map(Step::WriteAddress),
        2 => Just(Step::VerifyAddress),
        4 => Just(Step::SignIn),
        2 => (0_i64..40).prop_map(|hours| Step::Wait { hours }),
        1 => Just(Step::LoseGroups),
    ];
    prop::collection::vec(step, 1..14)
}

/// An account as the pool has it.
struct Account {
    attributes: BTreeMap<String, String>,
    confirmed: bool,
    created: i64,
    groups: BTreeSet<GroupName>,
}

impl Account {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn set(&mut self, name: &str, value: &str) {
        self.attributes.insert(name.to_owned(), value.to_owned());
    }

    fn shown(&self) -> Attributes {
        self.attributes.clone().into_iter().collect()
    }

    /// The sample that it carries, where that is its own and was valid at its creation.
    fn own_token(&self) -> Option<&'static Sample> {
        let sample = SAMPLES
            .iter()
            .find(|sample| sample.text == self.attribute(INVITATION_ATTRIBUTE))
            .unwrap();
        let own =
            sample.email == Some(self.attribute("email")) && sample.valid.contains(&self.created);
        own.then_some(sample)
    }

    /// The groups that its token gives, by what the samples say of it.
    fn groups_of_token(&self) -> BTreeSet<&'static str> {
        let groups = self.own_token().map_or(&[][..], |sample| sample.groups);
        groups.iter().copied().collect()
    }

    /// The groups that the policy gives to somebody who signed up: to nobody without a token
    /// where it asks for one, and to nobody whose domain is not proven where that decides.
    fn groups_of_policy(&self, mode: &str) -> BTreeSet<&'static str> {
        let (_, corp) = ADDRESSES
            .iter()
            .find(|(address, _)| *address == self.attribute("email"))
            .unwrap();
        let proven = self.attribute("email_verified") == "true";
        let admitted = match mode {
            _ if self.own_token().is_some() => true,
            "invited" => false,
            "domains" => *corp && proven,
            _ => true,
        };
        if !admitted {
            return BTreeSet::new();
        }
        if *corp && proven {
            ["members", "staff"].into()
        } else {
            ["members"].into()
        }
    }
}

struct Pool {
    mode: &'static str,
    confirms_by_token: bool,
    now: i64,
    account: Option<Account>,
    /// Groups that a token gave since the account came into being, for the test of the model.
    granted: usize,
}

impl Pool {
    fn new(mode: &'static str, confirms_by_token: bool) -> Self {
        Self {
            mode,
            confirms_by_token,
            now: START,
            account: None,
            granted: 0,
        }
    }

    fn section(&self) -> Value {
        json!({
            "policy": self.mode,
            "domains": { "allow": ["corp.example"] },
            "groups": {
                "default": ["members", "admins"],
                "by_domain": { "corp.example": ["staff", "admins"] },
            },
        })
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::SignUp {
                address,
                attribute,
                validation_data,
                client_metadata,
            } => {
                self.account = None;
                self.sign_up(address, attribute, validation_data, client_metadata);
            }
            Step::Wait { hours } => self.now += hours * HOUR,
            Step::Confirm { mailed } => {
                let Some(account) = self.account.as_mut().filter(|account| !account.confirmed)
                else {
                    return;
                };
                account.confirmed = true;
                if mailed {
                    account.set("email_verified", "true");
                }
                self.post_confirmation();
            }
            Step::WriteToken(token) => {
                let Some(account) = self.account.as_mut().filter(|account| account.confirmed)
                else {
                    return;
                };
                account.set(INVITATION_ATTRIBUTE, &SAMPLES[token].text);
            }
            Step::WriteAddress(address) => {
                let Some(account) = self.account.as_mut().filter(|account| account.confirmed)
                else {
                    return;
                };
                account.set("email", ADDRESSES[address].0);
                account.set("email_verified", "false");
            }
            Step::VerifyAddress => {
                let Some(account) = self.account.as_mut().filter(|account| account.confirmed)
                else {
                    return;
                };
                account.set("email_verified", "true");
            }
            Step::SignIn => self.post_authentication(),
            Step::LoseGroups => {
                if let Some(account) = &mut self.account {
                    account.groups.clear();
                }
            }
        }
    }

    fn sign_up(
        &mut self,
        address: usize,
        attribute: usize,
        validation_data: Option<usize>,
        client_metadata: Option<usize>,
    ) {
        let mut account = Account {
            attributes: BTreeMap::new(),
            confirmed: false,
            created: self.now,
            groups: BTreeSet::new(),
        };
        account.set("email", ADDRESSES[address].0);
        account.set(INVITATION_ATTRIBUTE, &SAMPLES[attribute].text);
        // What toy versions read.
        account.set("custom:groups", "admins");
        let data = |token: Option<usize>| {
            let chosen = [("groups", "admins"), ("autoConfirmUser", "true")];
            let token = token.map(|token| (INVITATION_KEY, SAMPLES[token].text.as_str()));
            chosen
                .into_iter()
                .chain(token)
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect()
        };

        let self_sign_up: SelfSignUpPolicy = serde_json::from_value(self.section()).unwrap();
        let user_pool: UserPoolSettings = serde_json::from_value(
            json!({ "sign_in": "email", "case_sensitive": !self.confirms_by_token }),
        )
        .unwrap();
        let decision = admit(
            &SignUp {
                kind: SignUpKind::SelfSignUp,
                user_pool_id: POOL,
                user_name: "0b7c6a3e",
                attributes: &account.shown(),
                validation_data: &data(validation_data),
                client_metadata: &data(client_metadata),
            },
            &AdmissionPolicy {
                user_pool,
                tokens: &TOKEN_SETTINGS,
                self_sign_up: &self_sign_up,
                admin_created: &AdminCreatedPolicy::default(),
                federated: &FederatedPolicy::default(),
            },
            at(self.now),
        );
        let Ok(admission) = decision else { return };

        let invited = !account.groups_of_token().is_empty();
        assert!(
            invited || account.attribute(INVITATION_ATTRIBUTE).is_empty(),
            "admitted with a bad token"
        );
        let (_, corp) = ADDRESSES[address];
        assert!(
            invited || self.mode == "open" || (self.mode == "domains" && corp),
            "admitted without a reason"
        );
        assert_eq!(
            admission.confirmed_by_token,
            invited && self.confirms_by_token
        );
        if admission.confirmed_by_token {
            account.confirmed = true;
            account.set("email_verified", "true");
        }
        let confirmed = account.confirmed;
        self.account = Some(account);
        if confirmed {
            self.post_confirmation();
        }
    }

    fn post_confirmation(&mut self) {
        let account = self.account.as_ref().unwrap();
        let allowed = &account.groups_of_policy(self.mode) | &account.groups_of_token();
        let grant = self.grant(grant_on_confirmation);
        self.accept(&grant, &allowed);
    }

    fn post_authentication(&mut self) {
        let now = self.now;
        let Some(account) = self.account.as_ref().filter(|account| account.confirmed) else {
            return;
        };
        let from_token = account.groups_of_token();
        let in_time = now - account.created <= UNFINISHED_GRANT_LIFETIME.as_secs();
        let finishes =
            in_time && account.attribute("email_verified") == "true" && !from_token.is_empty();
        let allowed = if finishes {
            &account.groups_of_policy(self.mode) | &from_token
        } else {
            BTreeSet::new()
        };
        let asks = may_have_unfinished_grant(POOL, &account.shown(), &TOKEN_SETTINGS, at(now));
        let grant = self.grant(|member, policy| grant_on_sign_in(member, false, policy, at(now)));
        assert!(
            asks || grant.is_empty(),
            "the event showed nothing, yet there is something to grant"
        );
        assert!(
            finishes || grant.is_empty(),
            "a sign-in gave something it should not"
        );
        self.accept(&grant, &allowed);
    }

    fn grant(&self, decide: impl FnOnce(&Member<'_>, &AcceptancePolicy<'_>) -> Grant) -> Grant {
        let account = self.account.as_ref().unwrap();
        let assignable: GrantPolicy = serde_json::from_value(
            json!({ "assignable_groups": ASSIGNABLE, "assignable_attributes": ["custom:tenant"] }),
        )
        .unwrap();
        let member = Member {
            user_pool_id: POOL,
            user_name: "0b7c6a3e",
            status: &UserStatus::Confirmed,
            attributes: &account.shown(),
            created: at(account.created),
        };
        let policy = AcceptancePolicy {
            assignable: &assignable,
            tokens: &TOKEN_SETTINGS,
            self_sign_up: &serde_json::from_value(self.section()).unwrap(),
            admin_created: &AdminCreatedPolicy::default(),
            federated: &FederatedPolicy::default(),
        };
        decide(&member, &policy)
    }

    /// Carries a grant out, and holds it against what the account may have.
    fn accept(&mut self, grant: &Grant, allowed: &BTreeSet<&str>) {
        let given: BTreeSet<_> = grant.groups.iter().map(GroupName::as_str).collect();
        assert_eq!(
            given, *allowed,
            "the groups given are not those that the model knows of"
        );
        assert!(given.iter().all(|group| ASSIGNABLE.contains(group)));
        assert!(
            grant
                .attributes
                .keys()
                .all(|name| name.as_str() == "custom:tenant")
        );
        assert!(grant.token.is_some() || grant.attributes.is_empty());
        let account = self.account.as_mut().unwrap();
        account.groups.extend(grant.groups.iter().cloned());
        if grant.token.is_some() {
            account.set(INVITATION_ATTRIBUTE, "");
            self.granted += 1;
        }
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_step_gives_more_than_token_and_policy(
        mode in prop::sample::select(&["invited", "domains", "open"][..]),
        confirms_by_token: bool,
        steps in steps(),
    ) {
        let mut pool = Pool::new(mode, confirms_by_token);
        for step in &steps {
            pool.step(step);
        }
    }

    /// Once a day has passed since the sign-up, no token in any place brings a group back.
    #[test]
    fn what_was_taken_away_stays_away_after_a_day(
        mode in prop::sample::select(&["invited", "domains", "open"][..]),
        first in 0..SAMPLES.len(),
        later in prop::collection::vec((0..SAMPLES.len(), 0_i64..48), 1..6),
    ) {
        let mut pool = Pool::new(mode, true);
        pool.step(&sign_up_with(first));
        pool.step(&Step::Confirm { mailed: true });
        pool.step(&Step::LoseGroups);
        pool.step(&Step::Wait { hours: 25 });
        for (token, hours) in later {
            pool.step(&Step::WriteToken(token));
            pool.step(&Step::VerifyAddress);
            pool.step(&Step::SignIn);
            pool.step(&Step::Wait { hours });
            prop_assert!(pool.account.as_ref().is_none_or(|account| account.groups.is_empty()));
        }
    }
}

/// A sign-up with the address that the token is for, or else one the policy knows.
fn sign_up_with(token: usize) -> Step {
    let email = SAMPLES[token].email.unwrap_or("jane@corp.example");
    let address = ADDRESSES
        .iter()
        .position(|(address, _)| *address == email)
        .unwrap();
    Step::SignUp {
        address,
        attribute: token,
        validation_data: None,
        client_metadata: None,
    }
}

/// The properties above say little if the model never grants: it does, along every honest way.
#[test]
fn the_model_grants_to_the_invited() {
    let token = SAMPLES
        .iter()
        .position(|sample| sample.email == Some("jane@corp.example"))
        .unwrap();
    let everything = ["clients", "members", "partners", "staff"];
    for (confirms_by_token, rest) in [
        (true, vec![]),
        (
            false,
            vec![Step::Wait { hours: 100 }, Step::Confirm { mailed: true }],
        ),
        // A grant that never reached the pool, finished at the sign-in.
        (
            true,
            vec![Step::LoseGroups, Step::WriteToken(token), Step::SignIn],
        ),
    ] {
        let mut pool = Pool::new("invited", confirms_by_token);
        pool.step(&sign_up_with(token));
        for step in &rest {
            pool.step(step);
        }
        let account = pool.account.unwrap();
        let groups: Vec<_> = account.groups.iter().map(GroupName::as_str).collect();
        assert_eq!(groups, everything, "{rest:?}");
        assert_eq!(account.attribute(INVITATION_ATTRIBUTE), "");
        assert!(pool.granted > 0);
    }
}

/// And it shows the limit that is left: within a day of the sign-up, a token works once more.
#[test]
fn the_bound_is_a_day_from_the_sign_up() {
    let token = SAMPLES
        .iter()
        .position(|sample| sample.email == Some("jane@corp.example"))
        .unwrap();
    for (hours, regained) in [(0, true), (24, true), (25, false), (60, false)] {
        let mut pool = Pool::new("invited", true);
        pool.step(&sign_up_with(token));
        pool.step(&Step::LoseGroups);
        pool.step(&Step::Wait { hours });
        pool.step(&Step::WriteToken(token));
        pool.step(&Step::SignIn);
        assert_eq!(
            !pool.account.unwrap().groups.is_empty(),
            regained,
            "after {hours} hours"
        );
    }
}
